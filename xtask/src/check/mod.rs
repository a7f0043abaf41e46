//! `cargo xtask check`: what a review need not look at.

mod arrows;
mod bans;
mod lints;
mod members;
pub(crate) mod openapi;
mod proofs;
mod supply;

use std::{fs, time::Instant};

use anyhow::{Context, Result};

use crate::{disk, paths::Paths, process};

type Step = fn(&Paths) -> Result<()>;

/// Cheap ones first.
const STEPS: [(&str, Step); 9] = [
    ("format", |paths| process::run(paths.cargo("fmt").args(["--all", "--check"]))),
    ("arrows between members", arrows::check),
    ("crates that must stay out", bans::check),
    ("list of members in ARCHITECTURE.md", members::check),
    ("tests that SECURITY.md names", proofs::check),
    ("licences and sources of crates", supply::check),
    ("clippy", lints::host),
    ("clippy of the app", lints::app),
    ("openapi.json", openapi::check),
];

pub(crate) fn run(paths: &Paths) -> Result<()> {
    // The server embeds this folder and does not compile without it; a fresh clone has none.
    fs::create_dir_all(paths.dist())?;
    disk::make_room(paths)?;
    for (name, step) in STEPS {
        println!("== {name}");
        let started = Instant::now();
        step(paths).with_context(|| name.to_owned())?;
        println!("   ok, {:.1} s", started.elapsed().as_secs_f32());
    }
    Ok(())
}
