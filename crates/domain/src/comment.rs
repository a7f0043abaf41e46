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
    /// The staff that it calls upon; internal notes only.
    pub mentions: Vec<UserId>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When its author last put it differently.
    pub edited_at: Option<Timestamp>,
}

impl Comment {
    /// For so long after writing, its author can put a comment differently.
    pub const EDIT_SECONDS: i64 = 5 * 60;
    /// The most people that a note can call upon.
    pub const MAX_MENTIONS: usize = 20;

    /// Whether somebody can put it differently now: its author, for a while. Later others may have answered to it.
    #[must_use]
    pub fn is_editable(&self, by: UserId, now: Timestamp) -> bool {
        self.author == by && now <= self.created_at.plus_seconds(Self::EDIT_SECONDS)
    }
}
