//! What admins can set about the life of tickets, and about who can make an account.

use crate::email::Email;
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
    /// Whether people can make an account for themselves. Otherwise admins invite them, or a provider vouches for them.
    pub sign_up: bool,
    /// The domains whose addresses can sign up, in lower case; none: all. Subdomains are not included.
    pub sign_up_domains: Vec<String>,
}

impl Settings {
    /// The most domains that can be listed.
    pub const MAX_DOMAINS: usize = 50;

    /// Whether somebody with this address can make an account for themselves.
    #[must_use]
    pub fn permits_sign_up(&self, email: &Email) -> bool {
        let listed = |domain: &String| domain == email.domain();
        self.sign_up && (self.sign_up_domains.is_empty() || self.sign_up_domains.iter().any(listed))
    }

    /// The fewest and most days after which a resolved ticket is closed.
    pub const AUTO_CLOSE_DAYS: std::ops::RangeInclusive<u32> = 1..=365;
    /// The fewest and most days in which reopening can be asked for.
    pub const REOPEN_WINDOW_DAYS: std::ops::RangeInclusive<u32> = 0..=3_650;
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            auto_close_days: 7,
            close_on_confirmation: true,
            reopen_on_request: true,
            reopen_window_days: 30,
            sign_up: true,
            sign_up_domains: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_domain_is_that_domain_alone() {
        let email = |text| Email::parse(text).expect("an address");
        let open = Settings::default();
        assert!(open.permits_sign_up(&email("a@anywhere.test")));
        let listed = Settings { sign_up_domains: vec!["example.org".to_owned()], ..Settings::default() };
        assert!(listed.permits_sign_up(&email("A@Example.ORG")));
        for other in ["a@sub.example.org", "a@example.org.evil.test", "a@notexample.org"] {
            assert!(!listed.permits_sign_up(&email(other)), "{other}");
        }
        assert!(!Settings { sign_up: false, ..listed }.permits_sign_up(&email("a@example.org")));
    }
}
