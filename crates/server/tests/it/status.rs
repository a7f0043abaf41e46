//! How a running Lotse is, and why somebody sees a ticket.

use crate::app::App;
use crate::description::NOBODYS;
use serde_json::{Value, json};
use test_support::{Backend, on_both_databases};

on_both_databases!(
    every_part_says_how_it_is,
    what_waits_for_long_wants_attention,
    everybody_is_told_why,
    nobody_and_nothing_are_not_found,
);

async fn part(app: &App, name: &str) -> Value {
    let status = app.sign_in("admin").await.get("/admin/status").await.expect_status(200).body;
    let parts = status["parts"].as_array().expect("parts");
    parts.iter().find(|part| part["part"] == name).cloned().expect("the part")
}

async fn every_part_says_how_it_is(backend: Backend) {
    let app = App::start(backend).await;
    app.all_is_told().await;
    let kind = match backend {
        Backend::Sqlite => "sqlite",
        Backend::Postgres => "postgresql",
    };
    assert_eq!(part(&app, "database").await["kind"], kind);
    let store = part(&app, "file_store").await;
    assert_eq!((&store["kind"], &store["condition"]), (&json!("directory"), &json!("good")));
    let scanner = part(&app, "scanner").await;
    assert_eq!((&scanner["kind"], &scanner["condition"]), (&json!("none"), &json!("attention")));
    let mail = part(&app, "mail").await;
    assert_eq!((&mail["kind"], &mail["condition"], &mail["waiting"]), (&json!("kept"), &json!("good"), &json!(0)));
    // A file stands where the folder should be.
    let files = app.data().join("files");
    std::fs::remove_dir_all(&files).ok();
    std::fs::write(&files, "in the way").expect("a file");
    assert_eq!(part(&app, "file_store").await["condition"], "failing");
}

async fn what_waits_for_long_wants_attention(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let hook = json!({"name": "Hook", "url": "http://127.0.0.1:9/", "active": true});
    admin.post("/admin/webhooks", hook).await.expect_status(201);
    app.sign_in("customer").await.ask("asked").await;
    app.all_is_told_but_webhooks().await;
    assert_eq!(part(&app, "webhooks").await["condition"], "good");
    // Nobody answers there, so it waits to be tried again.
    app.clock.advance(20 * 60);
    let webhooks = part(&app, "webhooks").await;
    assert_eq!((&webhooks["condition"], &webhooks["waiting"]), (&json!("attention"), &json!(1)));
}

/// What an admin is told about somebody and a ticket.
async fn told(app: &App, name: &str, ticket: &str) -> Value {
    let user = app.sign_in(name).await.id().await;
    let number = ticket.rsplit('/').next().expect("a number");
    let admin = app.sign_in("admin").await;
    admin.get(&format!("/admin/explanation?user={user}&ticket={number}")).await.expect_status(200).body
}

async fn everybody_is_told_why(backend: Backend) {
    let app = App::start(backend).await;
    let (queue, _) = app.restricted_queue().await;
    let (admin, customer) = (app.sign_in("admin").await, app.sign_in("customer").await);
    let (open, inner) = (customer.ask("open").await, customer.ask("inner").await);
    admin.patch(&inner, json!({ "queue": queue })).await.expect_status(200);
    admin.post(&format!("{inner}/participants"), json!({"email": "partner@example.org"})).await.expect_status(201);
    for (name, ticket, acts_as, notes, reasons) in [
        ("customer", &inner, json!("customer"), false, json!(["requester"])),
        ("partner", &inner, json!("customer"), false, json!(["participant"])),
        ("other", &inner, Value::Null, false, json!(["customer_without_part"])),
        ("agent", &inner, json!("agent"), true, json!(["team_serves_queue"])),
        ("outsider", &inner, Value::Null, false, json!(["outside_restricted_queue"])),
        ("outsider", &open, json!("agent"), true, json!(["open_queue"])),
        ("admin", &inner, json!("admin"), true, json!(["admin"])),
    ] {
        let told = told(&app, name, ticket).await;
        let answer = app.sign_in(name).await.get(ticket).await;
        assert_eq!(told["sees"], json!(answer.status == 200), "{name}: {told}");
        assert_eq!((&told["acts_as"], &told["reads_notes"]), (&acts_as, &json!(notes)), "{name}");
        assert_eq!(told["reasons"], reasons, "{name}");
    }
    let outsider = app.sign_in("outsider").await.id().await;
    admin.patch(&format!("/admin/users/{outsider}"), json!({"active": false})).await.expect_status(200);
    let number = open.rsplit('/').next().expect("a number");
    let told = admin.get(&format!("/admin/explanation?user={outsider}&ticket={number}")).await.expect_status(200).body;
    assert_eq!((&told["sees"], &told["reasons"]), (&json!(false), &json!(["account_not_in_use", "open_queue"])));
}

async fn nobody_and_nothing_are_not_found(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let me = admin.id().await;
    admin.get(&format!("/admin/explanation?user={me}&ticket=99")).await.expect_problem(404, "not_found");
    let ticket = app.sign_in("customer").await.ask("asked").await;
    let number = ticket.rsplit('/').next().expect("a number");
    admin.get(&format!("/admin/explanation?user={NOBODYS}&ticket={number}")).await.expect_problem(404, "not_found");
    let bad = admin.get("/admin/explanation?user=me&ticket=first").await;
    bad.expect_fields(&[("?user", "unknown_value"), ("?ticket", "unknown_value")]);
}
