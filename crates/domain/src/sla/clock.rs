//! The clocks of a ticket and their ledgers.

use super::policy::{Minutes, Policy, Targets};
use super::working_time::WorkingTime;
use crate::clock::Timestamp;
use crate::id::EventId;
use crate::ticket::{Priority, Status};
use crate::words;

words! {
    /// What a clock measures the time until.
    TargetKind {
        /// Staff first answer in public.
        FirstResponse => "first_response",
        /// Staff answer again.
        NextResponse => "next_response",
        /// The ticket is solved.
        Resolution => "resolution",
    }
}

/// Something in the history of a ticket that a clock can depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Which row of the history says so.
    pub id: EventId,
    /// When. An event that is earlier than one before it, because two machines disagree about the time, counts as if at
    /// the same moment.
    pub at: Timestamp,
    /// What.
    pub what: Happened,
}

/// What a clock can depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// The ticket was created; always the first event, and no other.
    Created(Priority),
    /// It has another priority.
    Priority(Priority),
    /// It has another status.
    Status(Status),
    /// The requester or a participant said something that everybody on the ticket reads.
    CustomerSpoke,
    /// Staff said something that everybody on the ticket reads.
    StaffAnswered,
}

/// By what the clocks of a ticket run.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// How much time there is.
    pub policy: &'a Policy,
    /// Which time counts.
    pub working: &'a WorkingTime,
}

/// One clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// What it measures the time until.
    pub target: TargetKind,
    /// The how-manieth of its kind on this ticket, from 1.
    pub cycle: u32,
    /// How long that may take, by the priority that the ticket has, or had when the clock stopped. Nothing: nothing is
    /// promised, and the clock is never due.
    pub allowed: Option<Minutes>,
    /// Whether it runs.
    pub phase: ClockPhase,
    /// When it started.
    pub started_at: Timestamp,
    /// When it stopped.
    pub stopped_at: Option<Timestamp>,
    /// Working time until it stopped, or until now, in seconds.
    pub elapsed: i64,
    /// When it is due soon, or was, if it goes on running. Nothing while it pauses before that.
    pub warn_at: Option<Timestamp>,
    /// When it is due if it goes on running; when it would have been if it stopped in time; when it was breached if it
    /// is. Nothing while it pauses before that, and where that is too far away
    /// ([`HORIZON_SECONDS`](super::HORIZON_SECONDS)).
    pub due_at: Option<Timestamp>,
    /// Whether it is due soon, or was when it stopped.
    pub warned: bool,
    /// Whether its target is used up, or was when it stopped.
    pub breached: bool,
    /// All that happened to it, in order.
    pub ledger: Vec<Entry>,
}

impl Clock {
    /// What is left of the target in seconds, less than 0 by how far it is exceeded; nothing where there is none.
    #[must_use]
    pub fn remaining(&self) -> Option<i64> {
        self.allowed.map(|allowed| allowed.seconds() - self.elapsed)
    }

    /// Whether the target was kept, and since when that is certain; nothing while it is open, and where there is no target.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        self.allowed?;
        let at = if self.breached { self.due_at } else { self.stopped_at };
        at.map(|at| Outcome { kept: !self.breached, at })
    }
}

/// What became of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Whether it was kept.
    pub kept: bool,
    /// When the clock stopped in time, or its target was used up.
    pub at: Timestamp,
}

words! {
    /// Whether a clock runs.
    ClockPhase {
        /// It does, within working time.
        Running => "running",
        /// It will run again.
        Paused => "paused",
        /// It has done so.
        Stopped => "stopped",
    }
}

/// A line of a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// What happened to the clock.
    pub step: ClockStep,
    /// Why.
    pub cause: Cause,
    /// The event that it was; nothing where time alone did it.
    pub event: Option<EventId>,
    /// Working time until then, in seconds.
    pub elapsed: i64,
}

words! {
    /// What happens to a clock.
    ClockStep {
        /// It starts.
        Started => "started",
        /// It pauses.
        Paused => "paused",
        /// It runs again.
        Resumed => "resumed",
        /// Another target is in force.
        Retargeted => "retargeted",
        /// The target is nearly used up.
        DueSoon => "due_soon",
        /// The target is used up.
        Breached => "breached",
        /// It stops.
        Stopped => "stopped",
    }
}

/// Why something happens to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The ticket was created.
    Created,
    /// It has another priority.
    Priority(Priority),
    /// It has another status.
    Status(Status),
    /// The requester or a participant said something.
    CustomerSpoke,
    /// Staff said something.
    StaffAnswered,
    /// Time has passed.
    Time,
}

