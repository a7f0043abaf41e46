//! Canaries: sixty words, each in a place of its own where a person can leave one, are looked for after the person was erased: in
//! every table, in the file store, and in the log of the process. A process that is killed again and again comes to the same end.

use crate::app::{Answer, NO_LIMITS, PASSWORD, send};
use crate::files::{below, form};
use crate::moderating::{columns_of, text_of};
use crate::process::{Process, add_person, command};
use reqwest::Method;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use test_support::{Backend, TestDatabase, is_long, on_both_databases};

on_both_databases!(
    of_an_erased_person_only_their_words_are_left,
    with_their_tickets_nothing_is_left,
    killed_again_and_again_it_comes_to_the_same_end,
);

/// So many canaries there are.
const CANARIES: usize = 60;
/// The name and address of the person have one of their own.
const PERSON: &str = "customer-canary-00";

fn canary(number: usize) -> String {
    format!("canary-{number:02}")
}

/// A person with so many tickets: few in every run, 2,000 in a long one.
fn tickets() -> usize {
    if is_long() { 2_000 } else { 40 }
}

/// A desk of processes on one database, whose log is kept.
struct Desk {
    database: TestDatabase,
    data: TempDir,
    log: PathBuf,
    server: Process,
}

impl Desk {
    async fn open(backend: Backend) -> Self {
        let (database, data) = (TestDatabase::new(backend).await, tempfile::tempdir().expect("a folder"));
        for name in ["admin", "agent", "customer", PERSON] {
            add_person(&database, data.path(), name);
        }
        let log = data.path().join("log");
        let server = serve(&database, data.path(), &log);
        Self { database, data, log, server }
    }

    /// Kills the process, and starts another.
    fn killed(&mut self) {
        self.server.signal("KILL");
        self.server.ends_well();
        self.server = serve(&self.database, self.data.path(), &self.log);
    }

    async fn person(&self, name: &str) -> Caller<'_> {
        let body = json!({"email": format!("{name}@example.org"), "password": PASSWORD});
        let request = self.server.client.post(format!("{}/api/v1/auth/login", self.server.url));
        let answer = send(request.header("User-Agent", format!("Browser of {name}")).json(&body)).await;
        Caller { desk: self, token: answer.expect_status(200).text("/access_token").to_owned() }
    }

    /// Begins to erase the person, and gives the address of the erasure.
    async fn erase(&self, mode: &str) -> String {
        let admin = self.person("admin").await;
        let found = admin.get(&format!("/admin/users?search={PERSON}")).await.expect_status(200);
        let body = json!({"user": found.text("/items/0/id"), "mode": mode});
        let begun = admin.send(Method::POST, "/admin/erasures", Some(body)).await.expect_status(202);
        format!("/admin/erasures/{}", begun.text("/id"))
    }

    async fn erased(&self, path: &str) -> Value {
        let admin = self.person("admin").await;
        loop {
            let erasure = admin.get(path).await.expect_status(200).body;
            if !erasure["finished_at"].is_null() {
                return erasure;
            }
        }
    }

    /// Every canary in every column, by where it is.
    async fn in_tables(&self) -> BTreeMap<(String, String), BTreeSet<String>> {
        let store = self.database.store().await;
        let db = store.connection();
        let mut found = BTreeMap::<_, BTreeSet<_>>::new();
        for (table, column) in columns_of(db).await {
            for text in texts(db, &table, &column).await {
                let canaries = (0..CANARIES).map(canary).filter(|canary| text.to_lowercase().contains(canary.as_str()));
                found.entry((table.clone(), column.clone())).or_default().extend(canaries);
            }
        }
        store.close().await.expect("closed");
        found.retain(|_, canaries| !canaries.is_empty());
        found
    }

    /// Every canary in the objects of the file store, once what is to go has gone.
    async fn in_files(&mut self) -> BTreeSet<String> {
        // A process that starts removes what the one before left to be removed.
        self.killed();
        loop {
            let store = self.database.store().await;
            let left = texts(store.connection(), "file_removals", "due_at").await;
            store.close().await.expect("closed");
            if left.is_empty() {
                break;
            }
        }
        let objects = below(&self.data.path().join("files")).into_iter();
        let texts: Vec<_> = objects.map(|path| std::fs::read(path).expect("an object")).collect();
        let texts = texts.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect::<String>();
        (0..CANARIES).map(canary).filter(|canary| texts.contains(canary.as_str())).collect()
    }

    fn in_log(&self) -> Vec<String> {
        let log = std::fs::read_to_string(&self.log).expect("the log");
        assert!(log.contains("INFO"), "nothing was written down: {log}");
        log.lines().filter(|line| line.contains("canary")).map(str::to_owned).collect()
    }
}

