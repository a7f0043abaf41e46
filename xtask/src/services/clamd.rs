//! A virus scanner of our own for tests: ClamAV with one signature, of the EICAR test file, on a random port.

use std::{net::TcpListener, path::PathBuf};

use anyhow::Result;

use super::keeper::Keeper;
use crate::{apt, process, refusal::Refusal};

const SCRIPT: &str = include_str!("clamd.sh");
const INSTALLED: &str = "/usr/sbin/clamd";

/// A running scanner. Dropping it stops it and removes its data.
pub(crate) struct Clamd {
    _keeper: Keeper,
    port: u16,
}

impl Clamd {
    pub(crate) fn start() -> Result<Self> {
        let program = program()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let keeper = Keeper::start("clamd", SCRIPT, &[program.as_os_str(), port.to_string().as_ref()])?;
        Ok(Self { _keeper: keeper, port })
    }

    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
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
