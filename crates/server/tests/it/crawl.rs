//! Canaries for everybody: words that each stand in one place that some people may read, looked for by everybody in all
//! that they can ask for. Each word has to be found by those who may read it, so that a crawl that sees nothing fails.
//! Mails, calls of webhooks, live events and exports have words of their own in `told.rs`, `live.rs`, `reports.rs` and
//! `export.rs`.

use crate::app::{App, Person};
use crate::description::{NOBODYS, operations, whole};
use crate::files::scanned;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use test_support::{Backend, on_both_databases};

const ANONYMOUS: &str = "anonymous";
/// The outsider does not see the restricted queue in which the customer's ticket waits. The partner reads it.
const PEOPLE: [&str; 7] = [ANONYMOUS, "customer", "partner", "other", "agent", "outsider", "admin"];

/// Each word, where it stands, and who may come across it.
const WORDS: [(&str, &str, &[&str]); 14] = [
    ("zq1note", "a note", &["agent", "admin"]),
    ("zq2file", "the name of a file at a note", &["agent", "admin"]),
    ("zq3case", "a subject in the restricted queue", &["customer", "partner", "agent", "admin"]),
    ("zq4foreign", "the ticket of another customer", &["other", "agent", "outsider", "admin"]),
    ("zq5draft", "a draft of the agent", &["agent"]),
    ("zq6view", "the agent's own view", &["agent"]),
    ("zq7teams", "a view of the team", &["agent", "admin"]),
    ("zq8reply", "the agent's own canned reply", &["agent"]),
    ("zq9policy", "what a policy is called", &["agent", "outsider", "admin"]),
    ("zq10hook", "the address of a webhook", &["admin"]),
    ("zq11token", "what a token is called", &["agent", "admin"]),
    ("zq12tag", "a tag", &["agent", "outsider", "admin"]),
    ("zq13public", "a public comment", &["customer", "partner", "agent", "admin"]),
    ("zq14hold", "why something must be kept", &["admin"]),
];

on_both_databases!(everybody_comes_across_what_is_theirs_to_read_and_nothing_else);

/// Ids by the beginning of the address that they belong into.
type Places = BTreeMap<&'static str, Vec<String>>;

