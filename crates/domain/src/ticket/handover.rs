//! Handing on what somebody works on who does not any more.

use super::{Changed, Refusal, Status, Ticket, TicketPatch};
use crate::clock::Timestamp;
use crate::id::{TeamId, UserId};
use crate::policy::Actor;
use crate::words;

words! {
    /// What kind of heir there is.
    HeirKind {
        /// Another agent.
        Agent => "agent",
        /// A team, any of whom can take it.
        Team => "team",
        /// Nobody: it waits in its queue.
        Nobody => "nobody",
    }
}

/// Who takes over what somebody works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heir {
    /// Another agent.
    Agent(UserId),
    /// A team, any of whom can take it.
    Team(TeamId),
    /// Nobody: it waits in its queue.
    Nobody,
}

impl Heir {
    /// What kind it is.
    #[must_use]
    pub const fn kind(self) -> HeirKind {
        match self {
            Self::Agent(_) => HeirKind::Agent,
            Self::Team(_) => HeirKind::Team,
            Self::Nobody => HeirKind::Nobody,
        }
    }
}

impl Ticket {
    /// Somebody else works on it from here on. Where that is no single person it is handed back, since nobody in particular
    /// works on it or waits for the customer.
    ///
    /// # Errors
    /// [`Refusal::TicketClosed`]; [`Refusal::AssigneeRequired`] where it is resolved and nobody in particular takes it over.
    pub fn hand_over(self, to: Heir, actor: Actor, now: Timestamp) -> Result<Changed, Refusal> {
        let team = match to {
            Heir::Agent(agent) => {
                return self.apply(TicketPatch { assignee: Some(Some(agent)), ..TicketPatch::default() }, actor, now);
            }
            Heir::Team(team) => Some(Some(team)),
            Heir::Nobody => None,
        };
        let handed_back = TicketPatch { status: Some(Status::Open), team, ..TicketPatch::default() };
        match self.status {
            Status::InProgress => self.apply(handed_back, actor, now),
            // The machine leads back through being worked on.
            Status::WaitingOnCustomer => {
                let patch = TicketPatch { status: Some(Status::InProgress), ..TicketPatch::default() };
                let Changed { ticket, mut events } = self.apply(patch, actor, now)?;
                let back = ticket.apply(handed_back, actor, now)?;
                events.extend(back.events);
                Ok(Changed { ticket: back.ticket, events })
            }
            Status::Open | Status::Resolved | Status::Closed => {
                self.apply(TicketPatch { assignee: Some(None), team, ..TicketPatch::default() }, actor, now)
            }
        }
    }
}
