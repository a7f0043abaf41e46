//! What people write under a ticket.

use crate::clock::Timestamp;
use crate::id::{CommentId, TicketId, UserId};
use crate::text::CommentBody;
use crate::words;

words! {
    /// Who may read a comment. There is no default: whoever writes one says which (SECURITY.md).
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
    /// Who took its words away, and when.
    pub redacted: Option<Redaction>,
}

/// That the words of a comment were taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redaction {
    /// By whom.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

impl Comment {
    /// For so long after writing, its author can put a comment differently.
    pub const EDIT_SECONDS: i64 = 5 * 60;
    /// The most people that a note can call upon.
    pub const MAX_MENTIONS: usize = 20;

    /// Whether somebody can put it differently now: its author, for a while. Later others may have answered to it. What was
    /// taken away does not come back so.
    #[must_use]
    pub fn is_editable(&self, by: UserId, now: Timestamp) -> bool {
        self.author == by && self.redacted.is_none() && now <= self.created_at.plus_seconds(Self::EDIT_SECONDS)
    }

    /// The comment without its words. Who took them away first stays said.
    #[must_use]
    pub fn redact(self, by: UserId, now: Timestamp) -> Self {
        let redacted = self.redacted.or(Some(Redaction { by, at: now }));
        Self { body: CommentBody::gone(), mentions: Vec::new(), redacted, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_redacted_comment_says_who_took_its_words_first_and_stays_so() {
        let (author, admin) = (UserId::new(Uuid::from_u128(1)), UserId::new(Uuid::from_u128(2)));
        let now = Timestamp::from_unix_micros(1_790_000_000_000_000).expect("in range");
        let comment = Comment {
            id: CommentId::new(Uuid::from_u128(3)),
            ticket: TicketId::new(Uuid::from_u128(4)),
            author,
            body: CommentBody::parse("My password is horse.").expect("a body"),
            visibility: Visibility::Internal,
            mentions: vec![admin],
            created_at: now,
            edited_at: None,
            redacted: None,
        };
        assert!(comment.is_editable(author, now));
        let redacted = comment.redact(admin, now);
        assert_eq!((redacted.body.as_str(), redacted.mentions.len()), ("—", 0));
        assert!(!redacted.is_editable(author, now));
        assert_eq!(redacted.clone().redact(author, now.plus_seconds(1)), redacted);
    }
}
