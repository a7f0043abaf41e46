//! Changing a ticket by naming what shall be different.

use super::event::{Changed, TicketEvent};
use super::refusal::Refusal;
use super::resolution::{Resolution, ResolutionDraft};
use super::transition::{self, Mover, Need, WhyNot};
use super::{Priority, Status, Ticket};
use crate::category::CategoryKey;
use crate::clock::Timestamp;
use crate::id::{QueueId, TeamId, UserId};
use crate::policy::Actor;
use crate::tag::Tags;
use crate::text::{Description, Reason, Subject};

/// What shall be different. `None` leaves a field as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TicketPatch {
    /// Another subject (the requester's).
    pub subject: Option<Subject>,
    /// Another description (the requester's).
    pub description: Option<Description>,
    /// Another status.
    pub status: Option<Status>,
    /// Another assignee; `Some(None)` takes them away.
    pub assignee: Option<Option<UserId>>,
    /// Another team; `Some(None)` takes it away.
    pub team: Option<Option<TeamId>>,
    /// Another queue.
    pub queue: Option<QueueId>,
    /// Other tags, all of them.
    pub tags: Option<Tags>,
    /// Another priority.
    pub priority: Option<Priority>,
    /// Another category.
    pub category: Option<CategoryKey>,
    /// The resolution, for steps that settle the ticket.
    pub resolution: Option<ResolutionDraft>,
    /// The reason, for steps that reopen it.
    pub reason: Option<Reason>,
}

impl TicketPatch {
    /// Whether it asks for something that only staff may change.
    #[must_use]
    pub const fn is_triage(&self) -> bool {
        // Without `..`: a new field has to be put here or below before this compiles, or it would need no permission.
        let Self { subject: _, description: _, status, resolution, reason, .. } = self;
        status.is_some() || self.sorts() || resolution.is_some() || reason.is_some()
    }

    /// Whether it asks for another place among the tickets, apart from the status.
    const fn sorts(&self) -> bool {
        // Without `..`: a new field has to be put into one of these three before this compiles, or it would need no
        // permission.
        let Self {
            subject: _,
            description: _,
            status: _,
            assignee,
            team,
            queue,
            tags,
            priority,
            category,
            resolution: _,
            reason: _,
        } = self;
        assignee.is_some()
            || team.is_some()
            || queue.is_some()
            || tags.is_some()
            || priority.is_some()
            || category.is_some()
    }

    /// Whether it asks for something that only the requester may change.
    #[must_use]
    pub const fn is_text_edit(&self) -> bool {
        self.subject.is_some() || self.description.is_some()
    }
}

impl Ticket {
    /// Applies a patch whole or not at all. What equals the present value is no change; without any, the version stays.
    ///
    /// # Errors
    /// When the state forbids it, or a step lacks what it asks for.
    pub fn apply(self, patch: TicketPatch, actor: Actor, now: Timestamp) -> Result<Changed, Refusal> {
        let mut edit = Edit { ticket: self, events: Vec::new(), actor: Some(actor), now };
        let status = patch.status.filter(|&status| status != edit.ticket.status);
        edit.refuse_on_closed(&patch, status)?;
        edit.texts(patch.subject, patch.description)?;
        if let Some(priority) = patch.priority {
            edit.priority(priority);
        }
        if let Some(category) = patch.category {
            edit.category(category);
        }
        if let Some(queue) = patch.queue {
            edit.queue(queue);
        }
        if let Some(team) = patch.team {
            edit.team(team);
        }
        if let Some(tags) = patch.tags {
            edit.tags(tags);
        }
        if let Some(assignee) = patch.assignee {
            edit.assignee(assignee, status)?;
        }
        match status {
            Some(to) => edit.step(to, transition::mover_of(actor.role), patch.resolution, patch.reason)?,
            None => edit.revise(patch.resolution)?,
        }
        Ok(edit.finish())
    }

