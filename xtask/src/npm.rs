//! Tools from npm, pinned by a lock file. They help to build and test; nothing from npm is shipped.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{paths::Paths, process, wasm::digest};

const OLDEST_NODE: u32 = 20;

/// Node, when it is there and new enough.
pub(crate) fn node() -> Option<PathBuf> {
    let node = process::find_in_path("node")?;
    let version = Command::new(&node).arg("--version").output().ok()?;
    let major = major(&String::from_utf8_lossy(&version.stdout))?;
    (major >= OLDEST_NODE && process::find_in_path("npm").is_some()).then_some(node)
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Makes `node_modules` in a folder what its lock file says; does nothing when it already is.
pub(crate) fn ci(folder: &Path) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json")).context("package-lock.json")?;
    let stamp = folder.join("node_modules/.lotse-lock");
    let wanted = digest::hex(&lock);
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("npm ci in {}", folder.file_name().unwrap_or_default().display());
    let mut command = Command::new("npm");
    // Debian's Chromium drives the tests; Playwright's own download would fail offline.
    command.args(["ci", "--no-audit", "--no-fund"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1").current_dir(folder);
    process::run(&mut command)?;
    fs::write(stamp, wanted)?;
    Ok(())
}

/// The tools of the tests: Playwright, and a mail server.
pub(crate) fn ensure_e2e(paths: &Paths) -> Result<()> {
    if node().is_none() {
        bail!(crate::refusal::Refusal::new(format!(
            "the tests need Node {OLDEST_NODE} or newer with npm: https://nodejs.org"
        )));
    }
    ci(&paths.e2e()).map_err(|error| {
        crate::refusal::Refusal::new(format!("run: (cd e2e && npm ci), which failed here: {error:#}")).into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read() {
        for (text, expected) in [("v20.20.2\n", Some(20)), ("v9.1.0", Some(9)), ("20.1", None), ("", None)] {
            assert_eq!(major(text), expected, "{text:?}");
        }
    }
}
