//! Taking the words of a comment away.

use crate::app::{App, PASSWORD, Person, send};
use crate::description::NOBODYS;
use crate::files::scanned;
use crate::live::Stream;
use crate::moderating::dump;
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use test_support::{Backend, on_both_databases};

on_both_databases!(
    of_a_redacted_comment_no_word_stays_anywhere,
    copies_of_a_redacted_comment_lose_their_words_too,
    a_reason_that_a_comment_gave_goes_with_it,
    files_go_where_that_is_asked_for,
    who_redacted_stays_said_and_nothing_comes_back,
    a_hold_keeps_the_words_wherever_they_stand,
    redacting_asks_who_it_is,
);

const WORDS: &str = "canary-words of somebody";

async fn lines_with_words(app: &App) -> Vec<String> {
    dump(app).await.lines().filter(|line| line.contains("canary-words")).map(str::to_owned).collect()
}

async fn redact(admin: &Person<'_>, comment: &str, body: Value) -> crate::app::Answer {
    admin.post(&format!("/comments/{comment}/redact"), body).await
}

/// What a person reads of a comment.
async fn read(person: &Person<'_>, ticket: &str, comment: &str) -> Value {
    let shown = person.get(&format!("{ticket}/comments")).await.expect_status(200).body;
    let items = shown["items"].as_array().expect("items");
    let found = items.iter().find(|item| item["comment"]["id"] == comment);
    found.unwrap_or_else(|| panic!("no {comment} in {shown}"))["comment"].clone()
}

/// A ticket of the customer that the agent has.
async fn ticket(app: &App) -> String {
    let ticket = app.sign_in("customer").await.ask("asked").await;
    app.sign_in("agent").await.take(&ticket).await.expect_status(200);
    ticket
}

async fn of_a_redacted_comment_no_word_stays_anywhere(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    let ticket = ticket(&app).await;
    let seen = agent.get(&ticket).await.text("/last_event").to_owned();
    let write = customer.request(Method::POST, &format!("{ticket}/comments"));
    let write = write.header("Idempotency-Key", "once").json(&json!({"body": WORDS, "visibility": "public"}));
    let comment = send(write).await.expect_status(201).text("/comment/id").to_owned();
    // Refused with all that came in.
    let late = agent.request(Method::POST, &format!("{ticket}/comments")).header("Idempotency-Key", "late");
    let late = late.json(&json!({"body": "Hello.", "visibility": "public", "last_seen_event": seen}));
    send(late).await.expect_problem(409, "conversation_moved");
    let quote = format!("You wrote:\n\n{WORDS}\n\nDid you?");
    agent.put(&format!("{ticket}/drafts/reply"), json!({ "content": quote })).await.expect_status(200);
    let held = json!({"body": quote, "visibility": "public", "hold_seconds": 30, "force": true});
    agent.post(&format!("{ticket}/comments"), held).await.expect_status(201);
    agent.put(&format!("{ticket}/drafts/note"), json!({ "content": quote })).await.expect_status(200);
    app.all_is_told().await;
    assert!(lines_with_words(&app).await.len() >= 4, "{:?}", lines_with_words(&app).await);
    let mut stream = Stream::open(&customer, None).await;

    let answer = redact(&admin, &comment, json!({})).await.expect_status(200);
    assert_eq!((answer.text("/comment/body"), answer.text("/comment/redacted_by/display_name")), ("—", "admin"));
    assert_eq!(lines_with_words(&app).await, Vec::<String>::new());
    for person in [&customer, &agent] {
        let shown = read(person, &ticket, &comment).await;
        assert_eq!((&shown["body"], &shown["redacted_by"]["display_name"]), (&json!("—"), &json!("admin")));
        assert!(shown["redacted_at"].is_string() && shown["author"]["display_name"] == "customer", "{shown}");
    }
    // Open pages hear of it, and the history says who did it.
    stream.until("comment_redacted").await;
    let history = customer.get(&format!("{ticket}/history")).await.expect_status(200).body;
    let last = history["items"].as_array().and_then(|items| items.last()).expect("an event");
    assert_eq!(
        (&last["change"]["comment_redacted"]["comment"], &last["actor"]["display_name"]),
        (&json!(comment), &json!("admin"))
    );
    // The rest of what somebody is writing stays, and a tab that has the draft open notices.
    let draft = agent.get(&format!("{ticket}/drafts/note")).await.expect_status(200).body;
    assert_eq!((&draft["content"], &draft["revision"]), (&json!("You wrote:\n\n—\n\nDid you?"), &json!(2)));
    let audit = admin.get("/admin/audit?kind=comment_redacted").await.expect_status(200).body;
    assert_eq!((&audit["items"][0]["target"], &audit["items"][1]), (&json!(comment), &Value::Null));
}

