//! The demo desk.

use crate::app::{App, send};
use serde_json::json;
use server::demo;
use test_support::{Backend, on_both_databases};

on_both_databases!(the_desk_has_a_past_and_is_filled_once);

async fn the_desk_has_a_past_and_is_filled_once(backend: Backend) {
    let app = App::start_with(backend, "demo").await;
    let methods = app.anonymous().get("/auth/providers").await.expect_status(200);
    let accounts = methods.body["demo_accounts"].as_array().expect("accounts").clone();
    let roles: Vec<_> = accounts.iter().filter_map(|account| account["role"].as_str()).collect();
    assert_eq!(roles, ["customer", "agent", "admin"]);
    let mut token = String::new();
    for account in &accounts {
        let body = json!({"email": account["email"], "password": account["password"]});
        let answer = app.anonymous().post("/auth/login", body).await.expect_status(200);
        assert_eq!(answer.body["user"]["role"], account["role"]);
        token = answer.text("/access_token").to_owned();
    }
    let admin = app.with_token(&token);
    let count = async |query: &str| {
        let page = admin.get(&format!("/tickets?count=exact&{query}")).await.expect_status(200);
        page.body["count"]["value"].as_u64().expect("a count")
    };
    for status in ["open", "in_progress", "waiting_on_customer", "resolved", "closed"] {
        assert!(count(&format!("status={status}")).await >= 5, "few tickets are {status}");
    }
    assert_eq!(count("").await, 40);
    demo::seed_if_empty(&app.state).await.expect("nothing to do");
    assert_eq!(count("").await, 40);
    // Whoever is not of the three cannot sign in.
    let agents = admin.get("/agents").await.expect_status(200);
    assert!(agents.body["items"].as_array().is_some_and(|agents| agents.len() >= 4));
    send(app.client.get(format!("{}/health/ready", app.url))).await.expect_status(200);
}
