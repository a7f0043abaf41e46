//! A database that is shut, frozen, restarted or held by somebody else while people work: they are told to come again, and
//! can, without anybody touching the server.

use crate::app::{Answer, App, PASSWORD, send};
use crate::process::{Process, add_person};
use futures_util::future::join_all;
use persistence::Store;
use reqwest::{Client, Method, RequestBuilder};
use sea_orm::{ConnectionTrait, DbBackend, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use test_support::{Backend, Flow, Gate, OwnPostgres, Report, TestDatabase, faults};
use tokio::sync::watch;
use tokio::time::timeout;

/// The documented limit of an answer, short for the test.
const SHORT: (&str, &str) = ("TIMEOUTS", "answer=4s");
/// Nobody waits longer than this; the limit is far below.
const HANG: Duration = Duration::from_secs(100);
const BACK: Duration = Duration::from_secs(60);
const WORKERS: usize = 12;

/// What happened to requests while the database came and went.
#[derive(Default)]
struct Seen {
    statuses: BTreeMap<u16, usize>,
    wrong: Vec<String>,
    longest: Duration,
}

impl Seen {
    /// Whether it was done. What was not has to say when to come again.
    fn note(&mut self, what: &str, answer: &Answer, took: Duration) -> bool {
        *self.statuses.entry(answer.status).or_default() += 1;
        self.longest = self.longest.max(took);
        match answer.status {
            200 | 201 | 204 => return true,
            503 => {
                let told = (answer.body["code"].as_str(), answer.header("content-type"), answer.header("retry-after"));
                if told != (Some("unavailable"), "application/problem+json", "2") {
                    self.wrong.push(format!("{what}: {told:?}"));
                }
            }
            409 if answer.body["code"] == "request_in_progress" => {}
            _ => self.wrong.push(format!("{what}: {} {}", answer.status, answer.body)),
        }
        false
    }

    fn add(&mut self, other: Self) {
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
        self.wrong.extend(other.wrong);
        self.longest = self.longest.max(other.longest);
    }
}

/// One who works: reads and writes in turn, and repeats each write with its key until it is done.
struct Worker {
    client: Client,
    url: String,
    token: String,
    name: String,
}

impl Worker {
    /// Until there is enough of it. Gives the words that were written.
    async fn work(self, go_on: watch::Receiver<bool>) -> (Seen, Vec<String>) {
        let Self { client, url, token, name } = self;
        let (mut seen, mut written) = (Seen::default(), Vec::new());
        for number in 0.. {
            if !*go_on.borrow() {
                break;
            }
            let word = format!("{name}n{number}");
            let body = json!({"subject": word, "description": "d", "category": "it"});
            loop {
                let write = client.post(format!("{url}/api/v1/tickets")).header("Idempotency-Key", &word).json(&body);
                if call(&mut seen, "a write", write.bearer_auth(&token)).await {
                    written.push(word);
                    break;
                }
                let read = client.get(format!("{url}/api/v1/tickets?limit=5")).bearer_auth(&token);
                call(&mut seen, "a list", read).await;
            }
        }
        (seen, written)
    }
}

async fn call(seen: &mut Seen, what: &str, request: RequestBuilder) -> bool {
    let begun = Instant::now();
    match timeout(HANG, send(request)).await {
        Ok(answer) => seen.note(what, &answer, begun.elapsed()),
        Err(_) => {
            seen.wrong.push(format!("{what}: hangs for {HANG:?}"));
            true
        }
    }
}

/// A desk whose database is going to be away, and somebody who has signed in while it was there.
struct Desk {
    app: App,
    token: String,
    /// Who looks at what is there does not wait for those who work.
    store: Store,
}

impl Desk {
    async fn start(database: TestDatabase) -> Self {
        let store = database.store().await;
        let app = App::start_at(database, &[SHORT]).await;
        let token = app.sign_in("customer").await.token.expect("a token");
        Self { app, token, store }
    }

    /// Lets people work, has something done to the database and then put right, and lets them work on until it is back.
    async fn through(
        &self,
        report: &mut Report,
        name: &str,
        away: impl AsyncFnOnce(&mut Report),
        back: impl AsyncFnOnce(),
    ) -> Duration {
        let app = &self.app;
        let (go_on, watched) = watch::channel(true);
        let workers: Vec<_> = (0..WORKERS)
            .map(|number| {
                let (client, url, token) = (app.client.clone(), app.url.clone(), self.token.clone());
                let worker = Worker { client, url, token, name: format!("{name}w{number}") };
                tokio::spawn(worker.work(watched.clone()))
            })
            .collect();
        // In the middle of their work.
        while self.stored(name).await.len() < WORKERS {}
        report.inputs(1);
        away(report).await;
        back().await;
        let begun = Instant::now();
        let ready = format!("{}/health/ready", app.url);
        while begun.elapsed() < BACK && send(app.client.get(&ready)).await.status != 200 {}
        let took = begun.elapsed();
        report.expect(took < BACK, || format!("{name}: back only after {took:?}"));
        go_on.send_replace(false);
        let (mut seen, mut written) = (Seen::default(), Vec::new());
        for worker in workers {
            let (own, words) = worker.await.expect("a worker");
            seen.add(own);
            written.extend(words);
        }
        report.answered(written.len());
        report.refused(seen.statuses.get(&503).copied().unwrap_or_default());
        for wrong in seen.wrong {
            report.failure(format!("{name}: {wrong}"));
        }
        written.sort_unstable();
        let stored = self.stored(name).await;
        report.expect(stored == written, || format!("{name}: {} stored, {} answered", stored.len(), written.len()));
        took
    }

    /// What is there of what was written under a name.
    async fn stored(&self, name: &str) -> Vec<String> {
        let db = self.store.connection();
        let sql = format!("SELECT subject FROM tickets WHERE subject LIKE '{name}w%'");
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("rows");
        let mut words: Vec<String> = rows.iter().map(|row| row.try_get("", "subject").expect("a text")).collect();
        words.sort_unstable();
        words
    }

    /// Each kind of call that needs the database says 503, and the process itself is well.
    async fn everything_is_503(&self, report: &mut Report) {
        let login = json!({"email": "customer@example.org", "password": PASSWORD});
        let calls = [
            ("ready", Method::GET, "/health/ready", None),
            ("a list", Method::GET, "/api/v1/tickets", None),
            ("who", Method::GET, "/api/v1/auth/whoami", None),
            ("a draft", Method::GET, "/api/v1/me/drafts/new_ticket", None),
            ("live news", Method::GET, "/api/v1/events", None),
            ("signing in", Method::POST, "/api/v1/auth/login", Some(login)),
            ("a link", Method::POST, "/api/v1/auth/password/forgot", Some(json!({"email": "customer@example.org"}))),
        ];
        let all = calls.into_iter().map(|(what, method, path, body)| async move {
            let mut request = self.app.client.request(method, format!("{}{path}", self.app.url));
            request = request.bearer_auth(&self.token);
            let mut seen = Seen::default();
            call(&mut seen, what, body.iter().fold(request, RequestBuilder::json)).await;
            (what, seen)
        });
        for (what, seen) in join_all(all).await {
            report.expect(seen.statuses.keys().eq([&503_u16]), || format!("{what} while away: {:?}", seen.statuses));
            for wrong in seen.wrong {
                report.failure(wrong);
            }
        }
        let live = send(self.app.client.get(format!("{}/health/live", self.app.url))).await;
        report.expect(live.status == 200, || format!("the process itself: {}", live.status));
    }
}

#[tokio::test]
async fn while_the_database_is_away_people_are_told_to_come_again() {
    let database = TestDatabase::new(Backend::Postgres).await;
    let gate = Gate::to(database.server()).await;
    let desk = Desk::start(database.by_way_of(&gate.address)).await;
    let mut report = Report::new("database away: connections refused, then frozen");
    let mut longest = Duration::ZERO;
    for (name, flow) in [("refused", Flow::Shut), ("frozen", Flow::Frozen), ("again", Flow::Shut)] {
        let away = async |report: &mut Report| {
            gate.set(flow);
            desk.everything_is_503(report).await;
        };
        let took = desk.through(&mut report, name, away, async || gate.set(Flow::Open)).await;
        longest = longest.max(took);
    }
    report.detail(format!("back in at most {longest:?}, without a restart"));
    report.finish();
}

#[tokio::test]
async fn a_database_that_ends_all_connections_is_waited_for() {
    let database = TestDatabase::new(Backend::Postgres).await;
    let other = database.store().await;
    let desk = Desk::start(database.by_way_of(database.server())).await;
    let mut report = Report::new("database away: its sessions are ended by an operator");
    let mut longest = Duration::ZERO;
    for time in 0..5 {
        let away = async |report: &mut Report| {
            let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
            let statement = Statement::from_string(DbBackend::Postgres, sql);
            let ended = other.connection().query_all_raw(statement).await.expect("ended").len();
            // One of them is that of who counts here.
            report.expect(ended > 2, || format!("only {ended} sessions were there"));
        };
        longest = longest.max(desk.through(&mut report, &format!("ended{time}"), away, async || {}).await);
    }
    report.detail(format!("back in at most {longest:?}, without a restart"));
    report.finish();
}

/// With `--faults` alone: a cluster of its own takes a while to be made.
#[tokio::test]
async fn a_database_that_is_restarted_is_waited_for() {
    if !faults() {
        return;
    }
    let cluster = OwnPostgres::start().await;
    let desk = Desk::start(TestDatabase::on(&cluster.url).await).await;
    let mut report = Report::new("database away: PostgreSQL stopped, restarted, frozen");
    let mut longest = Duration::ZERO;
    for mode in ["fast", "immediate"] {
        let name = format!("restart{mode}");
        let away = async |_: &mut Report| cluster.control(&["restart", "--mode", mode]);
        longest = longest.max(desk.through(&mut report, &name, away, async || {}).await);
        let away = async |report: &mut Report| {
            cluster.control(&["stop", "--mode", mode]);
            desk.everything_is_503(report).await;
        };
        let back = async || cluster.control(&["start"]);
        longest = longest.max(desk.through(&mut report, &format!("stop{mode}"), away, back).await);
    }
    let away = async |report: &mut Report| {
        cluster.signal("STOP");
        desk.everything_is_503(report).await;
    };
    longest = longest.max(desk.through(&mut report, "stopped", away, async || cluster.signal("CONT")).await);
    report.detail(format!("back in at most {longest:?}, without a restart of Lotse"));
    report.finish();
}

#[tokio::test]
async fn while_another_program_holds_the_file_writers_are_told_to_come_again() {
    let (database, data) = (TestDatabase::new(Backend::Sqlite).await, tempfile::tempdir().expect("a folder"));
    add_person(&database, data.path(), "customer");
    // The documented time, not the one of other tests.
    let server = Process::start_with(&database, data.path(), &[("LOTSE_TIMEOUTS", "database=5s")]);
    let token = server.sign_in("customer").await;
    let mut report = Report::new("database away: the file of SQLite is held by another program");
    let write = |number: usize| {
        let word = format!("held {number}");
        let body = json!({"subject": word, "description": "d", "category": "it"});
        let request = server.client.post(format!("{}/api/v1/tickets", server.url)).bearer_auth(&token);
        let request = request.header("Idempotency-Key", format!("held-{number}")).json(&body);
        async move {
            let begun = Instant::now();
            (timeout(HANG, send(request)).await, begun.elapsed())
        }
    };
    let store = database.store().await;
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Exclusive),
        ..TransactionOptions::default()
    };
    let held = store.connection().begin_with_options(options).await.expect("held");
    let mut seen = Seen::default();
    for (answer, took) in join_all((0..20).map(write)).await {
        report.inputs(1);
        match answer {
            Ok(answer) => report.expect(!seen.note("a write", &answer, took), || "was done".to_owned()),
            Err(_) => report.failure(format!("a write hangs for {HANG:?}")),
        }
    }
    report.refused(seen.statuses.get(&503).copied().unwrap_or_default());
    // Whoever reads does not notice.
    let list = server.get(&token, "/tickets?count=exact").await.expect_status(200);
    report.expect(list.body["count"]["value"] == 0, || format!("something was stored: {}", list.body));
    held.rollback().await.expect("let go");
    store.close().await.expect("closed");
    for (answer, took) in join_all((0..20).map(write)).await {
        let done = answer.is_ok_and(|answer| seen.note("a repeated write", &answer, took));
        report.expect(done, || "a repeated write was not done".to_owned());
        report.answered(1);
    }
    for wrong in seen.wrong {
        report.failure(wrong);
    }
    let list = server.get(&token, "/tickets?count=exact").await.expect_status(200);
    report.expect(list.body["count"]["value"] == 20, || format!("20 were answered: {}", list.body["count"]));
    report.detail(format!("a refusal took {:?} at most", seen.longest));
    report.finish();
}