/// The clocks of a ticket as they stand at a moment, or at its last event if that is later, in the order in which they
/// started. No events: no clocks.
#[must_use]
pub fn clocks(events: &[Event], terms: Terms<'_>, now: Timestamp) -> Vec<Clock> {
    let mut events = events.iter();
    let Some(Event { id, at, what: Happened::Created(priority) }) = events.next().copied() else { return Vec::new() };
    let mut course = Course { terms, priority, status: Status::Open, running: Vec::new(), stopped: Vec::new() };
    let mut moment = Moment { at: whole_second(at), cause: Cause::Created, event: Some(id) };
    course.start(TargetKind::FirstResponse, moment);
    course.start(TargetKind::Resolution, moment);
    for event in events {
        moment = Moment { at: whole_second(event.at).max(moment.at), cause: event.what.into(), event: Some(event.id) };
        course.take(event.what, moment);
    }
    course.finish(whole_second(now).max(moment.at))
}

fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_unix_micros(at.unix_seconds() * 1_000_000).unwrap_or(at)
}

impl From<Happened> for Cause {
    fn from(what: Happened) -> Self {
        match what {
            Happened::Created(_) => Self::Created,
            Happened::Priority(priority) => Self::Priority(priority),
            Happened::Status(status) => Self::Status(status),
            Happened::CustomerSpoke => Self::CustomerSpoke,
            Happened::StaffAnswered => Self::StaffAnswered,
        }
    }
}

/// A ticket between two events.
struct Course<'a> {
    terms: Terms<'a>,
    priority: Priority,
    status: Status,
    /// At most one of each kind.
    running: Vec<Hand<'a>>,
    stopped: Vec<Clock>,
}

#[derive(Clone, Copy)]
struct Moment {
    at: Timestamp,
    cause: Cause,
    event: Option<EventId>,
}

/// Whether clocks pause in a status.
const fn pauses(status: Status) -> bool {
    matches!(status, Status::WaitingOnCustomer | Status::Resolved)
}

impl<'a> Course<'a> {
    fn take(&mut self, what: Happened, moment: Moment) {
        match what {
            Happened::Created(_) => {}
            Happened::Priority(priority) => {
                self.priority = priority;
                let targets = self.terms.policy.targets.of(priority);
                for hand in &mut self.running {
                    hand.retarget(allowed(targets, hand.clock.target), moment);
                }
            }
            Happened::Status(status) => self.move_to(status, moment),
            Happened::CustomerSpoke => {
                let answered = |hand: &Hand<'_>| hand.clock.target == TargetKind::Resolution;
                if self.status != Status::Closed && self.running.iter().all(answered) {
                    self.start(TargetKind::NextResponse, moment);
                }
            }
            Happened::StaffAnswered => self.answer(moment),
        }
    }

    fn move_to(&mut self, status: Status, moment: Moment) {
        let before = std::mem::replace(&mut self.status, status);
        if status.is_settled() {
            self.answer(moment);
        }
        if status == Status::Closed {
            self.stop(|_| true, moment);
        }
        for hand in &mut self.running {
            if pauses(status) {
                hand.pause(moment);
            } else {
                hand.resume(moment);
            }
        }
        if before == Status::Closed && status != Status::Closed {
            self.start(TargetKind::Resolution, moment);
        }
    }

    fn answer(&mut self, moment: Moment) {
        self.stop(|target| target != TargetKind::Resolution, moment);
    }

    fn stop(&mut self, which: impl Fn(TargetKind) -> bool, moment: Moment) {
        for hand in std::mem::take(&mut self.running) {
            if which(hand.clock.target) {
                self.stopped.push(hand.stop(moment));
            } else {
                self.running.push(hand);
            }
        }
    }

    fn start(&mut self, target: TargetKind, moment: Moment) {
        let earlier = self.stopped.iter().rev().find(|clock| clock.target == target);
        let cycle = earlier.map_or(1, |clock| clock.cycle + 1);
        let allowed = allowed(self.terms.policy.targets.of(self.priority), target);
        let mut hand = Hand::new(target, cycle, allowed, self.terms, moment);
        if pauses(self.status) {
            hand.pause(Moment { cause: Cause::Status(self.status), ..moment });
        }
        self.running.push(hand);
    }

    fn finish(self, now: Timestamp) -> Vec<Clock> {
        let Self { running, stopped: mut clocks, .. } = self;
        clocks.extend(running.into_iter().map(|hand| hand.finish(now)));
        clocks.sort_by_key(|clock| (clock.started_at, clock.target, clock.cycle));
        clocks
    }
}

fn allowed(targets: Targets, target: TargetKind) -> Option<Minutes> {
    match target {
        TargetKind::FirstResponse => targets.first_response,
        TargetKind::NextResponse => targets.next_response,
        TargetKind::Resolution => targets.resolution,
    }
}

