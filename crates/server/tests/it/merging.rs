//! Merging, undoing it exactly, and splitting.

use crate::app::{Answer, App, Person};
use serde_json::{Value, json};
use test_support::{Backend, on_both_databases};

on_both_databases!(
    a_merged_ticket_goes_on_in_the_other,
    unmerging_puts_everything_back,
    tickets_are_not_merged_in_circles,
    parallel_mergings_both_ways_leave_one,
    what_one_does_not_see_cannot_be_merged,
    a_part_of_a_conversation_becomes_a_ticket,
);

fn number(ticket: &str) -> &str {
    ticket.trim_start_matches("/tickets/")
}

async fn merge(person: &Person<'_>, ticket: &str, into: &str) -> Answer {
    person.post(&format!("{ticket}/merge"), json!({"into": number(into), "add_requester": true})).await
}

fn bodies(shown: &Answer) -> Vec<&str> {
    let items = shown.body["conversation"]["items"].as_array().expect("items");
    items.iter().filter_map(|item| item.pointer("/comment/body").and_then(Value::as_str)).collect()
}

async fn a_merged_ticket_goes_on_in_the_other(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, other, agent) =
        (app.sign_in("customer").await, app.sign_in("other").await, app.sign_in("agent").await);
    let (target, source) = (customer.ask("first").await, other.ask("the same").await);
    customer.comment(&target, "mine", "public").await.expect_status(201);
    other.comment(&source, "theirs", "public").await.expect_status(201);
    agent.comment(&source, "zq7canary", "internal").await.expect_status(201);
    let merged = merge(&agent, &source, &target).await.expect_status(200);
    assert_eq!((merged.text("/status"), merged.body["merged_into"].to_string().as_str()), ("closed", number(&target)));
    // The requester of the one reads along in the other, and finds their own words there.
    let seen = other.get(&target).await.expect_status(200);
    assert_eq!(bodies(&seen), ["mine", "theirs"]);
    let from: Vec<_> = seen.body["conversation"]["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|item| item.pointer("/comment/body").and_then(Value::as_str) == Some("theirs"))
        .map(|item| item["comment"]["from_ticket"].to_string())
        .collect();
    assert_eq!(from, [number(&source)]);
    let old = other.get(&source).await.expect_status(200);
    assert_eq!(old.body["ticket"]["merged_into"].to_string(), number(&target));
    assert!(!old.text("/ticket/resolution/text").is_empty(), "a closed ticket says why");
    for shown in [&seen, &old] {
        assert!(!shown.body.to_string().contains("zq7canary"));
    }
    other.comment(&target, "Thank you.", "public").await.expect_status(201);
    other.comment(&source, "Here?", "public").await.expect_problem(409, "ticket_merged");
    agent.patch(&source, json!({"priority": "low"})).await.expect_status(409);
}

/// A ticket without what grows with every change.
fn essence(shown: &Answer) -> Value {
    let mut ticket = shown.body["ticket"].clone();
    for grows in ["version", "updated_at", "etag"] {
        ticket.as_object_mut().expect("a ticket").remove(grows);
    }
    let participants = shown.body["participants"].clone();
    json!([ticket, participants, bodies(shown)])
}

async fn unmerging_puts_everything_back(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, other, agent) =
        (app.sign_in("customer").await, app.sign_in("other").await, app.sign_in("agent").await);
    let (target, source) = (customer.ask("first").await, other.ask("another after all").await);
    agent.take(&source).await.expect_status(200);
    agent.comment(&source, "Which one?", "public").await.expect_status(201);
    agent.patch(&source, json!({"tags": ["a", "b"], "priority": "high"})).await.expect_status(200);
    agent.set_status(&source, "waiting_on_customer").await.expect_status(200);
    let before = (essence(&agent.get(&source).await), essence(&agent.get(&target).await));
    merge(&agent, &source, &target).await.expect_status(200);
    agent.comment(&target, "In the target.", "internal").await.expect_status(201);
    agent.post(&format!("{source}/unmerge"), json!({})).await.expect_status(200);
    assert_eq!(essence(&agent.get(&source).await), before.0);
    let mut expected = before.1;
    expected[2].as_array_mut().expect("bodies").push(json!("In the target."));
    assert_eq!(essence(&agent.get(&target).await), expected);
    other.get(&target).await.expect_problem(404, "not_found");
    other.comment(&source, "Here again.", "public").await.expect_status(201);
    agent.post(&format!("{source}/unmerge"), json!({})).await.expect_problem(409, "not_merged");
    // Whoever read along before stays after.
    agent.post(&format!("{target}/participants"), json!({"email": "other@example.org"})).await.expect_status(201);
    merge(&agent, &source, &target).await.expect_status(200);
    agent.post(&format!("{source}/unmerge"), json!({})).await.expect_status(200);
    other.get(&target).await.expect_status(200);
}

