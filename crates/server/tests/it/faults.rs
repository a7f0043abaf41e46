//! What was answered stays, whatever happens to the process.

use crate::app::{Answer, send};
use reqwest::Client;
use serde_json::json;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use test_support::{Backend, TestDatabase, on_both_databases};

on_both_databases!(a_killed_server_loses_nothing_it_answered, a_signal_stops_it_in_good_order);

/// The real binary as its own process.
struct Process {
    child: Child,
    url: String,
    client: Client,
}

impl Process {
    fn start(database: &TestDatabase, data: &Path) -> Self {
        let mut child = command(database, data).arg("serve").stdout(Stdio::piped()).spawn().expect("a process");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let url = line.trim().rsplit(' ').next().expect("an address").to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "{line:?}");
        Self { child, url, client: Client::builder().no_proxy().build().expect("a client") }
    }

    async fn sign_in(&self) -> String {
        let body = json!({"email": "customer@example.org", "password": crate::app::PASSWORD});
        let answer = send(self.client.post(format!("{}/api/v1/auth/login", self.url)).json(&body)).await;
        answer.expect_status(200).text("/access_token").to_owned()
    }

    async fn ask(&self, token: &str, subject: &str) -> Answer {
        let body = json!({"subject": subject, "description": "It does not work.", "category": "it"});
        send(self.client.post(format!("{}/api/v1/tickets", self.url)).bearer_auth(token).json(&body)).await
    }

    async fn get(&self, token: &str, path: &str) -> Answer {
        send(self.client.get(format!("{}/api/v1{path}", self.url)).bearer_auth(token)).await
    }

    fn signal(&self, name: &str) {
        let done = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(done.expect("kill").success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A failed test must not leave its server behind; one that has ended cannot be killed again.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(database: &TestDatabase, data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lotse"));
    command
        .env_clear()
        .env("LOTSE_PROFILE", "test")
        .env("LOTSE_LISTEN", "127.0.0.1:0")
        .env("LOTSE_DATA_DIR", data)
        .env("LOTSE_DATABASE_URL", &database.url)
        .env("LOTSE_LOG", "warn");
    command
}

fn add_customer(database: &TestDatabase, data: &Path) {
    let arguments = ["user", "create", "--email", "customer@example.org", "--name", "C", "--role", "customer"];
    let mut child = command(database, data).args(arguments).stdin(Stdio::piped()).spawn().expect("a process");
    child.stdin.take().expect("its input").write_all(crate::app::PASSWORD.as_bytes()).expect("written");
    assert!(child.wait().expect("its end").success());
}

async fn a_killed_server_loses_nothing_it_answered(backend: Backend) {
    let (database, data) = (TestDatabase::new(backend).await, tempfile::tempdir().expect("a folder"));
    add_customer(&database, data.path());
    let mut answered: Vec<(u64, String)> = Vec::new();
    let mut token = String::new();
    for round in 0..3 {
        let server = Process::start(&database, data.path());
        if round == 0 {
            token = server.sign_in().await;
        }
        // The session survives as well: the token of the first process is good in the next.
        for (number, subject) in &answered {
            let found = server.get(&token, &format!("/tickets/{number}")).await.expect_status(200);
            assert_eq!(found.text("/ticket/subject"), subject);
        }
        for number in 0..5 {
            let subject = format!("round {round}, request {number}");
            let created = server.ask(&token, &subject).await.expect_status(201);
            answered.push((created.body["number"].as_u64().expect("a number"), subject));
        }
        // And some that are under way when it dies: each is there whole, or not at all.
        let under_way: Vec<_> = (0..4)
            .map(|_| {
                let body = json!({"subject": "under way", "description": "b", "category": "it"});
                let request = server.client.post(format!("{}/api/v1/tickets", server.url)).bearer_auth(&token);
                tokio::spawn(request.json(&body).send())
            })
            .collect();
        server.signal("KILL");
        for request in under_way {
            if let Ok(response) = request.await.expect("a task")
                && response.status() == 201
                && let Ok(body) = response.json::<serde_json::Value>().await
            {
                answered.push((body["number"].as_u64().expect("a number"), "under way".to_owned()));
            }
        }
    }
    let server = Process::start(&database, data.path());
    let listed = server.get(&token, "/tickets?limit=200&count=exact").await.expect_status(200);
    let rows = listed.body["items"].as_array().expect("rows");
    for (number, subject) in &answered {
        let same = rows.iter().filter(|row| row["number"] == *number && row["subject"] == **subject).count();
        assert_eq!(same, 1, "ticket {number} ({subject})");
    }
    for row in rows {
        let history = server.get(&token, &format!("/tickets/{}/history", row["number"])).await.expect_status(200);
        assert_eq!(history.body["items"][0]["change"], "created", "a ticket without its first event: {row}");
    }
}

async fn a_signal_stops_it_in_good_order(backend: Backend) {
    let (database, data) = (TestDatabase::new(backend).await, tempfile::tempdir().expect("a folder"));
    add_customer(&database, data.path());
    let mut server = Process::start(&database, data.path());
    let token = server.sign_in().await;
    server.ask(&token, "before").await.expect_status(201);
    server.signal("TERM");
    assert!(server.child.wait().expect("its end").success());
}

#[tokio::test]
async fn a_second_server_on_the_same_data_is_refused() {
    let (database, data) = (TestDatabase::new(Backend::Sqlite).await, tempfile::tempdir().expect("a folder"));
    let _first = Process::start(&database, data.path());
    let second = command(&database, data.path()).arg("serve").output().expect("an output");
    assert!(!second.status.success());
    assert!(String::from_utf8_lossy(&second.stderr).contains("another Lotse uses the data folder"));
}

#[test]
fn wrong_settings_are_all_told_and_end_with_2() {
    let output = Command::new(env!("CARGO_BIN_EXE_lotse"))
        .arg("serve")
        .env_clear()
        .env("LOTSE_PUBLIC_URL", "http://desk.example.org")
        .env("LOTSE_LISTEN", "nowhere")
        .output()
        .expect("an output");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("LOTSE_PUBLIC_URL") && said.contains("LOTSE_LISTEN"), "{said}");
}