fn serve(database: &TestDatabase, data: &Path, log: &Path) -> Process {
    let log = File::options().append(true).create(true).open(log).expect("the log");
    let mut command = command(database, data);
    command.env("LOTSE_LOG", "info").env("LOTSE_ALLOW_UNSCANNED", "on").env("LOTSE_LIMITS", NO_LIMITS);
    Process::of(command.stderr(log))
}

async fn texts(db: &DatabaseConnection, table: &str, column: &str) -> Vec<String> {
    let backend = db.get_database_backend();
    let text = text_of(backend, column);
    let rows = format!("SELECT {text} AS text FROM \"{table}\" WHERE \"{column}\" IS NOT NULL");
    let rows = db.query_all_raw(Statement::from_string(backend, rows)).await.expect("rows");
    rows.iter().map(|row| row.try_get("", "text").expect("a text")).collect()
}

/// Somebody who is signed in.
struct Caller<'a> {
    desk: &'a Desk,
    token: String,
}

impl Caller<'_> {
    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let server = &self.desk.server;
        let request = server.client.request(method, format!("{}/api/v1{path}", server.url)).bearer_auth(&self.token);
        send(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    async fn upload(&self, name: &str, bytes: &[u8]) -> String {
        let (content_type, body) = form(name, bytes);
        let request = self.desk.server.client.post(format!("{}/api/v1/uploads", self.desk.server.url));
        let request = request.bearer_auth(&self.token).header("Content-Type", content_type).body(body);
        send(request).await.expect_status(201).text("/token").to_owned()
    }
}

/// The person leaves a canary in everything that a customer can write, and in all that comes of it. Some stand in the words of
/// their tickets, which stay with them; the others say who they are.
async fn leaves_traces(desk: &Desk) {
    let (person, agent, admin) = (desk.person(PERSON).await, desk.person("agent").await, desk.person("admin").await);
    let words = |number: usize| format!("words {} of theirs", canary(number));
    // 1 to 9: about themselves.
    let profile = json!({"display_name": canary(1), "time_zone": "Europe/Berlin"});
    person.send(Method::PATCH, "/me", Some(profile)).await.expect_status(200);
    let token = json!({"name": canary(2), "scopes": ["tickets:read"], "expires_in_days": 30});
    person.post("/me/tokens", token).await.expect_status(201);
    let moved = json!({"email": format!("{}@example.org", canary(3))});
    person.post("/auth/email/change", moved).await.expect_status(202);
    person.post("/auth/password/forgot", json!({"email": format!("{PERSON}@example.org")})).await.expect_status(202);
    person.upload(&format!("{}.txt", canary(5)), canary(6).as_bytes()).await;
    let wrong = json!({"email": format!("{PERSON}@example.org"), "password": canary(7)});
    person.post("/auth/login", wrong).await.expect_status(401);
    // They read along elsewhere, under an address that somebody else typed.
    let customer = desk.person("customer").await;
    let elsewhere = json!({"subject": "elsewhere", "description": "Of somebody else.", "category": "it"});
    let elsewhere = customer.post("/tickets", elsewhere).await.expect_status(201).body["number"].clone();
    let invited = json!({"email": format!("{PERSON}@example.org")});
    admin.post(&format!("/tickets/{elsewhere}/participants"), invited).await.expect_status(201);
    let nobody = format!("/tickets/{elsewhere}/participants/{}%40example.org", canary(9));
    admin.send(Method::DELETE, &nobody, None).await.expect_status(404);
    admin.send(Method::DELETE, &format!("/admin/tags/{}", canary(9)), None).await.expect_status(404);
    let along = json!({"body": words(8), "visibility": "public"});
    person.post(&format!("/tickets/{elsewhere}/comments"), along).await.expect_status(201);
    person.put(&format!("/tickets/{elsewhere}/drafts/reply"), json!({"content": canary(9)})).await.expect_status(200);
    // 10 to 59: in their tickets, five in each of the first ten.
    for index in 0..tickets() {
        let number = |place: usize| 10 + place * 10 + index % 10;
        let file = person.upload(&format!("{}.txt", canary(number(3))), canary(number(4)).as_bytes()).await;
        let body = json!({"subject": words(number(0)), "description": words(number(1)), "category": "it",
            "attachments": [file]});
        let ticket = person.post("/tickets", body).await.expect_status(201).body["number"].clone();
        if index < 10 {
            talks(&person, &agent, &format!("/tickets/{ticket}"), &words(number(2))).await;
        }
    }
    // Asking takes the draft of a request away.
    person.put("/me/drafts/new_ticket", json!({"content": canary(4)})).await.expect_status(200);
}

