//! What requesters ask for instead of setting a status: that their ticket be closed, or taken up again.

use super::event::{Changed, TicketEvent};
use super::refusal::Refusal;
use super::transition::{self, Mover};
use super::{Status, Ticket};
use crate::clock::Timestamp;
use crate::policy::Actor;
use crate::settings::Settings;
use crate::text::Reason;

/// A requester's wish that staff have not answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReopenRequest {
    /// When it was made.
    pub at: Timestamp,
    /// What is still wrong.
    pub reason: Reason,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was done at once.
    Done,
    /// Staff will see it.
    Recorded,
}

const SECONDS_PER_DAY: i64 = 86_400;

impl Ticket {
    /// The requester says that it is done: a resolved ticket is closed at once if the settings say so, otherwise staff
    /// see the request. Asking again changes nothing.
    ///
    /// # Errors
    /// [`Refusal::TicketClosed`] when it is closed already.
    pub fn request_closing(
        self,
        settings: &Settings,
        actor: Actor,
        now: Timestamp,
    ) -> Result<(Changed, Outcome), Refusal> {
        if self.status == Status::Closed {
            return Err(Refusal::TicketClosed);
        }
        if self.status == Status::Resolved && settings.close_on_confirmation {
            return Ok((self.follow(Status::Closed, Mover::System, None, Some(actor), now)?, Outcome::Done));
        }
        if self.close_requested_at.is_some() {
            return Ok((Changed { ticket: self, events: Vec::new() }, Outcome::Recorded));
        }
        let asked = Self { close_requested_at: Some(now), reopen_request: None, ..self };
        Ok((asked.touched(TicketEvent::CloseRequested, actor, now), Outcome::Recorded))
    }

    /// The requester says that it is not done: a resolved ticket is taken up again at once if the settings say so,
    /// otherwise, and when it is closed, staff see the request. A later reason takes the place of an earlier one.
    ///
    /// # Errors
    /// [`Refusal::InvalidTransition`] when it is being worked on, [`Refusal::TicketMerged`],
    /// [`Refusal::ReopenWindowOver`].
    pub fn request_reopening(
        self,
        reason: Reason,
        settings: &Settings,
        actor: Actor,
        now: Timestamp,
    ) -> Result<(Changed, Outcome), Refusal> {
        if self.merged_into.is_some() {
            return Err(Refusal::TicketMerged);
        }
        match self.status {
            Status::Open | Status::InProgress | Status::WaitingOnCustomer => {
                return Err(transition::no_such_step(&self, Status::InProgress, actor));
            }
            Status::Resolved if settings.reopen_on_request => {
                let changed = self.follow(Status::InProgress, Mover::Requester, Some(reason), Some(actor), now)?;
                return Ok((changed, Outcome::Done));
            }
            Status::Resolved => {}
            Status::Closed if self.reopening_can_be_requested(settings, now) => {}
            Status::Closed => return Err(Refusal::ReopenWindowOver),
        }
        if self.reopen_request.as_ref().is_some_and(|request| request.reason == reason) {
            return Ok((Changed { ticket: self, events: Vec::new() }, Outcome::Recorded));
        }
        let request = Some(ReopenRequest { at: now, reason: reason.clone() });
        let asked = Self { reopen_request: request, close_requested_at: None, ..self };
        Ok((asked.touched(TicketEvent::ReopenRequested { reason }, actor, now), Outcome::Recorded))
    }

    /// Whether a requester can still ask for reopening, rather than write a follow-up.
    #[must_use]
    pub fn reopening_can_be_requested(&self, settings: &Settings, now: Timestamp) -> bool {
        let window = i64::from(settings.reopen_window_days) * SECONDS_PER_DAY;
        self.merged_into.is_none()
            && match (self.status, self.closed_at) {
                (Status::Resolved, _) => true,
                (Status::Closed, Some(closed_at)) => now <= closed_at.plus_seconds(window),
                _ => false,
            }
    }

    /// Staff say no to what was requested.
    ///
    /// # Errors
    /// [`Refusal::NothingRequested`].
    pub fn decline_request(self, actor: Actor, now: Timestamp) -> Result<Changed, Refusal> {
        if self.close_requested_at.is_none() && self.reopen_request.is_none() {
            return Err(Refusal::NothingRequested);
        }
        let answered = Self { close_requested_at: None, reopen_request: None, ..self };
        Ok(answered.touched(TicketEvent::RequestDeclined, actor, now))
    }

    /// Closes what was resolved long enough ago. Nothing where it is not time, or where the requester objects.
    #[must_use]
    pub fn close_by_time(self, settings: &Settings, now: Timestamp) -> Option<Changed> {
        let due = self.resolved_at?.plus_seconds(i64::from(settings.auto_close_days) * SECONDS_PER_DAY);
        if self.status != Status::Resolved || self.reopen_request.is_some() || now < due {
            return None;
        }
        self.follow(Status::Closed, Mover::System, None, None, now).ok()
    }

    /// One event that changes nothing but what the caller changed already.
    pub(super) fn touched(self, event: TicketEvent, actor: Actor, now: Timestamp) -> Changed {
        let ticket = Self { version: self.version + 1, updated_at: now, updated_by: Some(actor.id), ..self };
        Changed { ticket, events: vec![event] }
    }
}
