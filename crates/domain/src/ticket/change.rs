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
use crate::email::Email;
use crate::id::{QueueId, TicketId, TicketNumber, UserId};
use crate::policy::Actor;
use crate::settings::Settings;
use crate::tag::Tags;
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
    /// Where it waits first.
    pub queue: QueueId,
    /// Words that staff put on it.
    pub tags: Tags,
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
        let NewTicket { subject, description, category, priority, queue, tags, requester } = new;
        let ticket = Self {
            id,
            number,
            subject,
            description,
            category,
            priority,
            status: Status::Open,
            requester,
            queue,
            team: None,
            assignee: None,
            tags,
            close_requested_at: None,
            reopen_request: None,
            follow_up_of: None,
            merged_into: None,
            absorbed: 0,
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
    /// closed and the actor is no admin, [`Refusal::TicketMerged`].
    pub fn reopen(self, reason: Reason, actor: Actor, now: Timestamp) -> Result<Changed, Refusal> {
        if self.merged_into.is_some() {
            return Err(Refusal::TicketMerged);
        }
        // Asked of a ticket in progress, the patch would be "no change"; a reopening that reopens nothing is refused.
        if !self.status.is_settled() {
            return Err(transition::no_such_step(&self, Status::InProgress, actor));
        }
        let unassigned = self.status == Status::Closed && self.assignee.is_none();
        let status = if unassigned { Status::Open } else { Status::InProgress };
        self.apply(TicketPatch { status: Some(status), reason: Some(reason), ..TicketPatch::default() }, actor, now)
    }

    /// Whether something can be added that everybody on the ticket reads.
    ///
    /// # Errors
    /// [`Refusal::TicketMerged`]; [`Refusal::TicketClosed`].
    pub fn takes_words(&self) -> Result<(), Refusal> {
        if self.merged_into.is_some() {
            return Err(Refusal::TicketMerged);
        }
        if self.status == Status::Closed { Err(Refusal::TicketClosed) } else { Ok(()) }
    }

    /// What a comment does: the requester's public word brings a waiting ticket back and asks for a resolved one to be
    /// taken up again; the first public answer of staff is the first response; an internal note leaves no trace on the
    /// ticket, since a customer could see one there.
    ///
    /// # Errors
    /// [`Refusal::TicketClosed`] or [`Refusal::TicketMerged`] for a public comment on a closed ticket.
    pub fn comment(self, comment: &Comment, settings: &Settings, actor: Actor) -> Result<CommentEffect, Refusal> {
        let said = TicketEvent::Commented { comment: comment.id, visibility: comment.visibility };
        if comment.visibility == Visibility::Internal {
            return Ok(CommentEffect { changed: Changed { ticket: self, events: vec![said] }, touches_ticket: false });
        }
        self.takes_words()?;
        let mut changed = self.answer(comment, settings, actor)?;
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
    fn answer(self, comment: &Comment, settings: &Settings, actor: Actor) -> Result<Changed, Refusal> {
        let by_requester = actor.id == self.requester;
        match self.status {
            Status::WaitingOnCustomer if by_requester => {
                self.follow(Status::InProgress, Mover::System, None, Some(actor), comment.created_at)
            }
            Status::Resolved if by_requester => {
                let reason = Reason::from_comment(&comment.body);
                self.request_reopening(reason, settings, actor, comment.created_at).map(|(changed, _)| changed)
            }
            _ => Ok(Changed { ticket: self, events: Vec::new() }),
        }
    }

    /// A comment is put differently by who wrote it. The version stays, as with the comment itself.
    #[must_use]
    pub fn comment_edited(self, comment: &Comment, actor: Actor, now: Timestamp) -> CommentEffect {
        let edited = TicketEvent::CommentEdited { comment: comment.id, visibility: comment.visibility };
        let touches_ticket = comment.visibility == Visibility::Public;
        let ticket = if touches_ticket { Self { updated_at: now, updated_by: Some(actor.id), ..self } } else { self };
        CommentEffect { changed: Changed { ticket, events: vec![edited] }, touches_ticket }
    }

    /// The words of a comment are taken away, and with them what was made of them: the reason of a reopening that it asked
    /// for, and the description of a ticket that began with it. Possible in every status: what must not stay, must not stay.
    #[must_use]
    pub fn comment_redacted(self, comment: &Comment, actor: Actor, now: Timestamp) -> CommentEffect {
        let Comment { id, body, visibility, created_at, .. } = comment;
        let redacted = TicketEvent::CommentRedacted { comment: *id, visibility: *visibility };
        let mut changed = Changed { ticket: self, events: vec![redacted] };
        let ticket = &mut changed.ticket;
        let mut touches_ticket = *visibility == Visibility::Public;
        if let Some(request) = ticket.reopen_request.as_mut().filter(|request| request.at == *created_at) {
            request.reason = Reason::gone();
        }
        if ticket.description.as_str() == body.as_str() {
            ticket.description = Description::gone();
            ticket.version += 1;
            changed.events.push(TicketEvent::DescriptionChanged);
            touches_ticket = true;
        }
        if touches_ticket {
            ticket.updated_at = now;
            ticket.updated_by = Some(actor.id);
        }
        CommentEffect { changed, touches_ticket }
    }

    /// Somebody reads along from here on, or no longer.
    #[must_use]
    pub fn participant_changed(self, email: Email, added: bool, actor: Actor, now: Timestamp) -> Changed {
        let event =
            if added { TicketEvent::ParticipantAdded { email } } else { TicketEvent::ParticipantRemoved { email } };
        self.touched(event, actor, now)
    }

    /// Ties a new ticket to the closed one that it goes on from.
    ///
    /// # Errors
    /// [`Refusal::NotClosed`] when the earlier one is not closed.
    pub fn follow_up(created: Changed, earlier: Self, actor: Actor, now: Timestamp) -> Result<FollowUp, Refusal> {
        if earlier.status != Status::Closed {
            return Err(Refusal::NotClosed);
        }
        let Changed { ticket, mut events } = created;
        events.push(TicketEvent::FollowsUp { ticket: earlier.number });
        let followed = TicketEvent::FollowedUp { ticket: ticket.number };
        let created = Changed { ticket: Self { follow_up_of: Some(earlier.id), ..ticket }, events };
        Ok(FollowUp { created, earlier: earlier.touched(followed, actor, now) })
    }

    /// Ties a new ticket to the one whose comments it begins with.
    #[must_use]
    pub fn split(created: Changed, original: Self, actor: Actor, now: Timestamp) -> Split {
        let Changed { ticket, mut events } = created;
        events.push(TicketEvent::SplitFrom { ticket: original.number });
        let split = TicketEvent::SplitOff { ticket: ticket.number };
        Split { created: Changed { ticket, events }, original: original.touched(split, actor, now) }
    }
}

/// A follow-up and the ticket it goes on from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// The new one.
    pub created: Changed,
    /// The closed one.
    pub earlier: Changed,
}

/// A new ticket and the one that its first comments come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The new one.
    pub created: Changed,
    /// The other one.
    pub original: Changed,
}
