//! What was done with accounts and configuration is written down, and nobody changes that unseen.

use crate::app::{App, PASSWORD, Person, send};
use futures_util::future::join_all;
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use server::app::audit::verify;
use test_support::{Backend, on_both_databases};

on_both_databases!(
    what_is_done_is_written_down_with_before_and_after,
    what_only_admins_may_do_is_written_down_where_somebody_else_tries,
    the_log_is_narrowed_read_part_by_part_and_exported,
    entries_cannot_be_changed_and_a_byte_that_was_is_found,
    many_at_once_make_one_chain,
    bad_queries_are_refused,
);

async fn entries(admin: &Person<'_>, query: &str) -> Vec<Value> {
    let answer = admin.get(&format!("/admin/audit?{query}")).await.expect_status(200);
    answer.body["items"].as_array().expect("entries").clone()
}

fn fact(name: &str, before: &str, after: &str) -> Value {
    json!({ "name": name, "before": before, "after": after })
}

async fn what_is_done_is_written_down_with_before_and_after(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let (admin_id, agent) = (admin.id().await, app.sign_in("agent").await.id().await);

    let mut settings = admin.get("/admin/settings").await.expect_status(200).body;
    settings["auto_close_days"] = json!(9);
    admin.put("/admin/settings", settings.clone()).await.expect_status(200);
    let changed = entries(&admin, "kind=settings_changed").await;
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0]["facts"], json!([fact("auto_close_days", "7", "9")]));
    assert_eq!(changed[0]["actor"]["id"], json!(admin_id));
    // Nothing changed, so nothing is written down.
    admin.put("/admin/settings", settings).await.expect_status(200);
    assert_eq!(entries(&admin, "kind=settings_changed").await.len(), 1);

    admin.patch(&format!("/admin/users/{agent}"), json!({ "role": "admin" })).await.expect_status(200);
    let changed = entries(&admin, &format!("kind=user_changed&target_kind=user&target={agent}")).await;
    assert_eq!(changed[0]["facts"], json!([fact("role", "agent", "admin")]));
    assert_eq!(changed[0]["target_name"], json!("agent"));

    let team = admin.post("/teams", json!({ "name": "Night" })).await.expect_status(201);
    let path = format!("/teams/{}", team.text("/id"));
    admin.put(&path, json!({ "name": "Late", "members": [agent] })).await.expect_status(204);
    let changed = entries(&admin, "kind=team_changed").await;
    let members = fact("members", "[]", &format!("[\"{agent}\"]"));
    assert_eq!(changed[0]["facts"], json!([members, fact("name", "Night", "Late")]));

    let secret = admin.post("/admin/webhooks", json!({ "name": "Hook", "url": "https://hooks.example.org/x" })).await;
    let secret = secret.expect_status(201).text("/secret").to_owned();
    let made = entries(&admin, "kind=webhook_created").await;
    assert!(!made[0].to_string().contains(&secret), "{made:?}");

    let wrong = json!({ "email": "agent@example.org", "password": "not the password" });
    app.anonymous().post("/auth/login", wrong).await.expect_status(401);
    let nobody = json!({ "email": "nobody@example.org", "password": PASSWORD });
    app.anonymous().post("/auth/login", nobody).await.expect_status(401);
    let failed = entries(&admin, "kind=sign_in_failed").await;
    assert_eq!(failed.iter().map(|entry| &entry["target"]).collect::<Vec<_>>(), [&Value::Null, &json!(agent)]);
    verify(&app.state.store).await.expect("it holds");
}

async fn what_only_admins_may_do_is_written_down_where_somebody_else_tries(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, agent) = (app.sign_in("admin").await, app.sign_in("agent").await);
    agent.get("/admin/users?search=x").await.expect_problem(403, "forbidden");
    agent.post("/teams", json!({ "name": "Mine" })).await.expect_problem(403, "forbidden");
    // What is not for admins only is none of it.
    app.sign_in("customer").await.get("/teams").await.expect_problem(403, "forbidden");
    app.anonymous().get("/admin/users").await.expect_problem(401, "unauthenticated");
    let denied = entries(&admin, "kind=admin_denied").await;
    let operations: Vec<_> = denied.iter().map(|entry| entry["target"].as_str().expect("an operation")).collect();
    assert_eq!(operations, ["POST /api/v1/teams", "GET /api/v1/admin/users"]);
    assert!(denied.iter().all(|entry| entry["actor"]["display_name"] == "agent"), "{denied:?}");
}

