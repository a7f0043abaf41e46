//! `openapi.json`: written by the server, kept in the repository so that a change of the contract shows in review.

use std::{fs, process::Command};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{paths::Paths, process, selection::build_server};

const FILE: &str = "openapi.json";

pub(crate) fn check(paths: &Paths) -> Result<()> {
    let described = describe(paths)?;
    if fs::read_to_string(paths.root().join(FILE)).is_ok_and(|written| written == described) {
        return Ok(());
    }
    bail!("not what the server describes: run `cargo xtask openapi` and commit");
}

pub(crate) fn write(paths: &Paths) -> Result<()> {
    fs::create_dir_all(paths.dist())?;
    fs::write(paths.root().join(FILE), describe(paths)?)?;
    Ok(())
}

/// The contract with `lotse openapi`: standard output is the document and nothing else.
fn describe(paths: &Paths) -> Result<String> {
    process::run(build_server(paths).arg("--quiet"))?;
    let document = process::read(Command::new(paths.target().join("debug/lotse")).arg("openapi"))?;
    serde_json::from_str::<Value>(&document).context("`lotse openapi` printed something other than JSON")?;
    Ok(document)
}
