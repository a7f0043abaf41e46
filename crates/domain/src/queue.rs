//! Queues, where tickets wait, and the teams that serve them.

use crate::id::{CalendarId, QueueId, SlaPolicyId, TeamId};
use crate::text::Name;
use uuid::Uuid;

/// The queue that is there from the beginning and takes what no category leads elsewhere.
pub const DEFAULT_QUEUE: QueueId = QueueId::new(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001));

/// Where tickets wait for the teams that serve it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// Its id.
    pub id: QueueId,
    /// What people call it.
    pub name: Name,
    /// Whether only its teams see its tickets. Admins always do.
    pub restricted: bool,
    /// Whether tickets can be put there; those that are stay.
    pub active: bool,
    /// Who serves it.
    pub teams: Vec<TeamId>,
    /// What is promised for its tickets; nothing where there is none.
    pub sla: Option<QueueSla>,
}

/// What is promised for the tickets of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueSla {
    /// How much time there is.
    pub policy: SlaPolicyId,
    /// Which time counts.
    pub calendar: CalendarId,
}

/// Agents who work together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// What people call it.
    pub name: Name,
    /// Whether tickets can be given to it.
    pub active: bool,
}
