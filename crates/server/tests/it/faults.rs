//! What was answered stays, whatever happens to the process.

use crate::process::{Process, add_person, command};
use serde_json::json;
use std::process::Command;
use test_support::{Backend, TestDatabase, on_both_databases};

on_both_databases!(a_killed_server_loses_nothing_it_answered, a_signal_stops_it_in_good_order);

async fn a_killed_server_loses_nothing_it_answered(backend: Backend) {
    let (database, data) = (TestDatabase::new(backend).await, tempfile::tempdir().expect("a folder"));
    add_person(&database, data.path(), "customer");
    let mut answered: Vec<(u64, String)> = Vec::new();
    let mut token = String::new();
    for round in 0..3 {
        let server = Process::start(&database, data.path());
        if round == 0 {
            token = server.sign_in("customer").await;
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
    add_person(&database, data.path(), "customer");
    let mut server = Process::start(&database, data.path());
    let token = server.sign_in("customer").await;
    server.ask(&token, "before").await.expect_status(201);
    server.signal("TERM");
    assert!(server.ends_well());
}

/// Asks by the program itself, which is all that a container has.
#[tokio::test]
async fn the_program_tells_how_a_server_is() {
    let (database, data) = (TestDatabase::new(Backend::Sqlite).await, tempfile::tempdir().expect("a folder"));
    let mut server = Process::start(&database, data.path());
    let address = server.url.trim_start_matches("http://").to_owned();
    let asked = |arguments: &[&str]| {
        let mut command = command(&database, data.path());
        command.args(arguments).env("LOTSE_LISTEN", &address).output().expect("an output").status.code()
    };
    assert_eq!((asked(&["health"]), asked(&["health", "--live"])), (Some(0), Some(0)));
    server.signal("KILL");
    assert!(!server.ends_well());
    assert_eq!((asked(&["health"]), asked(&["health", "--live"])), (Some(1), Some(1)));
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
