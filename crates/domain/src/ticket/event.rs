//! What happened to a ticket, as its history tells it.

use super::{Priority, Resolution, Status, Ticket};
use crate::category::CategoryKey;
use crate::comment::Visibility;
use crate::email::Email;
use crate::id::{CommentId, QueueId, TeamId, TicketNumber, UserId};
use crate::sla::TargetKind;
use crate::tag::Tags;
use crate::text::{Reason, Subject};
use crate::words;

/// A ticket after a change, with what changed. No events mean that nothing did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The new state.
    pub ticket: Ticket,
    /// What happened, in order.
    pub events: Vec<TicketEvent>,
}

words! {
    /// What kind of thing happened, in a word: in the history, in live events and for webhooks.
    EventKind {
        /// The request was made.
        Created => "created",
        /// A reply or note was written.
        Commented => "commented",
        /// The requester put the subject differently.
        SubjectChanged => "subject_changed",
        /// The requester put the description differently. The texts stay out of the history; they are long.
        DescriptionChanged => "description_changed",
        /// The status moved.
        StatusChanged => "status_changed",
        /// Somebody else works on it, or nobody.
        AssigneeChanged => "assignee_changed",
        /// It is more or less pressing.
        PriorityChanged => "priority_changed",
        /// It is about something else.
        CategoryChanged => "category_changed",
        /// Another team has it, or none.
        TeamChanged => "team_changed",
        /// It waits elsewhere.
        QueueChanged => "queue_changed",
        /// It has other tags.
        TagsChanged => "tags_changed",
        /// A resolution was given or revised.
        ResolutionGiven => "resolution_given",
        /// A comment was put differently.
        CommentEdited => "comment_edited",
        /// The words of a comment were taken away.
        CommentRedacted => "comment_redacted",
        /// The requester says that it is done.
        CloseRequested => "close_requested",
        /// The requester says that it is not done.
        ReopenRequested => "reopen_requested",
        /// Staff said no to what the requester asked for.
        RequestDeclined => "request_declined",
        /// Somebody reads along from here on.
        ParticipantAdded => "participant_added",
        /// Somebody no longer does.
        ParticipantRemoved => "participant_removed",
        /// It goes on in another ticket.
        MergedInto => "merged_into",
        /// It is a ticket of its own again, as it was before.
        UnmergedFrom => "unmerged_from",
        /// It has taken up another ticket.
        Absorbed => "absorbed",
        /// A ticket that it had taken up is one of its own again.
        Released => "released",
        /// Some of its comments were copied to a new ticket.
        SplitOff => "split_off",
        /// It began with comments of another ticket.
        SplitFrom => "split_from",
        /// A new ticket goes on from this one.
        FollowedUp => "followed_up",
        /// It goes on from a closed one.
        FollowsUp => "follows_up",
        /// A target of its service level is nearly used up.
        SlaDueSoon => "sla_due_soon",
        /// A target of its service level is used up.
        SlaBreached => "sla_breached",
    }
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
    /// The words of a comment were taken away.
    CommentRedacted {
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
    /// A target of its service level is nearly used up.
    SlaDueSoon {
        /// Which.
        target: TargetKind,
        /// The how-manieth of its kind on the ticket.
        cycle: u32,
    },
    /// A target of its service level is used up.
    SlaBreached {
        /// Which.
        target: TargetKind,
        /// The how-manieth of its kind on the ticket.
        cycle: u32,
    },
}

impl TicketEvent {
    /// What kind of thing it is.
    #[must_use]
    pub const fn kind(&self) -> EventKind {
        match self {
            Self::Created => EventKind::Created,
            Self::Commented { .. } => EventKind::Commented,
            Self::SubjectChanged { .. } => EventKind::SubjectChanged,
            Self::DescriptionChanged => EventKind::DescriptionChanged,
            Self::StatusChanged { .. } => EventKind::StatusChanged,
            Self::AssigneeChanged { .. } => EventKind::AssigneeChanged,
            Self::PriorityChanged { .. } => EventKind::PriorityChanged,
            Self::CategoryChanged { .. } => EventKind::CategoryChanged,
            Self::TeamChanged { .. } => EventKind::TeamChanged,
            Self::QueueChanged { .. } => EventKind::QueueChanged,
            Self::TagsChanged { .. } => EventKind::TagsChanged,
            Self::ResolutionGiven(_) => EventKind::ResolutionGiven,
            Self::CommentEdited { .. } => EventKind::CommentEdited,
            Self::CommentRedacted { .. } => EventKind::CommentRedacted,
            Self::CloseRequested => EventKind::CloseRequested,
            Self::ReopenRequested { .. } => EventKind::ReopenRequested,
            Self::RequestDeclined => EventKind::RequestDeclined,
            Self::ParticipantAdded { .. } => EventKind::ParticipantAdded,
            Self::ParticipantRemoved { .. } => EventKind::ParticipantRemoved,
            Self::MergedInto { .. } => EventKind::MergedInto,
            Self::UnmergedFrom { .. } => EventKind::UnmergedFrom,
            Self::Absorbed { .. } => EventKind::Absorbed,
            Self::Released { .. } => EventKind::Released,
            Self::SplitOff { .. } => EventKind::SplitOff,
            Self::SplitFrom { .. } => EventKind::SplitFrom,
            Self::FollowedUp { .. } => EventKind::FollowedUp,
            Self::FollowsUp { .. } => EventKind::FollowsUp,
            Self::SlaDueSoon { .. } => EventKind::SlaDueSoon,
            Self::SlaBreached { .. } => EventKind::SlaBreached,
        }
    }

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
            Self::Commented { visibility, .. }
            | Self::CommentEdited { visibility, .. }
            | Self::CommentRedacted { visibility, .. } => *visibility,
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
            | Self::SplitFrom { .. }
            // What was promised to whom is a matter of the desk.
            | Self::SlaDueSoon { .. }
            | Self::SlaBreached { .. } => Visibility::Internal,
        }
    }
}
