//! Measurements that say whether a promise is kept. They run the release build, take their yardstick in the same run, and
//! fail where the promise is not kept.

mod desk;
mod sign_in;
mod upload;

use std::{fs, path::PathBuf};

use anyhow::Result;

use crate::{paths::Paths, process, refusal::Refusal};

pub(crate) fn run(paths: &Paths, arguments: &[String]) -> Result<()> {
    match arguments {
        [what] if what == "upload" => upload::run(paths),
        [what] if what == "signin" => sign_in::run(paths),
        [what, rest @ ..] if what == "desk" => desk::run(paths, rest),
        _ => Err(Refusal::new("`bench` takes one of: desk, signin, upload").into()),
    }
}

/// Builds the release, which every measurement runs.
fn build(paths: &Paths) -> Result<()> {
    fs::create_dir_all(paths.dist())?;
    process::run(paths.cargo("build").args(["--release", "--package", "server", "--bin", "lotse"]))
}

fn binary(paths: &Paths) -> PathBuf {
    paths.target().join("release/lotse")
}
