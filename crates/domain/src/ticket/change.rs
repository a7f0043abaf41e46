//! Making, taking, closing, reopening and commenting on a ticket.

use super::event::{Changed, TicketEvent};
use super::patch::TicketPatch;
use super::refusal::Refusal;
use super::resolution::ResolutionDraft;
use super::transition::{self, Mover};
use super::{Priority, Status, Ticket};
use crate::category::CategoryKey;
use crate::clock::Timestamp;
use crate::comment::{Comment, Visibility};
use crate::id::{TicketId, TicketNumber, UserId};
use crate::policy::Actor;
use crate::text::{Description, Reason, Subject};

/// What a new ticket says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTicket {
    /// One line.
    pub subject: Subject,
    /// What is wanted.
    pub description: Description,
    /// What it is about.
    pub category: CategoryKey,
    /// How pressing it is.
    pub priority: Priority,
    /// Whose request it is.
    pub requester: UserId,
}

/// What a comment does to its ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentEffect {
    /// The ticket afterwards, with the comment's own event first.
    pub changed: Changed,
    /// Whether the row of the ticket is different at all; never for an internal note.
    pub touches_ticket: bool,
}

impl Ticket {
    /// A new ticket: open, nobody assigned, version 1.
    #[must_use]
    pub fn create(id: TicketId, number: TicketNumber, new: NewTicket, creator: Actor, now: Timestamp) -> Changed {
        let NewTicket { subject, description, category, priority, requester } = new;
        let ticket = Self {
            id,
            number,
            subject,
            description,
            category,
            priority,
            status: Status::Open,
            requester,
            assignee: None,
            resolution: None,
            cycles: 0,
            version: 1,
            created_at: now,
            created_by: creator.id,
            updated_at: now,
            updated_by: Some(creator.id),
            first_response_at: None,
            resolved_at: None,
            closed_at: None,
        };
        Changed { ticket, events: vec![TicketEvent::Created] }
    }

    /// Makes the actor the assignee, and starts work on an open ticket. Taking what one has changes nothing.
    ///
    /// # Errors
    /// [`Refusal::AlreadyAssigned`] when somebody else has it, [`Refusal::TicketClosed`] when it is closed.
    pub fn take(self, actor: Actor, now: Timestamp) -> Result<Changed, Refusal> {
        if self.status == Status::Closed {
            return Err(Refusal::TicketClosed);
        }
        if self.assignee.is_some_and(|assignee| assignee != actor.id) {
            return Err(Refusal::AlreadyAssigned);
        }
        let status = (self.status == Status::Open).then_some(Status::InProgress);
        self.apply(TicketPatch { assignee: Some(Some(actor.id)), status, ..TicketPatch::default() }, actor, now)
    }

    /// Closes it. On a resolved ticket an absent text keeps the resolution, another one revises it.
    ///
    /// # Errors
    /// [`Refusal::TicketClosed`] when it is closed already, [`Refusal::ResolutionRequired`] without a text.
    pub fn close(self, resolution: Option<ResolutionDraft>, actor: Actor, now: Timestamp) -> Result<Changed, Refusal> {
        self.apply(TicketPatch { status: Some(Status::Closed), resolution, ..TicketPatch::default() }, actor, now)
    }

    /// Takes it up again: in progress, or open when nobody is assigned.
    ///
    /// # Errors
    /// [`Refusal::InvalidTransition`] when it is neither resolved nor closed, [`Refusal::StepNotPermitted`] when it is
    /// closed and the actor is no admin.
    pub fn reopen(self, reason: Reason, actor: Actor, now: Timestamp) -> Result<Changed, Refusal> {
        // Asked of a ticket in progress, the patch would be "no change"; a reopening that reopens nothing is refused.
        if !self.status.is_settled() {
            return Err(transition::no_such_step(&self, Status::InProgress, actor));
        }
        let unassigned = self.status == Status::Closed && self.assignee.is_none();
        let status = if unassigned { Status::Open } else { Status::InProgress };
        self.apply(TicketPatch { status: Some(status), reason: Some(reason), ..TicketPatch::default() }, actor, now)
    }

    /// What a comment does: the requester's public word brings a waiting ticket back and reopens a resolved one; the
    /// first public answer of staff is the first response; an internal note leaves no trace on the ticket, since a
    /// customer could see one there.
    ///
    /// # Errors
    /// [`Refusal::TicketClosed`] for a public comment on a closed ticket.
    pub fn comment(self, comment: &Comment, actor: Actor) -> Result<CommentEffect, Refusal> {
        let said = TicketEvent::Commented { comment: comment.id, visibility: comment.visibility };
        if comment.visibility == Visibility::Internal {
            return Ok(CommentEffect { changed: Changed { ticket: self, events: vec![said] }, touches_ticket: false });
        }
        if self.status == Status::Closed {
            return Err(Refusal::TicketClosed);
        }
        let mut changed = self.answer(comment, actor)?;
        changed.events.insert(0, said);
        changed.ticket.updated_at = comment.created_at;
        changed.ticket.updated_by = Some(actor.id);
        let staff_answers = actor.role.is_staff() && actor.id != changed.ticket.requester;
        if staff_answers && changed.ticket.first_response_at.is_none() {
            changed.ticket.first_response_at = Some(comment.created_at);
        }
        Ok(CommentEffect { changed, touches_ticket: true })
    }

    /// The step that a public comment brings with it.
    fn answer(self, comment: &Comment, actor: Actor) -> Result<Changed, Refusal> {
        let by_requester = actor.id == self.requester;
        match self.status {
            Status::WaitingOnCustomer if by_requester => {
                self.follow(Status::InProgress, Mover::System, None, actor, comment.created_at)
            }
            Status::Resolved if by_requester => {
                let reason = Reason::from_comment(&comment.body);
                self.follow(Status::InProgress, Mover::Requester, Some(reason), actor, comment.created_at)
            }
            _ => Ok(Changed { ticket: self, events: Vec::new() }),
        }
    }
}
