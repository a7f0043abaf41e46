//! Calls that are sent again because their answer got lost.

use crate::app::{Answer, App, Person, send};
use crate::moderating::dump;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use test_support::{Backend, on_both_databases};

on_both_databases!(
    a_call_sent_again_is_answered_again_and_done_once,
    a_key_belongs_to_one_body_one_route_and_one_person,
    a_refusal_is_remembered,
    a_refusal_that_quotes_others_is_not,
    parallel_calls_with_one_key_do_one_thing,
    a_client_that_hangs_up_and_comes_again_does_one_thing,
    answers_are_kept_for_a_day,
    keys_have_a_form,
);

fn ask(subject: &str) -> Value {
    json!({"subject": subject, "description": "It does not work.", "category": "it"})
}

async fn keyed(person: &Person<'_>, path: &str, key: &str, body: &Value) -> Answer {
    send(person.request(Method::POST, path).header("Idempotency-Key", key).json(body)).await
}

async fn count(person: &Person<'_>) -> u64 {
    person.get("/tickets?count=exact").await.expect_status(200).body["count"]["value"].as_u64().expect("a count")
}

async fn a_call_sent_again_is_answered_again_and_done_once(backend: Backend) {
    let app = App::start(backend).await;
    let customer = app.sign_in("customer").await;
    let first = keyed(&customer, "/tickets", "a", &ask("once")).await.expect_status(201);
    let again = keyed(&customer, "/tickets", "a", &ask("once")).await.expect_status(201);
    assert_eq!((&again.body, again.header("location")), (&first.body, first.header("location")));
    assert_eq!(again.header("etag"), first.header("etag"));
    assert_eq!(count(&customer).await, 1);
    let comments = format!("/tickets/{}/comments", first.body["number"]);
    let said = json!({"body": "And another thing.", "visibility": "public"});
    let first = keyed(&customer, &comments, "a", &said).await.expect_status(201);
    let again = keyed(&customer, &comments, "a", &said).await.expect_status(201);
    assert_eq!(again.text("/comment/id"), first.text("/comment/id"), "the same key on another route is another call");
}

async fn a_key_belongs_to_one_body_one_route_and_one_person(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, other) = (app.sign_in("customer").await, app.sign_in("other").await);
    let first = keyed(&customer, "/tickets", "k", &ask("mine")).await.expect_status(201);
    keyed(&customer, "/tickets", "k", &ask("else")).await.expect_problem(422, "idempotency_key_reused");
    let theirs = keyed(&other, "/tickets", "k", &ask("mine")).await.expect_status(201);
    assert_ne!(theirs.body["number"], first.body["number"], "nobody gets another's answer");
    assert_eq!(count(&customer).await, 1);
}

async fn a_refusal_is_remembered(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("closed").await;
    agent.post(&format!("{ticket}/close"), json!({"resolution_text": "Done."})).await.expect_status(200);
    let comments = format!("{ticket}/comments");
    let said = json!({"body": "Hello?", "visibility": "public"});
    keyed(&customer, &comments, "r", &said).await.expect_problem(409, "ticket_closed");
    let admin = app.sign_in("admin").await;
    admin.post(&format!("{ticket}/reopen"), json!({"reason": "Oops."})).await.expect_status(200);
    keyed(&customer, &comments, "r", &said).await.expect_problem(409, "ticket_closed");
    keyed(&customer, &comments, "s", &said).await.expect_status(201);
}

/// What it says may be taken away meanwhile.
async fn a_refusal_that_quotes_others_is_not(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("moves").await;
    let comments = format!("{ticket}/comments");
    let seen = agent.get(&ticket).await.text("/last_event").to_owned();
    for (count, text) in ["canary one", "canary two"].into_iter().enumerate() {
        customer.post(&comments, json!({"body": text, "visibility": "public"})).await.expect_status(201);
        let said = json!({"body": "Hello.", "visibility": "public", "last_seen_event": seen});
        let refused = keyed(&agent, &comments, "q", &said).await.expect_problem(409, "conversation_moved");
        assert_eq!(refused.body["moved"]["staff"].as_array().map(Vec::len), Some(count + 1), "{}", refused.body);
    }
    let answers: Vec<_> =
        dump(&app).await.lines().filter(|line| line.contains("conversation_moved")).map(str::to_owned).collect();
    assert_eq!(answers, Vec::<String>::new());
}

async fn parallel_calls_with_one_key_do_one_thing(backend: Backend) {
    let app = App::start(backend).await;
    let customer = app.sign_in("customer").await;
    let body = ask("at once");
    let answers = join_all((0..16).map(|_| keyed(&customer, "/tickets", "p", &body))).await;
    let mut numbers: Vec<_> = Vec::new();
    for answer in answers {
        match answer.status {
            201 => numbers.push(answer.body["number"].clone()),
            _ => drop(answer.expect_problem(409, "request_in_progress")),
        }
    }
    numbers.dedup();
    assert_eq!(numbers.len(), 1, "{numbers:?}");
    assert_eq!(count(&customer).await, 1);
}

async fn a_client_that_hangs_up_and_comes_again_does_one_thing(backend: Backend) {
    let app = App::start(backend).await;
    let customer = app.sign_in("customer").await;
    for number in 0..40_u64 {
        let (key, body) = (format!("drop-{number}"), ask(&format!("dropped {number}")));
        let first = customer.request(Method::POST, "/tickets").header("Idempotency-Key", &key).json(&body).send();
        drop(tokio::time::timeout(Duration::from_micros(number * 300), first).await);
        // The first may be running still; whoever comes again asks until it is done.
        loop {
            let again = keyed(&customer, "/tickets", &key, &body).await;
            if again.status == 201 {
                break;
            }
            again.expect_problem(409, "request_in_progress");
        }
    }
    assert_eq!(count(&customer).await, 40);
}

async fn answers_are_kept_for_a_day(backend: Backend) {
    let app = App::start(backend).await;
    let customer = app.sign_in("customer").await;
    keyed(&customer, "/tickets", "day", &ask("today")).await.expect_status(201);
    app.clock.advance(24 * 60 * 60 - 60);
    let customer = app.sign_in("customer").await;
    keyed(&customer, "/tickets", "day", &ask("today")).await.expect_status(201);
    assert_eq!(count(&customer).await, 1);
    app.clock.advance(120);
    keyed(&customer, "/tickets", "day", &ask("today")).await.expect_status(201);
    assert_eq!(count(&customer).await, 2);
}

async fn keys_have_a_form(backend: Backend) {
    let app = App::start(backend).await;
    let customer = app.sign_in("customer").await;
    for key in ["", "two words", &"k".repeat(256), "schlüssel"] {
        let refused = keyed(&customer, "/tickets", key, &ask("formed")).await;
        refused.expect_problem(400, "invalid_idempotency_key");
    }
    keyed(&customer, "/tickets", &"k".repeat(255), &ask("formed")).await.expect_status(201);
    assert_eq!(count(&customer).await, 1);
}
