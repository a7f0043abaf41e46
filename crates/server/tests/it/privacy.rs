//! Erasing people: the person goes, what must stay stays, and a hold beats it.

use crate::app::{App, PASSWORD};
use crate::description::NOBODYS;
use crate::files::scanned;
use crate::moderating::dump;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use server::app::audit::verify;
use server::app::privacy::step;
use test_support::{Backend, on_both_databases};

on_both_databases!(
    of_an_erased_person_nothing_is_left_but_their_words,
    with_their_tickets_no_word_is_left_either,
    killed_at_any_step_it_comes_to_the_same_end,
    a_hold_beats_erasing_and_deleting,
    who_cannot_be_erased_is_told_why,
    somebody_who_is_erased_is_out_at_once,
    of_two_at_once_one_is_erased_and_an_admin_stays,
    every_column_is_classified,
);

/// The canaries of who is erased: each word stands where one can write as oneself.
const PERSON: &str = "canary-person";
const WORDS: &str = "canary-words";

async fn lines_with(app: &App, canary: &str) -> Vec<String> {
    dump(app).await.lines().filter(|line| line.to_lowercase().contains(canary)).map(str::to_owned).collect()
}

/// A customer who has left a trace in everything that customers can. Gives their id and a ticket of theirs.
async fn somebody(app: &App) -> (String, String) {
    let admin = app.sign_in("admin").await;
    let email = format!("{PERSON}@example.org");
    let invitation = json!({"email": email, "display_name": PERSON, "role": "customer", "locale": "en"});
    let id = admin.post("/admin/users", invitation).await.expect_status(201).text("/id").to_owned();
    let link = app.link_to(&email).await;
    let chosen = json!({"token": link, "password": "long canary words in it"});
    app.anonymous().post("/auth/password/reset", chosen).await.expect_status(204);
    let wrong = json!({"email": email, "password": "not the password"});
    app.anonymous().post("/auth/login", wrong).await.expect_status(401);
    let right = json!({"email": email, "password": "long canary words in it"});
    let token = app.anonymous().post("/auth/login", right).await.expect_status(200).text("/access_token").to_owned();
    let person = app.with_token(&token);
    let body = json!({"display_name": PERSON, "time_zone": "Europe/Berlin"});
    person.patch("/me", body).await.expect_status(200);
    let api = json!({"name": PERSON, "scopes": ["tickets:read"], "expires_in_days": 30});
    person.post("/me/tokens", api).await.expect_status(201);

    let (token, _) = person.upload(&format!("{WORDS}.txt"), WORDS.as_bytes()).await;
    person.upload(&format!("{PERSON}.txt"), b"not sent").await;
    let body = json!({"subject": WORDS, "description": WORDS, "category": "it", "attachments": [token]});
    let asked = person.post("/tickets", body).await.expect_status(201);
    let ticket = format!("/tickets/{}", asked.body["number"]);
    let agent = app.sign_in("agent").await;
    agent.take(&ticket).await.expect_status(200);
    agent.comment(&ticket, "An answer.", "public").await.expect_status(201);
    person.comment(&ticket, WORDS, "public").await.expect_status(201);
    person.put(&format!("{ticket}/drafts/reply"), json!({"content": PERSON})).await.expect_status(200);
    agent.resolve(&ticket, "Done.").await.expect_status(200);
    person.put("/me/drafts/new_ticket", json!({"content": PERSON})).await.expect_status(200);
    // They read along elsewhere.
    let other = app.sign_in("other").await.ask("elsewhere").await;
    admin.post(&format!("{other}/participants"), json!({ "email": email })).await.expect_status(201);
    app.all_is_told().await;
    (id, ticket)
}

/// Erases somebody and gives the erasure once it is done.
async fn erase(app: &App, user: &str, mode: &str) -> Value {
    let admin = app.sign_in("admin").await;
    let begun = admin.post("/admin/erasures", json!({ "user": user, "mode": mode })).await.expect_status(202);
    let path = format!("/admin/erasures/{}", begun.text("/id"));
    loop {
        let erasure = admin.get(&path).await.expect_status(200).body;
        if !erasure["finished_at"].is_null() {
            return erasure;
        }
    }
}

