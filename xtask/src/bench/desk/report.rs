//! The report: what was measured, beside what was promised.

use std::{fmt::Write as _, fs, path::PathBuf, process::Command};

use anyhow::Result;

use super::{
    cases::Case,
    floor::Floor,
    load::{CONNECTIONS, Measured},
    options::{Database, Options},
    profile::Profile,
};
use crate::{paths::Paths, process};

/// A line.
pub(super) struct Line {
    pub(super) case: Case,
    pub(super) measured: Measured,
    pub(super) floor: Option<Floor>,
    /// Resident memory afterwards, in kB.
    pub(super) memory: u64,
    pub(super) profile: Option<Profile>,
}

impl Line {
    fn ratio(&self) -> Option<f64> {
        self.floor.as_ref().map(|floor| self.measured.per_second / floor.per_second)
    }
}

/// What was measured at one scale.
pub(super) struct Part {
    pub(super) scale: String,
    pub(super) tickets: u64,
    pub(super) ready_ms: u128,
    pub(super) idle_memory: u64,
    pub(super) most_memory: u64,
    /// Requests a second that ask no database.
    pub(super) client: f64,
    pub(super) lines: Vec<Line>,
}

const MOST_MEMORY: u64 = 150 * 1024;
const MOST_IDLE_MEMORY: u64 = 60 * 1024;
const MOST_READY_MS: u128 = 1_000;

/// What is not kept, in sentences.
pub(super) fn missed(parts: &[Part]) -> Vec<String> {
    let mut missed = Vec::new();
    for part in parts {
        let scale = &part.scale;
        for line in &part.lines {
            let (name, p95) = (line.case.name, line.measured.percentile(95));
            if let Some(ratio) = line.ratio().filter(|ratio| *ratio < line.case.least_ratio) {
                missed.push(format!("{name} at {scale}: {ratio:.2} of the floor, promised {}", line.case.least_ratio));
            }
            if let Some(most) = line.case.most_p95.filter(|most| scale == "l" && p95 > *most) {
                missed.push(format!("{name} at {scale}: p95 {p95:.1} ms, promised {most}"));
            }
        }
        let bounds = [
            ("memory under load", part.most_memory, MOST_MEMORY),
            ("memory when idle", part.idle_memory, MOST_IDLE_MEMORY),
        ];
        for (what, found, most) in bounds.into_iter().filter(|(_, found, most)| found > most) {
            missed.push(format!("{what} at {scale}: {} MB, promised {}", found / 1024, most / 1024));
        }
        if part.ready_ms > MOST_READY_MS {
            missed.push(format!("ready at {scale} after {} ms, promised {MOST_READY_MS}", part.ready_ms));
        }
    }
    for (name, growth, most) in growths(parts).into_iter().filter(|(_, growth, most)| growth > most) {
        missed.push(format!("{name}: p99 grows {growth:.1} times, promised {most}"));
    }
    missed
}

/// How the p99 of each case grows from the first scale to the last.
fn growths(parts: &[Part]) -> Vec<(&'static str, f64, f64)> {
    let [first, .., last] = parts else { return Vec::new() };
    let pairs = first.lines.iter().filter_map(|small| {
        let large = last.lines.iter().find(|line| line.case.name == small.case.name)?;
        let growth = large.measured.percentile(99) / small.measured.percentile(99);
        Some((small.case.name, growth, small.case.most_growth))
    });
    pairs.collect()
}

