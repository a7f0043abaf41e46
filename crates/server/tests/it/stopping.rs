//! A stop while people work: who was let in is answered.

use crate::process::{Process, add_person};
use crate::wire::{Reply, Wire, post};
use futures_util::future::join_all;
use serde_json::json;
use std::cell::Cell;
use std::time::{Duration, Instant};
use test_support::{Backend, Report, TestDatabase, faults, on_both_databases};
use tokio::net::TcpStream;
use tokio::sync::Notify;

on_both_databases!(a_stop_answers_whoever_was_let_in, what_was_begun_before_the_stop_is_answered_after_it);

const WRITERS: usize = 50;
/// `stop` of the default settings is 20 s; more than generous for a busy machine.
const END: Duration = Duration::from_secs(60);

async fn a_stop_answers_whoever_was_let_in(backend: Backend) {
    let stops = if faults() { 50 } else { 3 };
    let (database, data) = (TestDatabase::new(backend).await, tempfile::tempdir().expect("a folder"));
    add_person(&database, data.path(), "customer");
    let mut report = Report::new(format!("graceful stop under load, {backend:?}"));
    report.inputs(stops);
    let (mut stored, mut slowest) = (0, Duration::ZERO);
    for stop in 0..stops {
        let mut server = Process::start(&database, data.path());
        let token = server.sign_in("customer").await;
        let (count, known, more) = (Cell::new(0), Cell::new(0), Notify::new());
        let begun = Cell::new(None);
        let work = (0..WRITERS).map(|number| {
            let (server, token, count, known, more) = (&server, &token, &count, &known, &more);
            write(&server.url, token, format!("s{stop}w{number}"), move |first| {
                count.set(count.get() + 1);
                known.set(known.get() + usize::from(first));
                more.notify_waiters();
            })
        });
        let signal = async {
            // Each connection has been answered by then, so nobody waits at the door.
            let wanted = WRITERS + rand::random_range(0..WRITERS);
            loop {
                let another = more.notified();
                if known.get() == WRITERS && count.get() >= wanted {
                    break;
                }
                another.await;
            }
            server.signal("TERM");
            begun.set(Some(Instant::now()));
        };
        let (outcomes, ()) = futures_util::future::join(join_all(work), signal).await;
        for dropped in outcomes.into_iter().filter_map(Result::err) {
            report.failure(dropped);
        }
        report.expect(server.ends_well(), || "the server did not end with 0".to_owned());
        slowest = slowest.max(begun.get().map_or(Duration::ZERO, |at: Instant| at.elapsed()));
        report.expect(TcpStream::connect(server.url.trim_start_matches("http://")).await.is_err(), || {
            "somebody listens after the end".to_owned()
        });
        stored += count.get();
        report.answered(count.get());
        // Everything that is there was answered, and the other way round.
        let there = tickets(&database).await;
        report.expect(there == stored, || format!("{there} tickets are there, {stored} were answered"));
    }
    report.expect(slowest < END, || format!("it took {slowest:?}"));
    report.detail(format!(
        "{WRITERS} writers, {stored} writes answered, 0 without an answer, ended in at most {slowest:?}"
    ));
    report.finish();
}

/// One request after the other on one connection, until the server says that it was the last answer.
async fn write(url: &str, token: &str, name: String, answered: impl Fn(bool)) -> Result<(), String> {
    let mut wire = Wire::to(url).await.map_err(|error| format!("{name}: not let in: {error}"))?;
    let mut number = 0;
    loop {
        let subject = format!("{name}n{number}");
        let body = json!({"subject": subject, "description": "d", "category": "it"});
        let sent = wire.send(post("/tickets", token, &subject, &body)).await;
        let reply = match sent {
            Ok(()) => wire.reply().await,
            Err(error) => Err(error),
        };
        let reply = reply.map_err(|error| format!("{subject} got no answer: {error}"))?;
        match reply.status {
            201 => {
                answered(number == 0);
                number += 1;
            }
            // A machine that is busy with much else; that is an answer, and the same is asked for again.
            503 => {}
            _ => return Err(format!("{subject}: {reply:?}")),
        }
        if reply.is_last() {
            return Ok(());
        }
    }
}

async fn tickets(database: &TestDatabase) -> usize {
    use sea_orm::{ConnectionTrait, Statement};
    let store = database.store().await;
    let db = store.connection();
    let statement = Statement::from_string(db.get_database_backend(), "SELECT COUNT(*) FROM tickets");
    let row = db.query_one_raw(statement).await.expect("an answer").expect("a row");
    let count: i64 = row.try_get_by_index(0).expect("a number");
    store.close().await.expect("closed");
    usize::try_from(count).expect("a count")
}

async fn what_was_begun_before_the_stop_is_answered_after_it(backend: Backend) {
    let (database, data) = (TestDatabase::new(backend).await, tempfile::tempdir().expect("a folder"));
    add_person(&database, data.path(), "customer");
    let mut server = Process::start(&database, data.path());
    let token = server.sign_in("customer").await;
    let body = json!({"subject": "begun before", "description": "d", "category": "it"});
    let request = post("/tickets", &token, "begun", &body);
    let (before, after) = request.split_at(request.len() - 10);
    let mut wire = Wire::to(&server.url).await.expect("let in");
    wire.send(before).await.expect("sent");
    // The server has read it: what came after it on another connection is answered.
    let mut other = Wire::to(&server.url).await.expect("let in");
    other.send("GET /health/live HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n").await.expect("sent");
    assert_eq!(other.last().await.expect("an answer").status, 200);
    server.signal("TERM");
    while TcpStream::connect(server.url.trim_start_matches("http://")).await.is_ok() {}
    wire.send(after).await.expect("sent");
    let reply: Reply = wire.reply().await.expect("an answer");
    assert_eq!((reply.status, reply.is_last()), (201, true), "{reply:?}");
    assert!(server.ends_well());
    assert_eq!(tickets(&database).await, 1);
}
