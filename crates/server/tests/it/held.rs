//! Replies that can be taken back for a moment.

use crate::app::{Answer, App, Person};
use serde_json::{Value, json};
use server::app::tickets::Released;
use test_support::{Backend, on_both_databases};

on_both_databases!(
    a_held_reply_is_seen_by_its_author_only_until_it_goes_out,
    a_held_reply_is_taken_back_into_the_draft,
    a_held_reply_stops_when_the_conversation_moves,
    a_held_reply_stops_when_the_ticket_is_closed_or_its_author_leaves,
    a_held_reply_goes_out_once_through_two_processes,
);

const HOLD: i64 = 30;

async fn hold(person: &Person<'_>, ticket: &str, text: &str) -> Answer {
    let body = json!({"body": text, "visibility": "public", "hold_seconds": HOLD});
    person.post(&format!("{ticket}/comments"), body).await.expect_status(201)
}

/// Lets the time pass and everything out that is due.
async fn let_out(app: &App) -> Vec<Released> {
    app.clock.advance(HOLD + 1);
    app.let_out().await
}

fn bodies(shown: &Answer) -> Vec<&str> {
    let items = shown.body["conversation"]["items"].as_array().expect("items");
    items.iter().filter_map(|item| item.pointer("/comment/body").and_then(Value::as_str)).collect()
}

async fn a_held_reply_is_seen_by_its_author_only_until_it_goes_out(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, colleague) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("colleague").await);
    let ticket = customer.ask("wait for it").await;
    let before = customer.get(&ticket).await.body;
    let held = hold(&agent, &ticket, "On its way.").await;
    assert!(held.body["comment"].is_null());
    assert_eq!(held.text("/held/body"), "On its way.");
    assert_eq!(customer.get(&ticket).await.body, before, "nothing of it shows");
    let own = agent.get(&ticket).await.expect_status(200);
    assert_eq!((own.text("/held/0/body"), bodies(&own).len()), ("On its way.", 0));
    let other = colleague.get(&ticket).await.expect_status(200);
    assert_eq!(other.body["held"].as_array().map(Vec::len), Some(0));
    let_out(&app).await;
    assert_eq!(bodies(&customer.get(&ticket).await), ["On its way."]);
    let own = agent.get(&ticket).await.expect_status(200);
    assert_eq!(own.body["held"].as_array().map(Vec::len), Some(0));
    let id = held.text("/held/id").to_owned();
    assert!(own.body["conversation"]["items"].to_string().contains(&id), "it keeps its id");
    agent.delete(&format!("/comments/{id}")).await.expect_problem(409, "already_released");
    customer.delete(&format!("/comments/{id}")).await.expect_problem(403, "forbidden");
}

async fn a_held_reply_is_taken_back_into_the_draft(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("wait").await;
    let draft = format!("{ticket}/drafts/reply");
    agent.put(&draft, json!({"content": "Wrong."})).await.expect_status(200);
    let held = hold(&agent, &ticket, "Wrong.").await;
    agent.get(&draft).await.expect_problem(404, "not_found");
    // What is begun meanwhile is kept as well.
    agent.put(&draft, json!({"content": "The next one."})).await.expect_status(200);
    let path = format!("/comments/{}", held.text("/held/id"));
    app.sign_in("colleague").await.delete(&path).await.expect_problem(404, "not_found");
    agent.delete(&path).await.expect_status(204);
    assert_eq!(agent.get(&draft).await.expect_status(200).text("/content"), "Wrong.\n\nThe next one.");
    assert!(let_out(&app).await.is_empty());
    assert!(bodies(&customer.get(&ticket).await).is_empty());
    agent.delete(&path).await.expect_problem(404, "not_found");
}

async fn a_held_reply_stops_when_the_conversation_moves(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("crossing").await;
    let held = hold(&agent, &ticket, "Try this.").await;
    customer.comment(&ticket, "It works again!", "public").await.expect_status(201);
    let_out(&app).await;
    let shown = agent.get(&ticket).await.expect_status(200);
    assert_eq!(shown.text("/held/0/stopped"), "conversation_moved");
    assert_eq!(bodies(&shown), ["It works again!"]);
    // It is sent anyway by sending it again; the stopped one is taken back first.
    agent.delete(&format!("/comments/{}", held.text("/held/id"))).await.expect_status(204);
    let again = json!({"body": "Try this.", "visibility": "public", "force": true});
    agent.post(&format!("{ticket}/comments"), again).await.expect_status(201);
    agent.get(&format!("{ticket}/drafts/reply")).await.expect_problem(404, "not_found");
}

async fn a_held_reply_stops_when_the_ticket_is_closed_or_its_author_leaves(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, outsider) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("outsider").await);
    let (closed, hidden) = (customer.ask("closed").await, customer.ask("hidden").await);
    let (queue, _) = app.restricted_queue().await;
    hold(&agent, &closed, "Still there?").await;
    hold(&outsider, &hidden, "From outside.").await;
    // The closing is the author's own, so that it is not the conversation that stops the reply.
    agent.post(&format!("{closed}/close"), json!({"resolution_text": "Done."})).await.expect_status(200);
    agent.patch(&hidden, json!({"queue": queue})).await.expect_status(200);
    let_out(&app).await;
    let shown = agent.get(&closed).await.expect_status(200);
    assert_eq!((shown.text("/held/0/stopped"), shown.text("/held/0/body")), ("refused", "Still there?"));
    assert!(bodies(&customer.get(&hidden).await).is_empty());
    // One's own words can be had back even where the ticket is out of sight.
    outsider.get(&hidden).await.expect_problem(404, "not_found");
}

async fn a_held_reply_goes_out_once_through_two_processes(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("once").await;
    for number in 0..10 {
        hold(&agent, &ticket, &format!("reply {number}")).await;
    }
    app.clock.advance(HOLD + 1);
    tokio::join!(app.let_out(), app.let_out(), app.let_out());
    assert_eq!(agent.get(&ticket).await.expect_status(200).body["held"], json!([]));
    let shown = customer.get(&ticket).await.expect_status(200);
    let expected: Vec<_> = (0..10).map(|number| format!("reply {number}")).collect();
    let mut found = bodies(&shown);
    found.sort_unstable();
    assert_eq!(found, expected);
}
