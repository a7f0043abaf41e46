//! The one error with an exit status of its own.

use std::fmt;

/// Asked for something that cannot start: a wrong argument, or a tool that is missing and cannot be installed from here.
/// Exit status 2 keeps it apart from a check or test that failed.
#[derive(Debug)]
pub(crate) struct Refusal(String);

impl Refusal {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}