async fn the_log_is_narrowed_read_part_by_part_and_exported(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    for number in 0..60 {
        admin.post("/teams", json!({ "name": format!("Team {number}") })).await.expect_status(201);
    }
    let first = admin.get("/admin/audit?kind=team_created").await.expect_status(200);
    assert_eq!(first.body["items"].as_array().expect("entries").len(), 50);
    let rest = admin.get(&format!("/admin/audit?kind=team_created&cursor={}", first.text("/next"))).await;
    assert_eq!(rest.body["items"].as_array().expect("entries").len(), 10);
    assert_eq!(rest.body["next"], Value::Null);

    let answer = send(admin.request(Method::POST, "/admin/audit/export")).await.expect_status(200);
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    let lines: Vec<Value> = answer
        .body
        .as_str()
        .expect("lines")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    assert!(lines.iter().zip(1..).all(|(line, sequence)| line["sequence"] == sequence));
    assert_eq!(lines.iter().filter(|line| line["kind"] == "team_created").count(), 60);
    assert_eq!(lines.last().expect("a line")["kind"], "exported");
}

async fn entries_cannot_be_changed_and_a_byte_that_was_is_found(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    for name in ["One", "Two", "Three"] {
        admin.post("/teams", json!({ "name": name })).await.expect_status(201);
    }
    let store = &app.state.store;
    let db = store.connection();
    let length = verify(store).await.expect("it holds").entries;
    // Seven people were made and one signed in; then come the teams.
    let second = entries(&admin, "kind=team_created").await;
    assert_eq!(second[1]["sequence"], 10);
    for forbidden in [
        "DELETE FROM audit_events WHERE sequence = 10",
        "UPDATE audit_events SET kind = 'erased' WHERE sequence = 10",
        "UPDATE audit_events SET details = '{}' WHERE sequence = 10",
        "UPDATE audit_events SET actor_id = NULL, details = NULL, salt = NULL WHERE sequence = 10",
    ] {
        assert!(db.execute_unprepared(forbidden).await.is_err(), "{forbidden}");
    }
    // Whoever owns the database can take the guards away, and is found all the same.
    let drop = match backend {
        Backend::Sqlite => "DROP TRIGGER audit_events_stay; DROP TRIGGER audit_events_stay_as_they_are",
        Backend::Postgres => "ALTER TABLE audit_events DISABLE TRIGGER ALL",
    };
    db.execute_unprepared(drop).await.expect("no guards");
    db.execute_unprepared("CREATE TABLE kept AS SELECT * FROM audit_events").await.expect("a copy");
    for change in [
        "UPDATE audit_events SET at = at + 1 WHERE sequence = 10",
        "UPDATE audit_events SET kind = 'team_createe' WHERE sequence = 10",
        "UPDATE audit_events SET target_kind = 'uses' WHERE sequence = 10",
        "UPDATE audit_events SET target_id = '0' || substr(target_id, 2) || '1' WHERE sequence = 10",
        "UPDATE audit_events SET details = replace(details, 'Two', 'Twp') WHERE sequence = 10",
        "UPDATE audit_events SET salt = replace(salt, substr(salt, 1, 1), 'g') WHERE sequence = 10",
        "UPDATE audit_events SET digest = 'f' || substr(digest, 1, 63), details = NULL, salt = NULL WHERE sequence = 10",
        "UPDATE audit_events SET hash = 'f' || substr(hash, 1, 63) WHERE sequence = 10",
        "UPDATE audit_events SET actor_id = NULL WHERE sequence = 10",
        "DELETE FROM audit_events WHERE sequence = 10",
        "DELETE FROM audit_events WHERE sequence > 10",
        "DELETE FROM audit_events",
        "UPDATE audit_head SET sequence = sequence - 1",
    ] {
        db.execute_unprepared(change).await.expect("a change");
        verify(store).await.expect_err(change);
        for back in [
            "DELETE FROM audit_events",
            "INSERT INTO audit_events SELECT * FROM kept",
            "UPDATE audit_head SET sequence = (SELECT max(sequence) FROM audit_events)",
        ] {
            db.execute_unprepared(back).await.expect("as before");
        }
        assert_eq!(verify(store).await.expect("it holds").entries, length, "{change}");
    }
}

async fn many_at_once_make_one_chain(backend: Backend) {
    let app = App::start(backend).await;
    let before = verify(&app.state.store).await.expect("it holds").entries;
    let people = ["customer", "partner", "other", "agent", "colleague", "outsider", "admin"].repeat(3);
    join_all(people.iter().map(|name| app.sign_in(name))).await;
    assert_eq!(verify(&app.state.store).await.expect("it holds").entries, before + 21);
}

async fn bad_queries_are_refused(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    for (query, pointer, code) in [
        ("kind=nonsense", "?kind", "unknown_value"),
        ("actor=7", "?actor", "unknown_value"),
        ("target_kind=user", "?target", "required"),
        ("target=7", "?target", "required"),
        ("target_kind=house&target=7", "?target_kind", "unknown_value"),
        ("from=yesterday", "?from", "unknown_value"),
        ("until=2026-13-01T00:00:00Z", "?until", "unknown_value"),
    ] {
        let answer = admin.get(&format!("/admin/audit?{query}")).await;
        answer.expect_problem(400, "validation_failed").expect_fields(&[(pointer, code)]);
    }
    admin.get("/admin/audit?cursor=made-up").await.expect_problem(400, "invalid_cursor");
}
