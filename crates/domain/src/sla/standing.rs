//! What the clocks of a ticket come to: what lists show and sort by, and what somebody has to be told.

use super::clock::{Clock, ClockPhase, TargetKind};
use crate::clock::Timestamp;
use crate::id::{CalendarId, SlaPolicyId};
use crate::ticket::TicketEvent;
use crate::words;

words! {
    /// How a ticket stands to what was promised.
    SlaState {
        /// Nothing is promised, or all of it is done.
        None => "none",
        /// There is time.
        Running => "running",
        /// The target that is due first is nearly used up.
        DueSoon => "due_soon",
        /// A target is used up, and what it asks for is still not done.
        Breached => "breached",
        /// No clock runs, and one will.
        Paused => "paused",
    }
}

/// How a ticket stands to what was promised, in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// In a word: of the target that is due first.
    pub state: SlaState,
    /// When the running clock that is due first is due, or was.
    pub due_at: Option<Timestamp>,
    /// What it measures the time until.
    pub target: Option<TargetKind>,
    /// When the standing will be another one, or somebody has to be told, although nothing happens to the ticket.
    pub next_at: Option<Timestamp>,
}

/// By which edition of a policy and of a calendar the clocks of a ticket run. Editions never change, so what was promised
/// stays what it was, whatever admins change later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    /// The policy.
    pub policy: SlaPolicyId,
    /// Its version.
    pub policy_version: i64,
    /// The calendar.
    pub calendar: CalendarId,
    /// Its version.
    pub calendar_version: i64,
}

/// Whether a ticket to which this happened goes by what is promised in its queue now, from its beginning on. That is so
/// where it came into another queue; a policy or calendar that was changed does not touch it.
#[must_use]
pub fn takes_terms_of_its_queue(events: &[TicketEvent]) -> bool {
    events.iter().any(|event| matches!(event, TicketEvent::Created | TicketEvent::QueueChanged { .. }))
}

impl Reached {
    /// As the history of the ticket has it.
    #[must_use]
    pub const fn event(self) -> TicketEvent {
        let Self { kind, target, cycle } = self;
        match kind {
            ReachedKind::DueSoon => TicketEvent::SlaDueSoon { target, cycle },
            ReachedKind::Breached => TicketEvent::SlaBreached { target, cycle },
        }
    }
}

impl Standing {
    /// Of a ticket to which nothing is promised.
    pub const NOTHING: Self = Self { state: SlaState::None, due_at: None, target: None, next_at: None };

    /// What some clocks come to at the moment for which they were computed.
    #[must_use]
    pub fn of(clocks: &[Clock]) -> Self {
        let promised = || clocks.iter().filter(|clock| clock.allowed.is_some());
        let running = || promised().filter(|clock| clock.phase == ClockPhase::Running);
        let first = running().min_by_key(|clock| (clock.due_at.is_none(), clock.due_at, clock.target));
        let Some(first) = first else {
            let paused = promised().any(|clock| clock.phase == ClockPhase::Paused);
            let state = if paused { SlaState::Paused } else { SlaState::None };
            return Self { state, ..Self::NOTHING };
        };
        let state = match (first.breached, first.warned) {
            (true, _) => SlaState::Breached,
            (false, true) => SlaState::DueSoon,
            (false, false) => SlaState::Running,
        };
        let ahead = |clock: &Clock| {
            let warn = clock.warn_at.filter(|_| !clock.warned);
            let due = clock.due_at.filter(|_| !clock.breached);
            [warn, due].into_iter().flatten().min()
        };
        Self { state, due_at: first.due_at, target: Some(first.target), next_at: running().filter_map(ahead).min() }
    }
}

words! {
    /// What somebody is told of a clock.
    ReachedKind {
        /// It is due soon.
        DueSoon => "due_soon",
        /// It is breached.
        Breached => "breached",
    }
}

/// Something that a clock has reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reached {
    /// What.
    pub kind: ReachedKind,
    /// What the clock measures the time until.
    pub target: TargetKind,
    /// The how-manieth of its kind on its ticket.
    pub cycle: u32,
}

/// What clocks have reached and nobody was told: of each clock the most serious, and nothing that comes before what was
/// told already. What has stopped or pauses is over, and what nothing is promised for concerns nobody.
#[must_use]
pub fn reached(clocks: &[Clock], told: &[Reached]) -> Vec<Reached> {
    let reached = |clock: &Clock| {
        let kind = match (clock.breached, clock.warned) {
            (true, _) => ReachedKind::Breached,
            (false, true) => ReachedKind::DueSoon,
            (false, false) => return None,
        };
        let new = Reached { kind, target: clock.target, cycle: clock.cycle };
        let known = told.iter().any(|old| (old.target, old.cycle) == (new.target, new.cycle) && old.kind >= kind);
        (!known && clock.phase == ClockPhase::Running && clock.allowed.is_some()).then_some(new)
    };
    clocks.iter().filter_map(reached).collect()
}
