//! What people write under a ticket.

use crate::clock::Timestamp;
use crate::id::{CommentId, TicketId, UserId};
use crate::text::CommentBody;
use crate::words;

words! {
    /// Who may read a comment. There is no default: whoever writes one says which (SECURITY.md 3).
    Visibility {
        /// The requester, participants and staff.
        Public => "public",
        /// Staff only.
        Internal => "internal",
    }
}

/// A public reply or an internal note. Its visibility never changes by an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// The ticket it stands under.
    pub ticket: TicketId,
    /// Who wrote it.
    pub author: UserId,
    /// Markdown source.
    pub body: CommentBody,
    /// Who may read it.
    pub visibility: Visibility,
    /// When it was written.
    pub created_at: Timestamp,
}
