//! A PostgreSQL of our own for tests: random port, trust on loopback, no durability.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{apt, process, refusal::Refusal};

const KEEPER: &str = include_str!("postgres.sh");
const INSTALLED: &str = "/usr/lib/postgresql";

/// A running server. Dropping it stops the server and removes its data.
pub(crate) struct Postgres {
    keeper: Child,
    port: u16,
}

impl Postgres {
    pub(crate) fn start() -> Result<Self> {
        let binaries = binaries()?;
        let owner = if process::is_root() { "postgres" } else { "" };
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut keeper = Command::new("sh")
            .args(["-c", KEEPER, "postgres.sh"])
            .args([binaries.as_os_str(), port.to_string().as_ref(), owner.as_ref()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Out of reach of the terminal's Ctrl-C: the keeper has to outlive it to clean up.
            .process_group(0)
            .spawn()
            .context("cannot start sh")?;
        let mut line = String::new();
        if let Some(stdout) = keeper.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let postgres = Self { keeper, port };
        if line != "ready\n" {
            bail!("PostgreSQL did not start; its log is above");
        }
        Ok(postgres)
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Returns only if the server is ended by someone else.
    pub(crate) fn wait(mut self) -> Result<()> {
        // `Child::wait` would close the pipe first, which is the order to stop.
        let _held = self.keeper.stdin.take();
        let status = self.keeper.wait()?;
        bail!("PostgreSQL ended ({status})");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            eprintln!("xtask: PostgreSQL may still be running: {error}");
        }
    }
}

/// Finds the newest installed server, and installs one if there is none.
pub(crate) fn binaries() -> Result<PathBuf> {
    if let Some(found) = newest(Path::new(INSTALLED)) {
        return Ok(found);
    }
    apt::install(&["postgresql"])?;
    newest(Path::new(INSTALLED)).ok_or_else(|| Refusal::new("no PostgreSQL in /usr/lib/postgresql").into())
}

fn newest(installed: &Path) -> Option<PathBuf> {
    let versions = fs::read_dir(installed).ok()?.filter_map(|entry| {
        let version: u32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
        let binaries = installed.join(version.to_string()).join("bin");
        binaries.join("initdb").exists().then_some((version, binaries))
    });
    versions.max().map(|(_, binaries)| binaries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_complete_version_is_taken() {
        let installed = tempfile::tempdir().unwrap();
        assert_eq!(newest(installed.path()), None);
        for version in ["9", "15", "17", "common"] {
            fs::create_dir_all(installed.path().join(version).join("bin")).unwrap();
        }
        for version in ["9", "15", "common"] {
            fs::write(installed.path().join(version).join("bin/initdb"), "").unwrap();
        }
        assert_eq!(newest(installed.path()), Some(installed.path().join("15/bin")));
    }
}
