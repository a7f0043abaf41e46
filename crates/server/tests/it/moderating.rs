//! Deleting tickets and publishing notes.

use crate::app::{App, PASSWORD, Person};
use crate::files::scanned;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::{Value, json};
use test_support::{Backend, on_both_databases};

on_both_databases!(
    of_a_deleted_ticket_no_word_stays,
    deleting_leaves_others_as_they_are,
    deleting_asks_who_it_is,
    a_published_note_is_news_with_its_files_and_the_note_stays,
    publishing_names_exactly_who_reads,
);

/// Every column of every table.
pub(crate) async fn columns(app: &App) -> Vec<(String, String)> {
    columns_of(app.state.store.connection()).await
}

pub(crate) async fn columns_of(db: &DatabaseConnection) -> Vec<(String, String)> {
    let sql = match db.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT m.name AS of, c.name AS name FROM sqlite_master m, pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
        _ => {
            "SELECT table_name::text AS of, column_name::text AS name FROM information_schema.columns \
             WHERE table_schema = 'public'"
        }
    };
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("columns");
    rows.iter()
        .map(|row| (row.try_get("", "of").expect("a table"), row.try_get("", "name").expect("a column")))
        .filter(|(table, _): &(String, String)| table != "seaql_migrations")
        .collect()
}

/// A column as text. Ids and checksums are bytes on SQLite, and no text.
pub(crate) fn text_of(backend: DbBackend, column: &str) -> String {
    match backend {
        DbBackend::Sqlite => {
            format!("CASE typeof(\"{column}\") WHEN 'blob' THEN hex(\"{column}\") ELSE CAST(\"{column}\" AS text) END")
        }
        _ => format!("CAST(\"{column}\" AS text)"),
    }
}

/// Every text in every table.
pub(crate) async fn dump(app: &App) -> String {
    let db = app.state.store.connection();
    let columns = columns(app).await;
    let mut tables: Vec<_> = columns.iter().map(|(table, _)| table).collect();
    tables.sort();
    tables.dedup();
    let mut all = String::new();
    for table in tables {
        let texts = columns.iter().filter(|(of, _)| of == table);
        let texts = texts.map(|(_, column)| format!("coalesce({}, '')", text_of(db.get_database_backend(), column)));
        let texts = texts.collect::<Vec<_>>().join(" || ' ' || ");
        let rows = format!("SELECT {texts} AS line FROM \"{table}\"");
        for row in db.query_all_raw(Statement::from_string(db.get_database_backend(), rows)).await.expect("rows") {
            all.push_str(&row.try_get::<String>("", "line").expect("a line"));
            all.push('\n');
        }
    }
    all
}

async fn of_a_deleted_ticket_no_word_stays(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    let body = json!({"subject": "canary-subject", "description": "canary-description", "category": "it"});
    let asked = customer.post("/tickets", body).await.expect_status(201);
    let ticket = format!("/tickets/{}", asked.body["number"]);
    agent.take(&ticket).await.expect_status(200);
    agent.comment(&ticket, "canary-reply", "public").await.expect_status(201);
    agent.comment(&ticket, "canary-note", "internal").await.expect_status(201);
    let held = json!({"body": "canary-held", "visibility": "public", "hold_seconds": 30});
    agent.post(&format!("{ticket}/comments"), held).await.expect_status(201);
    customer.put(&format!("{ticket}/drafts/reply"), json!({"content": "canary-draft"})).await.expect_status(200);
    agent.resolve(&ticket, "canary-resolution").await.expect_status(200);
    admin.post(&format!("{ticket}/reopen"), json!({"reason": "canary-reason"})).await.expect_status(200);
    app.all_is_told().await;
    assert!(dump(&app).await.matches("canary-").count() > 8);

    admin.delete(&ticket).await.expect_status(204);
    let left: Vec<_> = dump(&app).await.lines().filter(|line| line.contains("canary-")).map(str::to_owned).collect();
    assert_eq!(left, Vec::<String>::new());
    for person in [&customer, &agent, &admin] {
        person.get(&ticket).await.expect_problem(404, "not_found");
    }
    admin.delete(&ticket).await.expect_problem(404, "not_found");
    let audit = admin.get("/admin/audit?kind=ticket_deleted").await.expect_status(200).body;
    assert_eq!(audit["items"][0]["target"], asked.body["number"].to_string());
}

