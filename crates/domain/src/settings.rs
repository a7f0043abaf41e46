//! What admins can set about the life of tickets.

use serde::{Deserialize, Serialize};

/// The settings, each with its default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Settings {
    /// A resolved ticket is closed by itself after so many days, 1 to 365.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 365))]
    pub auto_close_days: u32,
    /// Whether the requester's "solved" closes a resolved ticket at once. Otherwise it is a request to staff.
    pub close_on_confirmation: bool,
    /// Whether the requester's "not solved" takes a resolved ticket up again at once. Otherwise it is a request to staff.
    pub reopen_on_request: bool,
    /// For so many days after closing, 0 to 3,650, the requester can ask for reopening; later they write a follow-up.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 3_650))]
    pub reopen_window_days: u32,
}

impl Settings {
    /// The fewest and most days after which a resolved ticket is closed.
    pub const AUTO_CLOSE_DAYS: std::ops::RangeInclusive<u32> = 1..=365;
    /// The fewest and most days in which reopening can be asked for.
    pub const REOPEN_WINDOW_DAYS: std::ops::RangeInclusive<u32> = 0..=3_650;
}

impl Default for Settings {
    fn default() -> Self {
        Self { auto_close_days: 7, close_on_confirmation: true, reopen_on_request: true, reopen_window_days: 30 }
    }
}
