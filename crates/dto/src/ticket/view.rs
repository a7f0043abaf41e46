//! What callers see of tickets. Customers and staff have types of their own, so that a field for staff cannot slip
//! into an answer for customers.

use super::conversation::{CustomerConversation, StaffConversation};
use crate::attachment::{FileView, TicketFileView};
use crate::catalogue::PersonView;
use crate::draft::TicketDraft;
use crate::page::Page;
use crate::sla::SlaView;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::held::Stop;
use domain::id::{CommentId, EventId, QueueId, TeamId, TicketId, TicketNumber};
use domain::listing::Asked;
use domain::snippet::HitSource;
use domain::ticket::{Need, Priority, ResolutionKind, Status, Step, WhyNot};
use serde::{Deserialize, Serialize};

/// How a ticket was settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResolutionView {
    /// 1 for the first time it was settled; grows when it is settled again after a reopening.
    pub cycle: u32,
    /// 1 for the first text of the cycle.
    pub revision: u32,
    /// Markdown source.
    pub text: String,
    /// The same as HTML, made and sanitised by the server.
    pub text_html: String,
    /// In what way.
    pub kind: ResolutionKind,
    /// Who gave it.
    pub author: PersonView,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
}

/// A status step as it looks to the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepView {
    /// Where it leads.
    pub to: Status,
    /// Whether the caller may take it.
    pub allowed: bool,
    /// What has to come with it, where it is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<Need>,
    /// Why not, where it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_not: Option<WhyNot>,
}

impl From<Step> for StepView {
    fn from(step: Step) -> Self {
        Self { to: step.to, allowed: step.outcome.is_ok(), needs: step.outcome.ok(), why_not: step.outcome.err() }
    }
}

/// A ticket as its requester sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerTicketView {
    /// Its id.
    pub id: TicketId,
    /// Its running number.
    pub number: TicketNumber,
    /// One line.
    pub subject: String,
    /// Markdown source.
    pub description: String,
    /// The same as HTML, made and sanitised by the server.
    pub description_html: String,
    /// The key of its category.
    pub category: String,
    /// How pressing it is.
    pub priority: Priority,
    /// Where it stands.
    pub status: Status,
    /// Whose request it is.
    pub requester: PersonView,
    /// How it was settled, while it is.
    pub resolution: Option<ResolutionView>,
    /// Grows with every change; also the ETag.
    pub version: i64,
    /// When it was created.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// When the ticket or its public conversation last changed.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub updated_at: Timestamp,
    /// When it was resolved, while it is.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub resolved_at: Option<Timestamp>,
    /// When it was closed, while it is.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub closed_at: Option<Timestamp>,
    /// When they asked for closing, while that is not answered.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub close_requested_at: Option<Timestamp>,
    /// When they asked for reopening, while that is not answered.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub reopen_requested_at: Option<Timestamp>,
    /// Whether they can ask for reopening now; on a closed ticket that ends some time after closing.
    pub reopening_can_be_requested: bool,
    /// The ticket that it goes on in.
    pub merged_into: Option<TicketNumber>,
    /// Every other status, with whether and how it can be reached.
    pub allowed_transitions: Vec<StepView>,
}

/// A ticket as staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffTicketView {
    /// Its id.
    pub id: TicketId,
    /// Its running number.
    pub number: TicketNumber,
    /// One line.
    pub subject: String,
    /// Markdown source.
    pub description: String,
    /// The same as HTML, made and sanitised by the server.
    pub description_html: String,
    /// The key of its category.
    pub category: String,
    /// How pressing it is.
    pub priority: Priority,
    /// Where it stands.
    pub status: Status,
    /// Whose request it is.
    pub requester: PersonView,
    /// The requester's address.
    pub requester_email: String,
    /// Where it waits.
    pub queue: QueueId,
    /// Which team has it.
    pub team: Option<TeamId>,
    /// Words that staff put on it.
    pub tags: Vec<String>,
    /// Who works on it.
    pub assignee: Option<PersonView>,
    /// How it was settled, while it is.
    pub resolution: Option<ResolutionView>,
    /// Grows with every change; also the ETag.
    pub version: i64,
    /// When it was created.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// Who created it: the requester, or staff on their behalf.
    pub created_by: PersonView,
    /// When the ticket or its public conversation last changed.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub updated_at: Timestamp,
    /// When staff first answered in public.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub first_response_at: Option<Timestamp>,
    /// When it was resolved, while it is.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub resolved_at: Option<Timestamp>,
    /// When it was closed, while it is.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub closed_at: Option<Timestamp>,
    /// When the requester asked for closing, while that is not answered.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub close_requested_at: Option<Timestamp>,
    /// When the requester asked for reopening, while that is not answered.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub reopen_requested_at: Option<Timestamp>,
    /// What is still wrong, in their words.
    pub reopen_reason: Option<String>,
    /// The ticket that it goes on in.
    pub merged_into: Option<TicketNumber>,
    /// How it stands to what was promised.
    pub sla: SlaView,
    /// Every other status, with whether and how it can be reached.
    pub allowed_transitions: Vec<StepView>,
}

/// A ticket as the caller may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TicketView {
    /// To staff. First, since a customer's view lacks what this one requires.
    Staff(Box<StaffTicketView>),
    /// To its requester.
    Customer(Box<CustomerTicketView>),
}

/// Another ticket, as far as the caller may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketLink {
    /// Its running number.
    pub number: TicketNumber,
    /// Its subject.
    pub subject: String,
    /// Where it stands.
    pub status: Status,
}

