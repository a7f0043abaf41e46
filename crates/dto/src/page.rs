//! Lists that are too long for one answer.

use serde::{Deserialize, Serialize};

/// The most rows that one answer may hold.
pub const MAX_LIMIT: u32 = 200;
/// How many rows an answer holds when nothing is asked for.
pub const DEFAULT_LIMIT: u32 = 50;
/// Counting stops here unless `count=exact` is asked for: nobody reads more, and counting a million rows takes time.
pub const COUNT_BOUND: u64 = 1_000;

/// A part of a list. There is no last page number: `next` leads on for as long as there are rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where to go on: pass it as `cursor`. Null at the end. Opaque and signed.
    pub next: Option<String>,
    /// How many rows there are in all.
    pub count: Count,
}

/// How many rows a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Count {
    /// The number, or the bound where `more` is true.
    pub value: u64,
    /// Whether there are more than `value`, or can be: not every ticket is asked for words that are common.
    pub more: bool,
}

impl Count {
    /// A count that was taken of at most one row more than the bound.
    #[must_use]
    pub const fn bounded(counted: u64) -> Self {
        if counted > COUNT_BOUND {
            Self { value: COUNT_BOUND, more: true }
        } else {
            Self { value: counted, more: false }
        }
    }

    /// A count that was taken of at most one row more than the bound, or that ended before (`complete` is false).
    #[must_use]
    pub const fn so_far(counted: u64, complete: bool) -> Self {
        let Self { value, more } = Self::bounded(counted);
        Self { value, more: more || !complete }
    }

    /// A count of everything.
    #[must_use]
    pub const fn exact(value: u64) -> Self {
        Self { value, more: false }
    }
}
