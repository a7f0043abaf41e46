//! A PostgreSQL of a test's own, to be stopped, frozen and started again. Others use the one that `cargo xtask test` starts.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::clamd::is_root;
use sea_orm::{ConnectionTrait as _, Database, DbBackend, Statement};

const INSTALLED: &str = "/usr/lib/postgresql";

/// The server. It ends with this, and its data go.
pub struct OwnPostgres {
    /// The address of its database `postgres`.
    pub url: String,
    keeper: Child,
    binaries: PathBuf,
    data: PathBuf,
}

impl OwnPostgres {
    /// Starts one as xtask does, by the same script.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn start() -> Self {
        let binaries = newest().expect("PostgreSQL in /usr/lib/postgresql");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let root = Path::new(&std::env::var("CARGO_MANIFEST_DIR").expect("run by cargo")).join("../..");
        let mut keeper = Command::new("sh")
            .arg(root.join("xtask/src/services/postgres.sh"))
            .arg(&binaries)
            .args([port.to_string().as_str(), owner()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut line = String::new();
        BufReader::new(keeper.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        assert_eq!(line, "ready\n", "PostgreSQL did not start");
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let admin = Database::connect(&url).await.expect("the server");
        let asked = Statement::from_string(DbBackend::Postgres, "SHOW data_directory");
        let row = admin.query_one_raw(asked).await.expect("an answer").expect("a row");
        let data = row.try_get_by_index::<String>(0).expect("a folder").into();
        admin.close().await.expect("closed");
        Self { url, keeper, binaries, data }
    }

    /// Has `pg_ctl` do something: `stop`, `start`, `restart`, with how.
    ///
    /// # Panics
    /// When it fails.
    pub fn control(&self, arguments: &[&str]) {
        let program = self.binaries.join("pg_ctl");
        let mut command = match owner() {
            "" => Command::new(program),
            owner => {
                let mut command = Command::new("/usr/sbin/runuser");
                command.args(["-u", owner, "--"]).arg(program);
                command
            }
        };
        let log = self.data.with_file_name("server.log");
        command.args(arguments).arg("--wait").arg("--pgdata").arg(&self.data).arg("--log").arg(log);
        let done = command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(done.expect("pg_ctl").success(), "pg_ctl {arguments:?}");
    }

    /// Sends a signal to each of its processes: `STOP` freezes it, `CONT` lets it go on.
    ///
    /// # Panics
    /// When it does not run.
    pub fn signal(&self, name: &str) {
        let file = fs::read_to_string(self.data.join("postmaster.pid")).expect("a server that runs");
        let first = file.lines().next().expect("a number").to_owned();
        let children = Command::new("pgrep").args(["--parent", &first]).output().expect("pgrep").stdout;
        let children = String::from_utf8(children).expect("numbers");
        // The postmaster first: frozen, it makes no more of them.
        let all = std::iter::once(first.as_str()).chain(children.lines());
        for process in all {
            // One that has ended meanwhile needs no signal.
            let _ = Command::new("kill").args([&format!("-{name}"), process]).stderr(Stdio::null()).status();
        }
    }
}

impl Drop for OwnPostgres {
    fn drop(&mut self) {
        if self.data.join("postmaster.pid").exists() {
            self.signal("CONT");
        }
        // The end of its input is the order to clean up.
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// PostgreSQL does not run as root.
fn owner() -> &'static str {
    if is_root() { "postgres" } else { "" }
}

fn newest() -> Option<PathBuf> {
    let versions = fs::read_dir(INSTALLED).ok()?.filter_map(|entry| {
        let entry = entry.ok()?;
        let version: u32 = entry.file_name().to_str()?.parse().ok()?;
        let binaries = entry.path().join("bin");
        binaries.join("initdb").exists().then_some((version, binaries))
    });
    versions.max().map(|(_, binaries)| binaries)
}