pub(super) fn text(options: &Options, limits: &str, parts: &[Part]) -> Result<String> {
    let read = |program: &str, arguments: &[&str]| process::read(Command::new(program).args(arguments));
    let (date, commit) = (read("date", &["--utc", "+%F %R"])?, read("git", &["rev-parse", "--short", "HEAD"])?);
    let cores = read("nproc", &[])?;
    let mut text = format!("# The desk on {}, {} UTC\n\n", options.database.name(), date.trim());
    let seconds = options.each.as_secs();
    writeln!(
        text,
        "Commit {}, {} cores. Release build, {CONNECTIONS} connections, {seconds} s for each case after 2 s of warming up; server, \
        client and database on the same machine. Limits by `LOTSE_LIMITS={limits}`.",
        commit.trim(),
        cores.trim(),
    )?;
    if options.database == Database::Postgres {
        text.push_str(
            "What the worker does (`lotse worker`) is not part of it: `LOTSE_WORKER=off`. The floor is what pgbench reaches with the \
            same statements and values, prepared, with as many clients on the same cluster (fsync on, 2 GB of shared buffers).\n",
        );
    } else {
        text.push_str(
            "There is no floor for SQLite: nothing else sends it the same statements. The worker runs along.\n",
        );
    }
    for part in parts {
        table(&mut text, part)?;
    }
    let growths = growths(parts);
    if !growths.is_empty() {
        let (from, to) = (&parts[0].scale, &parts[parts.len() - 1].scale);
        writeln!(text, "\n## From {from} to {to}\n\n| case | p99 grows | promised |\n|---|--:|--:|")?;
        for (name, growth, most) in growths {
            writeln!(text, "| {name} | {growth:.2} | {most} |")?;
        }
    }
    for part in parts {
        profiles(&mut text, part)?;
    }
    let missed = missed(parts);
    text.push_str("\n## Promises that are not kept\n\n");
    if missed.is_empty() {
        text.push_str("None.\n");
    }
    for missed in missed {
        writeln!(text, "- {missed}")?;
    }
    Ok(text)
}

fn table(text: &mut String, part: &Part) -> Result<()> {
    let Part { scale, tickets, ready_ms, idle_memory, most_memory, client, lines } = part;
    write!(
        text,
        "\n## Scale {scale}: {tickets} tickets\n\nReady after {ready_ms} ms; {} MB resident when idle, at most {} MB. The client \
        alone reaches {client:.0} requests/s on `/health/live`.\n\n\
        | case | requests/s | p50 ms | p95 ms | p99 ms | MB | statements | floor/s | of the floor |\n\
        |---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
        idle_memory / 1024,
        most_memory / 1024,
    )?;
    for line in lines {
        let [p50, p95, p99] = [50, 95, 99].map(|percent| line.measured.percentile(percent));
        let (name, per_second, memory) = (line.case.name, line.measured.per_second, line.memory / 1024);
        let floor = match (&line.floor, line.ratio()) {
            (Some(Floor { per_second, statements }), Some(ratio)) => {
                format!("{statements} | {per_second:.0} | {ratio:.2}")
            }
            _ => "| |".to_owned(),
        };
        writeln!(text, "| {name} | {per_second:.0} | {p50:.1} | {p95:.1} | {p99:.1} | {memory} | {floor} |")?;
    }
    Ok(())
}

/// Where the time of each case goes, if that was asked for.
fn profiles(text: &mut String, part: &Part) -> Result<()> {
    let profiles = || part.lines.iter().filter_map(|line| Some((line.case.name, line.profile.as_ref()?)));
    if profiles().next().is_none() {
        return Ok(());
    }
    write!(
        text,
        "\n## Where the time goes at {}\n\nEach case was sent once more under `perf record` (writes too, so these \
        wrote twice, and the most memory above is of both). Shares of the time of all cores, in \
        percent; the rest is the kernel's own and `perf`.\n\n\
        | case | server | database | client | idle |\n|---|--:|--:|--:|--:|\n",
        part.scale
    )?;
    for (name, profile) in profiles() {
        let shares = [profile.server, profile.database, profile.client, profile.idle].map(percent);
        writeln!(text, "| {name} | {} |", shares.join(" | "))?;
    }
    text.push_str("\nWhere the server is, in percent of its own time, by crate and by function:\n\n");
    for (name, profile) in profiles() {
        writeln!(text, "- **{name}.** {}. Functions: {}.", listed(&profile.crates), listed(&profile.functions))?;
    }
    Ok(())
}

fn listed(shares: &[(String, f64)]) -> String {
    let shares: Vec<_> = shares.iter().map(|(name, share)| format!("`{name}` {}", percent(*share))).collect();
    shares.join(", ")
}

fn percent(share: f64) -> String {
    format!("{:.1}", share * 100.0)
}

/// Writes it where reports are kept.
pub(super) fn write(paths: &Paths, options: &Options, text: &str) -> Result<PathBuf> {
    let day = process::read(Command::new("date").args(["--utc", "+%F"]))?;
    let folder = paths.root().join("docs/benchmarks");
    fs::create_dir_all(&folder)?;
    let database = options.database.name().to_lowercase();
    let file = folder.join(format!("{}-desk-{database}-{}.md", day.trim(), options.scales.join("-")));
    fs::write(&file, text)?;
    Ok(file)
}
