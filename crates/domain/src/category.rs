//! What a ticket is about, as customers choose it.

use crate::id::QueueId;
use crate::ticket::Priority;
use std::fmt;

/// The key of a category in the API: `[a-z0-9-]{1,40}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CategoryKey(String);

/// The text is not a category key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a category key: 1 to 40 of a-z, 0-9 and -")]
pub struct CategoryKeyError;

impl CategoryKey {
    /// The longest key.
    pub const MAX: usize = 40;

    /// Checks a key.
    ///
    /// # Errors
    /// When it is empty, too long or has another character than a-z, 0-9 and `-`.
    pub fn parse(text: &str) -> Result<Self, CategoryKeyError> {
        let fits = (1..=Self::MAX).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if fits { Ok(Self(text.to_owned())) } else { Err(CategoryKeyError) }
    }

    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CategoryKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A category with its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The key in the API.
    pub key: CategoryKey,
    /// The German name.
    pub name_de: String,
    /// The English name.
    pub name_en: String,
    /// What a new ticket gets when its requester does not choose.
    pub default_priority: Priority,
    /// Where its tickets wait first.
    pub queue: QueueId,
    /// Whether new tickets may use it; tickets that have it keep it.
    pub active: bool,
}
