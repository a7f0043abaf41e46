//! Steps, their time and their counts. The last line is read by CI.

use std::{
    iter::Sum,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

/// Tests that passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |sum, tally| Self {
            passed: sum.passed + tally.passed,
            failed: sum.failed + tally.failed,
        })
    }
}

#[derive(Default)]
pub(crate) struct Report {
    steps: Vec<Step>,
}

struct Step {
    name: &'static str,
    time: Duration,
    tally: Tally,
    succeeded: bool,
}

impl Report {
    /// A step without tests of its own. Tells whether it succeeded; the steps after it go on either way.
    pub(crate) fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> bool {
        self.tests(name, || work().map(|()| (true, Tally::default())))
    }

    /// A step that counts tests.
    pub(crate) fn tests(&mut self, name: &'static str, work: impl FnOnce() -> Result<(bool, Tally)>) -> bool {
        println!("\n== {name}");
        let started = Instant::now();
        let (succeeded, tally) = work().unwrap_or_else(|error| {
            eprintln!("xtask: {error:#}");
            (false, Tally::default())
        });
        let step = Step { name, time: started.elapsed(), tally: counted(succeeded, tally), succeeded };
        self.steps.push(step);
        succeeded
    }

    pub(crate) fn finish(self) -> Result<()> {
        println!("\n== summary");
        for Step { name, time, tally: Tally { passed, failed }, succeeded } in &self.steps {
            let verdict = if *succeeded { "ok" } else { "FAILED" };
            println!("  {name:<28}{:>8.1} s{passed:>7} passed{failed:>5} failed  {verdict}", time.as_secs_f32());
        }
        let failing = self.steps.iter().filter(|step| !step.succeeded).count();
        let Tally { passed, failed } = self.steps.into_iter().map(|step| step.tally).sum();
        println!("\n{passed} passed, {failed} failed");
        if failing > 0 {
            bail!("{failing} step(s) failed");
        }
        Ok(())
    }
}

/// A step that fails without naming a test, because it did not even compile, is one failure and not none.
fn counted(succeeded: bool, tally: Tally) -> Tally {
    if succeeded || tally.failed > 0 { tally } else { Tally { failed: 1, ..tally } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_step_counts_at_least_one_failure() {
        let tally = |passed, failed| Tally { passed, failed };
        for (succeeded, counts, expected) in
            [(true, tally(3, 0), tally(3, 0)), (false, tally(3, 2), tally(3, 2)), (false, tally(3, 0), tally(3, 1))]
        {
            assert_eq!(counted(succeeded, counts), expected);
        }
    }

    #[test]
    fn one_failing_step_fails_the_run_and_the_others_go_on() {
        let mut report = Report::default();
        assert!(!report.step("broken", || bail!("on purpose")));
        assert!(report.tests("good", || Ok((true, Tally { passed: 1, failed: 0 }))));
        assert!(report.finish().is_err());
    }
}
