//! How long tickets are kept: rules, which of them governs a ticket, and when a run of them has to stop.

use crate::category::CategoryKey;
use crate::clock::Timestamp;
use crate::id::{QueueId, RetentionRuleId};
use crate::ticket::Ticket;
use crate::words;
use std::cmp::Reverse;

words! {
    /// What kind of tickets a rule is for.
    ScopeKind {
        /// All of them.
        Everything => "everything",
        /// Those in a queue.
        Queue => "queue",
        /// Those about something.
        Category => "category",
    }
}

/// Which tickets a rule is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    Everything,
    /// Those in a queue.
    Queue(QueueId),
    /// Those about something.
    Category(CategoryKey),
}

impl Scope {
    /// What kind it is.
    #[must_use]
    pub const fn kind(&self) -> ScopeKind {
        match self {
            Self::Everything => ScopeKind::Everything,
            Self::Queue(_) => ScopeKind::Queue,
            Self::Category(_) => ScopeKind::Category,
        }
    }

    /// Whether a ticket is among them.
    #[must_use]
    pub fn covers(&self, ticket: &Ticket) -> bool {
        match self {
            Self::Everything => true,
            Self::Queue(queue) => ticket.queue == *queue,
            Self::Category(category) => ticket.category == *category,
        }
    }
}

words! {
    /// From when on the age of a ticket counts.
    Basis {
        /// From its closing; what is taken up again begins anew.
        Closed => "closed",
        /// From its last change, whatever its status.
        Changed => "changed",
    }
}

words! {
    /// What becomes of a ticket that is old enough.
    RetentionAction {
        /// It stays, and nobody can tell who asked.
        Anonymise => "anonymise",
        /// It is deleted with all that is below it.
        Delete => "delete",
    }
}

/// How long some tickets are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionRule {
    /// Its id.
    pub id: RetentionRuleId,
    /// For which tickets.
    pub scope: Scope,
    /// From when on.
    pub basis: Basis,
    /// For so many days.
    pub days: u32,
    /// And then.
    pub action: RetentionAction,
    /// Whether it is in force.
    pub active: bool,
}

const SECONDS_PER_DAY: i64 = 86_400;

impl RetentionRule {
    /// The fewest and most days.
    pub const DAYS: std::ops::RangeInclusive<u32> = 1..=36_500;

    /// What counts from this moment or earlier is old enough.
    #[must_use]
    pub fn old_enough(&self, now: Timestamp) -> Timestamp {
        now.plus_seconds(-i64::from(self.days) * SECONDS_PER_DAY)
    }

    /// Whether a ticket that it governs is old enough.
    #[must_use]
    pub fn is_due(&self, ticket: &Ticket, now: Timestamp) -> bool {
        let since = match self.basis {
            Basis::Closed => ticket.closed_at,
            Basis::Changed => Some(ticket.updated_at),
        };
        since.is_some_and(|since| since <= self.old_enough(now))
    }

    /// What puts one rule before another: the more specific one governs; of two equally specific ones the one that keeps longer,
    /// and then the one that keeps more.
    fn rank(&self) -> impl Ord + use<> {
        let specific = self.scope != Scope::Everything;
        let keeps_more = self.action == RetentionAction::Anonymise;
        (Reverse(specific), Reverse(self.days), Reverse(keeps_more), self.id)
    }
}

/// The rules in force, the one that governs first.
#[must_use]
pub fn ranked(mut rules: Vec<RetentionRule>) -> Vec<RetentionRule> {
    rules.retain(|rule| rule.active);
    rules.sort_by_key(RetentionRule::rank);
    rules
}

/// The rule that governs a ticket, of rules in their order. A ticket that it does not reach yet is not left to the next one:
/// whoever keeps a queue longer than the rest means it.
#[must_use]
pub fn governing<'a>(ranked: &'a [RetentionRule], ticket: &Ticket) -> Option<&'a RetentionRule> {
    ranked.iter().find(|rule| rule.scope.covers(ticket))
}

