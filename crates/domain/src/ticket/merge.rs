//! Two tickets about one thing become one, and can become two again.
//!
//! Merging moves nothing. The merged ticket points to the other one, whose conversation then shows both; so undoing it is
//! exact, and nobody sees a word of a ticket that they could not see before.

use super::event::{Changed, TicketEvent};
use super::patch::TicketPatch;
use super::refusal::Refusal;
use super::resolution::{ResolutionDraft, ResolutionKind};
use super::{Status, Ticket};
use crate::clock::Timestamp;
use crate::policy::Actor;
use crate::text::ResolutionText;

/// What undoing a merging brings back. All else on a closed ticket stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BeforeMerge {
    /// Where it stood.
    pub status: Status,
    /// When it was resolved.
    pub resolved_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

/// Both tickets after a merging or its undoing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The one that is, or was, taken up.
    pub source: Changed,
    /// The one that has, or had, taken it up.
    pub target: Changed,
}

impl Ticket {
    /// What has to be kept for [`Ticket::unmerge`].
    #[must_use]
    pub const fn before_merge(&self) -> BeforeMerge {
        BeforeMerge { status: self.status, resolved_at: self.resolved_at, closed_at: self.closed_at }
    }

    /// Lets `target` take this ticket up. What is not settled yet is closed as a duplicate with `text`.
    ///
    /// # Errors
    /// [`Refusal::MergeIntoItself`], [`Refusal::TicketMerged`] when one of the two is merged already,
    /// [`Refusal::TicketClosed`] when the target is closed.
    pub fn merge(self, target: Self, text: ResolutionText, actor: Actor, now: Timestamp) -> Result<Merged, Refusal> {
        if self.id == target.id {
            return Err(Refusal::MergeIntoItself);
        }
        if self.merged_into.is_some() || target.merged_into.is_some() {
            return Err(Refusal::TicketMerged);
        }
        if target.status == Status::Closed {
            return Err(Refusal::TicketClosed);
        }
        let loaded_version = self.version;
        let Changed { ticket, mut events } = match self.status {
            Status::Closed => Changed { ticket: self, events: Vec::new() },
            Status::Resolved => self.close(None, actor, now)?,
            Status::Open | Status::InProgress | Status::WaitingOnCustomer => {
                let draft = ResolutionDraft { text, kind: ResolutionKind::Duplicate };
                let patch =
                    TicketPatch { status: Some(Status::Closed), resolution: Some(draft), ..TicketPatch::default() };
                self.apply(patch, actor, now)?
            }
        };
        let source = Self { merged_into: Some(target.id), version: loaded_version, ..ticket };
        let Changed { ticket, events: merged } =
            source.touched(TicketEvent::MergedInto { ticket: target.number }, actor, now);
        events.extend(merged);
        let target = Self { absorbed: target.absorbed + 1, ..target };
        let absorbed = TicketEvent::Absorbed { ticket: ticket.number };
        Ok(Merged { target: target.touched(absorbed, actor, now), source: Changed { ticket, events } })
    }

    /// Makes it a ticket of its own again, in the status it had.
    ///
    /// # Errors
    /// [`Refusal::NotMerged`] when it is not merged into `target`.
    pub fn unmerge(self, target: Self, before: BeforeMerge, actor: Actor, now: Timestamp) -> Result<Merged, Refusal> {
        if self.merged_into != Some(target.id) {
            return Err(Refusal::NotMerged);
        }
        let BeforeMerge { status, resolved_at, closed_at } = before;
        let from = self.status;
        let resolution = self.resolution.clone().filter(|_| status.is_settled());
        let source = Self { merged_into: None, status, resolved_at, closed_at, resolution, ..self };
        let Changed { ticket, mut events } =
            source.touched(TicketEvent::UnmergedFrom { ticket: target.number }, actor, now);
        // Not a step of the status machine, and so not in its table: it takes one back.
        if from != status {
            events.push(TicketEvent::StatusChanged { from, to: status, reason: None });
        }
        let target = Self { absorbed: target.absorbed.saturating_sub(1), ..target };
        let released = TicketEvent::Released { ticket: ticket.number };
        Ok(Merged { target: target.touched(released, actor, now), source: Changed { ticket, events } })
    }
}