async fn everybody_comes_across_what_is_theirs_to_read_and_nothing_else(backend: Backend) {
    let app = scanned(backend).await;
    let places = hide(&app).await;
    let paths = addresses(&places);
    let mut wrong = Vec::new();
    for name in PEOPLE {
        let person = if name == ANONYMOUS { app.anonymous() } else { app.sign_in(name).await };
        let found = crawl(&person, &paths).await;
        for (word, place, readers) in WORDS {
            let where_found = found.get(word);
            if readers.contains(&name) != where_found.is_some() {
                wrong.push(format!("{name} finds {place} ({word}) at {where_found:?}"));
            }
            if name != ANONYMOUS && !readers.contains(&name) {
                wrong.extend(searched(&person, word).await.map(|what| format!("{name} finds {place} by {what}")));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Puts every word where it belongs.
async fn hide(app: &App) -> Places {
    let (queue, team) = app.restricted_queue().await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    let policy = json!({"name": "zq9policy", "targets": {"medium": {"resolution_minutes": 60}}});
    let policy = made(&admin, "/admin/sla-policies", policy).await.text_of("/id");
    let calendar = admin.get("/admin/calendars").await.expect_status(200).text("/items/0/id").to_owned();
    let promised = json!({"policy": policy, "calendar": calendar});
    let general = admin.get("/queues").await.expect_status(200);
    for queue in general.body["items"].as_array().expect("queues") {
        let path = format!("/queues/{}/sla", queue["id"].as_str().expect("an id"));
        admin.put(&path, promised.clone()).await.expect_status(204);
    }
    let ticket = customer.ask("zq3case").await;
    admin.patch(&ticket, json!({"queue": queue, "tags": ["zq12tag"]})).await.expect_status(200);
    made(&admin, &format!("{ticket}/participants"), json!({"email": "partner@example.org"})).await;
    agent.take(&ticket).await.expect_status(200);
    let (token, file) = agent.upload("zq2file.txt", b"inside").await;
    agent.settled(&file).await;
    let note = json!({"body": "zq1note", "visibility": "internal", "attachments": [token]});
    made(&agent, &format!("{ticket}/comments"), note).await;
    agent.comment(&ticket, "zq13public", "public").await.expect_status(201);
    agent.put(&format!("{ticket}/drafts/reply"), json!({"content": "zq5draft"})).await.expect_status(200);
    let foreign = app.sign_in("other").await.ask("zq4foreign").await;
    made(&agent, "/me/views", json!({"name": "zq6view", "q": ""})).await;
    made(&admin, "/me/views", json!({"name": "zq7teams", "q": "", "team": team})).await;
    made(&agent, "/canned-replies", json!({"title": "zq8reply", "body": "zq8reply", "shared": false})).await;
    let hook = json!({"name": "Hook", "url": "http://127.0.0.1:9/zq10hook", "active": false});
    let hook = made(&admin, "/admin/webhooks", hook).await.text_of("/webhook/id");
    made(&agent, "/me/tokens", json!({"name": "zq11token", "scopes": ["profile"], "expires_in_days": 1})).await;
    let held = json!({"kind": "user", "target": customer.id().await, "reason": "zq14hold"});
    made(&admin, "/admin/legal-holds", held).await;
    app.all_is_told().await;
    let told = admin.get("/admin/outbox").await.expect_status(200);
    let told = told.body["items"].as_array().expect("rows").iter();
    let told = told.map(|row| row["id"].as_str().expect("an id").to_owned()).collect();
    let people = vec![customer.id().await, agent.id().await];
    let number = |ticket: &str| ticket.trim_start_matches("/tickets/").to_owned();
    BTreeMap::from([
        ("/tickets", vec![number(&ticket), number(&foreign)]),
        ("/attachments", vec![file]),
        ("/admin/calendars", vec![calendar]),
        ("/admin/sla-policies", vec![policy]),
        ("/admin/webhooks", vec![hook]),
        ("/admin/outbox", told),
        ("/admin/users", people),
        // Nothing is erased and no rule runs here.
        ("/admin/erasures", vec![NOBODYS.to_owned()]),
        ("/admin/retention-runs", vec![NOBODYS.to_owned()]),
    ])
}

struct Made(Value);

impl Made {
    fn text_of(&self, pointer: &str) -> String {
        self.0.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no {pointer}: {}", self.0)).to_owned()
    }
}

async fn made(person: &Person<'_>, path: &str, body: Value) -> Made {
    Made(person.post(path, body).await.expect_status(201).body)
}

/// Every address that can be asked for, with each id that belongs into it.
fn addresses(places: &Places) -> Vec<String> {
    // What is outside of the API names nobody, its description every word there is; a stream has no end.
    let readable = operations().filter(|operation| {
        operation.method == Method::GET && !["describe_api", "stream_events"].contains(&operation.name)
    });
    let mut addresses: Vec<String> = Vec::new();
    for template in readable.filter_map(|operation| operation.address()) {
        let Some((place, _)) = template.split_once("/{id}") else {
            addresses.push(whole(template));
            continue;
        };
        let ids = places.get(place).unwrap_or_else(|| panic!("teach this test an id for {template}"));
        addresses.extend(ids.iter().map(|id| whole(template.replace("{id}", id))));
    }
    addresses.extend(places["/tickets"].iter().map(|ticket| format!("/tickets/{ticket}/drafts/note")));
    let [ticket, foreign] = &places["/tickets"][..] else { panic!("two tickets") };
    for ticket in [ticket, foreign] {
        addresses.push(format!("/admin/explanation?user=customer@example.org&ticket={ticket}"));
    }
    addresses
}

/// Which words a person meets, and where.
async fn crawl(person: &Person<'_>, paths: &[String]) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut found: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for path in paths {
        let answer = person.get(path).await;
        assert!(answer.status < 500, "{path}: {} {}", answer.status, answer.body);
        let text = format!("{:?} {}", answer.headers, answer.body);
        for (word, ..) in WORDS.into_iter().filter(|(word, ..)| text.contains(word)) {
            found.entry(word).or_default().insert(path.clone());
        }
    }
    for path in ["/admin/export?format=ndjson&notes=true", "/admin/audit/export"] {
        let answer = crate::app::send(person.request(Method::POST, path)).await;
        let text = answer.body.to_string();
        for (word, ..) in WORDS.into_iter().filter(|(word, ..)| text.contains(word)) {
            found.entry(word).or_default().insert(path.to_owned());
        }
    }
    found
}

/// What a word finds that must find nothing: neither a hit nor a number of them.
async fn searched(person: &Person<'_>, word: &str) -> Option<String> {
    let answer = person.get(&format!("/tickets?q={word}&count=exact")).await.expect_status(200);
    let (items, count) = (answer.body["items"].as_array().map(Vec::len), answer.body["count"].clone());
    let nothing = items == Some(0) && count["value"] == 0;
    (!nothing).then(|| format!("searching: {items:?} hits, {count}"))
}