async fn tickets_are_not_merged_in_circles(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let (one, two, three) = (customer.ask("one").await, customer.ask("two").await, customer.ask("three").await);
    merge(&agent, &one, &one).await.expect_fields(&[("/into", "contradiction")]);
    merge(&agent, &one, "/tickets/999999").await.expect_fields(&[("/into", "unknown_value")]);
    agent.post(&format!("{one}/merge"), json!({})).await.expect_fields(&[("/into", "required")]);
    merge(&agent, &one, &two).await.expect_status(200);
    for (source, target) in [(&two, &one), (&three, &one), (&one, &three)] {
        let refused = merge(&agent, source, target).await;
        assert!([400, 409].contains(&refused.status), "{}", refused.body);
    }
    let shown = agent.get(&two).await.expect_status(200);
    assert_eq!((shown.text("/ticket/status"), &shown.body["ticket"]["merged_into"]), ("open", &Value::Null));
}

async fn parallel_mergings_both_ways_leave_one(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    for _ in 0..5 {
        let (one, two) = (customer.ask("one").await, customer.ask("two").await);
        let (there, back) = tokio::join!(merge(&agent, &one, &two), merge(&agent, &two, &one));
        let won = [&there, &back].iter().filter(|answer| answer.status == 200).count();
        assert_eq!(won, 1, "{} {}", there.body, back.body);
        let merged = [agent.get(&one).await, agent.get(&two).await];
        let merged = merged.iter().filter(|shown| !shown.body["ticket"]["merged_into"].is_null()).count();
        assert_eq!(merged, 1);
    }
}

async fn what_one_does_not_see_cannot_be_merged(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, outsider) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("outsider").await);
    let (queue, _) = app.restricted_queue().await;
    let (hidden, open) = (customer.ask("hidden").await, customer.ask("open").await);
    agent.patch(&hidden, json!({"queue": queue})).await.expect_status(200);
    merge(&outsider, &open, &hidden).await.expect_fields(&[("/into", "unknown_value")]);
    merge(&outsider, &hidden, &open).await.expect_problem(404, "not_found");
    merge(&customer, &open, &hidden).await.expect_problem(403, "forbidden");
    // A merged ticket shows its own words to those who see the target only as far as they see itself.
    merge(&agent, &hidden, &open).await.expect_status(200);
    agent.comment(&open, "seen", "public").await.expect_status(201);
    outsider.get(&open).await.expect_status(200);
    outsider.get(&hidden).await.expect_problem(404, "not_found");
}

async fn a_part_of_a_conversation_becomes_a_ticket(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("two things").await;
    let first = customer.comment(&ticket, "And my mouse is slow.", "public").await.expect_status(201);
    let note = agent.comment(&ticket, "zq7canary", "internal").await.expect_status(201);
    let split = format!("{ticket}/split");
    let foreign = customer.ask("else").await;
    let foreign = customer.comment(&foreign, "not here", "public").await.expect_status(201);
    let body = |comments: &[&str]| json!({"subject": "Slow mouse", "comments": comments});
    let refused = agent.post(&split, body(&[first.text("/comment/id"), foreign.text("/comment/id")])).await;
    refused.expect_fields(&[("/comments/1", "unknown_value")]);
    agent.post(&split, body(&[])).await.expect_status(400);
    // A note is no description, neither alone nor before a reply.
    let alone = agent.post(&split, body(&[note.text("/comment/id")])).await;
    alone.expect_fields(&[("/comments", "required")]);
    let later = customer.comment(&ticket, "And my chair.", "public").await.expect_status(201);
    let ids = [note.text("/comment/id"), later.text("/comment/id")];
    let created = agent.post(&split, body(&ids)).await.expect_status(201);
    let new = created.header("location").strip_prefix("/api/v1").expect("a path").to_owned();
    assert_eq!(customer.get(&new).await.text("/ticket/description"), "And my chair.");
    let ids = [first.text("/comment/id"), note.text("/comment/id")];
    let created = agent.post(&split, body(&ids)).await.expect_status(201);
    let new = created.header("location").strip_prefix("/api/v1").expect("a path").to_owned();
    let shown = customer.get(&new).await.expect_status(200);
    assert_eq!(shown.text("/ticket/description"), "And my mouse is slow.");
    assert!(!shown.body.to_string().contains("zq7canary"), "{}", shown.body);
    assert!(agent.get(&new).await.body.to_string().contains("zq7canary"));
    assert_eq!(
        bodies(&customer.get(&ticket).await),
        ["And my mouse is slow.", "And my chair."],
        "the old ticket keeps its words"
    );
}
