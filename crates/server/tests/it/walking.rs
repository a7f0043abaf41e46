//! A long list is walked while others write. In the short form it has some hundred tickets, with `--long` a hundred thousand and
//! more.

use crate::app::{App, Person, config, send};
use reqwest::Method;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use server::demo::PASSWORD;
use server::seed::{self, Scale};
use server::startup;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use test_support::{Backend, TestDatabase, is_long, on_both_databases};

on_both_databases!(what_matches_throughout_is_seen_exactly_once);

async fn what_matches_throughout_is_seen_exactly_once(backend: Backend) {
    let (scale, least, limit) = if is_long() { (Scale::M, 100_000, 200) } else { (Scale::Tiny, 200, 10) };
    let (database, data) = (TestDatabase::new(backend).await, tempfile::tempdir().expect("a folder"));
    let state = startup::open(config(&database, data.path(), "test", &[])).await.expect("opened");
    seed::fill(&state, scale, |_| {}).await.expect("seeded");
    state.store.close().await.expect("closed");
    let app = App::start_on(database, "test", &[]).await;
    let there = numbers(&app, "").await;
    assert!(there.len() >= least, "only {} tickets", there.len());
    // From within the list, far from its beginning and from its end.
    let changeable = numbers(&app, "AND status IN ('open', 'in_progress')").await;
    let (away, touched): (Vec<_>, Vec<_>) = changeable.chunks_exact(2).take(500).map(|pair| (pair[0], pair[1])).unzip();
    let admin = seeded_person(&app).await;
    let walked = AtomicBool::new(false);
    let write = async {
        let mut gone = BTreeSet::new();
        for (&away, &stays) in away.iter().zip(&touched) {
            if walked.load(Ordering::Relaxed) {
                break;
            }
            admin.patch(&format!("/tickets/{away}"), json!({"category": "other"})).await.expect_status(200);
            gone.insert(away);
            admin.patch(&format!("/tickets/{stays}"), json!({"priority": "urgent"})).await.expect_status(200);
            admin.comment(&format!("/tickets/{stays}"), "Still here.", "internal").await.expect_status(201);
            let new = json!({"subject": "new", "description": "new", "category": "it"});
            admin.post("/tickets", new).await.expect_status(201);
        }
        gone
    };
    let walk = async {
        let seen = walk(&admin, limit).await;
        walked.store(true, Ordering::Relaxed);
        seen
    };
    let (seen, gone) = tokio::join!(walk, write);
    assert!(!gone.is_empty(), "nobody wrote meanwhile");
    let twice: Vec<_> = seen.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "seen more than once: {twice:?}");
    let missed: Vec<_> = there.iter().filter(|number| !gone.contains(number) && !seen.contains_key(number)).collect();
    assert!(missed.is_empty(), "never seen: {missed:?}");
}

/// The numbers of all tickets of the list, the newest first, or of some of them.
async fn numbers(app: &App, which: &str) -> Vec<i64> {
    let connection = app.state.store.connection();
    let sql = format!("SELECT number FROM tickets WHERE category <> 'other' {which} ORDER BY number DESC");
    let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await;
    rows.expect("rows").iter().map(|row| row.try_get("", "number").expect("a number")).collect()
}

async fn seeded_person(app: &App) -> Person<'_> {
    let body = json!({"email": "admin@example.org", "password": PASSWORD});
    let answer = app.anonymous().post("/auth/login", body).await.expect_status(200);
    app.with_token(answer.text("/access_token"))
}

/// How often each number stands in the list.
async fn walk(person: &Person<'_>, limit: usize) -> BTreeMap<i64, usize> {
    let (mut seen, mut more) = (BTreeMap::new(), String::new());
    loop {
        let path = format!("/tickets?q=-category:other&sort=newest&limit={limit}{more}");
        let page = send(person.request(Method::GET, &path)).await.expect_status(200);
        for row in page.body["items"].as_array().expect("rows") {
            *seen.entry(row["number"].as_i64().expect("a number")).or_default() += 1;
        }
        let Some(cursor) = page.body["next"].as_str() else { return seen };
        more = format!("&cursor={cursor}");
    }
}