async fn of_an_erased_person_nothing_is_left_but_their_words(backend: Backend) {
    let app = scanned(backend).await;
    let (user, ticket) = somebody(&app).await;
    assert!(lines_with(&app, PERSON).await.len() > 10);
    let preview = app.sign_in("admin").await.get(&format!("/admin/users/{user}/erasure")).await.expect_status(200).body;
    let counts = ["tickets", "files", "participations", "drafts", "working_on", "legal_holds"];
    assert_eq!(counts.map(|name| preview[name].as_u64().expect("a count")), [1, 2, 1, 2, 0, 0]);
    assert_eq!(preview["refused"], Value::Null);

    let erasure = erase(&app, &user, "anonymise").await;
    assert_eq!(lines_with(&app, PERSON).await, Vec::<String>::new());
    assert!(!lines_with(&app, WORDS).await.is_empty());
    let shown = app.sign_in("agent").await.get(&ticket).await.expect_status(200).body;
    assert_eq!(
        (&shown["ticket"]["subject"], &shown["ticket"]["requester"]["display_name"]),
        (&json!(WORDS), &json!("—"))
    );
    verify(&app.state.store).await.expect("the audit log holds");

    // The receipt is signed, and says nothing about the person.
    let receipt = erasure["receipt"].as_str().expect("a receipt");
    let claims = URL_SAFE_NO_PAD.decode(receipt.split('.').nth(1).expect("claims")).expect("base64");
    let claims: Value = serde_json::from_slice(&claims).expect("JSON");
    assert_eq!((&claims["erasure"], &claims["deleted"]), (&erasure["id"], &json!(0)));
    app.with_token(receipt).get("/tickets").await.expect_problem(401, "unauthenticated");
    // Doing it again is refused, and everything stays.
    let admin = app.sign_in("admin").await;
    let again = json!({"user": user, "mode": "delete_tickets"});
    admin.post("/admin/erasures", again).await.expect_problem(409, "account_erased");
}

async fn with_their_tickets_no_word_is_left_either(backend: Backend) {
    let app = scanned(backend).await;
    let (user, ticket) = somebody(&app).await;
    let erasure = erase(&app, &user, "delete_tickets").await;
    assert_eq!((&erasure["tickets"], &erasure["deleted"]), (&json!(1), &json!(1)));
    assert_eq!(lines_with(&app, "canary").await, Vec::<String>::new());
    app.sign_in("admin").await.get(&ticket).await.expect_problem(404, "not_found");
    verify(&app.state.store).await.expect("the audit log holds");
    // The bytes go by a job of their own.
    server::app::attachments::sweep(&app.state).await.expect("swept");
    assert_eq!(bytes_below(&app.data().join("files")), 0);
}

fn bytes_below(folder: &std::path::Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let size = |entry: std::fs::DirEntry| match entry.metadata() {
        Ok(found) if found.is_dir() => bytes_below(&entry.path()),
        Ok(found) => found.len(),
        Err(_) => 0,
    };
    entries.flatten().map(size).sum()
}

async fn killed_at_any_step_it_comes_to_the_same_end(backend: Backend) {
    let app = App::start(backend).await;
    let customer = app.sign_in("customer").await;
    for number in 0..45 {
        customer.ask(&format!("asked {number}")).await;
    }
    let user = customer.id().await;
    // Steps that are done at the same time, as two processes would, each happen once.
    let begun =
        app.sign_in("admin").await.post("/admin/erasures", json!({"user": user, "mode": "delete_tickets"})).await;
    let path = format!("/admin/erasures/{}", begun.expect_status(202).text("/id"));
    let admin = app.sign_in("admin").await;
    while admin.get(&path).await.expect_status(200).body["finished_at"].is_null() {
        let (one, other) = tokio::join!(step(&app.state), step(&app.state));
        one.and(other).expect("steps");
    }
    let erasure = admin.get(&path).await.expect_status(200).body;
    assert_eq!((&erasure["tickets"], &erasure["deleted"]), (&json!(45), &json!(45)));
    assert!(!step(&app.state).await.expect("nothing is left"));
    assert_eq!(lines_with(&app, "asked ").await, Vec::<String>::new());
}

async fn a_hold_beats_erasing_and_deleting(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, customer) = (app.sign_in("admin").await, app.sign_in("customer").await);
    let (user, ticket) = (customer.id().await, customer.ask("asked").await);
    let number = ticket.rsplit('/').next().expect("a number");
    let erasure = json!({"user": user, "mode": "anonymise"});
    for (kind, target) in [("user", user.as_str()), ("ticket", number)] {
        let hold = json!({"kind": kind, "target": target, "reason": "A court asks."});
        let held = admin.post("/admin/legal-holds", hold.clone()).await.expect_status(201).text("/id").to_owned();
        admin.post("/admin/legal-holds", hold).await.expect_problem(409, "already_held");
        admin.post("/admin/erasures", erasure.clone()).await.expect_problem(409, "legal_hold");
        admin.delete(&ticket).await.expect_problem(409, "legal_hold");
        let preview = admin.get(&format!("/admin/users/{user}/erasure")).await.expect_status(200).body;
        assert_eq!((&preview["legal_holds"], &preview["refused"]), (&json!(1), &json!("legal_hold")));
        customer.get(&ticket).await.expect_status(200);
        admin.delete(&format!("/admin/legal-holds/{held}")).await.expect_status(204);
        admin.delete(&format!("/admin/legal-holds/{held}")).await.expect_problem(404, "not_found");
    }
    for (body, pointer, code) in [
        (json!({"kind": "user", "target": number, "reason": "x"}), "/target", "unknown_value"),
        (json!({"kind": "ticket", "target": "99", "reason": "x"}), "/target", "unknown_value"),
        (json!({"kind": "queue", "target": number, "reason": "x"}), "/kind", "unknown_value"),
        (json!({"kind": "ticket", "target": number, "reason": " "}), "/reason", "required"),
    ] {
        admin.post("/admin/legal-holds", body).await.expect_fields(&[(pointer, code)]);
    }
    admin.delete(&ticket).await.expect_status(204);
    let audit = admin.get("/admin/audit?kind=legal_hold_changed").await.expect_status(200).body;
    assert_eq!(audit["items"].as_array().expect("entries").len(), 4);
}

