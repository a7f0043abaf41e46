//! `cargo xtask run`: the demo, from a fresh clone, with one command.

use std::{env, os::unix::process::CommandExt, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{paths::Paths, process, wasm};

pub(crate) fn run(paths: &Paths) -> Result<()> {
    wasm::build(paths, wasm::Options::default())?;
    process::run(paths.cargo("build").args(["--release", "--package", "server", "--bin", "lotse"]))?;

    let mut server = demo(paths, &paths.target().join("release/lotse"));
    // Becoming the server lets every signal reach it, so that Ctrl-C is its own orderly shutdown.
    Err(server.exec()).context("cannot start the server")
}

/// The server with the demo, unless the environment says otherwise.
pub(crate) fn demo(paths: &Paths, binary: &Path) -> Command {
    let mut server = Command::new(binary);
    server.arg("serve").current_dir(paths.root());
    let data = paths.root().join("data");
    for (name, default) in [
        ("LOTSE_PROFILE", "demo".as_ref()),
        ("LOTSE_LISTEN", "127.0.0.1:8080".as_ref()),
        ("LOTSE_DATA_DIR", data.as_os_str()),
    ] {
        if env::var_os(name).is_none() {
            server.env(name, default);
        }
    }
    server
}