    /// A step that follows from something else, such as the requester's reply.
    pub(super) fn follow(
        self,
        to: Status,
        mover: Mover,
        reason: Option<Reason>,
        actor: Option<Actor>,
        now: Timestamp,
    ) -> Result<Changed, Refusal> {
        let mut edit = Edit { ticket: self, events: Vec::new(), actor, now };
        edit.step(to, mover, None, reason)?;
        Ok(edit.finish())
    }
}

/// A ticket being changed.
struct Edit {
    ticket: Ticket,
    events: Vec<TicketEvent>,
    /// Nobody where Lotse itself does it.
    actor: Option<Actor>,
    now: Timestamp,
}

impl Edit {
    /// A closed ticket can be reopened and nothing else; closing it again is said as such.
    fn refuse_on_closed(&self, patch: &TicketPatch, status: Option<Status>) -> Result<(), Refusal> {
        if self.ticket.status != Status::Closed {
            return Ok(());
        }
        let reopens = status.is_some();
        if reopens && self.ticket.merged_into.is_some() {
            return Err(Refusal::TicketMerged);
        }
        let changes_more = patch.is_text_edit() || patch.sorts();
        let closes_again = patch.status == Some(Status::Closed) || patch.resolution.is_some();
        if closes_again || (changes_more && !reopens) || (patch.is_text_edit() && reopens) {
            Err(Refusal::TicketClosed)
        } else {
            Ok(())
        }
    }

    fn texts(&mut self, subject: Option<Subject>, description: Option<Description>) -> Result<(), Refusal> {
        if (subject.is_some() || description.is_some()) && self.ticket.status.is_settled() {
            return Err(Refusal::TicketSettled);
        }
        if let Some(to) = subject
            && to != self.ticket.subject
        {
            let from = std::mem::replace(&mut self.ticket.subject, to.clone());
            self.events.push(TicketEvent::SubjectChanged { from, to });
        }
        if let Some(description) = description
            && description != self.ticket.description
        {
            self.ticket.description = description;
            self.events.push(TicketEvent::DescriptionChanged);
        }
        Ok(())
    }

    fn priority(&mut self, to: Priority) {
        let from = std::mem::replace(&mut self.ticket.priority, to);
        if from != to {
            self.events.push(TicketEvent::PriorityChanged { from, to });
        }
    }

    fn category(&mut self, to: CategoryKey) {
        let from = std::mem::replace(&mut self.ticket.category, to.clone());
        if from != to {
            self.events.push(TicketEvent::CategoryChanged { from, to });
        }
    }

    fn queue(&mut self, to: QueueId) {
        let from = std::mem::replace(&mut self.ticket.queue, to);
        if from != to {
            self.events.push(TicketEvent::QueueChanged { from, to });
        }
    }

    fn team(&mut self, to: Option<TeamId>) {
        let from = std::mem::replace(&mut self.ticket.team, to);
        if from != to {
            self.events.push(TicketEvent::TeamChanged { from, to });
        }
    }

    fn tags(&mut self, to: Tags) {
        let from = std::mem::replace(&mut self.ticket.tags, to.clone());
        if from != to {
            self.events.push(TicketEvent::TagsChanged { from, to });
        }
    }

    fn assignee(&mut self, to: Option<UserId>, status: Option<Status>) -> Result<(), Refusal> {
        let after = status.unwrap_or(self.ticket.status);
        match (to, after) {
            (Some(_), Status::Open) if self.ticket.status == Status::InProgress => {
                return Err(Refusal::HandingBackClearsAssignee);
            }
            (None, Status::InProgress | Status::WaitingOnCustomer | Status::Resolved) => {
                return Err(Refusal::AssigneeRequired { status: after });
            }
            _ => self.set_assignee(to),
        }
        Ok(())
    }

    fn set_assignee(&mut self, to: Option<UserId>) {
        let from = std::mem::replace(&mut self.ticket.assignee, to);
        if from != to {
            self.events.push(TicketEvent::AssigneeChanged { from, to });
        }
    }

