//! What a person takes along.

use crate::app::{App, Person, send};
use crate::files::{eicar, scanned};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use test_support::{Backend, on_both_databases};
use zip::ZipArchive;

on_both_databases!(
    all_that_somebody_provided_comes_along,
    staff_take_their_own_words_along_and_nobody_elses_notes,
    more_than_one_part_of_everything_comes_along,
    the_address_is_for_its_session_and_a_minute,
    taking_data_out_is_for_people_and_written_down,
);

const CANARY: &str = "zq7canary";

/// The members of an archive.
type Members = BTreeMap<String, Vec<u8>>;

async fn taken(request: reqwest::RequestBuilder) -> Members {
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/zip");
    assert!(response.headers()["content-disposition"].to_str().expect("text").starts_with("attachment"));
    let bytes = response.bytes().await.expect("a whole archive");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut members = Members::new();
    for index in 0..archive.len() {
        let mut member = archive.by_index(index).expect("a member");
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).expect("its bytes");
        members.insert(member.name().expect("a name").into_owned(), bytes);
    }
    members
}

async fn export(person: &Person<'_>) -> (Value, Members) {
    let members = taken(person.request(Method::GET, "/me/export")).await;
    (json_of(&members, "data.json"), members)
}

fn json_of(members: &Members, name: &str) -> Value {
    serde_json::from_slice(&members[name]).expect("JSON")
}

async fn all_that_somebody_provided_comes_along(backend: Backend) {
    let app = scanned(backend).await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    customer.patch("/me", json!({"time_zone": "Europe/Berlin"})).await.expect_status(200);
    customer.by_token(&["tickets:read"]).await;
    let (clean, clean_id) = customer.upload("report.txt", b"what was sent").await;
    let (virus, virus_id) = customer.upload("a.txt", &eicar()).await;
    let body = json!({"subject": "asked", "description": "described", "category": "it", "attachments": [clean, virus]});
    let asked = customer.post("/tickets", body).await.expect_status(201).body["number"].clone();
    let ticket = format!("/tickets/{asked}");
    assert_eq!((agent.settled(&clean_id).await, agent.settled(&virus_id).await), ("clean".into(), "infected".into()));
    agent.take(&ticket).await.expect_status(200);
    agent.comment(&ticket, CANARY, "internal").await.expect_status(201);
    let (screen, screen_id) = agent.upload("screen.txt", b"from staff").await;
    let reply = json!({"body": "Answered.", "visibility": "public", "attachments": [screen]});
    agent.post(&format!("{ticket}/comments"), reply).await.expect_status(201);
    agent.settled(&screen_id).await;
    let (_, unsent_id) = customer.upload("unsent.txt", b"not sent").await;
    customer.settled(&unsent_id).await;
    customer.put(&format!("{ticket}/drafts/reply"), json!({"content": "begun"})).await.expect_status(200);
    let held = json!({"body": "held back", "visibility": "public", "hold_seconds": 30, "force": true});
    customer.post(&format!("{ticket}/comments"), held).await.expect_status(201);
    // They read along elsewhere, and wrote there.
    let other = app.sign_in("other").await.ask("of somebody else").await;
    admin.post(&format!("{other}/participants"), json!({"email": "customer@example.org"})).await.expect_status(201);
    customer.comment(&other, "written along", "public").await.expect_status(201);
    app.all_is_told().await;

    let (data, members) = export(&customer).await;
    let about = &data["about"];
    assert_eq!(about["account"]["email"], "customer@example.org");
    assert_eq!(about["account"]["time_zone"], "Europe/Berlin");
    assert_eq!(about["tokens"].as_array().map(Vec::len), Some(1));
    assert_eq!(about["sessions"][0]["current"], true);
    let elsewhere = other.rsplit('/').next().and_then(|number| number.parse::<i64>().ok());
    assert_eq!(about["reads_along"], json!([elsewhere]));
    assert_eq!((&data["tickets"][0]["ticket"]["number"], data["tickets"].as_array().map(Vec::len)), (&asked, Some(1)));
    let said = data["tickets"][0]["conversation"].to_string();
    assert!(said.contains("Answered.") && said.contains("screen.txt"), "{said}");
    let drafts: Vec<_> = data["drafts"].as_array().expect("drafts").iter().map(|draft| &draft["content"]).collect();
    assert_eq!(drafts, [&json!("begun"), &json!("held back")]);
    let written = &data["written_elsewhere"];
    assert_eq!((&written[0]["text"], &written[0]["ticket"]), (&json!("written along"), &json!(elsewhere)));
    assert!(data["notifications"].to_string().contains("replied"), "{}", data["notifications"]);

    assert_eq!(members[&format!("files/{clean_id}/report.txt")], b"what was sent");
    assert_eq!(members[&format!("files/{screen_id}/screen.txt")], b"from staff");
    assert_eq!(members[&format!("files/{unsent_id}/unsent.txt")], b"not sent");
    let left_out = json!([{"attachment_id": virus_id, "file_name": "a.txt", "state": "infected"}]);
    assert_eq!(json_of(&members, "left_out.json"), left_out);
    assert_eq!(members.len(), 5);
    // Nobody else's words, no secret.
    let all: String = members.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
    for hidden in [CANARY, "$argon2", "token_hash", "refresh_hash"] {
        assert!(!all.contains(hidden), "{hidden} in {all}");
    }
}

