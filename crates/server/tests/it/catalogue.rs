//! Categories and tags as admins keep them.

use crate::app::App;
use crate::description::NOBODYS;
use serde_json::{Value, json};
use test_support::{Backend, on_both_databases};

on_both_databases!(
    a_category_is_made_changed_and_taken_out_of_use,
    what_is_no_category_is_refused,
    a_tag_gets_another_name_on_every_ticket,
    two_tags_become_one,
    a_tag_goes_from_every_ticket,
);

const NEW: &str = "/categories/phones";

async fn category(app: &App, key: &str) -> Value {
    let all = app.sign_in("admin").await.get("/categories").await.expect_status(200).body;
    all["items"]
        .as_array()
        .expect("categories")
        .iter()
        .find(|category| category["key"] == key)
        .cloned()
        .unwrap_or_default()
}

async fn a_category_is_made_changed_and_taken_out_of_use(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let queue = admin.post("/queues", json!({"name": "Phones"})).await.expect_status(201).text("/id").to_owned();
    let mut body = json!({"name_de": "Telefone", "name_en": "Phones", "default_priority": "high", "queue": queue});
    admin.put(NEW, body.clone()).await.expect_status(201);
    let customer = app.sign_in("customer").await;
    let new = json!({"subject": "No tone", "description": "Nothing is heard.", "category": "phones"});
    let asked = customer.post("/tickets", new.clone()).await.expect_status(201);
    let ticket = admin.get(&format!("/tickets/{}", asked.body["number"])).await.expect_status(200);
    assert_eq!((ticket.text("/ticket/priority"), ticket.text("/ticket/queue")), ("high", queue.as_str()));

    body["name_en"] = json!("Telephones");
    body["active"] = json!(false);
    admin.put(NEW, body).await.expect_status(204);
    assert_eq!(category(&app, "phones").await["name_en"], "Telephones");
    customer.post("/tickets", new).await.expect_fields(&[("/category", "unknown_value")]);
    let audit = admin.get("/admin/audit?target_kind=category&target=phones").await.expect_status(200).body;
    let kinds: Vec<_> = audit["items"].as_array().expect("entries").iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(kinds, ["category_changed", "category_created"]);
}

async fn what_is_no_category_is_refused(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let queue = admin.post("/queues", json!({"name": "Phones"})).await.expect_status(201).text("/id").to_owned();
    let good = json!({"name_de": "Telefone", "name_en": "Phones", "default_priority": "high", "queue": queue});
    for key in ["Phones", "a_b", "%C3%A4", &"a".repeat(41)] {
        admin.put(&format!("/categories/{key}"), good.clone()).await.expect_problem(404, "not_found");
    }
    for (field, value, code) in [
        ("name_de", json!(""), "required"),
        ("name_en", json!("a".repeat(81)), "too_long"),
        ("default_priority", json!("soon"), "unknown_value"),
        ("queue", json!(NOBODYS), "unknown_value"),
        ("queue", json!("here"), "unknown_value"),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        admin.put(NEW, bad).await.expect_fields(&[(&format!("/{field}"), code)]);
    }
    assert_eq!(category(&app, "phones").await, Value::Null);

    // New tickets need one that they can use.
    let all = admin.get("/categories").await.expect_status(200).body;
    let keys: Vec<_> =
        all["items"].as_array().expect("categories").iter().map(|category| category["key"].clone()).collect();
    let last = keys.len() - 1;
    for (index, key) in keys.iter().enumerate() {
        let mut body = good.clone();
        body["active"] = json!(false);
        let answer = admin.put(&format!("/categories/{}", key.as_str().expect("a key")), body).await;
        if index < last {
            answer.expect_status(204);
        } else {
            answer.expect_fields(&[("/active", "not_expected")]);
        }
    }
}

/// A ticket with some tags.
async fn tagged(app: &App, tags: &[&str]) -> String {
    let ticket = app.sign_in("customer").await.ask("tagged").await;
    app.sign_in("agent").await.patch(&ticket, json!({ "tags": tags })).await.expect_status(200);
    ticket
}

async fn tags_of(app: &App, ticket: &str) -> Value {
    app.sign_in("agent").await.get(ticket).await.expect_status(200).body["ticket"]["tags"].take()
}

async fn found_by(app: &App, tag: &str) -> usize {
    let found = app.sign_in("agent").await.get(&format!("/tickets?tag={tag}")).await.expect_status(200);
    found.body["items"].as_array().expect("tickets").len()
}

async fn counts(app: &App) -> Value {
    let tags = app.sign_in("admin").await.get("/admin/tags").await.expect_status(200);
    let pairs = tags.body["items"].as_array().expect("tags").iter();
    pairs.map(|tag| (tag["tag"].as_str().expect("a tag").to_owned(), tag["tickets"].clone())).collect()
}

async fn a_tag_gets_another_name_on_every_ticket(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let (one, two) = (tagged(&app, &["vpn", "vpn-2"]).await, tagged(&app, &["vpn"]).await);
    admin.put("/admin/tags/vpn", json!({"tag": "VPN.client"})).await.expect_status(204);
    assert_eq!(tags_of(&app, &one).await, json!(["vpn-2", "vpn.client"]));
    assert_eq!(tags_of(&app, &two).await, json!(["vpn.client"]));
    assert_eq!((found_by(&app, "vpn.client").await, found_by(&app, "vpn").await), (2, 0));
    assert_eq!(counts(&app).await, json!({"vpn-2": 1, "vpn.client": 2}));
    admin.put("/admin/tags/vpn", json!({"tag": "other"})).await.expect_problem(404, "not_found");
    admin.put("/admin/tags/vpn-2", json!({"tag": "two words"})).await.expect_fields(&[("/tag", "unknown_value")]);
    // What it is called already is no change.
    admin.put("/admin/tags/vpn-2", json!({"tag": "vpn-2"})).await.expect_status(204);
    assert_eq!(counts(&app).await, json!({"vpn-2": 1, "vpn.client": 2}));
}

async fn two_tags_become_one(backend: Backend) {
    let app = App::start(backend).await;
    let (both, one) = (tagged(&app, &["laptop", "notebook"]).await, tagged(&app, &["notebook", "slow"]).await);
    app.sign_in("admin").await.put("/admin/tags/notebook", json!({"tag": "laptop"})).await.expect_status(204);
    assert_eq!(tags_of(&app, &both).await, json!(["laptop"]));
    assert_eq!(tags_of(&app, &one).await, json!(["laptop", "slow"]));
    assert_eq!(counts(&app).await, json!({"laptop": 2, "slow": 1}));
    // It can be changed as before.
    let agent = app.sign_in("agent").await;
    agent.patch(&both, json!({"tags": ["laptop", "new"]})).await.expect_status(200);
    assert_eq!(found_by(&app, "laptop").await, 2);
}

async fn a_tag_goes_from_every_ticket(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let ticket = tagged(&app, &["gone", "stays"]).await;
    admin.delete("/admin/tags/gone").await.expect_status(204);
    assert_eq!(tags_of(&app, &ticket).await, json!(["stays"]));
    assert_eq!(counts(&app).await, json!({"stays": 1}));
    admin.delete("/admin/tags/gone").await.expect_problem(404, "not_found");
    let audit = admin.get("/admin/audit?kind=tag_deleted").await.expect_status(200).body;
    assert_eq!(audit["items"][0]["target"], "gone");
}
