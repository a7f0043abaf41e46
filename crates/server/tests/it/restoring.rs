//! A backup that is restored knows nothing of what was erased since. What was written down outside of the database does.

use crate::description::NOBODYS;
use crate::moderating::{columns_of, text_of};
use crate::process::{Process, add_person, command};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use std::path::Path;
use std::process::Command;
use test_support::{Backend, TestDatabase, on_both_databases};

on_both_databases!(
    what_was_erased_since_a_backup_is_erased_again_at_the_start,
    a_file_of_another_machine_can_be_applied,
    half_a_line_is_left_out_and_a_damaged_one_is_told,
);

const CANARY: &str = "customer-canary";

/// A desk with somebody to erase, two tickets of theirs, and one of somebody else's that is to be deleted; and a backup of it.
struct Before {
    database: TestDatabase,
    backup: TestDatabase,
    data: tempfile::TempDir,
}

async fn before(backend: Backend) -> Before {
    let (database, data) = (TestDatabase::new(backend).await, tempfile::tempdir().expect("a folder"));
    for name in ["admin", "customer", CANARY] {
        add_person(&database, data.path(), name);
    }
    let server = Process::start(&database, data.path());
    let person = server.sign_in(CANARY).await;
    for number in 1..=2 {
        server.ask(&person, &format!("{CANARY} asks {number}")).await.expect_status(201);
    }
    let customer = server.sign_in("customer").await;
    server.ask(&customer, &format!("about {CANARY}")).await.expect_status(201);
    server.ask(&customer, "something that stays").await.expect_status(201);
    stopped(server);
    let backup = database.copy().await;
    Before { database, backup, data }
}

fn stopped(mut server: Process) {
    server.signal("TERM");
    assert!(server.ends_well());
}

/// Erases the person with their tickets, and deletes the other one.
async fn erase(server: &Process) {
    let admin = server.sign_in("admin").await;
    let found = server.get(&admin, &format!("/admin/users?search={CANARY}")).await.expect_status(200);
    let body = json!({"user": found.text("/items/0/id"), "mode": "delete_tickets"});
    let begun = server.post(&admin, "/admin/erasures", body).await.expect_status(202).text("/id").to_owned();
    let path = format!("/admin/erasures/{begun}");
    while server.get(&admin, &path).await.expect_status(200).body["finished_at"].is_null() {}
    let list = server.get(&admin, "/tickets").await.expect_status(200).body;
    let rows = list["items"].as_array().expect("rows");
    let other = rows.iter().find(|row| row["subject"] == format!("about {CANARY}")).expect("the ticket");
    let delete = server.client.delete(format!("{}/api/v1/tickets/{}", server.url, other["number"]));
    crate::app::send(delete.bearer_auth(&admin)).await.expect_status(204);
}

/// How often the canary stands in any table.
async fn canaries(database: &TestDatabase) -> usize {
    let store = database.store().await;
    let db = store.connection();
    let mut found = 0;
    for (table, column) in columns_of(db).await {
        let text = text_of(db.get_database_backend(), &column);
        let rows = format!("SELECT count(*) AS found FROM \"{table}\" WHERE {text} LIKE '%canary%'");
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), rows)).await.expect("a count");
        found += row.expect("a row").try_get::<i64>("", "found").expect("a count");
    }
    store.close().await.expect("closed");
    usize::try_from(found).expect("a count")
}

fn lotse(database: &TestDatabase, data: &Path, arguments: &[&str]) -> Command {
    let mut command = command(database, data);
    command.args(arguments);
    command
}

fn said(command: &mut Command) -> String {
    let output = command.output().expect("an output");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

async fn what_was_erased_since_a_backup_is_erased_again_at_the_start(backend: Backend) {
    let Before { database, backup, data } = before(backend).await;
    assert!(canaries(&backup).await > 4);
    let server = Process::start(&database, data.path());
    erase(&server).await;
    // It is written down a moment later; the process may be killed then.
    let file = data.path().join("tombstones.jsonl");
    while std::fs::read_to_string(&file).map_or(0, |text| text.lines().count()) < 4 {}
    server.signal("KILL");
    drop(server);
    let text = std::fs::read_to_string(&file).expect("the file");
    assert!(!text.contains("canary"), "{text}");

    let server = Process::start(&backup, data.path());
    let admin = server.sign_in("admin").await;
    let list = server.get(&admin, "/tickets").await.expect_status(200).body;
    assert_eq!(
        (list["items"].as_array().map(Vec::len), &list["items"][0]["subject"]),
        (Some(1), &json!("something that stays"))
    );
    let right = json!({"email": format!("{CANARY}@example.org"), "password": crate::app::PASSWORD});
    let request = server.client.post(format!("{}/api/v1/auth/login", server.url)).json(&right);
    crate::app::send(request).await.expect_problem(401, "invalid_credentials");
    let audit = server.get(&admin, "/admin/audit?kind=ticket_deleted").await.expect_status(200).body;
    assert_eq!(audit["items"].as_array().map(Vec::len), Some(3));
    stopped(server);
    assert_eq!(canaries(&backup).await, 0);
    assert!(said(&mut lotse(&backup, data.path(), &["audit", "verify"])).contains("entries hold"));
    // Once more it finds nothing to do.
    let again = said(&mut lotse(&backup, data.path(), &["tombstones", "apply", &file.display().to_string()]));
    assert_eq!(again, "deleted again: 0 tickets, 0 people\n");
}

async fn a_file_of_another_machine_can_be_applied(backend: Backend) {
    let Before { database, backup, data } = before(backend).await;
    let server = Process::start(&database, data.path());
    erase(&server).await;
    stopped(server);
    let exported = said(&mut lotse(&database, data.path(), &["tombstones", "export"]));
    assert_eq!(exported.lines().count(), 4, "{exported}");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let file = elsewhere.path().join("from-elsewhere.jsonl");
    std::fs::write(&file, exported).expect("written");
    let applied = said(&mut lotse(&backup, elsewhere.path(), &["tombstones", "apply", &file.display().to_string()]));
    assert_eq!(applied, "deleted again: 3 tickets, 1 people\n");
    assert_eq!(canaries(&backup).await, 0);
    let missing = lotse(&backup, elsewhere.path(), &["tombstones", "apply", "nothing"]).output().expect("an output");
    assert!(!missing.status.success());
}

async fn half_a_line_is_left_out_and_a_damaged_one_is_told(backend: Backend) {
    let (database, data) = (TestDatabase::new(backend).await, tempfile::tempdir().expect("a folder"));
    add_person(&database, data.path(), "admin");
    let file = data.path().join("tombstones.jsonl");
    let id = NOBODYS;
    let whole = format!("{{\"kind\":\"ticket\",\"id\":\"{id}\",\"number\":7,\"at\":\"2026-01-01T00:00:00Z\"}}\n");
    // Something that this database never had is noted down as deleted.
    std::fs::write(&file, format!("{whole}{{\"kind\":\"ti")).expect("written");
    let server = Process::start(&database, data.path());
    server.sign_in("admin").await;
    stopped(server);
    assert!(said(&mut lotse(&database, data.path(), &["tombstones", "export"])).contains(id));

    std::fs::write(&file, format!("{whole}nonsense\n{whole}")).expect("written");
    let refused = lotse(&database, data.path(), &["serve"]).output().expect("an output");
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && why.contains("tombstones.jsonl, line 2"), "{why}");
}