words! {
    /// Why a run waits for an admin to look at it.
    RunStop {
        /// It would concern too many of all tickets: a rule may say something else than was meant.
        Share => "share",
        /// The clock is not where it was left: tickets may only seem old.
        Clock => "clock",
    }
}

/// What a run would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunCase {
    /// How many tickets there are.
    pub tickets: u64,
    /// How many of them it concerns.
    pub due: u64,
    /// When the clock was last looked at.
    pub seen: Option<Timestamp>,
    /// What it says now.
    pub now: Timestamp,
}

/// A run that concerns more than one ticket of so many stops.
const ONE_IN: u64 = 20;

/// Decides whether a run goes on by itself.
///
/// # Errors
/// Says why an admin has to look at it first.
pub fn decide_run(case: RunCase) -> Result<(), RunStop> {
    let RunCase { tickets, due, seen, now } = case;
    if seen.is_some_and(|seen| clock_jumped(seen, now)) {
        return Err(RunStop::Clock);
    }
    if due.saturating_mul(ONE_IN) > tickets { Err(RunStop::Share) } else { Ok(()) }
}

/// Whether the clock moved more than a day between two looks, which come every minute. After a longer standstill nobody can
/// tell, so that counts as well.
#[must_use]
pub fn clock_jumped(seen: Timestamp, now: Timestamp) -> bool {
    now > seen.plus_seconds(SECONDS_PER_DAY) || now < seen.plus_seconds(-SECONDS_PER_DAY)
}

/// A run that nobody asked for begins so many seconds after the last one.
pub const RUN_EVERY_SECONDS: i64 = SECONDS_PER_DAY;

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn rule(id: u128, scope: Scope, days: u32, action: RetentionAction) -> RetentionRule {
        let id = RetentionRuleId::new(Uuid::from_u128(id));
        RetentionRule { id, scope, basis: Basis::Closed, days, action, active: true }
    }

    #[test]
    fn the_most_specific_governs_and_then_what_keeps_longer_and_more() {
        use RetentionAction as A;
        let (queue, category) = (QueueId::new(Uuid::from_u128(1)), CategoryKey::parse("it").expect("a key"));
        let rules = vec![
            rule(1, Scope::Everything, 9_000, A::Anonymise),
            rule(2, Scope::Queue(queue), 30, A::Delete),
            rule(3, Scope::Category(category.clone()), 30, A::Anonymise),
            rule(4, Scope::Category(category), 60, A::Delete),
            RetentionRule { active: false, ..rule(5, Scope::Queue(queue), 90, A::Anonymise) },
            rule(6, Scope::Everything, 9_000, A::Anonymise),
        ];
        let order: Vec<_> = ranked(rules).iter().map(|rule| rule.id.uuid().as_u128()).collect();
        assert_eq!(order, [4, 3, 2, 1, 6]);
    }

    #[test]
    fn a_run_stops_at_more_than_a_twentieth_and_at_a_clock_that_moved_more_than_a_day() {
        let now = Timestamp::from_unix_micros(1_790_000_000_000_000).expect("in range");
        let case = |tickets, due, seconds: Option<i64>| RunCase {
            tickets,
            due,
            seen: seconds.map(|seconds| now.plus_seconds(-seconds)),
            now,
        };
        for (case, expected) in [
            (case(100, 5, Some(60)), Ok(())),
            (case(100, 6, Some(60)), Err(RunStop::Share)),
            (case(0, 0, None), Ok(())),
            (case(10, 1, None), Err(RunStop::Share)),
            (case(100, 5, Some(SECONDS_PER_DAY)), Ok(())),
            (case(100, 0, Some(SECONDS_PER_DAY + 1)), Err(RunStop::Clock)),
            (case(100, 50, Some(-SECONDS_PER_DAY - 1)), Err(RunStop::Clock)),
            (case(100, 50, Some(10 * 365 * SECONDS_PER_DAY)), Err(RunStop::Clock)),
        ] {
            assert_eq!(decide_run(case), expected, "{case:?}");
        }
    }
}
