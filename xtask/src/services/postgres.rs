//! A PostgreSQL of our own for tests: random port, trust on loopback, no durability.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
};

use anyhow::Result;

use super::keeper::Keeper;
use crate::{apt, process, refusal::Refusal};

const SCRIPT: &str = include_str!("postgres.sh");
const INSTALLED: &str = "/usr/lib/postgresql";

/// A running server. Dropping it stops the server and removes its data.
pub(crate) struct Postgres {
    keeper: Keeper,
    port: u16,
}

impl Postgres {
    pub(crate) fn start() -> Result<Self> {
        let binaries = binaries()?;
        let owner = if process::is_root() { "postgres" } else { "" };
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let number = port.to_string();
        let keeper = Keeper::start("PostgreSQL", SCRIPT, &[binaries.as_os_str(), number.as_ref(), owner.as_ref()])?;
        Ok(Self { keeper, port })
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Returns only if the server is ended by someone else.
    pub(crate) fn wait(self) -> Result<()> {
        self.keeper.wait()
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
