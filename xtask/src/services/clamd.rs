//! A virus scanner of our own for tests: ClamAV with one signature, of the EICAR test file, on a random port.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{apt, process, refusal::Refusal};

const KEEPER: &str = include_str!("clamd.sh");
const INSTALLED: &str = "/usr/sbin/clamd";

/// A running scanner. Dropping it stops it and removes its data.
pub(crate) struct Clamd {
    keeper: Child,
    port: u16,
}

impl Clamd {
    pub(crate) fn start() -> Result<Self> {
        let program = program()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut keeper = Command::new("sh")
            .args(["-c", KEEPER, "clamd.sh"])
            .args([program.as_os_str(), port.to_string().as_ref()])
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
        let clamd = Self { keeper, port };
        if line != "ready\n" {
            bail!("clamd did not start; its log is above");
        }
        Ok(clamd)
    }

    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            eprintln!("xtask: clamd may still be running: {error}");
        }
    }
}

/// Finds the daemon, and installs it where there is none.
pub(crate) fn program() -> Result<PathBuf> {
    let find =
        || process::find_in_path("clamd").or_else(|| Some(PathBuf::from(INSTALLED)).filter(|path| path.exists()));
    if let Some(found) = find() {
        return Ok(found);
    }
    apt::install(&["clamav-daemon"])?;
    find().ok_or_else(|| Refusal::new("no clamd in PATH or /usr/sbin").into())
}
