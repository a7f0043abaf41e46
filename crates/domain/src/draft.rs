//! What people are writing and have not sent.

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

/// The longest draft in Unicode scalar values: the longest texts that can be sent, and the other fields of a form.
pub const MAX_DRAFT: usize = 24_000;