async fn deleting_leaves_others_as_they_are(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    let (kept, gone, taken_up) =
        (customer.ask("kept").await, customer.ask("gone").await, customer.ask("taken up").await);
    let number = |ticket: &str| ticket.rsplit('/').next().expect("a number").parse::<i64>().expect("a number");
    agent.post(&format!("{gone}/merge"), json!({"into": number(&kept).to_string()})).await.expect_status(200);
    admin.delete(&gone).await.expect_status(204);
    let shown = agent.get(&kept).await.expect_status(200).body;
    assert_eq!(shown["absorbed"], json!([]), "{shown}");
    // It can still be taken up and changed.
    agent.post(&format!("{taken_up}/merge"), json!({"into": number(&kept).to_string()})).await.expect_status(200);
    admin.delete(&kept).await.expect_status(204);
    let alone = agent.get(&taken_up).await.expect_status(200).body;
    assert_eq!(alone["ticket"]["merged_into"], Value::Null, "{alone}");
    let list = agent.get("/tickets").await.expect_status(200).body;
    assert_eq!(list["items"].as_array().expect("tickets").len(), 1);
}

async fn deleting_asks_who_it_is(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, agent) = (app.sign_in("admin").await, app.sign_in("agent").await);
    let ticket = app.sign_in("customer").await.ask("asked").await;
    let token = admin.by_token(&["tickets:read", "tickets:write", "admin"]).await;
    token.delete(&ticket).await.expect_problem(403, "session_required");
    let long_ago = "UPDATE sessions SET proved_at = proved_at - 601000000";
    app.state.store.connection().execute_unprepared(long_ago).await.expect("long ago");
    agent.delete(&ticket).await.expect_problem(403, "forbidden");
    admin.delete(&ticket).await.expect_problem(403, "reauthentication_required");
    admin.get(&ticket).await.expect_status(200);
    admin.post("/auth/reauthenticate", json!({ "password": PASSWORD })).await.expect_status(204);
    admin.delete(&ticket).await.expect_status(204);
}

/// Everything that a person reads under a ticket.
async fn conversation(person: &Person<'_>, ticket: &str) -> Vec<Value> {
    let shown = person.get(&format!("{ticket}/comments")).await.expect_status(200).body;
    shown["items"].as_array().expect("items").clone()
}

async fn a_published_note_is_news_with_its_files_and_the_note_stays(backend: Backend) {
    let app = scanned(backend).await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    let ticket = customer.ask("asked").await;
    agent.take(&ticket).await.expect_status(200);
    let (token, _) = agent.upload("log.txt", b"line one").await;
    let note = json!({"body": "What we found", "visibility": "internal", "attachments": [token]});
    let note = agent.post(&format!("{ticket}/comments"), note).await.expect_status(201).text("/comment/id").to_owned();
    assert!(!format!("{:?}", conversation(&customer, &ticket).await).contains("What we found"));

    let recipients = json!({"recipients": ["Customer@example.org"]});
    let published = admin.post(&format!("/comments/{note}/publish"), recipients.clone()).await.expect_status(201);
    assert_eq!((published.text("/comment/visibility"), published.text("/comment/body")), ("public", "What we found"));
    assert_ne!(published.text("/comment/id"), note);
    let read = conversation(&customer, &ticket).await;
    let last = read.last().expect("an item");
    assert!(last.to_string().contains("What we found") && last.to_string().contains("log.txt"), "{last}");
    assert!(!format!("{read:?}").contains(&note), "{read:?}");
    // The note is there as it was, and so is who wrote it.
    let staff = conversation(&agent, &ticket).await;
    assert_eq!(staff.iter().filter(|item| item.to_string().contains("What we found")).count(), 2);
    assert!(app.mails_to("customer@example.org").await.iter().any(|mail| mail.contains("What we found")));

    let copy = published.text("/comment/id").to_owned();
    admin.post(&format!("/comments/{copy}/publish"), recipients).await.expect_fields(&[("/id", "not_expected")]);
    let audit = admin.get("/admin/audit?kind=note_published").await.expect_status(200).body;
    assert_eq!(audit["items"][0]["target"], note);
}

async fn publishing_names_exactly_who_reads(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    let ticket = customer.ask("asked").await;
    admin.post(&format!("{ticket}/participants"), json!({"email": "partner@example.org"})).await.expect_status(201);
    let note = agent.comment(&ticket, "inside", "internal").await.expect_status(201).text("/comment/id").to_owned();
    let path = format!("/comments/{note}/publish");
    for (recipients, pointer, code) in [
        (json!([]), "/recipients", "contradiction"),
        (json!(["customer@example.org"]), "/recipients", "contradiction"),
        (json!(["customer@example.org", "partner@example.org", "other@example.org"]), "/recipients", "contradiction"),
        (json!(["customer@example.org", "nobody"]), "/recipients/1", "invalid_email"),
    ] {
        admin.post(&path, json!({ "recipients": recipients })).await.expect_fields(&[(pointer, code)]);
    }
    assert!(!format!("{:?}", conversation(&customer, &ticket).await).contains("inside"));
    let all = json!({"recipients": ["partner@example.org", "customer@example.org"]});
    admin.post(&path, all).await.expect_status(201);
}
