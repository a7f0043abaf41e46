//! Tests in a real browser against the real binary.

use std::{env, fs, process::Command};

use anyhow::{Context, Result};
use serde_json::Value;

use super::{
    Options, Scanner,
    report::{Report, Tally},
};
use crate::{apt, npm, paths::Paths, process, refusal::Refusal, selection::build_server, services::clamd};

const CHROMIUM: &str = "LOTSE_CHROMIUM";

/// Debian's Chromium without windows: the same engine, and a quarter less work. One test needs the whole.
const WITHOUT_WINDOWS: &str = "chromium-headless-shell";

/// Installs what is missing. Which browser is used, `e2e/fixtures/chromium.ts` says.
pub(crate) fn ensure_tools(paths: &Paths) -> Result<()> {
    npm::ensure_e2e(paths)?;
    clamd::program()?;
    if env::var_os(CHROMIUM).is_some() {
        return Ok(());
    }
    if !is_there() {
        apt::install(&["chromium"])?;
    }
    if !is_there() {
        return Err(Refusal::new(format!("no Chromium in PATH; set {CHROMIUM} to one")).into());
    }
    // Not every distribution has it, and tests do without.
    if process::find_in_path(WITHOUT_WINDOWS).is_none() && apt::knows(WITHOUT_WINDOWS) {
        let _ = apt::install(&[WITHOUT_WINDOWS]);
    }
    Ok(())
}

fn is_there() -> bool {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().any(|name| process::find_in_path(name).is_some())
}

pub(crate) fn run(paths: &Paths, options: &Options, scanner: &Scanner, report: &mut Report) -> Result<()> {
    let built = report.step("server", || process::run(&mut build_server(paths)));
    if !built {
        println!("browser tests: not run, because there is no server");
        return Ok(());
    }
    report.tests("browser tests", || {
        let results = paths.e2e().join("test-results/results.json");
        if results.exists() {
            fs::remove_file(&results)?;
        }
        let mut command = Command::new("npx");
        command
            .args(["--no-install", "playwright", "test"])
            .args(options.filter())
            .current_dir(paths.e2e())
            .env("LOTSE_BIN", paths.target().join("debug/lotse"));
        scanner.name_to(&mut command);
        options.apply_to(&mut command);
        let (succeeded, _) = process::watch(&mut command)?;
        let results = fs::read_to_string(&results).context("Playwright wrote no results")?;
        Ok((succeeded, tally(&results)?))
    });
    Ok(())
}

/// Reads the report of Playwright's json reporter.
fn tally(results: &str) -> Result<Tally> {
    let results: Value = serde_json::from_str(results)?;
    let count = |name: &str| {
        results["stats"][name].as_u64().with_context(|| format!("Playwright's report has no stats.{name}"))
    };
    Ok(Tally { passed: count("expected")?, failed: count("unexpected")? + count("flaky")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_of_playwright_is_counted() {
        let report = r#"{"stats":{"expected":4,"skipped":1,"unexpected":2,"flaky":1}}"#;
        assert_eq!(tally(report).unwrap(), Tally { passed: 4, failed: 3 });
        assert!(tally(r#"{"stats":{}}"#).is_err());
    }
}
