//! What requesters ask for: closing, reopening, and a new ticket where reopening is too late; and closing by time.

use crate::app::App;
use serde_json::{Value, json};
use server::jobs::auto_close::close_due;
use test_support::{Backend, on_both_databases};

on_both_databases!(
    a_confirmation_closes_what_is_resolved,
    a_request_that_staff_have_to_answer,
    settings_decide_what_happens_at_once,
    reopening_is_asked_for_within_the_window,
    what_was_resolved_long_enough_ago_is_closed_once,
    cycles_count_each_settling,
    a_follow_up_goes_on_from_a_closed_ticket,
);

const DAY: i64 = 86_400;

/// A ticket that is resolved.
async fn resolved(app: &App) -> String {
    let ticket = app.sign_in("customer").await.ask("resolved").await;
    let agent = app.sign_in("agent").await;
    agent.take(&ticket).await.expect_status(200);
    agent.resolve(&ticket, "Mended.").await.expect_status(200);
    ticket
}

async fn set(app: &App, change: Value) {
    let admin = app.sign_in("admin").await;
    let mut settings = admin.get("/admin/settings").await.expect_status(200).body;
    let (Some(settings), Some(change)) = (settings.as_object_mut(), change.as_object()) else {
        panic!("settings are an object")
    };
    settings.extend(change.clone());
    admin.put("/admin/settings", json!(settings)).await.expect_status(200);
}

async fn a_confirmation_closes_what_is_resolved(backend: Backend) {
    let app = App::start(backend).await;
    let ticket = resolved(&app).await;
    let customer = app.sign_in("customer").await;
    let closed = customer.post(&format!("{ticket}/close-request"), json!({})).await.expect_status(200);
    assert_eq!((closed.text("/status"), closed.text("/resolution/text")), ("closed", "Mended."));
    customer.post(&format!("{ticket}/close-request"), json!({})).await.expect_problem(409, "ticket_closed");
}

async fn a_request_that_staff_have_to_answer(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("Never mind").await;
    let ask = format!("{ticket}/close-request");
    let asked = customer.post(&ask, json!({})).await.expect_status(202);
    assert_eq!(asked.text("/status"), "open");
    let again = customer.post(&ask, json!({})).await.expect_status(202);
    assert_eq!(again.header("etag"), asked.header("etag"), "asking twice changes nothing");
    let listed = agent.get("/tickets?asked=closing").await.expect_status(200);
    assert_eq!(listed.body["items"].as_array().map(Vec::len), Some(1));
    let declined = agent.post(&format!("{ticket}/decline-request"), json!({})).await.expect_status(200);
    assert!(declined.body["close_requested_at"].is_null());
    agent.post(&format!("{ticket}/decline-request"), json!({})).await.expect_problem(409, "nothing_requested");
    // A step of staff answers a request as well.
    customer.post(&ask, json!({})).await.expect_status(202);
    let closing = json!({"resolution_text": "As asked."});
    let closed = agent.post(&format!("{ticket}/close"), closing).await.expect_status(200);
    assert!(closed.body["close_requested_at"].is_null());
}

async fn settings_decide_what_happens_at_once(backend: Backend) {
    let app = App::start(backend).await;
    set(&app, json!({"close_on_confirmation": false, "reopen_on_request": false})).await;
    let ticket = resolved(&app).await;
    let customer = app.sign_in("customer").await;
    let closing = customer.post(&format!("{ticket}/close-request"), json!({})).await.expect_status(202);
    assert_eq!(closing.text("/status"), "resolved");
    let reason = json!({"reason": "It came back."});
    let reopening = customer.post(&format!("{ticket}/reopen-request"), reason.clone()).await.expect_status(202);
    assert_eq!(reopening.text("/status"), "resolved");
    assert!(reopening.body["close_requested_at"].is_null(), "the later word counts");
    let seen = app.sign_in("agent").await.get(&ticket).await.expect_status(200);
    assert_eq!(seen.text("/ticket/reopen_reason"), "It came back.");

    set(&app, json!({"reopen_on_request": true})).await;
    let reopened = customer.post(&format!("{ticket}/reopen-request"), reason).await.expect_status(200);
    assert_eq!(reopened.text("/status"), "in_progress");
}

