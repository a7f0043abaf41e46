//! Canaries: a word that stands only in what customers must not see is looked for in everything they can reach.

use crate::app::App;
use crate::description::{NOBODYS, operations, whole};
use reqwest::Method;
use serde_json::json;
use test_support::{Backend, on_both_databases};

const CANARY: &str = "zq7canary";

on_both_databases!(no_answer_to_a_customer_holds_a_canary);

async fn no_answer_to_a_customer_holds_a_canary(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, other, agent) =
        (app.sign_in("customer").await, app.sign_in("other").await, app.sign_in("agent").await);
    let admin = app.sign_in("admin").await;
    let queue = admin.get("/queues").await.expect_status(200).text("/items/0/id").to_owned();
    let targets = json!({"low": {"resolution_minutes": 1}, "medium": {"resolution_minutes": 1}});
    let policy = json!({"name": format!("policy {CANARY}"), "targets": targets});
    let policy = admin.post("/admin/sla-policies", policy).await.expect_status(201).text("/id").to_owned();
    let calendar = admin.get("/admin/calendars").await.expect_status(200).text("/items/0/id").to_owned();
    let promised = json!({"policy": policy, "calendar": calendar});
    admin.put(&format!("/queues/{queue}/sla"), promised).await.expect_status(204);
    let ticket = customer.ask("ordinary").await;
    agent.take(&ticket).await.expect_status(200);
    agent.comment(&ticket, &format!("note {CANARY}"), "internal").await.expect_status(201);
    agent.patch(&ticket, json!({"priority": "urgent", "category": "billing"})).await.expect_status(200);
    agent.comment(&ticket, "A public word.", "public").await.expect_status(201);
    let foreign = other.ask(&format!("of somebody else {CANARY}")).await;
    assert!(agent.get(&ticket).await.body.to_string().contains(CANARY), "the canary is not where it should be");

    let mut asked = 0;
    // A stream has no end; `live.rs` reads it.
    let readable =
        operations().filter(|operation| operation.method == Method::GET && operation.name != "stream_events");
    for path in readable.filter_map(|operation| operation.address()) {
        for reference in [&ticket, &foreign] {
            let path = whole(path.replace("/tickets/{id}", reference).replace("{id}", NOBODYS));
            let answer = customer.get(&path).await;
            let text = format!("{:?} {}", answer.headers, answer.body);
            assert!(!text.contains(CANARY), "{path}: {text}");
            asked += 1;
            // The description of the API names every word there is, to everybody.
            if path == "/openapi.json" {
                continue;
            }
            for staff_only in ["assignee_changed", "priority_changed", "category_changed", "internal", "sla", "due_at"]
            {
                assert!(!answer.body.to_string().contains(&format!("\"{staff_only}\"")), "{path}: {}", answer.body);
            }
        }
    }
    assert!(asked >= 14, "only {asked} requests were made");
    // Errors and refused changes tell nothing either.
    let stale = customer.request(Method::PATCH, &ticket).header("If-Match", "\"1\"").json(&json!({"subject": "mine"}));
    let stale = crate::app::send(stale).await.expect_problem(412, "stale_version");
    assert!(!stale.body.to_string().contains("assignee"), "{}", stale.body);
    customer.patch(&foreign, json!({"subject": "mine"})).await.expect_problem(404, "not_found");
}
