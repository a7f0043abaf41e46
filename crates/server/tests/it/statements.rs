//! How many statements a request sends to the database. The numbers are pinned: one more is one more for everybody, and
//! whoever adds it has to say so here. A statement for each row of a list would show as a number that grows with the rows.

use crate::app::{Answer, App, Person};
use serde_json::json;
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};
use test_support::{Backend, on_both_databases};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

on_both_databases!(a_list_takes_as_many_statements_for_fifty_as_for_one, each_request_has_its_number_of_statements);

/// What was sent for a request.
#[derive(Default, Clone)]
struct Call {
    user: String,
    statements: Vec<String>,
}

/// The requests of this process by their spans, in order.
static CALLS: OnceLock<Mutex<Calls>> = OnceLock::new();

#[derive(Default)]
struct Calls {
    of_span: HashMap<u64, usize>,
    all: Vec<Call>,
}

fn calls() -> std::sync::MutexGuard<'static, Calls> {
    CALLS.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes down statements with the request that they are sent for.
struct Recorder;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Recorder {
    fn on_new_span(&self, _: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if context.span(id).is_some_and(|span| span.name() == "request") {
            let mut calls = calls();
            let place = calls.all.len();
            calls.of_span.insert(id.into_u64(), place);
            calls.all.push(Call::default());
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut user = Text("user", None);
        values.record(&mut user);
        let mut calls = calls();
        if let (Some(user), Some(&place)) = (user.1, calls.of_span.get(&id.into_u64())) {
            calls.all[place].user = user;
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut sql = Text("sql", None);
        event.record(&mut sql);
        let request = context.event_scope(event).and_then(|mut scope| scope.find(|span| span.name() == "request"));
        let mut calls = calls();
        if let (Some(sql), Some(request)) = (sql.1, request)
            && let Some(&place) = calls.of_span.get(&request.id().into_u64())
        {
            calls.all[place].statements.push(sql);
        }
    }
}

/// The value of one field as a text.
struct Text(&'static str, Option<String>);

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == self.0 {
            self.1 = Some(value.to_owned());
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == self.0 {
            self.1 = Some(format!("{value:?}"));
        }
    }
}

fn record() {
    static STARTED: OnceLock<()> = OnceLock::new();
    STARTED.get_or_init(|| {
        let wanted = filter_fn(|metadata| metadata.target() == "lotse::sql" || metadata.is_span());
        let recorder = tracing_subscriber::registry().with(Recorder.with_filter(wanted));
        tracing::subscriber::set_global_default(recorder).expect("nobody else writes logs in tests");
    });
}

/// What a person's next request sends. Other requests, of other tests in this process, are other people's.
async fn statements(person: &Person<'_>, id: &str, request: impl Future<Output = Answer>, status: u16) -> Vec<String> {
    let before = of(id).len();
    request.await.expect_status(status);
    let calls = of(id);
    assert_eq!(calls.len(), before + 1, "one request of {}", person.app.url);
    calls.into_iter().next_back().expect("a request").statements
}

fn of(user: &str) -> Vec<Call> {
    calls().all.iter().filter(|call| call.user == user).cloned().collect()
}

async fn a_list_takes_as_many_statements_for_fifty_as_for_one(backend: Backend) {
    record();
    let app = App::start(backend).await;
    let (customer, partner) = (app.sign_in("customer").await, app.sign_in("partner").await);
    let agent = app.sign_in("agent").await;
    let id = agent.id().await;
    let ask = async |person: &Person<'_>, number: usize| {
        let ticket = person.ask(&format!("request {number}")).await;
        agent.take(&ticket).await.expect_status(200);
        agent.patch(&ticket, json!({"tags": [format!("tag-{number}")]})).await.expect_status(200);
    };
    for number in 0..60 {
        ask(if number % 2 == 0 { &customer } else { &partner }, number).await;
    }
    let customer_id = customer.id().await;
    for (person, id, query, many) in [
        (&agent, &id, "/tickets?", 50),
        (&agent, &id, "/tickets?sort=due&status=in_progress&", 50),
        (&customer, &customer_id, "/tickets?", 29),
    ] {
        // A list that ends with its page would need no statement to count it.
        let of = async |limit| statements(person, id, person.get(&format!("{query}limit={limit}")), 200).await;
        let (one, many) = (of(1).await, of(many).await);
        assert_eq!(many.len(), one.len(), "{query}: {many:#?}");
    }
    let page = agent.get("/tickets?limit=50").await.expect_status(200);
    assert_eq!(page.body["items"].as_array().map(Vec::len), Some(50));
}

async fn each_request_has_its_number_of_statements(backend: Backend) {
    record();
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let (customer_id, agent_id) = (customer.id().await, agent.id().await);
    let ticket = customer.ask("pinned").await;
    agent.take(&ticket).await.expect_status(200);
    for number in 0..10 {
        let speaker = if number % 2 == 0 { &customer } else { &agent };
        speaker.comment(&ticket, &format!("word {number}"), "public").await.expect_status(201);
        agent.comment(&ticket, &format!("note {number}"), "internal").await.expect_status(201);
    }
    for subject in ["mine", "mine too"] {
        agent.ask(subject).await;
    }
    let begun = customer.put("/me/drafts/new_ticket", json!({"content": "s"})).await.expect_status(200);
    let revision = &begun.body["revision"];
    let new = json!({"subject": "s", "description": "d", "category": "it", "draft_revision": revision});
    let reply = json!({"body": "an answer", "visibility": "public"});
    let replies = format!("{ticket}/comments");
    let mut found = Vec::new();
    let mut note = |what: &'static str, statements: Vec<String>| found.push((what, statements));
    agent.take(&customer.ask("another").await).await.expect_status(200);
    let (first, whole) = ("/tickets?limit=1", "/tickets");
    note("list", statements(&agent, &agent_id, agent.get(first), 200).await);
    note("list to its end", statements(&agent, &agent_id, agent.get(whole), 200).await);
    note("list of a customer", statements(&customer, &customer_id, customer.get(first), 200).await);
    let queue = "/tickets?status=open,in_progress&sort=due&limit=1";
    note("queue", statements(&agent, &agent_id, agent.get(queue), 200).await);
    note("rare word", statements(&agent, &agent_id, agent.get("/tickets?q=pinned&limit=1"), 200).await);
    let own = "/tickets?mine=true&limit=1";
    note("asked by oneself", statements(&agent, &agent_id, agent.get(own), 200).await);
    note("detail", statements(&agent, &agent_id, agent.get(&ticket), 200).await);
    note("detail for its customer", statements(&customer, &customer_id, customer.get(&ticket), 200).await);
    note("counters of teams", statements(&agent, &agent_id, agent.get("/teams"), 200).await);
    note("counters of agents", statements(&agent, &agent_id, agent.get("/agents"), 200).await);
    note("create", statements(&customer, &customer_id, customer.post("/tickets", new), 201).await);
    note("answer", statements(&customer, &customer_id, customer.post(&replies, reply.clone()), 201).await);
    note("next answer", statements(&agent, &agent_id, agent.post(&replies, reply), 201).await);
    let counted: Vec<_> = found.iter().map(|(what, statements)| (*what, statements.len())).collect();
    let expected = [
        ("list", 6),
        ("list to its end", 5),
        ("list of a customer", 5),
        ("queue", 6),
        ("rare word", 6),
        ("asked by oneself", 5),
        ("detail", 16),
        ("detail for its customer", 14),
        ("counters of teams", 4),
        ("counters of agents", 3),
        ("create", 23),
        ("answer", 21),
        ("next answer", 24),
    ];
    assert_eq!(counted, expected, "{found:#?}");
    // SQLite takes a key that is set for one that changes, and looks through whatever may refer to it.
    for sql in found.iter().flat_map(|(_, sent)| sent).filter(|sql| sql.starts_with("UPDATE")) {
        let set = sql.split_once(" WHERE ").map_or(sql.as_str(), |(set, _)| set);
        assert!(!set.contains("\"id\" ="), "{sql}");
    }
}
