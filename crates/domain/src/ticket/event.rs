//! What happened to a ticket, as its history tells it.

use super::{Priority, Resolution, Status, Ticket};
use crate::category::CategoryKey;
use crate::comment::Visibility;
use crate::id::{CommentId, UserId};
use crate::text::{Reason, Subject};

/// A ticket after a change, with what changed. No events mean that nothing did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The new state.
    pub ticket: Ticket,
    /// What happened, in order.
    pub events: Vec<TicketEvent>,
}

/// One thing that happened to a ticket. Who and when stand beside it in the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TicketEvent {
    /// The request was made.
    Created,
    /// A reply or note was written.
    Commented {
        /// Which.
        comment: CommentId,
        /// Who may know.
        visibility: Visibility,
    },
    /// The requester put the subject differently.
    SubjectChanged {
        /// Before.
        from: Subject,
        /// After.
        to: Subject,
    },
    /// The requester put the description differently. The texts stay out of the history; they are long.
    DescriptionChanged,
    /// The status moved.
    StatusChanged {
        /// Before.
        from: Status,
        /// After.
        to: Status,
        /// Why, where a reason is asked for.
        reason: Option<Reason>,
    },
    /// Somebody else works on it, or nobody.
    AssigneeChanged {
        /// Before.
        from: Option<UserId>,
        /// After.
        to: Option<UserId>,
    },
    /// It is more or less pressing.
    PriorityChanged {
        /// Before.
        from: Priority,
        /// After.
        to: Priority,
    },
    /// It is about something else.
    CategoryChanged {
        /// Before.
        from: CategoryKey,
        /// After.
        to: CategoryKey,
    },
    /// A resolution was given or revised.
    ResolutionGiven(Resolution),
}

impl TicketEvent {
    /// Who may know that it happened. Customers see what concerns the course of their request; how staff sort and
    /// assign it is theirs.
    #[must_use]
    pub const fn visibility(&self) -> Visibility {
        match self {
            Self::Created
            | Self::SubjectChanged { .. }
            | Self::DescriptionChanged
            | Self::StatusChanged { .. }
            | Self::ResolutionGiven(_) => Visibility::Public,
            Self::Commented { visibility, .. } => *visibility,
            Self::AssigneeChanged { .. } | Self::PriorityChanged { .. } | Self::CategoryChanged { .. } => {
                Visibility::Internal
            }
        }
    }
}
