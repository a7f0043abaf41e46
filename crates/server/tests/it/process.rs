//! The real binary, run as the processes of a real desk are.

use crate::app::{Answer, client, send};
use reqwest::Client;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use test_support::TestDatabase;

/// The real binary as its own process.
pub(crate) struct Process {
    child: Child,
    pub(crate) url: String,
    pub(crate) client: Client,
}

impl Process {
    pub(crate) fn start(database: &TestDatabase, data: &Path) -> Self {
        Self::start_with(database, data, &[])
    }

    /// With settings of its own.
    pub(crate) fn start_with(database: &TestDatabase, data: &Path, settings: &[(&str, &str)]) -> Self {
        Self::of(command(database, data).envs(settings.iter().copied()))
    }

    /// What a command serves.
    pub(crate) fn of(command: &mut Command) -> Self {
        let mut child = command.arg("serve").stdout(Stdio::piped()).spawn().expect("a process");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let url = line.trim().rsplit(' ').next().expect("an address").to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "{line:?}");
        Self { child, url, client: client() }
    }

    pub(crate) async fn sign_in(&self, name: &str) -> String {
        let body = json!({"email": format!("{name}@example.org"), "password": crate::app::PASSWORD});
        let answer = send(self.client.post(format!("{}/api/v1/auth/login", self.url)).json(&body)).await;
        answer.expect_status(200).text("/access_token").to_owned()
    }

    pub(crate) async fn ask(&self, token: &str, subject: &str) -> Answer {
        let body = json!({"subject": subject, "description": "It does not work.", "category": "it"});
        send(self.client.post(format!("{}/api/v1/tickets", self.url)).bearer_auth(token).json(&body)).await
    }

    pub(crate) async fn post(&self, token: &str, path: &str, body: Value) -> Answer {
        send(self.client.post(format!("{}/api/v1{path}", self.url)).bearer_auth(token).json(&body)).await
    }

    pub(crate) async fn get(&self, token: &str, path: &str) -> Answer {
        send(self.client.get(format!("{}/api/v1{path}", self.url)).bearer_auth(token)).await
    }

    pub(crate) fn signal(&self, name: &str) {
        let done = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(done.expect("kill").success());
    }

    /// The most memory it has had so far, in bytes.
    pub(crate) fn most_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("its status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its memory");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1024
    }

    pub(crate) fn ends_well(&mut self) -> bool {
        self.child.wait().expect("its end").success()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A failed test must not leave its server behind; one that has ended cannot be killed again.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn command(database: &TestDatabase, data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lotse"));
    command
        .env_clear()
        .env("LOTSE_PROFILE", "test")
        .env("LOTSE_LISTEN", "127.0.0.1:0")
        .env("LOTSE_DATA_DIR", data)
        .env("LOTSE_DATABASE_URL", &database.url)
        .env("LOTSE_LIMITS", crate::app::NO_LIMITS)
        .env("LOTSE_TIMEOUTS", crate::app::patient())
        .env("LOTSE_LOG", "warn");
    command
}

/// Somebody with the role that their name begins with.
pub(crate) fn add_person(database: &TestDatabase, data: &Path, name: &str) {
    let role = name.split('-').next().unwrap_or(name);
    let email = format!("{name}@example.org");
    let arguments = ["user", "create", "--email", &email, "--name", name, "--role", role];
    let mut child = command(database, data).args(arguments).stdin(Stdio::piped()).spawn().expect("a process");
    child.stdin.take().expect("its input").write_all(crate::app::PASSWORD.as_bytes()).expect("written");
    assert!(child.wait().expect("its end").success());
}