/// A reply or note of the caller that is sent and can still be taken back, or was stopped and waits for their decision.
/// Nobody else sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldView {
    /// The id that the comment will have; `DELETE /comments/{id}` takes it back.
    pub id: CommentId,
    /// Markdown source.
    pub body: String,
    /// Who will read it.
    pub visibility: Visibility,
    /// The status that is set along with it.
    pub status: Option<Status>,
    /// When it goes out.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub release_at: Timestamp,
    /// Why it did not go out.
    pub stopped: Option<Stop>,
    /// Files that came along.
    pub attachments: Vec<FileView>,
}

/// A ticket with the newest part of its conversation, as its requester sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerTicketDetail {
    /// The ticket.
    pub ticket: CustomerTicketView,
    /// The newest items, oldest first.
    pub conversation: CustomerConversation,
    /// The addresses of those who read along.
    pub participants: Vec<String>,
    /// The caller's own replies that can still be taken back.
    pub held: Vec<HeldView>,
    /// What the caller has begun to write here and not sent.
    pub drafts: Vec<TicketDraft>,
    /// The newest event: pass it as `last_seen_event` with an answer.
    pub last_event: EventId,
    /// The first item by somebody else that the caller has not read; absent when all is read.
    pub first_unread: Option<EventId>,
    /// The closed ticket that it goes on from.
    pub follow_up_of: Option<TicketLink>,
    /// The tickets that go on from it.
    pub follow_ups: Vec<TicketLink>,
    /// Files that came with the ticket itself.
    pub attachments: Vec<FileView>,
}

/// A ticket with the newest part of its conversation, as staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffTicketDetail {
    /// The ticket.
    pub ticket: StaffTicketView,
    /// The newest items, oldest first.
    pub conversation: StaffConversation,
    /// The addresses of those who read along.
    pub participants: Vec<String>,
    /// The caller's own replies and notes that can still be taken back.
    pub held: Vec<HeldView>,
    /// What the caller has begun to write here and not sent.
    pub drafts: Vec<TicketDraft>,
    /// The newest event: pass it as `last_seen_event` with an answer.
    pub last_event: EventId,
    /// The first item by somebody else that the caller has not read; absent when all is read.
    pub first_unread: Option<EventId>,
    /// The closed ticket that it goes on from.
    pub follow_up_of: Option<TicketLink>,
    /// The tickets that go on from it.
    pub follow_ups: Vec<TicketLink>,
    /// The tickets that it has taken up.
    pub absorbed: Vec<TicketLink>,
    /// The staff who follow it.
    pub watchers: Vec<PersonView>,
    /// Files that came with the ticket itself.
    pub attachments: Vec<TicketFileView>,
}

/// The answer of `GET /tickets/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TicketDetail {
    /// To staff.
    Staff(Box<StaffTicketDetail>),
    /// To its requester.
    Customer(Box<CustomerTicketDetail>),
}

/// Letters of a text in which words were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HitPart {
    /// Plain text, never HTML.
    pub text: String,
    /// Whether it is what was looked for.
    pub hit: bool,
}

/// A text of a ticket that has one of the words looked for: up to 160 characters around the first of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerHit {
    /// Which text.
    pub source: HitSource,
    /// A piece of it.
    pub parts: Vec<HitPart>,
}

/// The same for staff, of all texts that they read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffHit {
    /// Which text.
    pub source: HitSource,
    /// Who reads it.
    pub visibility: Visibility,
    /// A piece of it.
    pub parts: Vec<HitPart>,
}

/// A row of a customer's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerTicketRow {
    /// Its id.
    pub id: TicketId,
    /// Its running number.
    pub number: TicketNumber,
    /// One line.
    pub subject: String,
    /// The key of its category.
    pub category: String,
    /// How pressing it is.
    pub priority: Priority,
    /// Where it stands.
    pub status: Status,
    /// When it was created.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// When the ticket or its public conversation last changed.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub updated_at: Timestamp,
    /// Whether it holds something that the caller has not read.
    pub unread: bool,
    /// Where the words of the query are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hit: Option<CustomerHit>,
}

/// A row of a list for staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffTicketRow {
    /// Its id.
    pub id: TicketId,
    /// Its running number.
    pub number: TicketNumber,
    /// One line.
    pub subject: String,
    /// The key of its category.
    pub category: String,
    /// How pressing it is.
    pub priority: Priority,
    /// Where it stands.
    pub status: Status,
    /// Whose request it is.
    pub requester: PersonView,
    /// Where it waits.
    pub queue: QueueId,
    /// Which team has it.
    pub team: Option<TeamId>,
    /// Words that staff put on it.
    pub tags: Vec<String>,
    /// Who works on it.
    pub assignee: Option<PersonView>,
    /// When it was created.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// When the ticket or its public conversation last changed.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub updated_at: Timestamp,
    /// What the requester asks for and is not answered yet.
    pub asked: Option<Asked>,
    /// How it stands to what was promised.
    pub sla: SlaView,
    /// Whether it holds something that the caller has not read.
    pub unread: bool,
    /// Where the words of the query are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hit: Option<StaffHit>,
}

/// The answer of `GET /tickets`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TicketPage {
    /// To staff. First, since a customer's rows lack what these require.
    Staff(Page<StaffTicketRow>),
    /// To customers.
    Customer(Page<CustomerTicketRow>),
}
