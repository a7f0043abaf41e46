//! Lets libFuzzer look for inputs that break a target of `fuzz/`, where there is what it needs.

use std::{fs, process::Command};

use anyhow::Result;

use super::{Options, report::Report};
use crate::{paths::Paths, process};

/// How long each target is fed.
const SHORT_SECONDS: u32 = 5;
const LONG_SECONDS: u32 = 600;
/// Longer inputs find the same and take longer.
const MAX_BYTES: u32 = 4_096;

pub(crate) fn run(paths: &Paths, options: &Options, report: &mut Report) -> Result<()> {
    if !process::works(fuzz(paths).arg("--version")) {
        println!(
            "fuzzing: skipped, since it takes a nightly toolchain and cargo-fuzz; the host tests tried the inputs of \
             fuzz/corpus"
        );
        return Ok(());
    }
    let seconds = if options.is_long() { LONG_SECONDS } else { SHORT_SECONDS };
    for target in targets(paths)? {
        let found = paths.target().join("fuzz/found").join(&target);
        fs::create_dir_all(&found)?;
        println!("fuzzing: {target}, {seconds} s");
        let mut command = fuzz(paths);
        // What it finds goes into the first folder; the second only gives.
        command.args(["run", "--fuzz-dir", "fuzz/engine", "--target-dir"]).arg(paths.target().join("fuzz"));
        command.arg(&target).arg(found).arg(paths.root().join("fuzz/corpus").join(&target)).arg("--");
        command.args([format!("-max_total_time={seconds}"), format!("-max_len={MAX_BYTES}")]);
        report.step("fuzzing", || process::run(&mut command));
    }
    Ok(())
}

fn fuzz(paths: &Paths) -> Command {
    let mut command = Command::new("cargo");
    command.args(["+nightly", "fuzz"]).current_dir(paths.root());
    command
}

fn targets(paths: &Paths) -> Result<Vec<String>> {
    let entries = fs::read_dir(paths.root().join("fuzz/corpus"))?;
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let mut names = names.collect::<Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}
