//! What was said and what happened under a ticket.
//!
//! Choices are written as an object with one key that names the case, or as that name alone where nothing more is to
//! be said. A `kind` field among the others would read as well, but makes every reader buffer the object first; in the
//! app that was a fifth of its size.

use super::view::{CustomerTicketView, HeldView, StaffTicketView};
use crate::attachment::FileView;
use crate::catalogue::PersonView;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::id::{CommentId, EventId, QueueId, TeamId, TicketNumber};
use domain::sla::TargetKind;
use domain::ticket::{Priority, ResolutionKind, Status};
use serde::{Deserialize, Serialize};

/// A comment as customers see it: there is no word about visibility, since they only ever see public ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicComment {
    /// Its id.
    pub id: CommentId,
    /// The event that tells of it, as in the history.
    pub event: EventId,
    /// Who wrote it.
    pub author: PersonView,
    /// Markdown source.
    pub body: String,
    /// The same as HTML, made and sanitised by the server.
    pub body_html: String,
    /// When it was written.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// When its author last put it differently.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub edited_at: Option<Timestamp>,
    /// When its words were taken away; `body` has none of them then.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub redacted_at: Option<Timestamp>,
    /// Who took them away.
    pub redacted_by: Option<PersonView>,
    /// The ticket it was written under, where that was taken up by this one.
    pub from_ticket: Option<TicketNumber>,
    /// Files that came along.
    pub attachments: Vec<FileView>,
}

/// A comment as staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffComment {
    /// Its id.
    pub id: CommentId,
    /// The event that tells of it, as in the history.
    pub event: EventId,
    /// Who wrote it.
    pub author: PersonView,
    /// Markdown source.
    pub body: String,
    /// The same as HTML, made and sanitised by the server.
    pub body_html: String,
    /// Who may read it.
    pub visibility: Visibility,
    /// The staff that it calls upon.
    #[serde(default)]
    pub mentions: Vec<PersonView>,
    /// When it was written.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// When its author last put it differently.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub edited_at: Option<Timestamp>,
    /// When its words were taken away; `body` has none of them then.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub redacted_at: Option<Timestamp>,
    /// Who took them away.
    pub redacted_by: Option<PersonView>,
    /// The ticket it was written under, where that was taken up by this one.
    pub from_ticket: Option<TicketNumber>,
    /// Files that came along.
    pub attachments: Vec<FileView>,
}

/// What happened, as customers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CustomerChange {
    /// The request was made.
    Created,
    /// Somebody wrote a reply.
    Commented {
        /// Which.
        comment: CommentId,
    },
    /// The subject was put differently.
    SubjectChanged {
        /// Before.
        from: String,
        /// After.
        to: String,
    },
    /// The description was put differently.
    DescriptionChanged,
    /// The status moved.
    StatusChanged {
        /// Before.
        from: Status,
        /// After.
        to: Status,
        /// Why, where a reason was asked for.
        reason: Option<String>,
    },
    /// A resolution was given or revised.
    ResolutionGiven {
        /// Which time the ticket was settled.
        cycle: u32,
        /// Which text of that time.
        revision: u32,
        /// Markdown source.
        text: String,
        /// The same as HTML, made and sanitised by the server.
        text_html: String,
        /// In what way it was settled.
        kind: ResolutionKind,
    },
    /// A comment was put differently.
    CommentEdited {
        /// Which.
        comment: CommentId,
    },
    /// The words of a comment were taken away.
    CommentRedacted {
        /// Which.
        comment: CommentId,
    },
    /// The requester says that it is done.
    CloseRequested,
    /// The requester says that it is not done.
    ReopenRequested {
        /// What is still wrong.
        reason: String,
    },
    /// Staff said no to what the requester asked for.
    RequestDeclined,
    /// Somebody reads along from here on.
    ParticipantAdded {
        /// Their address.
        email: String,
    },
    /// Somebody no longer does.
    ParticipantRemoved {
        /// Their address.
        email: String,
    },
    /// It goes on in another ticket.
    MergedInto {
        /// Which.
        ticket: TicketNumber,
    },
    /// It is a ticket of its own again.
    UnmergedFrom {
        /// From which.
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

/// What happened, as staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum StaffChange {
    /// The request was made.
    Created,
    /// Somebody wrote a reply or note.
    Commented {
        /// Which.
        comment: CommentId,
        /// Who may read it.
        visibility: Visibility,
    },
    /// The subject was put differently.
    SubjectChanged {
        /// Before.
        from: String,
        /// After.
        to: String,
    },
    /// The description was put differently.
    DescriptionChanged,
    /// The status moved.
    StatusChanged {
        /// Before.
        from: Status,
        /// After.
        to: Status,
        /// Why, where a reason was asked for.
        reason: Option<String>,
    },
    /// Somebody else works on it, or nobody.
    AssigneeChanged {
        /// Before.
        from: Option<PersonView>,
        /// After.
        to: Option<PersonView>,
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
        /// The key before.
        from: String,
        /// The key after.
        to: String,
    },
    /// A resolution was given or revised.
    ResolutionGiven {
        /// Which time the ticket was settled.
        cycle: u32,
        /// Which text of that time.
        revision: u32,
        /// Markdown source.
        text: String,
        /// The same as HTML, made and sanitised by the server.
        text_html: String,
        /// In what way it was settled.
        kind: ResolutionKind,
    },
    /// A comment was put differently.
    CommentEdited {
        /// Which.
        comment: CommentId,
        /// Who may read it.
        visibility: Visibility,
    },
    /// The words of a comment were taken away.
    CommentRedacted {
        /// Which.
        comment: CommentId,
        /// Who may read it.
        visibility: Visibility,
    },
    /// The requester says that it is done.
    CloseRequested,
    /// The requester says that it is not done.
    ReopenRequested {
        /// What is still wrong.
        reason: String,
    },
    /// Staff said no to what the requester asked for.
    RequestDeclined,
    /// Somebody reads along from here on.
    ParticipantAdded {
        /// Their address.
        email: String,
    },
    /// Somebody no longer does.
    ParticipantRemoved {
        /// Their address.
        email: String,
    },
    /// It goes on in another ticket.
    MergedInto {
        /// Which.
        ticket: TicketNumber,
    },
    /// It is a ticket of its own again.
    UnmergedFrom {
        /// From which.
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
        from: Vec<String>,
        /// After.
        to: Vec<String>,
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

/// One line of the history, as customers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerEvent {
    /// Its id.
    pub id: EventId,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// Who; null where Lotse itself.
    pub actor: Option<PersonView>,
    /// What.
    pub change: CustomerChange,
    /// The ticket it happened to, where that was taken up by this one.
    pub from_ticket: Option<TicketNumber>,
}

/// One line of the history, as staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffEvent {
    /// Its id.
    pub id: EventId,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// Who; null where Lotse itself.
    pub actor: Option<PersonView>,
    /// What.
    pub change: StaffChange,
    /// The ticket it happened to, where that was taken up by this one.
    pub from_ticket: Option<TicketNumber>,
}

