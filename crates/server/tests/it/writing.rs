//! Replies that cross each other, and comments that are edited.

use crate::app::{Answer, App, Person};
use serde_json::{Value, json};
use test_support::{Backend, on_both_databases};

on_both_databases!(
    a_reply_that_has_not_seen_the_last_comment_is_refused_with_it,
    what_a_customer_cannot_see_is_nothing_they_missed,
    ones_own_words_are_nothing_missed,
    a_comment_is_edited_by_its_author_for_a_while,
    a_status_that_the_machine_refuses_takes_the_comment_along,
    only_staff_who_see_the_ticket_can_be_called_upon,
);

/// Replies, having seen everything up to an event.
async fn reply(person: &Person<'_>, ticket: &str, text: &str, seen: &str, force: bool) -> Answer {
    let body = json!({"body": text, "visibility": "public", "last_seen_event": seen, "force": force});
    person.post(&format!("{ticket}/comments"), body).await
}

async fn last_event(person: &Person<'_>, ticket: &str) -> String {
    person.get(ticket).await.expect_status(200).text("/last_event").to_owned()
}

async fn a_reply_that_has_not_seen_the_last_comment_is_refused_with_it(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, colleague) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("colleague").await);
    let ticket = customer.ask("two at once").await;
    let seen = last_event(&agent, &ticket).await;
    reply(&colleague, &ticket, "I was first.", &seen, false).await.expect_status(201);
    let refused = reply(&agent, &ticket, "Me too.", &seen, false).await.expect_problem(409, "conversation_moved");
    let moved = refused.body["moved"]["staff"].as_array().expect("what came in");
    assert_eq!(moved.len(), 1, "{}", refused.body);
    assert_eq!(moved[0]["comment"]["body"], "I was first.");
    assert_eq!(moved[0]["comment"]["author"]["display_name"], "colleague");
    // Nothing was stored, and both ways on from here work: to have seen it, and to send it anyway.
    let event = moved[0]["comment"]["event"].as_str().expect("its event").to_owned();
    reply(&agent, &ticket, "Now I know.", &event, false).await.expect_status(201);
    reply(&agent, &ticket, "Anyway.", &seen, true).await.expect_status(201);
    let shown = customer.get(&ticket).await.expect_status(200);
    let bodies: Vec<_> = shown.body["conversation"]["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|item| item.pointer("/comment/body").and_then(Value::as_str))
        .collect();
    assert_eq!(bodies, ["I was first.", "Now I know.", "Anyway."]);
}

async fn what_a_customer_cannot_see_is_nothing_they_missed(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("quiet").await;
    let seen = last_event(&customer, &ticket).await;
    agent.comment(&ticket, "between us", "internal").await.expect_status(201);
    agent.patch(&ticket, json!({"tags": ["vip"]})).await.expect_status(200);
    assert_eq!(last_event(&customer, &ticket).await, seen, "not even the last event tells of it");
    reply(&customer, &ticket, "Hello?", &seen, false).await.expect_status(201);
    // The other way round a status is something to know before replying.
    let seen = last_event(&customer, &ticket).await;
    agent.take(&ticket).await.expect_status(200);
    let refused = reply(&customer, &ticket, "Anybody?", &seen, false).await.expect_problem(409, "conversation_moved");
    assert!(refused.body["moved"]["customer"].to_string().contains("status_changed"));
    assert!(!refused.body.to_string().contains("assignee"), "{}", refused.body);
}

async fn ones_own_words_are_nothing_missed(backend: Backend) {
    let app = App::start(backend).await;
    let agent = app.sign_in("agent").await;
    let ticket = app.sign_in("customer").await.ask("talkative").await;
    let seen = last_event(&agent, &ticket).await;
    reply(&agent, &ticket, "One.", &seen, false).await.expect_status(201);
    reply(&agent, &ticket, "Two, from another tab.", &seen, false).await.expect_status(201);
}

async fn a_comment_is_edited_by_its_author_for_a_while(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    let ticket = customer.ask("typos").await;
    let said = agent.comment(&ticket, "Tpyo.", "public").await.expect_status(201);
    let path = format!("/comments/{}", said.text("/comment/id"));
    for (person, status, code) in [(&customer, 403, "forbidden"), (&admin, 403, "forbidden")] {
        person.patch(&path, json!({"body": "Mine."})).await.expect_problem(status, code);
    }
    agent.patch(&path, json!({"body": " "})).await.expect_fields(&[("/body", "required")]);
    let edited = agent.patch(&path, json!({"body": "Typo."})).await.expect_status(200);
    assert!(edited.body.to_string().contains("Typo."), "{}", edited.body);
    let shown = customer.get(&ticket).await.expect_status(200).body.to_string();
    assert!(shown.contains("Typo.") && !shown.contains("Tpyo."), "{shown}");
    app.clock.advance(16 * 60);
    let agent = app.sign_in("agent").await;
    agent.patch(&path, json!({"body": "Too late."})).await.expect_problem(409, "edit_window_over");
}

async fn a_status_that_the_machine_refuses_takes_the_comment_along(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("both or none").await;
    let body = json!({"body": "Which one?", "visibility": "public", "status": "waiting_on_customer"});
    agent.post(&format!("{ticket}/comments"), body).await.expect_problem(409, "invalid_transition");
    let shown = customer.get(&ticket).await.expect_status(200);
    assert!(!shown.body.to_string().contains("Which one?"));
    assert_eq!(shown.body["ticket"]["version"], 1);
}

async fn only_staff_who_see_the_ticket_can_be_called_upon(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, outsider) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("outsider").await);
    let (queue, _) = app.restricted_queue().await;
    let ticket = customer.ask("called").await;
    agent.patch(&ticket, json!({"queue": queue})).await.expect_status(200);
    let call = async |people: &[String], visibility: &str| {
        let body = json!({"body": "Look.", "visibility": visibility, "mentions": people});
        agent.post(&format!("{ticket}/comments"), body).await
    };
    let (customer_id, outsider_id) = (customer.id().await, outsider.id().await);
    let colleague = app.sign_in("colleague").await;
    let colleague_id = colleague.id().await;
    let nobody = "01900000-0000-7000-8000-000000000000".to_owned();
    // The same answer for who may not, and for who is not.
    let refused = call(&[colleague_id.clone(), outsider_id, customer_id, nobody], "internal").await;
    let unknown = ["/mentions/1", "/mentions/2", "/mentions/3"].map(|pointer| (pointer, "unknown_value"));
    refused.expect_fields(&unknown);
    call(std::slice::from_ref(&colleague_id), "public").await.expect_fields(&[("/mentions", "not_expected")]);
    let note = call(&[colleague_id.clone(), colleague_id], "internal").await.expect_status(201);
    assert_eq!(note.body["comment"]["mentions"].as_array().map(Vec::len), Some(1));
    let listed = colleague.get("/tickets?watcher=me").await.expect_status(200);
    assert_eq!(listed.body["items"].as_array().map(Vec::len), Some(1), "who is called upon watches");
}
