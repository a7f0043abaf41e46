//! Replies that can be taken back for a few seconds after sending.

use crate::clock::Timestamp;
use crate::comment::{Comment, Visibility};
use crate::id::{CommentId, EventId, TicketId, UserId};
use crate::text::CommentBody;
use crate::ticket::Status;
use crate::words;

/// The longest that a reply can be held, in seconds.
pub const MAX_HOLD_SECONDS: u32 = 30;

words! {
    /// Why a held reply was not sent after all.
    Stop {
        /// Others wrote or did something that its author has not seen.
        ConversationMoved => "conversation_moved",
        /// The ticket can no longer take it: it is closed, merged, or in another status.
        Refused => "refused",
        /// Its author may no longer write there.
        NotPermitted => "not_permitted",
    }
}

/// A comment that is stored and not yet one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldReply {
    /// The id that the comment will have.
    pub id: CommentId,
    /// The ticket it will stand under.
    pub ticket: TicketId,
    /// Who wrote it.
    pub author: UserId,
    /// Markdown source.
    pub body: CommentBody,
    /// Who will read it.
    pub visibility: Visibility,
    /// The status that is set along with it.
    pub status: Option<Status>,
    /// Whom it calls upon.
    pub mentions: Vec<UserId>,
    /// The last event that its author has seen.
    pub last_seen: EventId,
    /// Whether it goes out whatever comes in meanwhile.
    pub force: bool,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it goes out.
    pub release_at: Timestamp,
    /// When and why it did not.
    pub stopped: Option<(Timestamp, Stop)>,
}

impl HeldReply {
    /// The comment that it becomes.
    #[must_use]
    pub fn released(self, now: Timestamp) -> Comment {
        let Self { id, ticket, author, body, visibility, mentions, .. } = self;
        Comment { id, ticket, author, body, visibility, mentions, created_at: now, edited_at: None, redacted: None }
    }
}
