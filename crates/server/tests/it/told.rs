//! Who is told of what: whatever happens on a desk, no word of an internal note and no sign of one reaches a customer.

use crate::app::{App, Person};
use crate::receiver::Receiver;
use domain::clock::Clock as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use test_support::{Backend, is_long, on_both_databases};

on_both_databases!(no_word_of_a_note_reaches_a_customer, a_day_is_summed_up_once, what_is_switched_off_is_not_told);

const CANARY: &str = "zq7canary";
/// In seconds.
const HOUR: i64 = 60 * 60;

/// Random steps of staff and customers on a few tickets.
async fn act(random: &mut StdRng, tickets: &[String], staff: &[&Person<'_>], customer: &Person<'_>, colleague: &str) {
    let ticket = tickets.choose(random).expect("a ticket");
    let agent = *staff.choose(random).expect("an agent");
    let part = |part: &str| format!("{ticket}/{part}");
    // Whether a step is refused does not matter here; `model.rs` is about that.
    let answer = match random.random_range(0..15) {
        0..=3 => {
            let note = json!({"body": CANARY, "visibility": "internal", "mentions": [colleague]});
            agent.post(&part("comments"), note).await
        }
        4 | 5 => agent.comment(ticket, "A public word.", "public").await,
        6 => customer.comment(ticket, "I say something.", "public").await,
        7 => agent.take(ticket).await,
        8 => agent.patch(ticket, json!({"priority": "urgent", "tags": [CANARY]})).await,
        9 => agent.resolve(ticket, "It is done.").await,
        10 => agent.set_status(ticket, "waiting_on_customer").await,
        11 => customer.post(&part("reopen-request"), json!({"reason": "It is not."})).await,
        12 => agent.post(&part("reopen"), json!({"reason": "Again."})).await,
        13 => {
            let held = json!({"body": "Held.", "visibility": "public", "hold_seconds": 5});
            agent.post(&part("comments"), held).await
        }
        _ => customer.post(&part("close-request"), json!({})).await,
    };
    assert!(answer.status < 500, "{answer:?}");
}

async fn no_word_of_a_note_reaches_a_customer(backend: Backend) {
    let steps = if is_long() { 1_000 } else { 120 };
    let app = App::start(backend).await;
    let receiver = Receiver::start();
    let (admin, customer, partner, agent, colleague) = (
        app.sign_in("admin").await,
        app.sign_in("customer").await,
        app.sign_in("partner").await,
        app.sign_in("agent").await,
        app.sign_in("colleague").await,
    );
    let hook = json!({"name": "Public", "url": format!("{}/200/public", receiver.url)});
    admin.post("/admin/webhooks", hook).await.expect_status(201);
    let mut tickets = Vec::new();
    for number in 0..4 {
        let ticket = customer.ask(&format!("ticket {number}")).await;
        let invited = json!({"email": "partner@example.org"});
        agent.post(&format!("{ticket}/participants"), invited).await.expect_status(201);
        tickets.push(ticket);
    }
    let mut random = StdRng::seed_from_u64(4);
    let id = colleague.id().await;
    for _ in 0..steps {
        act(&mut random, &tickets, &[&agent, &colleague], &customer, &id).await;
    }
    app.clock.advance(60);
    app.all_is_told().await;

    let admin = app.sign_in("admin").await;
    let (mut of_customers, mut of_staff) = (0, 0);
    let mut next = "/admin/outbox?channel=mail".to_owned();
    loop {
        let part = admin.get(&next).await.expect_status(200);
        for row in part.body["items"].as_array().expect("rows") {
            let detail = admin.get(&format!("/admin/outbox/{}", row["id"].as_str().expect("an id"))).await;
            let kept = detail.body["kept"].to_string();
            let recipient = row["recipient"].as_str().unwrap_or_default();
            if ["customer@example.org", "partner@example.org"].contains(&recipient) {
                of_customers += 1;
                assert!(!kept.contains(CANARY) && !kept.to_lowercase().contains("internal"), "{kept}");
                assert!(!["noted", "mentioned", "assigned"].contains(&row["kind"].as_str().unwrap_or("?")), "{row}");
            } else if kept.contains(CANARY) {
                of_staff += 1;
            }
        }
        let Some(cursor) = part.body["next"].as_str() else { break };
        next = format!("/admin/outbox?channel=mail&cursor={cursor}");
    }
    assert!(of_customers > 20, "only {of_customers} mails to customers");
    assert!(of_staff > 0, "the canary is not where it should be");
    for person in [&customer, &partner] {
        let inbox = person.get("/me/inbox").await.expect_status(200);
        let text = inbox.body.to_string();
        assert!(!inbox.body["items"].as_array().expect("rows").is_empty());
        for word in [CANARY, "internal", "noted", "mentioned", "assigned"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
    let calls = receiver.all();
    assert!(calls.len() > 20, "only {} calls", calls.len());
    for came in calls {
        for word in [CANARY, "internal", "assignee", "priority_changed", "tags_changed"] {
            assert!(!format!("{came:?}").contains(word), "{word} in {came:?}");
        }
    }
}

/// The mails of one reader that were kept, the oldest first, as text.
async fn kept_for(app: &App, address: &str) -> Vec<String> {
    app.all_is_told().await;
    let admin = app.sign_in("admin").await;
    let part = admin.get("/admin/outbox?channel=mail").await.expect_status(200);
    let mut mails = Vec::new();
    for row in part.body["items"].as_array().expect("rows").iter().rev().filter(|row| row["recipient"] == address) {
        let detail = admin.get(&format!("/admin/outbox/{}", row["id"].as_str().expect("an id"))).await;
        mails.push(detail.text("/kept/text").to_owned());
    }
    mails
}

async fn a_day_is_summed_up_once(backend: Backend) {
    let app = App::start(backend).await;
    // The small hours: what happens then waits for the morning, however long this takes.
    let seconds = app.clock.now().unix_micros() / 1_000_000;
    app.clock.advance((24 + 2) * HOUR - seconds % (24 * HOUR));
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let daily = json!({"replied": "daily_digest"});
    customer.patch("/me/notification-preferences", daily).await.expect_status(200);
    let ticket = customer.ask("summed up").await;
    for number in 0..3 {
        agent.comment(&ticket, &format!("Reply {number}"), "public").await.expect_status(201);
    }
    assert!(kept_for(&app, "customer@example.org").await.is_empty(), "a summary waits for its hour");
    // Two mornings, whatever time it is.
    for _ in 0..48 {
        app.clock.advance(HOUR);
        server::app::notifications::summaries_due(&app.state).await.expect("summaries");
    }
    let mails = kept_for(&app, "customer@example.org").await;
    assert_eq!(mails.len(), 1, "{mails:#?}");
    assert!(mails[0].contains("summed up"), "{}", mails[0]);
}

async fn what_is_switched_off_is_not_told(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let chosen = json!({"replied": "off", "status_changed": "inbox_only"});
    customer.patch("/me/notification-preferences", chosen).await.expect_status(200);
    let ticket = customer.ask("quiet").await;
    agent.comment(&ticket, "You will find this yourself.", "public").await.expect_status(201);
    agent.take(&ticket).await.expect_status(200);
    assert!(kept_for(&app, "customer@example.org").await.is_empty());
    let inbox = customer.get("/me/inbox").await.expect_status(200);
    let kinds: Vec<&Value> = inbox.body["items"].as_array().expect("rows").iter().map(|row| &row["kind"]).collect();
    assert_eq!(kinds, ["status_changed"]);
    let shown = customer.get(&ticket).await.expect_status(200);
    let last = shown.body["conversation"]["items"].as_array().and_then(|items| items.last()).expect("an entry");
    let event = last.pointer("/event/id").or_else(|| last.pointer("/comment/event")).expect("its event");
    customer.put(&format!("{ticket}/read"), json!({"event": event})).await.expect_status(204);
    let unread = customer.get("/me/inbox/unread").await.expect_status(200);
    assert_eq!(unread.body["unread"], 0, "who has read the ticket has read what was told of it");
    let bad = json!({"replied": "loudly", "sung": "off"});
    let answer = customer.patch("/me/notification-preferences", bad).await;
    answer.expect_fields(&[("/replied", "unknown_value"), ("/sung", "unknown_value")]);
}