async fn reopening_is_asked_for_within_the_window(backend: Backend) {
    let app = App::start(backend).await;
    set(&app, json!({"reopen_window_days": 14})).await;
    let ticket = resolved(&app).await;
    let customer = app.sign_in("customer").await;
    customer.post(&format!("{ticket}/close-request"), json!({})).await.expect_status(200);
    let ask = format!("{ticket}/reopen-request");
    customer.post(&ask, json!({})).await.expect_fields(&[("/reason", "required")]);
    app.clock.advance(14 * DAY - 60);
    let customer = app.sign_in("customer").await;
    assert_eq!(customer.get(&ticket).await.body["ticket"]["reopening_can_be_requested"], true);
    let asked = customer.post(&ask, json!({"reason": "It came back."})).await.expect_status(202);
    assert_eq!(asked.text("/status"), "closed", "an admin decides");
    app.clock.advance(120);
    let late = json!({"reason": "And again."});
    customer.post(&ask, late).await.expect_problem(409, "reopen_window_over");
    assert_eq!(customer.get(&ticket).await.body["ticket"]["reopening_can_be_requested"], false);
    let admin = app.sign_in("admin").await;
    let reopened = admin.post(&format!("{ticket}/reopen"), json!({"reason": "Indeed."})).await.expect_status(200);
    assert_eq!(reopened.text("/status"), "in_progress", "it goes back to whoever had it");
    assert!(reopened.body["reopen_requested_at"].is_null());
}

async fn what_was_resolved_long_enough_ago_is_closed_once(backend: Backend) {
    let app = App::start(backend).await;
    set(&app, json!({"reopen_on_request": false, "auto_close_days": 14})).await;
    let (due, objected) = (resolved(&app).await, resolved(&app).await);
    let customer = app.sign_in("customer").await;
    customer.post(&format!("{objected}/reopen-request"), json!({"reason": "No."})).await.expect_status(202);
    app.clock.advance(14 * DAY - 60);
    assert_eq!(close_due(&app.state).await.expect("a look"), 0);
    app.clock.advance(60);
    let later = resolved(&app).await;
    let (first, second) = tokio::join!(close_due(&app.state), close_due(&app.state));
    // The server's own job may have been first.
    assert!(first.expect("closing") + second.expect("closing") <= 1);
    let customer = app.sign_in("customer").await;
    let status = async |ticket: &str| customer.get(ticket).await.text("/ticket/status").to_owned();
    assert_eq!(status(&due).await, "closed");
    assert_eq!(status(&objected).await, "resolved", "an objection stops the clock");
    assert_eq!(status(&later).await, "resolved");
    let history = customer.get(&format!("{due}/history")).await.expect_status(200);
    let closings: Vec<_> = history.body["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|event| event.pointer("/change/status_changed/to").and_then(Value::as_str) == Some("closed"))
        .collect();
    assert_eq!(closings.len(), 1);
    assert!(closings[0]["actor"].is_null(), "nobody did it");
}

async fn cycles_count_each_settling(backend: Backend) {
    let app = App::start(backend).await;
    let ticket = resolved(&app).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let revised = agent.patch(&ticket, json!({"resolution_text": "Mended, and here is how."})).await;
    let revised = revised.expect_status(200);
    assert_eq!((&revised.body["resolution"]["cycle"], &revised.body["resolution"]["revision"]), (&json!(1), &json!(2)));
    customer.post(&format!("{ticket}/reopen-request"), json!({"reason": "No."})).await.expect_status(200);
    let again = agent.resolve(&ticket, "Now it is.").await.expect_status(200);
    assert_eq!((&again.body["resolution"]["cycle"], &again.body["resolution"]["revision"]), (&json!(2), &json!(1)));
    let history = customer.get(&format!("{ticket}/history")).await.expect_status(200);
    let given: Vec<_> = history.body["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|event| event.pointer("/change/resolution_given"))
        .map(|given| (given["cycle"].as_u64(), given["revision"].as_u64(), given["text"].as_str()))
        .collect();
    let expected = [
        (Some(1), Some(1), Some("Mended.")),
        (Some(1), Some(2), Some("Mended, and here is how.")),
        (Some(2), Some(1), Some("Now it is.")),
    ];
    assert_eq!(given, expected);
}

async fn a_follow_up_goes_on_from_a_closed_ticket(backend: Backend) {
    let app = App::start(backend).await;
    let ticket = resolved(&app).await;
    let (customer, other) = (app.sign_in("customer").await, app.sign_in("other").await);
    let number = ticket.trim_start_matches("/tickets/");
    let body = |of: &str| json!({"subject": "Again", "description": "d", "category": "it", "follow_up_of": of});
    customer.post("/tickets", body(number)).await.expect_problem(409, "not_closed");
    customer.post(&format!("{ticket}/close-request"), json!({})).await.expect_status(200);
    let created = customer.post("/tickets", body(number)).await.expect_status(201);
    let next = format!("/tickets/{}", created.body["number"]);
    let seen = customer.get(&next).await.expect_status(200);
    assert_eq!(seen.body["follow_up_of"]["number"].to_string(), number);
    let before = customer.get(&ticket).await.expect_status(200);
    assert_eq!(before.body["follow_ups"][0]["number"], created.body["number"]);
    // Somebody else's ticket is to them as one that does not exist.
    for of in [number, "999999"] {
        other.post("/tickets", body(of)).await.expect_fields(&[("/follow_up_of", "unknown_value")]);
    }
}
