//! Drafts: what somebody has written is theirs, whatever others do.

use crate::app::{Answer, App, Person};
use futures_util::future::join_all;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use test_support::{Backend, is_long, on_both_databases};

on_both_databases!(
    a_draft_is_kept_as_it_was_typed,
    a_draft_that_was_changed_elsewhere_is_not_overwritten,
    a_new_ticket_removes_the_draft_that_it_was_made_of,
    sending_removes_the_draft_of_what_was_sent,
    a_draft_outlives_the_session,
    a_ticket_comes_with_what_its_viewer_has_begun_to_write,
    no_sequence_of_other_peoples_actions_removes_my_text,
);

async fn content(person: &Person<'_>, path: &str) -> String {
    person.get(path).await.expect_status(200).text("/content").to_owned()
}

async fn a_draft_is_kept_as_it_was_typed(backend: Backend) {
    let app = App::start(backend).await;
    let (agent, colleague) = (app.sign_in("agent").await, app.sign_in("colleague").await);
    let ticket = app.sign_in("customer").await.ask("drafted").await;
    let (reply, note) = (format!("{ticket}/drafts/reply"), format!("{ticket}/drafts/note"));
    let typed = "  Zeile 1 🚢\r\n\n\t<b>bold</b> \u{202e}x  ";
    let put = agent.put(&reply, json!({"content": typed, "base_revision": 0})).await.expect_status(200);
    assert_eq!(put.body["revision"], 1);
    agent.put(&note, json!({"content": "a note"})).await.expect_status(200);
    colleague.put(&reply, json!({"content": "theirs"})).await.expect_status(200);
    assert_eq!((content(&agent, &reply).await.as_str(), content(&agent, &note).await.as_str()), (typed, "a note"));
    agent.delete(&note).await.expect_status(204);
    agent.get(&note).await.expect_problem(404, "not_found");
    assert_eq!(content(&colleague, &reply).await, "theirs");
    agent.put(&reply, json!({"content": "x".repeat(24_001)})).await.expect_fields(&[("/content", "too_long")]);
    agent.put(&reply, json!({"content": "a\u{0}b"})).await.expect_fields(&[("/content", "forbidden_character")]);
    agent.get(&format!("{ticket}/drafts/poem")).await.expect_problem(404, "not_found");
    assert_eq!(content(&agent, &reply).await, typed);
}

async fn a_draft_that_was_changed_elsewhere_is_not_overwritten(backend: Backend) {
    let app = App::start(backend).await;
    let customer = app.sign_in("customer").await;
    let path = "/me/drafts/new_ticket";
    let put = async |content: &str, base: i64| -> Answer {
        customer.put(path, json!({"content": content, "base_revision": base})).await
    };
    customer.get(path).await.expect_status(204);
    let first = revision(&put("one", 0).await.expect_status(200));
    let refused = put("another first", 0).await.expect_problem(409, "draft_conflict");
    assert_eq!((refused.text("/draft/content"), &refused.body["draft"]["revision"]), ("one", &json!(first)));
    assert_eq!(revision(&put("two", first).await.expect_status(200)), first + 1);
    put("late", first).await.expect_problem(409, "draft_conflict");
    assert_eq!(content(&customer, path).await, "two");
    // Of many at once one is taken; nobody else is told that theirs was.
    let base = first + 1;
    let texts: Vec<_> = (0..12).map(|number| format!("at once {number}")).collect();
    let answers = join_all(texts.iter().map(|text| put(text, base))).await;
    let stored: Vec<_> = answers.iter().zip(&texts).filter(|(answer, _)| answer.status == 200).collect();
    let [(stored, text)] = stored[..] else { panic!("{} were stored", stored.len()) };
    assert_eq!((content(&customer, path).await.as_str(), revision(stored)), (text.as_str(), base + 1));
    assert!(answers.iter().all(|answer| answer.status == 200 || answer.text("/code") == "draft_conflict"));
    // Whoever says no revision means to overwrite.
    assert_eq!(revision(&customer.put(path, json!({"content": "three"})).await.expect_status(200)), first + 3);
}

fn revision(draft: &Answer) -> i64 {
    draft.body["revision"].as_i64().expect("a revision")
}

