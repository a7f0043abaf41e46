//! `wasm-opt` from the npm package binaryen, where Node is there. Debian's own binaryen is too old for Rust's output.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use super::order;
use crate::{npm, paths::Paths, process};

/// What rustc's wasm32-unknown-unknown target switches on. Said here because the section of the file that tells it is
/// stripped.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What makes the compressed file smallest. `-Oz` makes the plain one smaller, and what it does to that end compresses worse.
/// The first kilobyte of memory is the far end of the stack, which the linker puts first: an address there is none.
const SMALL: [&str; 6] = [
    "-Os",
    "--always-inline-max-function-size=1",
    // What is computed twice in the same way compresses better than what is kept in between.
    "--skip-pass=local-cse",
    "--low-memory-unused",
    "--strip-debug",
    "--strip-producers",
];

pub(crate) struct Optimiser {
    node: PathBuf,
    program: PathBuf,
    version: String,
}

impl Optimiser {
    /// Nothing when there is no Node or no way to install the package: the app is then larger, and works.
    pub(crate) fn prepare(paths: &Paths) -> Option<Self> {
        let Some(node) = npm::node() else {
            println!("app: wasm-opt skipped, because it needs Node 20 or newer with npm; the app gets larger");
            return None;
        };
        let frontend = paths.frontend();
        if let Err(error) = npm::ci(&frontend) {
            println!("app: wasm-opt skipped, the app gets larger: {error:#}");
            return None;
        }
        let package = frontend.join("node_modules/binaryen");
        let version = fs::read_to_string(package.join("package.json")).ok()?;
        Some(Self { node, program: package.join("bin/wasm-opt"), version })
    }

    /// The package's own description, version included: a change of it is a change of the output.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    pub(crate) fn run(&self, wasm: &[u8]) -> Result<Vec<u8>> {
        let small = self.pass(wasm, &SMALL)?;
        match order::with_names(&small) {
            Some(named) => self.pass(&named, &["--reorder-functions-by-name", "--strip-debug"]),
            None => Ok(small),
        }
    }

    fn pass(&self, wasm: &[u8], passes: &[&str]) -> Result<Vec<u8>> {
        let folder = tempfile::tempdir()?;
        let (before, after) = (folder.path().join("before.wasm"), folder.path().join("after.wasm"));
        fs::write(&before, wasm)?;
        let mut command = Command::new(&self.node);
        command.arg(&self.program).args(FEATURES).args(passes);
        process::run(command.arg(&before).arg("--output").arg(&after))?;
        fs::read(after).context("wasm-opt wrote nothing")
    }
}
