use crate::app::App;
use serde_json::{Value, json};
use test_support::{Backend, on_both_databases};

on_both_databases!(
    a_list_is_walked_by_cursor_under_inserts,
    filters_are_closed_sets,
    cursors_are_bound_to_their_list,
    catalogues,
);

fn numbers(body: &Value) -> Vec<i64> {
    body["items"].as_array().into_iter().flatten().filter_map(|row| row["number"].as_i64()).collect()
}

async fn a_list_is_walked_by_cursor_under_inserts(backend: Backend) {
    let app = App::start(backend).await;
    let customer = app.sign_in("customer").await;
    for number in 0..7 {
        customer.ask(&format!("request {number}")).await;
    }
    let first = customer.get("/tickets?limit=3").await.expect_status(200);
    assert_eq!(first.body["count"], json!({"value": 7, "more": false}));
    customer.ask("meanwhile").await;
    let mut seen = numbers(&first.body);
    let mut next = first.body["next"].clone();
    while let Some(cursor) = next.as_str() {
        let page = customer.get(&format!("/tickets?limit=3&cursor={cursor}")).await.expect_status(200);
        seen.extend(numbers(&page.body));
        next = page.body["next"].clone();
    }
    assert_eq!(seen, (10_001..=10_007).rev().collect::<Vec<_>>());
    let row = &first.body["items"][0];
    for staff_only in ["assignee", "requester"] {
        assert!(row.get(staff_only).is_none(), "{row}");
    }
}

async fn filters_are_closed_sets(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("one").await;
    app.sign_in("other").await.ask("two").await;
    agent.take(&ticket).await.expect_status(200);
    for (query, expected) in [
        ("status=in_progress", 1),
        ("status=open,in_progress", 2),
        ("assignee=me", 1),
        ("assignee=none", 1),
        ("priority=urgent", 0),
        ("category=it,billing", 2),
        ("requester=me", 0),
        ("sort=priority&count=exact", 2),
    ] {
        let page = agent.get(&format!("/tickets?{query}")).await.expect_status(200);
        assert_eq!(numbers(&page.body).len(), expected, "{query}");
        assert_eq!(page.body["count"]["value"], expected, "{query}");
    }
    for (query, pointer, code) in [
        ("status=opne", "?status", "unknown_value"),
        ("sort=subject", "?sort", "unknown_value"),
        ("limit=0", "?limit", "out_of_range"),
        ("limit=201", "?limit", "out_of_range"),
        ("limit=ten", "?limit", "out_of_range"),
        ("assignee=root", "?assignee", "unknown_value"),
        ("colour=red", "?colour", "unknown_field"),
        ("status=open&status=closed", "?status", "contradiction"),
        ("status=", "?status", "unknown_value"),
        ("category=it,", "?category", "unknown_value"),
    ] {
        agent.get(&format!("/tickets?{query}")).await.expect_fields(&[(pointer, code)]);
    }
    let two = agent.get("/tickets?status=x&limit=0").await;
    two.expect_fields(&[("?status", "unknown_value"), ("?limit", "out_of_range")]);
    agent.get("/categories?x=1").await.expect_fields(&[("?x", "unknown_field")]);
    customer.get("/tickets?assignee=me").await.expect_problem(403, "forbidden");
}

async fn cursors_are_bound_to_their_list(backend: Backend) {
    let app = App::start(backend).await;
    let customer = app.sign_in("customer").await;
    for number in 0..3 {
        customer.ask(&format!("request {number}")).await;
    }
    let first = customer.get("/tickets?limit=1").await.expect_status(200);
    let cursor = first.text("/next");
    let sorted = customer.get(&format!("/tickets?limit=1&sort=updated&cursor={cursor}")).await;
    sorted.expect_problem(400, "invalid_cursor");
    let as_history = customer.get(&format!("/tickets/10001/history?cursor={cursor}")).await;
    as_history.expect_problem(400, "invalid_cursor");
    for forged in ["", "AAAA", "eyJrZXkiOjF9", &cursor[1..]] {
        customer.get(&format!("/tickets?cursor={forged}")).await.expect_problem(400, "invalid_cursor");
    }
}

async fn catalogues(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let categories = customer.get("/categories").await.expect_status(200);
    let keys: Vec<_> =
        categories.body["items"].as_array().into_iter().flatten().filter_map(|item| item["key"].as_str()).collect();
    assert_eq!(keys, ["it", "billing", "product", "access", "other"]);
    let agents = agent.get("/agents").await.expect_status(200);
    let names: Vec<_> = agents.body["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|item| item["display_name"].as_str())
        .collect();
    assert_eq!(names, ["admin", "agent", "colleague", "outsider"]);
    let methods = app.anonymous().get("/auth/providers").await.expect_status(200);
    let expected =
        json!({"password": true, "demo_accounts": [], "sign_up": true, "sign_up_domains": [], "providers": []});
    assert_eq!(methods.body, expected);
}
