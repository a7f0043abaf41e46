//! The ticket: its data and what can happen to it.
//!
//! A change is a method that takes a ticket and gives back the new one with its events, or a typed refusal. The steps
//! between statuses are one table in [`transition`]; nothing else in Lotse decides them.

mod change;
mod event;
mod handover;
mod merge;
mod patch;
mod refusal;
mod request;
mod resolution;
mod status;
mod transition;

pub use change::{CommentEffect, FollowUp, NewTicket, Split};
pub use event::{Changed, EventKind, TicketEvent};
pub use handover::{Heir, HeirKind};
pub use merge::{BeforeMerge, Merged};
pub use patch::TicketPatch;
pub use refusal::Refusal;
pub use request::{Outcome, ReopenRequest};
pub use resolution::{Resolution, ResolutionDraft, ResolutionKind};
pub use status::{Priority, Status};
pub use transition::{Mover, Need, Rule, Step, TABLE, WhyNot, allowed_transitions};

use crate::category::CategoryKey;
use crate::clock::Timestamp;
use crate::id::{QueueId, TeamId, TicketId, TicketNumber, UserId};
use crate::tag::Tags;
use crate::text::{Description, Subject};

/// A customer's request and where it stands.
///
/// Invariants, kept by every method of this module:
/// - `in_progress`, `waiting_on_customer` and `resolved` have an assignee;
/// - `resolved` and `closed` have a resolution, the other statuses have none;
/// - `resolved_at` and `closed_at` are set exactly in these statuses (a ticket closed without having been resolved has
///   no `resolved_at`);
/// - a change of status answers what the requester asked for: no request outlives it;
/// - what is merged into another ticket is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// Its running number.
    pub number: TicketNumber,
    /// One line.
    pub subject: Subject,
    /// What the requester wrote.
    pub description: Description,
    /// What it is about.
    pub category: CategoryKey,
    /// How pressing it is.
    pub priority: Priority,
    /// Where it stands.
    pub status: Status,
    /// Whose request it is.
    pub requester: UserId,
    /// Where it waits.
    pub queue: QueueId,
    /// Which team has it.
    pub team: Option<TeamId>,
    /// Who works on it.
    pub assignee: Option<UserId>,
    /// Words that staff put on it.
    pub tags: Tags,
    /// When the requester asked for closing, while that is not answered.
    pub close_requested_at: Option<Timestamp>,
    /// That the requester asked for reopening, while that is not answered.
    pub reopen_request: Option<ReopenRequest>,
    /// The closed ticket that this one goes on from.
    pub follow_up_of: Option<TicketId>,
    /// The ticket that has taken this one up.
    pub merged_into: Option<TicketId>,
    /// How many tickets it has taken up.
    pub absorbed: u32,
    /// The resolution in force.
    pub resolution: Option<Resolution>,
    /// How many resolution cycles there have been; the one in force is the last.
    pub cycles: u32,
    /// Grows by one with every change of the ticket itself; a comment alone leaves it.
    pub version: i64,
    /// When it was created.
    pub created_at: Timestamp,
    /// Who created it (the requester, or staff on their behalf).
    pub created_by: UserId,
    /// When the ticket itself or its public conversation last changed; an internal note does not count.
    pub updated_at: Timestamp,
    /// Who changed it then; nobody where the system did.
    pub updated_by: Option<UserId>,
    /// When staff first answered in public.
    pub first_response_at: Option<Timestamp>,
    /// When it was resolved, while it is.
    pub resolved_at: Option<Timestamp>,
    /// When it was closed, while it is.
    pub closed_at: Option<Timestamp>,
}
