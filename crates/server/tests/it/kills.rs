//! A server that is killed in the middle of the work of fifty writers, again and again.

use crate::process::{Process, add_person};
use futures_util::future::join_all;
use reqwest::Client;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use test_support::{Backend, Report, TestDatabase, faults, on_both_databases};
use tokio::sync::Notify;

on_both_databases!(of_what_fifty_writers_were_told_a_kill_takes_nothing);

const WRITERS: usize = 50;
const PEOPLE: usize = 5;
/// Generous: a debug build, among other tests.
const READY: Duration = Duration::from_secs(60);

async fn of_what_fifty_writers_were_told_a_kill_takes_nothing(backend: Backend) {
    let kills = if faults() { 200 } else { 5 };
    let (database, data) = (TestDatabase::new(backend).await, tempfile::tempdir().expect("a folder"));
    let people: Vec<_> = (0..PEOPLE).map(|number| format!("customer-{number}")).collect();
    for name in &people {
        add_person(&database, data.path(), name);
    }
    let mut report = Report::new(format!("kill -9 under load, {backend:?}"));
    report.inputs(kills);
    let mut writers: Vec<_> = (0..WRITERS).map(Writer::new).collect();
    let mut slowest = Duration::ZERO;
    for kill in 0..=kills {
        let begun = Instant::now();
        let server = Process::start(&database, data.path());
        crate::app::send(server.client.get(format!("{}/health/ready", server.url))).await.expect_status(200);
        slowest = slowest.max(begun.elapsed());
        let tokens = join_all(people.iter().map(|name| server.sign_in(name))).await;
        let answers = Answers::default();
        let last = kill == kills;
        let work = writers.iter_mut().zip(tokens.iter().cycle()).map(|(writer, token)| {
            let calls = Calls { client: &server.client, url: &server.url, token, answers: &answers };
            // After the last kill each asks for what it does not know the outcome of, and for nothing new.
            writer.write(calls, last)
        });
        let killer = async {
            if !last {
                answers.until(rand::random_range(10..120)).await;
                // Not at an answer alone: at any moment of the work on the next ones.
                tokio::time::sleep(Duration::from_micros(rand::random_range(0..30_000))).await;
                server.signal("KILL");
            }
            std::future::pending::<()>().await;
        };
        // The work ends by itself, once nobody answers any more.
        tokio::select! {
            _ = join_all(work) => {}
            () = killer => {}
        }
        if last {
            stop(server);
        }
    }
    report.expect(slowest < READY, || format!("ready only after {slowest:?}"));
    let told: Vec<_> = writers.iter().flat_map(|writer| &writer.told).collect();
    report.answered(told.len());
    for writer in &writers {
        for other in &writer.others {
            report.failure(other.clone());
        }
    }
    let found = check(&database, &told, &mut report).await;
    let count = told.len();
    report.detail(format!("{kills} kills, {count} acknowledged, {found}, ready again in at most {slowest:?}"));
    report.finish();
}

fn stop(mut server: Process) {
    server.signal("TERM");
    assert!(server.ends_well());
}

/// Counts what was answered.
#[derive(Default)]
struct Answers {
    count: AtomicUsize,
    more: Notify,
}

impl Answers {
    fn another(&self) {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.more.notify_waiters();
    }

    async fn until(&self, wanted: usize) {
        loop {
            let more = self.more.notified();
            if self.count.load(Ordering::Relaxed) >= wanted {
                return;
            }
            more.await;
        }
    }
}

/// How the server that runs now is called.
struct Calls<'c> {
    client: &'c Client,
    url: &'c str,
    token: &'c str,
    answers: &'c Answers,
}

/// Something to be written, under a word that stands nowhere else.
#[derive(Debug, Clone)]
struct Call {
    word: String,
    /// The ticket that a comment belongs to.
    ticket: Option<u64>,
}

/// Something that the server said it has.
struct Told {
    word: String,
    ticket: Option<u64>,
    /// The number of a ticket, the id of a comment.
    name: String,
}

/// Writes one thing after the other, and repeats what it was not told the outcome of.
struct Writer {
    number: usize,
    begun: usize,
    unknown: Option<Call>,
    told: Vec<Told>,
    /// Answers that no writer should get.
    others: Vec<String>,
}

impl Writer {
    fn new(number: usize) -> Self {
        Self { number, begun: 0, unknown: None, told: Vec::new(), others: Vec::new() }
    }

    /// A ticket, and two comments to it.
    fn next(&mut self) -> Call {
        let word = format!("w{}x{}z", self.number, self.begun);
        self.begun += 1;
        let tickets = self.told.iter().rev().find(|told| told.ticket.is_none());
        let ticket = tickets.and_then(|told| told.name.parse().ok()).filter(|_| self.begun % 3 != 1);
        Call { word, ticket }
    }

    /// Until the server is gone; or, the last time, until nothing is unknown.
    async fn write(&mut self, calls: Calls<'_>, last: bool) {
        loop {
            let call = match self.unknown.take() {
                Some(call) => call,
                None if last => return,
                None => self.next(),
            };
            self.unknown = Some(call.clone());
            let Some((status, body)) = send(&calls, &call).await else { return };
            // Neither says what became of it: the same call still runs, or the machine is busy with much else.
            if body["code"] == "request_in_progress" || body["code"] == "unavailable" {
                continue;
            }
            self.unknown = None;
            if status != 201 {
                self.others.push(format!("{status} to {call:?}: {body}"));
                return;
            }
            let name = match call.ticket {
                None => body["number"].to_string(),
                Some(_) => body["comment"]["id"].as_str().unwrap_or_default().to_owned(),
            };
            self.told.push(Told { word: call.word, ticket: call.ticket, name });
            calls.answers.another();
        }
    }
}

