//! Tests that run on this machine: rules, repositories on both databases, requests to real servers.

use std::{env, num::NonZero, process::Command, thread};

use anyhow::Result;

use super::{
    Options, Services, examples,
    report::{Report, Tally},
};
use crate::{
    apt, npm,
    paths::Paths,
    process,
    selection::{APP_CRATES, host_crates},
    services::clamd,
};

/// What the scripts of the guides need, which tests run.
const TOOLS: [&str; 3] = ["curl", "jq", "python3"];

/// Installs what is missing. The mail server of the tests comes from npm.
pub(crate) fn ensure_tools(paths: &Paths) -> Result<()> {
    npm::ensure_e2e(paths)?;
    clamd::program()?;
    let missing: Vec<&str> = TOOLS.into_iter().filter(|name| process::find_in_path(name).is_none()).collect();
    if missing.is_empty() { Ok(()) } else { apt::install(&missing) }
}

#[derive(Clone, Copy)]
enum Runner {
    Nextest,
    Cargo,
}

pub(crate) fn run(paths: &Paths, options: &Options, services: &Services, report: &mut Report) -> Result<()> {
    let runner = Runner::choose(paths);
    let host = host_crates();
    let app: Vec<&str> = APP_CRATES.iter().flat_map(|name| ["--package", name]).collect();
    let with_services = |mut command: Command| {
        if matches!(runner, Runner::Nextest) {
            if options.takes_longer() {
                command.env("NEXTEST_PROFILE", "longer");
            } else {
                command.env("NEXTEST_PROFILE", "full");
                if env::var_os("NEXTEST_TEST_THREADS").is_none() {
                    command.env("NEXTEST_TEST_THREADS", places().to_string());
                }
            }
        }
        services.name_to(&mut command);
        options.apply_to(&mut command);
        command
    };

    for (name, packages) in [("host tests", &host), ("host tests of the app", &app)] {
        let command = with_services(runner.command(paths, packages, options.filter()));
        report.tests(name, || runner.count(command));
    }
    // nextest leaves examples in documentation to cargo, which runs them with the rest.
    if matches!(runner, Runner::Nextest) && options.filter().is_empty() {
        let members = examples::members(paths)?;
        if !members.is_empty() {
            let packages: Vec<&str> = members.iter().flat_map(|name| ["--package", name]).collect();
            let mut command = with_services(Runner::Cargo.command(paths, &packages, &[]));
            command.args(["--quiet", "--doc"]);
            report.tests("examples in documentation", || Runner::Cargo.count(command));
        }
    }
    Ok(())
}

/// As `.config/nextest.toml` counts them: two for each test that computes, and one for those that wait.
fn places() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get) * 2 + 1
}

impl Runner {
    fn choose(paths: &Paths) -> Self {
        let nextest = process::works(paths.cargo("nextest").arg("--version"));
        if nextest { Self::Nextest } else { Self::Cargo }
    }

    /// Every test runs, however many fail, because the counts are read.
    fn command(self, paths: &Paths, packages: &[&str], filter: &[String]) -> Command {
        let mut command = match self {
            Self::Nextest => {
                let mut command = paths.cargo("nextest");
                command.args(["run", "--no-tests=pass", "--status-level=fail", "--hide-progress-bar"]).args(filter);
                command
            }
            Self::Cargo => {
                let mut command = paths.cargo("test");
                // cargo hands one name to the test programs; nextest takes any number.
                command.args(filter.first());
                command
            }
        };
        command.arg("--no-fail-fast").args(packages);
        command
    }

    fn count(self, mut command: Command) -> Result<(bool, Tally)> {
        let (succeeded, output) = process::watch(&mut command)?;
        Ok((succeeded, self.tally(&output)))
    }

    fn tally(self, output: &str) -> Tally {
        match self {
            // One summary, at the end: output of failing tests, which comes before it, may look like another.
            Self::Nextest => output.lines().rev().find_map(nextest_summary).unwrap_or_default(),
            Self::Cargo => output.lines().filter_map(cargo_summary).sum(),
        }
    }
}

/// `     Summary [   0.005s] 4 tests run: 2 passed (1 slow), 1 failed, 1 timed out, 0 skipped`
fn nextest_summary(line: &str) -> Option<Tally> {
    let (_, counts) = line.trim_start().strip_prefix("Summary [")?.split_once(" run: ")?;
    Some(counts_of(&without_remarks(counts), ','))
}

/// `test result: FAILED. 5 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s`
fn cargo_summary(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    Some(counts_of(counts, ';'))
}

fn without_remarks(counts: &str) -> String {
    let mut depth = 0_u32;
    let mut text = String::new();
    for letter in counts.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => text.push(letter),
            _ => {}
        }
    }
    text
}

fn counts_of(counts: &str, separator: char) -> Tally {
    let mut tally = Tally::default();
    for part in counts.split(separator) {
        let Some((number, what)) = part.trim().split_once(' ') else {
            continue;
        };
        let number = number.parse().unwrap_or(0);
        match what.trim() {
            "passed" => tally.passed += number,
            "failed" | "timed out" | "exec failed" => tally.failed += number,
            _ => {}
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_of_nextest_is_counted() {
        let cases = [
            ("3 tests run: 3 passed, 0 skipped", 3, 0),
            ("1 test run: 0 passed, 1 failed, 0 skipped", 0, 1),
            (
                "7 tests run: 4 passed (1 flaky, 2 slow), 1 failed (1 leaky), 1 timed out, 1 exec failed, 2 skipped",
                4,
                3,
            ),
            ("2/5 tests run: 1 passed, 1 failed, 0 skipped", 1, 1),
        ];
        for (counts, passed, failed) in cases {
            let output = format!(
                "        FAIL [   0.005s] domain rules\n    test result: FAILED. 0 passed; 9 failed; 0 ignored\n\
                 ────\n     Summary [   0.005s] {counts}\n        FAIL [   0.005s] domain rules\nerror: test run failed\n"
            );
            assert_eq!(Runner::Nextest.tally(&output), Tally { passed, failed }, "{counts}");
        }
        assert_eq!(Runner::Nextest.tally("error: could not compile"), Tally::default());
    }

    #[test]
    fn the_summaries_of_all_test_programs_are_summed() {
        let output = "running 5 tests\n\
            test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
        assert_eq!(Runner::Cargo.tally(output), Tally { passed: 7, failed: 3 });
    }
}
