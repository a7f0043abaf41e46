//! Files that people send along: what they may be called, what they may be, and who gets them when.

mod kind;
mod name;

pub use kind::{DEFAULT_TYPES, HEAD_BYTES, Kind, NotThisKind};
pub use name::FileName;

use crate::clock::Timestamp;
use crate::id::UserId;
use crate::words;

/// The largest file, where the settings say nothing else: 25 MB.
pub const DEFAULT_MAX_BYTES: u64 = 25 * 1024 * 1024;

/// The most files that one message can bring along.
pub const MAX_FILES: usize = 20;

/// What was uploaded and not sent within so many seconds is thrown away: a day.
pub const UNSENT_SECONDS: i64 = 24 * 60 * 60;

/// A file that is still being stored after so many seconds never will be: an hour.
pub const STORING_SECONDS: i64 = 60 * 60;

/// A file is looked at again with newer signatures for so many seconds after it came: thirty days. By then signatures
/// know what was new when it came; older files would keep the scanner busy with the same answer every day.
pub const RESCAN_SECONDS: i64 = 30 * 24 * 60 * 60;

words! {
    /// Where a file stands.
    FileState {
        /// Its bytes are being stored. Nobody sees it.
        Pending => "pending",
        /// It is stored and was not looked at yet.
        Scanning => "scanning",
        /// The scanner found nothing.
        Clean => "clean",
        /// The scanner found something. Nobody gets it any more.
        Infected => "infected",
        /// The scanner could not look at all of it: too large, or packed too deep. Nobody gets it.
        Unscannable => "unscannable",
        /// It was deleted. Only that there was one is left.
        Erased => "erased",
    }
}

impl FileState {
    /// Whether the bytes go out. `unscanned` says that files go out which no scanner looks at: somebody runs Lotse
    /// without one and said so.
    ///
    /// # Errors
    /// Why they do not.
    pub const fn served(self, unscanned: bool) -> Result<(), NotServed> {
        match self {
            Self::Clean => Ok(()),
            Self::Scanning if unscanned => Ok(()),
            Self::Pending | Self::Scanning => Err(NotServed::Scanning),
            Self::Infected => Err(NotServed::Infected),
            Self::Unscannable => Err(NotServed::Unscannable),
            Self::Erased => Err(NotServed::Erased),
        }
    }
}

/// Why somebody who may see a file does not get its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotServed {
    /// It was not looked at yet.
    #[error("the file is still being checked for viruses")]
    Scanning,
    /// Something was found in it.
    #[error("a virus was found in the file")]
    Infected,
    /// It cannot be looked at.
    #[error("the file cannot be checked for viruses")]
    Unscannable,
    /// It was deleted.
    #[error("the file was deleted")]
    Erased,
}

/// What a scanner says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found.
    Clean,
    /// This was found.
    Infected(String),
    /// It could not be looked at whole, for this reason.
    Unscannable(String),
}

impl Verdict {
    /// Where the file stands now.
    #[must_use]
    pub const fn state(&self) -> FileState {
        match self {
            Self::Clean => FileState::Clean,
            Self::Infected(_) => FileState::Infected,
            Self::Unscannable(_) => FileState::Unscannable,
        }
    }

    /// What was found, or why nothing could be.
    #[must_use]
    pub fn finding(&self) -> Option<&str> {
        match self {
            Self::Clean => None,
            Self::Infected(text) | Self::Unscannable(text) => Some(text),
        }
    }
}

/// Whether somebody can still take back a file that they sent: as long as they can put their words differently.
#[must_use]
pub fn can_be_taken_back(uploader: UserId, sent_at: Timestamp, by: UserId, now: Timestamp) -> bool {
    uploader == by && now <= sent_at.plus_seconds(crate::comment::Comment::EDIT_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_looked_at_goes_out() {
        let served = |unscanned| FileState::ALL.iter().filter(move |state| state.served(unscanned).is_ok());
        assert_eq!(served(false).collect::<Vec<_>>(), [&FileState::Clean]);
        // What a scanner has found does not go out either way.
        assert_eq!(served(true).collect::<Vec<_>>(), [&FileState::Scanning, &FileState::Clean]);
    }
}
