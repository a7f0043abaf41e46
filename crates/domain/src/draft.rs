//! What people are writing and have not sent.

use crate::comment::Visibility;
use crate::words;

words! {
    /// What a draft is going to be. Each kind has its own, so that a note's words cannot end up in a reply.
    DraftKind {
        /// A public comment.
        Reply => "reply",
        /// An internal note.
        Note => "note",
        /// A request.
        NewTicket => "new_ticket",
    }
}

impl DraftKind {
    /// What somebody writes before a comment that these read.
    #[must_use]
    pub const fn of(visibility: Visibility) -> Self {
        match visibility {
            Visibility::Public => Self::Reply,
            Visibility::Internal => Self::Note,
        }
    }
}

/// The longest draft in Unicode scalar values: the longest texts that can be sent, and the other fields of a form.
pub const MAX_DRAFT: usize = 24_000;