async fn a_new_ticket_removes_the_draft_that_it_was_made_of(backend: Backend) {
    let app = App::start(backend).await;
    let customer = app.sign_in("customer").await;
    let path = "/me/drafts/new_ticket";
    let put = async |content: &str| revision(&customer.put(path, json!({"content": content})).await.expect_status(200));
    let ask = async |draft: Value| -> Answer {
        let mut body = json!({"subject": "Drafted", "description": "The line breaks.", "category": "it"});
        if !draft.is_null() {
            body["draft_revision"] = draft;
        }
        customer.post("/tickets", body).await
    };
    let begun = put("begun").await;
    // A program that makes tickets for the same person knows nothing of what they write.
    ask(Value::Null).await.expect_status(201);
    assert_eq!(content(&customer, path).await, "begun");
    // Another device has written further.
    let further = put("begun, and more").await;
    ask(json!(begun)).await.expect_status(201);
    assert_eq!(content(&customer, path).await, "begun, and more");
    // What is refused was not made of it.
    let refused = json!({"subject": "", "description": "x", "category": "it", "draft_revision": further});
    customer.post("/tickets", refused).await.expect_fields(&[("/subject", "required")]);
    assert_eq!(content(&customer, path).await, "begun, and more");
    ask(json!(further)).await.expect_status(201);
    customer.get(path).await.expect_status(204);
    // Begun since then, on a device that had seen the one before.
    app.clock.advance(1);
    put("another").await;
    for revision in [json!(begun), json!(further), json!(0), json!(1), json!(-1), json!(i64::MAX)] {
        ask(revision).await.expect_status(201);
    }
    assert_eq!(content(&customer, path).await, "another");
    ask(json!("1")).await.expect_fields(&[("/draft_revision", "wrong_type")]);
    assert_eq!(content(&customer, path).await, "another");
}

async fn sending_removes_the_draft_of_what_was_sent(backend: Backend) {
    let app = App::start(backend).await;
    let agent = app.sign_in("agent").await;
    let ticket = app.sign_in("customer").await.ask("sent").await;
    let (reply, note) = (format!("{ticket}/drafts/reply"), format!("{ticket}/drafts/note"));
    agent.put(&reply, json!({"content": "Hello. "})).await.expect_status(200);
    agent.put(&note, json!({"content": "Hello."})).await.expect_status(200);
    agent.comment(&ticket, "Hello.", "public").await.expect_status(201);
    agent.get(&reply).await.expect_problem(404, "not_found");
    assert_eq!(content(&agent, &note).await, "Hello.");
    // Written further in another tab while it was sent: that stays.
    agent.put(&reply, json!({"content": "Hello again, and more"})).await.expect_status(200);
    agent.comment(&ticket, "Hello again", "public").await.expect_status(201);
    assert_eq!(content(&agent, &reply).await, "Hello again, and more");
}

async fn a_draft_outlives_the_session(backend: Backend) {
    let app = App::start(backend).await;
    let customer = app.sign_in("customer").await;
    let ticket = customer.ask("tomorrow").await;
    let path = format!("{ticket}/drafts/reply");
    customer.put(&path, json!({"content": "half a"})).await.expect_status(200);
    app.clock.advance(30 * 86_400);
    assert_eq!(content(&app.sign_in("customer").await, &path).await, "half a");
}

fn kinds(detail: &Value) -> Vec<(&str, &str)> {
    let drafts = detail["drafts"].as_array().into_iter().flatten();
    let mut found: Vec<_> =
        drafts.filter_map(|entry| Some((entry["kind"].as_str()?, entry["draft"]["content"].as_str()?))).collect();
    found.sort_unstable();
    found
}

async fn a_ticket_comes_with_what_its_viewer_has_begun_to_write(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    let ticket = customer.ask("begun").await;
    let other = customer.ask("another").await;
    for (who, at, kind, text) in [
        (&customer, &ticket, "reply", "of the customer"),
        (&agent, &ticket, "reply", "of the agent"),
        (&agent, &ticket, "note", "for the team"),
        (&agent, &other, "note", "elsewhere"),
    ] {
        let path = format!("{at}/drafts/{kind}");
        who.put(&path, json!({"content": text, "base_revision": 0})).await.expect_status(200);
    }
    assert_eq!(kinds(&customer.get(&ticket).await.body), [("reply", "of the customer")]);
    assert_eq!(kinds(&agent.get(&ticket).await.body), [("note", "for the team"), ("reply", "of the agent")]);
    assert!(kinds(&admin.get(&ticket).await.body).is_empty());

    // Who reads along as a customer does is not shown the note that they began as staff.
    let queue = admin.post("/queues", json!({"name": "Closed circle", "restricted": true})).await.expect_status(201);
    admin.patch(&ticket, json!({"queue": queue.text("/id")})).await.expect_status(200);
    agent.get(&ticket).await.expect_problem(404, "not_found");
    admin.post(&format!("{ticket}/participants"), json!({"email": "agent@example.org"})).await.expect_status(201);
    assert_eq!(kinds(&agent.get(&ticket).await.body), [("reply", "of the agent")]);
}

/// What others do to the ticket while I write.
#[derive(Debug, Clone, Copy)]
enum Act {
    Reply,
    Note,
    CustomerReply,
    Take,
    HandBack,
    Resolve,
    Close,
    Reopen,
    Hide,
    Unhide,
    Merge,
    Unmerge,
    Retag,
    Draft,
    DropDraft,
    ReleaseHeld,
    Split,
}