async fn copies_of_a_redacted_comment_lose_their_words_too(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    let ticket = ticket(&app).await;
    let note = agent.comment(&ticket, WORDS, "internal").await.expect_status(201).text("/comment/id").to_owned();
    let recipients = json!({"recipients": ["customer@example.org"]});
    let published = admin.post(&format!("/comments/{note}/publish"), recipients).await.expect_status(201);
    let published = published.text("/comment/id").to_owned();
    // The new ticket has the words as its description, too.
    let split = json!({"subject": "Apart", "comments": [published]});
    let apart = agent.post(&format!("{ticket}/split"), split).await.expect_status(201).body["number"].clone();
    let apart = format!("/tickets/{apart}");
    let version = agent.get(&apart).await.expect_status(200).body["ticket"]["version"].clone();
    app.all_is_told().await;

    // From any of them all are found.
    redact(&admin, &published, json!({})).await.expect_status(200);
    assert_eq!(lines_with_words(&app).await, Vec::<String>::new());
    assert_eq!(read(&agent, &ticket, &note).await["body"], "—");
    let shown = agent.get(&apart).await.expect_status(200).body["ticket"].clone();
    assert_eq!((&shown["description"], &shown["subject"]), (&json!("—"), &json!("Apart")));
    assert_eq!(shown["version"].as_i64(), version.as_i64().map(|version| version + 1));
    // What was internal stays so.
    let history = customer.get(&format!("{ticket}/history")).await.expect_status(200).body.to_string();
    assert_eq!(history.matches("comment_redacted").count(), 1, "{history}");
    assert!(!history.contains(&note), "{history}");
}

async fn a_reason_that_a_comment_gave_goes_with_it(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    for at_once in [true, false] {
        let settings = json!({"auto_close_days": 7, "close_on_confirmation": true, "reopen_on_request": at_once,
            "reopen_window_days": 30, "sign_up": true, "sign_up_domains": []});
        admin.put("/admin/settings", settings).await.expect_status(200);
        let ticket = ticket(&app).await;
        agent.resolve(&ticket, "Done.").await.expect_status(200);
        let comment = customer.comment(&ticket, WORDS, "public").await.expect_status(201);
        let comment = comment.text("/comment/id").to_owned();
        // The reason is what was said first.
        customer.patch(&format!("/comments/{comment}"), json!({"body": "Other words."})).await.expect_status(200);
        app.all_is_told().await;
        assert!(!lines_with_words(&app).await.is_empty());
        redact(&admin, &comment, json!({})).await.expect_status(200);
        assert_eq!(lines_with_words(&app).await, Vec::<String>::new());
        assert!(!dump(&app).await.contains("Other words."));
        let shown = agent.get(&ticket).await.expect_status(200).body;
        let reason = if at_once { Value::Null } else { json!("—") };
        assert_eq!(shown["ticket"]["reopen_reason"], reason, "{shown}");
    }
}

async fn files_go_where_that_is_asked_for(backend: Backend) {
    let app = scanned(backend).await;
    let (agent, admin) = (app.sign_in("agent").await, app.sign_in("admin").await);
    let ticket = ticket(&app).await;
    let (token, file) = agent.upload("canary-words.txt", b"canary-words").await;
    let body = json!({"body": WORDS, "visibility": "public", "attachments": [token]});
    let comment =
        agent.post(&format!("{ticket}/comments"), body).await.expect_status(201).text("/comment/id").to_owned();
    assert_eq!(agent.settled(&file).await, "clean");
    let content = format!("/attachments/{file}/content");

    redact(&admin, &comment, json!({})).await.expect_status(200);
    agent.get(&content).await.expect_status(200);
    redact(&admin, &comment, json!({"files": true})).await.expect_status(200);
    agent.get(&content).await.expect_problem(410, "attachment_erased");
    assert_eq!(lines_with_words(&app).await, Vec::<String>::new());
    server::app::attachments::sweep(&app.state).await.expect("swept");
    assert!(crate::files::objects(&app).is_empty());
    let audit = admin.get("/admin/audit?kind=comment_redacted").await.expect_status(200).body;
    assert_eq!(audit["items"].as_array().map(Vec::len), Some(2));
}

