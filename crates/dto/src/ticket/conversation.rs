//! What was said and what happened under a ticket.
//!
//! Choices are written as an object with one key that names the case, or as that name alone where nothing more is to
//! be said. A `kind` field among the others would read as well, but makes every reader buffer the object first; in the
//! app that was a fifth of its size.

use super::view::{CustomerTicketView, StaffTicketView};
use crate::catalogue::PersonView;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::id::{CommentId, EventId};
use domain::ticket::{Priority, ResolutionKind, Status};
use serde::{Deserialize, Serialize};

/// A comment as customers see it: there is no word about visibility, since they only ever see public ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicComment {
    /// Its id.
    pub id: CommentId,
    /// Who wrote it.
    pub author: PersonView,
    /// Markdown source.
    pub body: String,
    /// When it was written.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
}

/// A comment as staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffComment {
    /// Its id.
    pub id: CommentId,
    /// Who wrote it.
    pub author: PersonView,
    /// Markdown source.
    pub body: String,
    /// Who may read it.
    pub visibility: Visibility,
    /// When it was written.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
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
        /// In what way it was settled.
        kind: ResolutionKind,
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
        /// In what way it was settled.
        kind: ResolutionKind,
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
    /// What was written.
    pub comment: PublicComment,
    /// Its ticket afterwards: an answer can move the status.
    pub ticket: CustomerTicketView,
}

/// The answer to a comment by staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffCommentCreated {
    /// What was written.
    pub comment: StaffComment,
    /// Its ticket afterwards.
    pub ticket: StaffTicketView,
}

/// The answer of `POST /tickets/{id}/comments`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CommentCreated {
    /// To staff. First, since a customer's answer lacks what this one requires.
    Staff(Box<StaffCommentCreated>),
    /// To customers.
    Customer(Box<CustomerCommentCreated>),
}