async fn who_cannot_be_erased_is_told_why(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, agent) = (app.sign_in("admin").await, app.sign_in("agent").await);
    let ticket = app.sign_in("customer").await.ask("asked").await;
    agent.take(&ticket).await.expect_status(200);
    let erase = |user: String| json!({"user": user, "mode": "anonymise"});
    admin.post("/admin/erasures", erase(admin.id().await)).await.expect_problem(409, "own_account");
    let agent = agent.id().await;
    admin.post("/admin/erasures", erase(agent.clone())).await.expect_problem(409, "still_working");
    admin.post("/admin/erasures", erase(NOBODYS.to_owned())).await.expect_problem(404, "not_found");
    let bad = json!({"user": "me", "mode": "burn"});
    admin.post("/admin/erasures", bad).await.expect_fields(&[("/user", "unknown_value"), ("/mode", "unknown_value")]);
    let long_ago = "UPDATE sessions SET proved_at = proved_at - 601000000";
    app.state.store.connection().execute_unprepared(long_ago).await.expect("long ago");
    admin.post("/admin/erasures", erase(agent)).await.expect_problem(403, "reauthentication_required");
}

async fn somebody_who_is_erased_is_out_at_once(backend: Backend) {
    let app = App::start(backend).await;
    let customer = app.sign_in("customer").await;
    erase(&app, &customer.id().await, "anonymise").await;
    customer.get("/tickets").await.expect_problem(401, "unauthenticated");
    let right = json!({"email": "customer@example.org", "password": PASSWORD});
    app.anonymous().post("/auth/login", right).await.expect_problem(401, "invalid_credentials");
}

async fn of_two_at_once_one_is_erased_and_an_admin_stays(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, customer) = (app.sign_in("admin").await, app.sign_in("customer").await.id().await);
    let erase = |user: &str| json!({"user": user, "mode": "anonymise"});
    let asked = || admin.post("/admin/erasures", erase(&customer));
    let (one, other) = tokio::join!(asked(), asked());
    let (begun, refused) = if one.status == 202 { (one, other) } else { (other, one) };
    begun.expect_status(202);
    let code = refused.body["code"].as_str().unwrap_or_default().to_owned();
    assert!(refused.status == 409 && ["erasure_running", "account_erased"].contains(&code.as_str()), "{code}");

    // Two admins who erase each other.
    let agent = app.sign_in("agent").await.id().await;
    admin.patch(&format!("/admin/users/{agent}"), json!({"role": "admin"})).await.expect_status(200);
    let (second, first) = (app.sign_in("agent").await, admin.id().await);
    let (by_first, by_second) =
        tokio::join!(admin.post("/admin/erasures", erase(&agent)), second.post("/admin/erasures", erase(&first)),);
    let mut statuses = [by_first.status, by_second.status];
    statuses.sort_unstable();
    assert!([[202, 401], [202, 409]].contains(&statuses), "{} {}", by_first.body, by_second.body);
    let left = if by_first.status == 202 { admin } else { second };
    left.get("/admin/erasures").await.expect_status(200);
}

/// `docs/privacy.md` says of every column what becomes of it.
async fn every_column_is_classified(backend: Backend) {
    let app = App::start(backend).await;
    let columns = crate::moderating::columns(&app).await;
    let table = include_str!("../../../../docs/privacy.md");
    let mut listed: Vec<(String, String)> = Vec::new();
    for line in table.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let name = cells[0].trim_matches('`').to_owned();
        for column in cells[2].split(',') {
            listed.push((name.clone(), column.trim().trim_matches('`').to_owned()));
        }
    }
    let missing: Vec<_> = columns.iter().filter(|column| !listed.contains(column)).collect();
    // One database has tables that the other needs not.
    let there = |table: &String| columns.iter().any(|(of, _)| of == table);
    let stale: Vec<_> = listed.iter().filter(|column| there(&column.0) && !columns.contains(column)).collect();
    assert!(missing.is_empty(), "docs/privacy.md has to say what becomes of {missing:?} when a person is erased");
    assert!(stale.is_empty(), "docs/privacy.md lists what there is not: {stale:?}");
}
