//! How much time there is for what.

use crate::text::Name;
use crate::ticket::Priority;

/// What is promised for the tickets of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// What people call it.
    pub name: Name,
    /// How long each thing may take.
    pub targets: TargetsByPriority,
    /// When a target is due soon.
    pub warn: WarnShare,
}

/// Minutes of working time, 1 to 525,600 (a year around the clock).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minutes(u32);

/// No time at all, or more than a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to {} minutes", Minutes::MAX)]
pub struct MinutesError;

impl Minutes {
    /// The longest target. What takes longer is no promise.
    pub const MAX: u32 = 365 * 24 * 60;

    /// Checks a target.
    ///
    /// # Errors
    /// When it is 0 or more than a year.
    pub fn new(minutes: u32) -> Result<Self, MinutesError> {
        if (1..=Self::MAX).contains(&minutes) { Ok(Self(minutes)) } else { Err(MinutesError) }
    }

    /// The minutes.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The same in seconds.
    #[must_use]
    pub fn seconds(self) -> i64 {
        i64::from(self.0) * 60
    }
}

/// The targets of one priority; what has none is not promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Targets {
    /// Until staff first answer in public.
    pub first_response: Option<Minutes>,
    /// Until staff answer again.
    pub next_response: Option<Minutes>,
    /// Until the ticket is solved.
    pub resolution: Option<Minutes>,
}

/// The targets of each priority, at least one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TargetsByPriority([Targets; 4]);

/// A policy that promises nothing. A queue without a policy says so better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("needs at least one target")]
pub struct NoTarget;

impl TargetsByPriority {
    /// Takes what `of` says of each priority.
    ///
    /// # Errors
    /// When there is no target at all.
    pub fn new(mut of: impl FnMut(Priority) -> Targets) -> Result<Self, NoTarget> {
        let mut targets = [Targets::default(); 4];
        for (&priority, place) in Priority::ALL.iter().zip(&mut targets) {
            *place = of(priority);
        }
        if targets.iter().all(|targets| *targets == Targets::default()) { Err(NoTarget) } else { Ok(Self(targets)) }
    }

    /// The targets of a priority.
    #[must_use]
    pub const fn of(&self, priority: Priority) -> Targets {
        self.0[priority as usize]
    }
}

/// The share of a target after which it is due soon, in percent, 1 to 99; 80 as a rule. Of a target of an hour twelve
/// minutes are left then, of one of three days of eight hours nearly five hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WarnShare(u8);

/// A share that would warn at the beginning or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 99 percent")]
pub struct WarnShareError;

impl WarnShare {
    /// Checks a share.
    ///
    /// # Errors
    /// When it is no percentage from 1 to 99.
    pub fn new(percent: u8) -> Result<Self, WarnShareError> {
        if (1..=99).contains(&percent) { Ok(Self(percent)) } else { Err(WarnShareError) }
    }

    /// The percentage.
    #[must_use]
    pub const fn percent(self) -> u8 {
        self.0
    }

    /// After how many seconds a target of so many seconds is due soon; always before it is due.
    #[must_use]
    pub fn of(self, seconds: i64) -> i64 {
        seconds * i64::from(self.0) / 100
    }
}

impl Default for WarnShare {
    fn default() -> Self {
        Self(80)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits() {
        assert!(Minutes::new(0).is_err() && Minutes::new(525_601).is_err());
        assert_eq!(Minutes::new(525_600).map(Minutes::seconds), Ok(31_536_000));
        assert!(WarnShare::new(0).is_err() && WarnShare::new(100).is_err());
        assert_eq!(WarnShare::default().of(3600), 2880);
        assert_eq!(WarnShare::new(99).expect("a share").of(60), 59);
    }

    #[test]
    fn a_policy_promises_something() {
        assert_eq!(TargetsByPriority::new(|_| Targets::default()), Err(NoTarget));
        let day = Minutes::new(480).ok();
        let urgent = |priority| match priority {
            Priority::Urgent => Targets { resolution: day, ..Targets::default() },
            _ => Targets::default(),
        };
        let targets = TargetsByPriority::new(urgent).expect("a target");
        assert_eq!(targets.of(Priority::Urgent).resolution, day);
        assert_eq!(targets.of(Priority::Low), Targets::default());
    }
}