async fn staff_take_their_own_words_along_and_nobody_elses_notes(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, colleague) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("colleague").await);
    let ticket = customer.ask("asked").await;
    agent.take(&ticket).await.expect_status(200);
    agent.comment(&ticket, "my note", "internal").await.expect_status(201);
    colleague.comment(&ticket, CANARY, "internal").await.expect_status(201);
    agent.resolve(&ticket, "my resolution").await.expect_status(200);
    agent
        .post("/canned-replies", json!({"title": "Hi", "body": "my canned", "shared": false}))
        .await
        .expect_status(201);
    // About an agent's own request colleagues write notes too.
    let own = agent.ask("my request").await;
    colleague.comment(&own, CANARY, "internal").await.expect_status(201);
    colleague.patch(&own, json!({"priority": "urgent"})).await.expect_status(200);

    let (data, members) = export(&agent).await;
    assert_eq!(data["about"]["canned_replies"][0]["body"], "my canned");
    let written = data["written_elsewhere"].as_array().expect("a list");
    let texts: Vec<_> = written.iter().map(|item| (item["text"].as_str(), item["visibility"].as_str())).collect();
    assert_eq!(texts, [(Some("my note"), Some("internal")), (Some("my resolution"), Some("public"))]);
    let tickets = data["tickets"].as_array().expect("tickets");
    assert_eq!((tickets.len(), &tickets[0]["ticket"]["subject"]), (1, &json!("my request")));
    for staff_only in [CANARY, "priority_changed", "\"assignee\""] {
        assert!(!tickets[0].to_string().contains(staff_only), "{}", tickets[0]);
    }
    let all: String = members.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
    assert!(!all.contains(CANARY), "{all}");
}

async fn more_than_one_part_of_everything_comes_along(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("number 0").await;
    agent.take(&ticket).await.expect_status(200);
    for number in 1..=104 {
        customer.ask(&format!("number {number}")).await;
        customer.comment(&ticket, &format!("word {number}"), "public").await.expect_status(201);
        agent.comment(&ticket, &format!("note {number}"), "internal").await.expect_status(201);
    }
    app.all_is_told().await;
    let (data, _) = export(&customer).await;
    let tickets = data["tickets"].as_array().expect("tickets");
    let subjects: Vec<_> = tickets.iter().filter_map(|ticket| ticket["ticket"]["subject"].as_str()).collect();
    assert_eq!(subjects, (0..=104).map(|number| format!("number {number}")).collect::<Vec<_>>());
    let said = tickets[0]["conversation"].as_array().expect("items");
    let words: Vec<_> = said.iter().filter_map(|item| item["comment"]["body"].as_str()).collect();
    assert_eq!(words, (1..=104).map(|number| format!("word {number}")).collect::<Vec<_>>());
    let (data, _) = export(&agent).await;
    assert_eq!(data["written_elsewhere"].as_array().map(Vec::len), Some(104));
    // Of each reply its assignee was told.
    assert_eq!(data["notifications"].to_string().matches("\"replied\"").count(), 104);
}

async fn the_address_is_for_its_session_and_a_minute(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, other) = (app.sign_in("customer").await, app.sign_in("other").await);
    customer.ask("asked").await;
    let link = customer.post("/me/export", Value::Null).await.expect_status(200).text("/url").to_owned();
    let open = |link: &str| app.client.get(format!("{}{link}", app.url));
    let members = taken(open(&link)).await;
    assert_eq!(json_of(&members, "data.json")["about"]["account"]["email"], "customer@example.org");
    // Nobody gets anything by a forged one.
    let key = link.split_once("key=").expect("a key").1.to_owned();
    send(open(&link.replace(&key, &key.to_uppercase()))).await.expect_problem(401, "unauthenticated");
    send(open("/api/v1/me/export?key=")).await.expect_problem(401, "unauthenticated");
    other.get("/me/export?key=x&more=1").await.expect_fields(&[("?more", "unknown_field")]);
    // An address of a file is none of an export.
    let attachment = format!("/api/v1/attachments/{}/content?key={key}", customer.id().await);
    send(open(&attachment)).await.expect_problem(401, "unauthenticated");

    let second = customer.post("/me/export", Value::Null).await.expect_status(200).text("/url").to_owned();
    app.clock.advance(61);
    send(open(&second)).await.expect_problem(401, "unauthenticated");
    let third = customer.post("/me/export", Value::Null).await.expect_status(200).text("/url").to_owned();
    customer.post("/auth/logout-all", json!({"keep_current": false})).await;
    send(open(&third)).await.expect_problem(401, "unauthenticated");
}

async fn taking_data_out_is_for_people_and_written_down(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, admin) = (app.sign_in("customer").await, app.sign_in("admin").await);
    let token = customer.by_token(&["tickets:read", "tickets:write", "profile"]).await;
    token.get("/me/export").await.expect_problem(403, "session_required");
    token.post("/me/export", Value::Null).await.expect_problem(403, "session_required");
    app.anonymous().get("/me/export").await.expect_problem(401, "unauthenticated");
    let nothing = admin.get("/admin/audit?kind=exported").await.expect_status(200).body;
    assert_eq!(nothing["items"], json!([]));
    export(&customer).await;
    let audit = admin.get("/admin/audit?kind=exported").await.expect_status(200).body;
    assert_eq!(audit["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(audit["items"][0]["target"], customer.id().await);
    // Only so many at a time.
    let all = app.state.exports.available_permits();
    let turns = app.state.exports.acquire_many(u32::try_from(all).expect("few")).await.expect("all turns");
    customer.get("/me/export").await.expect_problem(503, "unavailable");
    drop(turns);
    export(&customer).await;
}
