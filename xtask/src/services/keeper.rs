//! A shell script that owns one service: it says when the service is there, and takes it away, with its data, when the pipe
//! to it is closed, however this process ends.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// A script that runs. Dropping it ends the service.
pub(super) struct Keeper {
    service: &'static str,
    child: Child,
}

impl Keeper {
    /// Runs a script until it says that its service, named for people, is there.
    pub(super) fn start(service: &'static str, script: &str, arguments: &[&OsStr]) -> Result<Self> {
        let child = Command::new("sh")
            .args(["-c", script, service])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Out of reach of the terminal's Ctrl-C: the keeper has to outlive it to clean up.
            .process_group(0)
            .spawn()
            .context("cannot start sh")?;
        let mut keeper = Self { service, child };
        let mut line = String::new();
        if let Some(stdout) = keeper.child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        if line != "ready\n" {
            bail!("{service} did not start; its log is above");
        }
        Ok(keeper)
    }

    /// Returns only if the service is ended by someone else.
    pub(super) fn wait(mut self) -> Result<()> {
        // `Child::wait` would close the pipe first, which is the order to stop.
        let _held = self.child.stdin.take();
        let status = self.child.wait()?;
        bail!("{} ended ({status})", self.service);
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        if let Err(error) = self.child.wait() {
            eprintln!("xtask: {} may still be running: {error}", self.service);
        }
    }
}