/// The answer, where there is one and it is whole.
async fn send(calls: &Calls<'_>, Call { word, ticket }: &Call) -> Option<(u16, Value)> {
    let (path, body) = match ticket {
        None => ("/tickets".to_owned(), json!({"subject": word, "description": word, "category": "it"})),
        Some(number) => (format!("/tickets/{number}/comments"), json!({"body": word, "visibility": "public"})),
    };
    let request = calls.client.post(format!("{}/api/v1{path}", calls.url)).bearer_auth(calls.token);
    let response = request.header("Idempotency-Key", word).json(&body).send().await.ok()?;
    let status = response.status().as_u16();
    Some((status, response.json().await.ok()?))
}

/// Compares the database with what the writers were told. Gives the figures for people.
async fn check(database: &TestDatabase, told: &[&Told], report: &mut Report) -> String {
    let store = database.store().await;
    let db = store.connection();
    let (mut once, mut lost, mut twice) = (0, 0, 0);
    let tickets = named(db, "SELECT subject AS word, CAST(number AS text) AS name FROM tickets").await;
    let id = match db.get_database_backend() {
        DbBackend::Postgres => "CAST(id AS text)",
        _ => "lower(hex(id))",
    };
    let comments = named(db, &format!("SELECT body AS word, {id} AS name FROM comments")).await;
    for Told { word, ticket, name } in told {
        let (all, name) = match ticket {
            None => (&tickets, name.clone()),
            Some(_) => (&comments, name.replace('-', "")),
        };
        match all.get(word).map(Vec::as_slice) {
            Some([found]) if found.replace('-', "") == name => once += 1,
            Some([_]) => report.failure(format!("{word} is there under another name than {name}")),
            None | Some([]) => {
                lost += 1;
                report.failure(format!("{word} ({name}) is lost"));
            }
            Some(found) => {
                twice += 1;
                report.failure(format!("{word} is there {} times", found.len()));
            }
        }
    }
    // Everybody was told of everything in the end, so there is nothing else.
    let there: usize = [&tickets, &comments].iter().flat_map(|all| all.values()).map(Vec::len).sum();
    report.expect(there == told.len(), || format!("{there} are there, {} were acknowledged", told.len()));
    let backend = db.get_database_backend();
    let own = if backend == DbBackend::Postgres { &ON_POSTGRES[..] } else { &ON_SQLITE[..] };
    for (what, sql) in HALF.iter().chain(own) {
        let found = number(db, sql).await;
        report.expect(found == 0, || format!("{found} times {what}"));
    }
    store.close().await.expect("closed");
    format!("{once} found once, lost {lost}, twice {twice}")
}

/// What a unit of work that was stored in part would leave, each with a count of it.
const HALF: [(&str, &str); 5] = [
    (
        "a ticket that was not created once",
        "SELECT COUNT(*) FROM tickets t WHERE 1 <> (SELECT COUNT(*) FROM ticket_events e WHERE e.ticket_id = t.id
            AND e.kind = 'created')",
    ),
    (
        "a version that is not that of the last event",
        "SELECT COUNT(*) FROM tickets t WHERE t.version <> (SELECT MAX(e.ticket_version) FROM ticket_events e
            WHERE e.ticket_id = t.id)",
    ),
    (
        "a comment without its event",
        "SELECT COUNT(*) FROM comments c WHERE 1 <> (SELECT COUNT(*) FROM ticket_events e WHERE e.comment_id = c.id
            AND e.ticket_id = c.ticket_id)",
    ),
    (
        "an event that nobody is told of",
        "SELECT COUNT(*) FROM ticket_events e WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.id = e.id
            AND o.channel = 'fan_out')",
    ),
    (
        "something written without an answer to repeat",
        "SELECT (SELECT COUNT(*) FROM tickets) + (SELECT COUNT(*) FROM comments)
            - (SELECT COUNT(*) FROM idempotency_keys)",
    ),
];

const ON_POSTGRES: [(&str, &str); 2] = [
    (
        "a ticket that no search finds",
        "SELECT COUNT(*) FROM tickets t WHERE 2 <> (SELECT COUNT(*) FROM search_public s WHERE s.ticket = t.number
            AND s.source IN ('subject', 'description'))",
    ),
    (
        "a comment that no search finds",
        "SELECT COUNT(*) FROM comments c WHERE 1 <> (SELECT COUNT(*) FROM search_public s WHERE s.text_id = c.id)",
    ),
];

const ON_SQLITE: [(&str, &str); 4] = [
    (
        "a ticket that no search finds",
        "SELECT COUNT(*) FROM tickets t WHERE 2 <> (SELECT COUNT(*) FROM search_public_words_docsize s
            WHERE s.id IN (t.number * 16777216, t.number * 16777216 + 1))",
    ),
    (
        "a comment that no search finds",
        "SELECT COUNT(*) FROM comments c WHERE 1 <> (SELECT COUNT(*) FROM search_places p
            JOIN search_public_words_docsize s ON s.id = p.place WHERE p.comment_id = c.id)",
    ),
    ("a reference that leads nowhere", "SELECT COUNT(*) FROM pragma_foreign_key_check"),
    ("a fault in the file", "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
];

async fn named(db: &DatabaseConnection, sql: &str) -> HashMap<String, Vec<String>> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for row in db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("rows") {
        let text = |column: &str| row.try_get::<String>("", column).expect("a text");
        found.entry(text("word")).or_default().push(text("name"));
    }
    found
}

async fn number(db: &DatabaseConnection, sql: &str) -> i64 {
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("an answer");
    row.expect("a row").try_get_by_index(0).expect("a number")
}
