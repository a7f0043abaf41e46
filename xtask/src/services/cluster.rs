//! A PostgreSQL for measuring: durable, with the settings of an operator, and data that stay for the next run.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use super::{keeper::Keeper, postgres};
use crate::process;

const SCRIPT: &str = include_str!("cluster.sh");

/// A running cluster. Dropping it stops it; its data stay.
pub(crate) struct Cluster {
    _keeper: Keeper,
    binaries: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Cluster {
    /// Starts it on the data of a folder, which are made where there are none.
    pub(crate) fn start(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let binaries = postgres::binaries()?;
        let owner = if process::is_root() { "postgres" } else { "" };
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let number = port.to_string();
        let arguments = [binaries.as_os_str(), number.as_ref(), owner.as_ref(), folder.as_os_str()];
        let keeper = Keeper::start("PostgreSQL", SCRIPT, &arguments)?;
        Ok(Self { _keeper: keeper, binaries, folder: folder.to_owned(), port })
    }

    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// One of its programs, told where the cluster is.
    pub(crate) fn program(&self, name: &str, database: &str) -> Command {
        let mut command = Command::new(self.binaries.join(name));
        command.env("PGHOST", "127.0.0.1").env("PGPORT", self.port.to_string());
        command.env("PGUSER", "postgres").env("PGDATABASE", database);
        command
    }

    /// What a statement gives, without decoration.
    pub(crate) fn ask(&self, database: &str, sql: &str) -> Result<String> {
        let mut psql = self.program("psql", database);
        Ok(process::read(psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql]))?.trim().to_owned())
    }

    /// What it writes down, in JSON, a line each.
    pub(crate) fn log(&self) -> PathBuf {
        self.folder.join("data/log/bench.json")
    }
}