/// A clock that has not stopped.
struct Hand<'a> {
    terms: Terms<'a>,
    clock: Clock,
    /// Up to when its time is counted, while it runs.
    counted: Option<Timestamp>,
}

impl<'a> Hand<'a> {
    fn new(target: TargetKind, cycle: u32, allowed: Option<Minutes>, terms: Terms<'a>, moment: Moment) -> Self {
        let clock = Clock {
            target,
            cycle,
            allowed,
            phase: ClockPhase::Running,
            started_at: moment.at,
            stopped_at: None,
            elapsed: 0,
            warn_at: None,
            due_at: None,
            warned: false,
            breached: false,
            ledger: Vec::new(),
        };
        let mut hand = Self { terms, clock, counted: Some(moment.at) };
        hand.note(ClockStep::Started, moment);
        hand
    }

    fn note(&mut self, step: ClockStep, Moment { at, cause, event }: Moment) {
        self.clock.ledger.push(Entry { at, step, cause, event, elapsed: self.clock.elapsed });
    }

    /// Counts up to a moment, and notes what time has brought until then.
    fn count(&mut self, to: Timestamp) {
        let Some(from) = self.counted else { return };
        self.counted = Some(to);
        self.look_ahead(from);
        if let Some(allowed) = self.clock.allowed.map(Minutes::seconds) {
            let warn = self.terms.policy.warn.of(allowed);
            let (warn_at, due_at) = (self.clock.warn_at, self.clock.due_at);
            self.clock.warned = self.clock.warned || self.reach(ClockStep::DueSoon, warn_at, to, warn);
            self.clock.breached = self.clock.breached || self.reach(ClockStep::Breached, due_at, to, allowed);
        }
        self.clock.elapsed += self.terms.working.between(from, to);
    }

    /// Notes what was reached on the way to a moment, if it was.
    fn reach(&mut self, step: ClockStep, at: Option<Timestamp>, to: Timestamp, threshold: i64) -> bool {
        let Some(at) = at.filter(|&at| at <= to) else { return false };
        // After another target came into force more can have elapsed than it allows.
        let elapsed = threshold.max(self.clock.elapsed);
        self.clock.ledger.push(Entry { at, step, cause: Cause::Time, event: None, elapsed });
        true
    }

    /// Says when it is due if it runs from here on. What was reached already stays.
    fn look_ahead(&mut self, from: Timestamp) {
        let Some(allowed) = self.clock.allowed else { return };
        let when = |share: i64| self.terms.working.after(from, share - self.clock.elapsed);
        let seconds = allowed.seconds();
        let warn_at = if self.clock.warned { self.clock.warn_at } else { when(self.terms.policy.warn.of(seconds)) };
        let due_at = if self.clock.breached { self.clock.due_at } else { when(seconds) };
        self.clock.warn_at = warn_at;
        self.clock.due_at = due_at;
    }

    fn pause(&mut self, moment: Moment) {
        if self.clock.phase == ClockPhase::Running {
            self.count(moment.at);
            self.counted = None;
            self.clock.phase = ClockPhase::Paused;
            self.forget_ahead();
            self.note(ClockStep::Paused, moment);
        }
    }

    fn resume(&mut self, moment: Moment) {
        if self.clock.phase == ClockPhase::Paused {
            self.counted = Some(moment.at);
            self.clock.phase = ClockPhase::Running;
            self.note(ClockStep::Resumed, moment);
        }
    }

    fn retarget(&mut self, allowed: Option<Minutes>, moment: Moment) {
        if allowed == self.clock.allowed {
            return;
        }
        self.count(moment.at);
        self.clock.allowed = allowed;
        // What was reached is reached no longer where the new target is longer than what has elapsed.
        let seconds = allowed.map(Minutes::seconds);
        let used = |share: Option<i64>| share.is_some_and(|share| self.clock.elapsed >= share);
        let (warned, breached) = (used(seconds.map(|seconds| self.terms.policy.warn.of(seconds))), used(seconds));
        self.clock.warned &= warned;
        self.clock.breached &= breached;
        self.forget_ahead();
        self.note(ClockStep::Retargeted, moment);
    }

    /// Nothing lies ahead any more; what was reached stays.
    fn forget_ahead(&mut self) {
        if !self.clock.warned {
            self.clock.warn_at = None;
        }
        if !self.clock.breached {
            self.clock.due_at = None;
        }
    }

    fn stop(mut self, moment: Moment) -> Clock {
        self.count(moment.at);
        self.clock.phase = ClockPhase::Stopped;
        self.clock.stopped_at = Some(moment.at);
        self.note(ClockStep::Stopped, moment);
        self.clock
    }

    fn finish(mut self, now: Timestamp) -> Clock {
        if self.clock.phase == ClockPhase::Running {
            self.count(now);
        }
        self.clock
    }
}