async fn who_redacted_stays_said_and_nothing_comes_back(backend: Backend) {
    let app = App::start(backend).await;
    let (agent, admin) = (app.sign_in("agent").await, app.sign_in("admin").await);
    let ticket = ticket(&app).await;
    let note = agent.comment(&ticket, WORDS, "internal").await.expect_status(201).text("/comment/id").to_owned();
    // Two at once are one.
    let (one, other) = tokio::join!(redact(&admin, &note, json!({})), redact(&admin, &note, json!({"files": true})));
    assert_eq!((one.status, other.status), (200, 200));
    let history = agent.get(&format!("{ticket}/history")).await.expect_status(200).body.to_string();
    assert_eq!(history.matches("comment_redacted").count(), 1, "{history}");
    let before = read(&agent, &ticket, &note).await;
    redact(&admin, &note, json!({})).await.expect_status(200);
    assert_eq!(read(&agent, &ticket, &note).await, before);

    let path = format!("/comments/{note}");
    agent.patch(&path, json!({ "body": WORDS })).await.expect_problem(409, "edit_window_over");
    let recipients = json!({"recipients": ["customer@example.org"]});
    admin.post(&format!("{path}/publish"), recipients).await.expect_fields(&[("/id", "not_expected")]);
    redact(&admin, &note, json!({"file": true})).await.expect_fields(&[("/file", "unknown_field")]);
    redact(&admin, &note, json!({"files": "yes"})).await.expect_fields(&[("/files", "wrong_type")]);
    redact(&admin, NOBODYS, json!({})).await.expect_problem(404, "not_found");
    // On a closed ticket as well: what must not stay must not stay.
    let comment = agent.comment(&ticket, WORDS, "public").await.expect_status(201).text("/comment/id").to_owned();
    admin.post(&format!("{ticket}/close"), json!({"resolution_text": "Done."})).await.expect_status(200);
    redact(&admin, &comment, json!({})).await.expect_status(200);
    assert_eq!(lines_with_words(&app).await, Vec::<String>::new());
}

async fn a_hold_keeps_the_words_wherever_they_stand(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    let ticket = ticket(&app).await;
    let comment = agent.comment(&ticket, WORDS, "public").await.expect_status(201).text("/comment/id").to_owned();
    let split = json!({"subject": "Apart", "comments": [comment]});
    let apart = agent.post(&format!("{ticket}/split"), split).await.expect_status(201).body["number"].clone();
    let number = ticket.rsplit('/').next().expect("a number").to_owned();
    for (kind, target) in [("user", customer.id().await), ("ticket", number), ("ticket", apart.to_string())] {
        let hold = json!({"kind": kind, "target": target, "reason": "A court asks."});
        let hold = admin.post("/admin/legal-holds", hold).await.expect_status(201).text("/id").to_owned();
        redact(&admin, &comment, json!({})).await.expect_problem(409, "legal_hold");
        assert_eq!(read(&agent, &ticket, &comment).await["body"], WORDS);
        admin.delete(&format!("/admin/legal-holds/{hold}")).await.expect_status(204);
    }
    redact(&admin, &comment, json!({})).await.expect_status(200);
}

async fn redacting_asks_who_it_is(backend: Backend) {
    let app = App::start(backend).await;
    let (agent, admin) = (app.sign_in("agent").await, app.sign_in("admin").await);
    let ticket = ticket(&app).await;
    let comment = agent.comment(&ticket, WORDS, "public").await.expect_status(201).text("/comment/id").to_owned();
    let token = admin.by_token(&["tickets:read", "tickets:write", "admin"]).await;
    redact(&token, &comment, json!({})).await.expect_problem(403, "session_required");
    let long_ago = "UPDATE sessions SET proved_at = proved_at - 601000000";
    app.state.store.connection().execute_unprepared(long_ago).await.expect("long ago");
    redact(&agent, &comment, json!({})).await.expect_problem(403, "forbidden");
    redact(&admin, &comment, json!({})).await.expect_problem(403, "reauthentication_required");
    admin.post("/auth/reauthenticate", json!({ "password": PASSWORD })).await.expect_status(204);
    redact(&admin, &comment, json!({})).await.expect_status(200);
}