/// An entry of the conversation, as customers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CustomerItem {
    /// Somebody wrote.
    Comment(PublicComment),
    /// Something happened.
    Event(CustomerEvent),
}

/// An entry of the conversation, as staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum StaffItem {
    /// Somebody wrote.
    Comment(StaffComment),
    /// Something happened.
    Event(StaffEvent),
}

/// A part of a conversation, as customers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerConversation {
    /// Oldest first.
    pub items: Vec<CustomerItem>,
    /// Leads to the items before these: pass it as `cursor` to `GET /tickets/{id}/comments`. Null at the beginning.
    pub previous: Option<String>,
}

/// A part of a conversation, as staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffConversation {
    /// Oldest first.
    pub items: Vec<StaffItem>,
    /// Leads to the items before these: pass it as `cursor` to `GET /tickets/{id}/comments`. Null at the beginning.
    pub previous: Option<String>,
}

/// A part of a history, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryPart<T> {
    /// The events.
    pub items: Vec<T>,
    /// Leads to later events: pass it as `cursor`. Null at the end.
    pub next: Option<String>,
}

/// The answer of `GET /tickets/{id}/comments`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Conversation {
    /// To customers. The two differ in their items only, so a client reads the one that its role gets.
    Customer(CustomerConversation),
    /// To staff.
    Staff(StaffConversation),
}

/// The answer of `GET /tickets/{id}/history`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum History {
    /// To customers.
    Customer(HistoryPart<CustomerEvent>),
    /// To staff.
    Staff(HistoryPart<StaffEvent>),
}

/// The answer to a comment by a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerCommentCreated {
    /// What was written; null while it is held.
    pub comment: Option<PublicComment>,
    /// What was written, while it can still be taken back.
    pub held: Option<HeldView>,
    /// Its ticket afterwards: an answer can move the status.
    pub ticket: CustomerTicketView,
}

/// The answer to a comment by staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffCommentCreated {
    /// What was written; null while it is held.
    pub comment: Option<StaffComment>,
    /// What was written, while it can still be taken back.
    pub held: Option<HeldView>,
    /// Its ticket afterwards.
    pub ticket: StaffTicketView,
}

/// The answer of `POST /tickets/{id}/comments` and `PATCH /comments/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CommentCreated {
    /// To staff. First, since a customer's answer lacks what this one requires.
    Staff(Box<StaffCommentCreated>),
    /// To customers.
    Customer(Box<CustomerCommentCreated>),
}
