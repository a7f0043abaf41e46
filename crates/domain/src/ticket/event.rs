//! What happened to a ticket, as its history tells it.

use super::{Priority, Resolution, Status, Ticket};
use crate::category::CategoryKey;
use crate::comment::Visibility;
use crate::email::Email;
use crate::id::{CommentId, QueueId, TeamId, TicketNumber, UserId};
use crate::tag::Tags;
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
    /// Another team has it, or none.
    TeamChanged {
        /// Before.
        from: Option<TeamId>,
        /// After.
        to: Option<TeamId>,
    },
    /// It waits elsewhere.
    QueueChanged {
        /// Before.
        from: QueueId,
        /// After.
        to: QueueId,
    },
    /// It has other tags.
    TagsChanged {
        /// Before.
        from: Tags,
        /// After.
        to: Tags,
    },
    /// A resolution was given or revised.
    ResolutionGiven(Resolution),
    /// A comment was put differently.
    CommentEdited {
        /// Which.
        comment: CommentId,
        /// Who may know.
        visibility: Visibility,
    },
    /// The requester says that it is done.
    CloseRequested,
    /// The requester says that it is not done.
    ReopenRequested {
        /// What is still wrong.
        reason: Reason,
    },
    /// Staff said no to what the requester asked for.
    RequestDeclined,
    /// Somebody reads along from here on.
    ParticipantAdded {
        /// Who.
        email: Email,
    },
    /// Somebody no longer does.
    ParticipantRemoved {
        /// Who.
        email: Email,
    },
    /// It goes on in another ticket.
    MergedInto {
        /// Which.
        ticket: TicketNumber,
    },
    /// It is a ticket of its own again, as it was before.
    UnmergedFrom {
        /// From which.
        ticket: TicketNumber,
    },
    /// It has taken up another ticket.
    Absorbed {
        /// Which.
        ticket: TicketNumber,
    },
    /// A ticket that it had taken up is one of its own again.
    Released {
        /// Which.
        ticket: TicketNumber,
    },
    /// Some of its comments were copied to a new ticket.
    SplitOff {
        /// Which.
        ticket: TicketNumber,
    },
    /// It began with comments of another ticket.
    SplitFrom {
        /// Which.
        ticket: TicketNumber,
    },
    /// A new ticket goes on from this one.
    FollowedUp {
        /// Which.
        ticket: TicketNumber,
    },
    /// It goes on from a closed one.
    FollowsUp {
        /// Which.
        ticket: TicketNumber,
    },
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
            | Self::ResolutionGiven(_)
            | Self::CloseRequested
            | Self::ReopenRequested { .. }
            | Self::RequestDeclined
            | Self::ParticipantAdded { .. }
            | Self::ParticipantRemoved { .. }
            | Self::MergedInto { .. }
            | Self::UnmergedFrom { .. }
            | Self::FollowedUp { .. }
            | Self::FollowsUp { .. } => Visibility::Public,
            Self::Commented { visibility, .. } | Self::CommentEdited { visibility, .. } => *visibility,
            // What was merged or split off may be somebody else's request.
            Self::AssigneeChanged { .. }
            | Self::PriorityChanged { .. }
            | Self::CategoryChanged { .. }
            | Self::TeamChanged { .. }
            | Self::QueueChanged { .. }
            | Self::TagsChanged { .. }
            | Self::Absorbed { .. }
            | Self::Released { .. }
            | Self::SplitOff { .. }
            | Self::SplitFrom { .. } => Visibility::Internal,
        }
    }
}