const ACTS: [Act; 17] = [
    Act::Reply,
    Act::Note,
    Act::CustomerReply,
    Act::Take,
    Act::HandBack,
    Act::Resolve,
    Act::Close,
    Act::Reopen,
    Act::Hide,
    Act::Unhide,
    Act::Merge,
    Act::Unmerge,
    Act::Retag,
    Act::Draft,
    Act::DropDraft,
    Act::ReleaseHeld,
    Act::Split,
];

struct Others<'a> {
    app: &'a App,
    admin: Person<'a>,
    customer: Person<'a>,
    queue: String,
    /// Where everything begins.
    open_queue: String,
    other: String,
}

impl Others<'_> {
    /// Does it, or is refused: both happen in a desk.
    async fn act(&self, ticket: &str, act: Act) {
        let at = |part: &str| format!("{ticket}/{part}");
        let Self { app, admin, customer, queue, open_queue, other } = self;
        let answer = match act {
            Act::Reply => admin.comment(ticket, "A reply.", "public").await,
            Act::Note => admin.comment(ticket, "A note.", "internal").await,
            Act::CustomerReply => customer.comment(ticket, "Hello?", "public").await,
            Act::Take => admin.take(ticket).await,
            Act::HandBack => admin.set_status(ticket, "open").await,
            Act::Resolve => admin.resolve(ticket, "Mended.").await,
            Act::Close => admin.post(&at("close"), json!({"resolution_text": "Done."})).await,
            Act::Reopen => admin.post(&at("reopen"), json!({"reason": "No."})).await,
            Act::Hide => admin.patch(ticket, json!({"queue": queue})).await,
            Act::Unhide => admin.patch(ticket, json!({"queue": open_queue})).await,
            Act::Merge => admin.post(&at("merge"), json!({"into": other})).await,
            Act::Unmerge => admin.post(&at("unmerge"), json!({})).await,
            Act::Retag => admin.patch(ticket, json!({"tags": ["vip"]})).await,
            Act::Draft => admin.put(&at("drafts/reply"), json!({"content": "theirs", "base_revision": 0})).await,
            Act::DropDraft => admin.delete(&at("drafts/reply")).await,
            Act::ReleaseHeld => {
                let body = json!({"body": "Held.", "visibility": "public", "hold_seconds": 1});
                admin.post(&at("comments"), body).await.expect_known();
                app.clock.advance(2);
                server::app::tickets::release_next(&app.state).await.expect("a database");
                return;
            }
            Act::Split => {
                let said = admin.comment(ticket, "Something else.", "internal").await.expect_known();
                let Some(comment) = said.body.pointer("/comment/id") else { return };
                admin.post(&at("split"), json!({"subject": "Else", "comments": [comment]})).await
            }
        };
        answer.expect_known();
    }
}

impl Answer {
    /// Done, or refused for a reason.
    #[track_caller]
    fn expect_known(self) -> Self {
        assert!(self.status < 500, "{}", self.body);
        self
    }
}

async fn no_sequence_of_other_peoples_actions_removes_my_text(backend: Backend) {
    let app = App::start(backend).await;
    let (queue, _) = app.restricted_queue().await;
    let (admin, customer) = (app.sign_in("admin").await, app.sign_in("customer").await);
    let (agent, outsider) = (app.sign_in("agent").await, app.sign_in("outsider").await);
    let first = customer.ask("target").await;
    let open_queue = admin.get(&first).await.text("/ticket/queue").to_owned();
    let other = first.trim_start_matches("/tickets/").to_owned();
    let others = Others { app: &app, admin, customer, queue, open_queue, other };

    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let acts = prop::collection::vec(prop::sample::select(&ACTS[..]), 1..10);
    let rounds = if is_long() { 200 } else { 15 };
    for _ in 0..rounds {
        let acts = acts.new_tree(&mut runner).expect("a sequence").current();
        let ticket = others.customer.ask("mine").await;
        let mine = [
            (&agent, format!("{ticket}/drafts/reply")),
            (&agent, format!("{ticket}/drafts/note")),
            (&outsider, format!("{ticket}/drafts/reply")),
            (&others.customer, format!("{ticket}/drafts/reply")),
        ];
        for (person, path) in &mine {
            person
                .put(path, json!({"content": format!("my text {path}"), "base_revision": 0}))
                .await
                .expect_status(200);
        }
        for act in &acts {
            others.act(&ticket, *act).await;
        }
        // Also where the ticket is out of sight by now.
        for (person, path) in &mine {
            assert_eq!(content(person, path).await, format!("my text {path}"), "{acts:?}");
        }
    }
}