    fn step(
        &mut self,
        to: Status,
        mover: Mover,
        resolution: Option<ResolutionDraft>,
        reason: Option<Reason>,
    ) -> Result<(), Refusal> {
        let from = self.ticket.status;
        let need = self.need(to, mover)?;
        match need {
            Need::Assignee if self.ticket.assignee.is_none() => return Err(Refusal::AssigneeRequired { status: to }),
            Need::Resolution if resolution.is_none() => return Err(Refusal::ResolutionRequired),
            Need::Reason if reason.is_none() => return Err(Refusal::ReasonRequired),
            Need::HandBack => self.set_assignee(None),
            Need::Assignee | Need::Resolution | Need::ResolutionKept | Need::Reason | Need::Nothing => {}
        }
        match resolution {
            Some(draft) if to.is_settled() => self.resolve(draft)?,
            Some(_) => return Err(Refusal::ResolutionNotExpected),
            None => {}
        }
        self.ticket.status = to;
        // Whatever the requester asked for, this answers it.
        self.ticket.close_requested_at = None;
        self.ticket.reopen_request = None;
        self.ticket.resolved_at = match to {
            Status::Resolved => Some(self.now),
            Status::Closed => self.ticket.resolved_at,
            Status::Open | Status::InProgress | Status::WaitingOnCustomer => None,
        };
        self.ticket.closed_at = (to == Status::Closed).then_some(self.now);
        if !to.is_settled() {
            self.ticket.resolution = None;
        }
        let reason = if need == Need::Reason { reason } else { None };
        self.events.push(TicketEvent::StatusChanged { from, to, reason });
        Ok(())
    }

    /// What the step asks for, or the refusal a person who asked for it gets.
    fn need(&self, to: Status, mover: Mover) -> Result<Need, Refusal> {
        let from = self.ticket.status;
        // The two movers that never set a status themselves only have to stand in the table.
        if matches!(mover, Mover::System | Mover::Requester) {
            let rule = transition::find(from, to).filter(|rule| rule.movers.contains(&mover));
            return rule.map(|rule| rule.need).ok_or_else(|| self.no_such_step(to));
        }
        transition::check(&self.ticket, to, mover).map_err(|why| match why {
            WhyNot::AdminOnly | WhyNot::StaffOnly => Refusal::StepNotPermitted { from, to },
            WhyNot::Merged => Refusal::TicketMerged,
            WhyNot::NoSuchStep | WhyNot::HasAssignee | WhyNot::HasNoAssignee => self.no_such_step(to),
        })
    }

    fn no_such_step(&self, to: Status) -> Refusal {
        match self.actor {
            Some(actor) => transition::no_such_step(&self.ticket, to, actor),
            None => Refusal::InvalidTransition { from: self.ticket.status, to, allowed: Vec::new() },
        }
    }

    /// A text without a step: another revision while the ticket is resolved, otherwise out of place.
    fn revise(&mut self, resolution: Option<ResolutionDraft>) -> Result<(), Refusal> {
        match resolution {
            None => Ok(()),
            Some(draft) if self.ticket.status == Status::Resolved => self.resolve(draft),
            Some(_) => Err(Refusal::ResolutionNotExpected),
        }
    }

    fn resolve(&mut self, draft: ResolutionDraft) -> Result<(), Refusal> {
        // A resolution is somebody's word.
        let Some(author) = self.actor else { return Err(Refusal::ResolutionNotExpected) };
        let revision = match &self.ticket.resolution {
            Some(current) if current.text == draft.text && current.kind == draft.kind => return Ok(()),
            Some(current) => current.revision + 1,
            None => {
                self.ticket.cycles += 1;
                1
            }
        };
        let ResolutionDraft { text, kind } = draft;
        let resolution =
            Resolution { cycle: self.ticket.cycles, revision, text, kind, author: author.id, at: self.now };
        self.ticket.resolution = Some(resolution.clone());
        self.events.push(TicketEvent::ResolutionGiven(resolution));
        Ok(())
    }

    fn finish(self) -> Changed {
        let Self { mut ticket, events, actor, now } = self;
        if !events.is_empty() {
            ticket.version += 1;
            ticket.updated_at = now;
            ticket.updated_by = actor.map(|actor| actor.id);
        }
        Changed { ticket, events }
    }
}