/// What else becomes of a ticket: answers, a draft, a reply that is held, a resolution, a reason.
async fn talks(person: &Caller<'_>, agent: &Caller<'_>, ticket: &str, words: &str) {
    agent.post(&format!("{ticket}/take"), json!({})).await.expect_status(200);
    agent
        .post(&format!("{ticket}/comments"), json!({"body": "Hello.", "visibility": "public"}))
        .await
        .expect_status(201);
    let comment = json!({"body": words, "visibility": "public"});
    let once = person.desk.server.client.post(format!("{}/api/v1{ticket}/comments", person.desk.server.url));
    let once = once.bearer_auth(&person.token).header("Idempotency-Key", ticket).json(&comment);
    send(once).await.expect_status(201);
    let resolved = json!({"status": "resolved", "resolution_text": "Done."});
    agent.send(Method::PATCH, ticket, Some(resolved)).await.expect_status(200);
    person.post(&format!("{ticket}/comments"), comment).await.expect_status(201);
    person.put(&format!("{ticket}/drafts/reply"), json!({ "content": words })).await.expect_status(200);
    let held = json!({"body": words, "visibility": "public", "hold_seconds": 30, "force": true});
    person.post(&format!("{ticket}/comments"), held).await.expect_status(201);
}

/// The columns that `docs/privacy.md` says hold people's words.
fn columns_of_words() -> BTreeSet<(String, String)> {
    let table = include_str!("../../../../docs/privacy.md");
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.map(|line| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    let words = cells.filter(|cells| cells[1] == "words");
    let name = |text: &str| text.trim().trim_matches('`').to_owned();
    words
        .flat_map(|cells| cells[2].split(',').map(|column| (name(cells[0]), name(column))).collect::<Vec<_>>())
        .collect()
}

async fn of_an_erased_person_only_their_words_are_left(backend: Backend) {
    let mut desk = Desk::open(backend).await;
    leaves_traces(&desk).await;
    let seen: BTreeSet<_> = desk.in_tables().await.into_values().flatten().collect();
    // The content of two files and a password are in no table to begin with.
    assert!(seen.len() >= CANARIES - 12, "{seen:?}");
    let path = desk.erase("anonymise").await;
    desk.erased(&path).await;

    let words = columns_of_words();
    for (place, canaries) in desk.in_tables().await {
        assert!(words.contains(&place), "{canaries:?} in {place:?}");
        let theirs = canaries.iter().all(|found| *found == canary(8) || *found >= canary(10));
        assert!(theirs, "{canaries:?} in {place:?} say who it was");
    }
    let in_files = desk.in_files().await;
    assert_eq!(in_files, (50..60).map(canary).collect(), "what was sent stays with its ticket, and nothing else");
    assert_eq!(desk.in_log(), Vec::<String>::new());
}

async fn with_their_tickets_nothing_is_left(backend: Backend) {
    let mut desk = Desk::open(backend).await;
    leaves_traces(&desk).await;
    let path = desk.erase("delete_tickets").await;
    let erasure = desk.erased(&path).await;
    assert_eq!(erasure["deleted"], tickets());
    assert_eq!(only_elsewhere(desk.in_tables().await), Vec::new());
    assert_eq!(desk.in_files().await, BTreeSet::new());
    assert_eq!(desk.in_log(), Vec::<String>::new());
}

/// What they wrote under the ticket of somebody else stays as a part of that. Gives everything but that.
fn only_elsewhere(found: BTreeMap<(String, String), BTreeSet<String>>) -> Vec<((String, String), BTreeSet<String>)> {
    let elsewhere = (("comments".to_owned(), "body".to_owned()), BTreeSet::from([canary(8)]));
    let mut found: Vec<_> = found.into_iter().collect();
    let before = found.len();
    found.retain(|place| *place != elsewhere);
    assert_eq!(found.len() + 1, before, "{found:?}");
    found
}

async fn killed_again_and_again_it_comes_to_the_same_end(backend: Backend) {
    let mut desk = Desk::open(backend).await;
    leaves_traces(&desk).await;
    let path = desk.erase("delete_tickets").await;
    for part in 0..5 {
        let admin = desk.person("admin").await;
        // At once after it was asked for, then whenever a fifth more is done; at last, wherever it is.
        loop {
            let erasure = admin.get(&path).await.expect_status(200).body;
            let deleted = erasure["deleted"].as_u64().expect("a count");
            if deleted >= (tickets() * part / 5) as u64 || !erasure["finished_at"].is_null() {
                break;
            }
        }
        drop(admin);
        desk.killed();
    }
    let erasure = desk.erased(&path).await;
    assert_eq!((&erasure["tickets"], &erasure["deleted"]), (&json!(tickets()), &json!(tickets())));
    assert_eq!(only_elsewhere(desk.in_tables().await), Vec::new());
    assert_eq!(desk.in_files().await, BTreeSet::new());
    assert_eq!(desk.in_log(), Vec::<String>::new());
    let store = desk.database.store().await;
    assert_eq!(texts(store.connection(), "tombstones", "at").await.len(), tickets() + 1);
    store.close().await.expect("closed");
}
