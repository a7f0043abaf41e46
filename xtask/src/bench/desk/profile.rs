//! Where the time of a case goes: samples of all cores, taken by perf-record(1) and counted by program, crate and function.

use std::{
    collections::HashMap,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::{apt, process, refusal::Refusal};

/// Not a divisor of what else happens in even distances.
const SAMPLES_A_SECOND: &str = "497";
/// So many crates and functions are worth a line.
const CRATES: usize = 8;
const FUNCTIONS: usize = 8;
/// What the kernel's own task is called that runs when nothing else does.
const IDLE: u32 = 0;

/// Installs what takes the samples, where it is missing.
pub(super) fn ensure_tools() -> Result<()> {
    if process::find_in_path("perf").is_none() {
        apt::install(&["linux-perf"])?;
    }
    match process::find_in_path("perf") {
        Some(_) => Ok(()),
        None => Err(Refusal::new("no `perf` in PATH, which `--profile` needs").into()),
    }
}

/// Samples that are being taken.
pub(super) struct Recording {
    perf: Child,
    folder: TempDir,
}

/// What the samples say, in shares of the time of all cores.
pub(super) struct Profile {
    pub(super) server: f64,
    pub(super) database: f64,
    pub(super) client: f64,
    pub(super) idle: f64,
    /// Where the server is, in shares of its own time.
    pub(super) crates: Vec<(String, f64)>,
    pub(super) functions: Vec<(String, f64)>,
}

impl Recording {
    pub(super) fn begin() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let perf = Command::new("perf")
            .args(["record", "--quiet", "--all-cpus", "--event", "cpu-clock", "--freq", SAMPLES_A_SECOND, "--output"])
            .arg(folder.path().join("samples"))
            .stdin(Stdio::null())
            .spawn()
            .context("cannot start perf")?;
        Ok(Self { perf, folder })
    }

    /// Ends it and counts; `server` is the process that is looked at more closely.
    pub(super) fn end(mut self, server: u32) -> Result<Profile> {
        process::run(Command::new("kill").args(["-INT", &self.perf.id().to_string()]))?;
        self.perf.wait()?;
        let samples = self.folder.path().join("samples");
        let mut script = Command::new("perf");
        script.args(["script", "--fields", "comm,pid,ip,sym,dso", "--input"]).arg(samples);
        Profile::of(&process::read(&mut script)?, server, std::process::id())
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        // Where it was ended in good order, there is nothing left to kill.
        let _ = self.perf.kill();
        let _ = self.perf.wait();
    }
}

impl Profile {
    fn of(script: &str, server: u32, client: u32) -> Result<Self> {
        let samples: Vec<_> = script.lines().filter_map(Sample::read).collect();
        if samples.is_empty() {
            bail!("perf has taken no samples");
        }
        let share =
            |of: &dyn Fn(&Sample<'_>) -> bool| ratio(samples.iter().filter(|sample| of(sample)).count(), samples.len());
        let own = || samples.iter().filter(|sample| sample.process == server);
        Ok(Self {
            server: share(&|sample| sample.process == server),
            database: share(&|sample| sample.name == "postgres"),
            client: share(&|sample| sample.process == client),
            idle: share(&|sample| sample.process == IDLE),
            crates: most(own().map(Sample::origin), CRATES),
            functions: most(own().map(|sample| sample.function), FUNCTIONS),
        })
    }
}

/// The most frequent ones, with their shares of all.
fn most<'a>(all: impl Iterator<Item = &'a str>, places: usize) -> Vec<(String, f64)> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    let sum = counts.values().sum();
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|(one, many), (other, few)| few.cmp(many).then_with(|| one.cmp(other)));
    counts.truncate(places);
    counts.into_iter().map(|(name, count)| (name.to_owned(), ratio(count, sum))).collect()
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn ratio(some: usize, all: usize) -> f64 {
    some as f64 / all.max(1) as f64
}

/// `          actix-rt  4711     55d0c8a1 server::app::list (/target/release/lotse)`
#[derive(Debug, PartialEq, Eq)]
struct Sample<'a> {
    name: &'a str,
    process: u32,
    function: &'a str,
    object: &'a str,
}

impl<'a> Sample<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let (line, object) = line.trim().strip_suffix(')')?.rsplit_once(" (")?;
        // A name may have spaces; what follows it is a number and an address.
        let mut words = line.match_indices(char::is_whitespace).map(|(at, _)| at);
        words.find_map(|at| {
            let (name, rest) = line.split_at(at);
            let (process, rest) = rest.trim_start().split_once(char::is_whitespace)?;
            let (address, function) = rest.trim_start().split_once(char::is_whitespace)?;
            u64::from_str_radix(address, 16).ok()?;
            let process = process.parse().ok()?;
            Some(Self { name: name.trim(), process, function: function.trim(), object })
        })
    }

    /// The crate of a function, or what else it is from.
    fn origin(&self) -> &'a str {
        if self.object.starts_with("[kernel") {
            return "kernel";
        }
        let path = self.function.trim_start_matches(['<', '&', '*', '(', '[']);
        let path = ["mut ", "dyn ", "const "].iter().fold(path, |path, word| path.trim_start_matches(word));
        match path.split_once("::") {
            Some(("core" | "alloc" | "std" | "hashbrown", _)) => "std",
            Some((name, _)) => name,
            None => self.object.rsplit('/').next().unwrap_or(self.object),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "\
        swapper     0  ffffffff81 pv_native_safe_halt ([kernel.kallsyms])\n\
        actix-rt|system  7      55d0c8a1 <&mut sqlx_core::Row as core::fmt::Debug>::fmt (/target/release/lotse)\n\
        a name of words  7      55d0c8a2 core::ptr::drop_in_place (/target/release/lotse)\n\
        actix-rt|system  7      7f00c8a2 __memmove_avx (/usr/lib/libc.so.6)\n\
        actix-rt|system  7      ffffffff82 do_syscall_64 ([kernel.kallsyms])\n\
        actix-rt|system  7      ffffffff82 do_syscall_64 ([kernel.kallsyms])\n\
        postgres   12      55aa ExecScan (/usr/lib/postgresql/15/bin/postgres)\n\
        xtask    8      55ab [unknown] (/target/debug/xtask)\n\
        no sample at all\n";

    #[test]
    fn samples_are_counted_by_program_crate_and_function() {
        let profile = Profile::of(SCRIPT, 7, 8).unwrap();
        assert_eq!((profile.server, profile.database, profile.client, profile.idle), (0.625, 0.125, 0.125, 0.125));
        let kernel = ("kernel".to_owned(), 0.4);
        assert_eq!(profile.crates[0], kernel);
        let others: Vec<_> = profile.crates[1..].iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(others, ["libc.so.6", "sqlx_core", "std"]);
        assert_eq!(profile.functions[0], ("do_syscall_64".to_owned(), 0.4));
        assert!(Profile::of("", 7, 8).is_err());
    }

    #[test]
    fn a_name_may_have_spaces() {
        let sample = Sample::read("  a name of 12 words  7   55d0 core::fmt::write (/target/release/lotse)").unwrap();
        assert_eq!((sample.name, sample.process, sample.function), ("a name of 12 words", 7, "core::fmt::write"));
    }
}
