//! Tokens for programs. Who may do what with which scope, `permissions` tests for every operation.

use crate::app::{App, send};
use reqwest::Method;
use serde_json::json;
use test_support::{Backend, on_both_databases};

on_both_databases!(
    a_token_is_shown_once_runs_out_and_is_removed,
    a_token_never_makes_a_token,
    a_token_reads_along_live
);

async fn a_token_is_shown_once_runs_out_and_is_removed(backend: Backend) {
    let app = App::start(backend).await;
    let agent = app.sign_in("agent").await;
    let body = json!({"name": "Report", "scopes": ["tickets:read", "tickets:read"], "expires_in_days": 2});
    let made = agent.post("/me/tokens", body).await.expect_status(201);
    let secret = made.text("/secret");
    assert!(secret.starts_with("lotse_pat_") && secret.len() == "lotse_pat_".len() + 43, "{secret}");
    let list = agent.get("/me/tokens").await.expect_status(200);
    assert!(!list.body.to_string().contains(secret));
    assert_eq!(list.body["items"][0], made.body["token"]);
    assert_eq!((list.text("/items/0/prefix"), list.text("/items/0/scopes/0")), (&secret[..16], "tickets:read"));
    let program = app.with_token(secret);
    program.get("/tickets").await.expect_status(200);
    program.post("/tickets", json!({})).await.expect_problem(403, "insufficient_scope");
    assert!(agent.get("/me/tokens").await.body["items"][0]["last_used_at"].is_string());
    let path = format!("/me/tokens/{}", made.text("/token/id"));
    app.sign_in("colleague").await.delete(&path).await.expect_problem(404, "not_found");
    app.clock.advance(2 * 86_400 + 1);
    program.get("/tickets").await.expect_problem(401, "token_expired");
    app.sign_in("agent").await.delete(&path).await.expect_status(204);
    program.get("/tickets").await.expect_problem(401, "unauthenticated");
    for (body, field) in [
        (json!({"name": "", "scopes": ["admin"], "expires_in_days": 1}), ("/name", "required")),
        (json!({"name": "x", "scopes": [], "expires_in_days": 1}), ("/scopes", "required")),
        (json!({"name": "x", "scopes": ["root"], "expires_in_days": 1}), ("/scopes/0", "unknown_value")),
        (json!({"name": "x", "scopes": ["admin"], "expires_in_days": 0}), ("/expires_in_days", "out_of_range")),
        (json!({"name": "x", "scopes": ["admin"], "expires_in_days": 367}), ("/expires_in_days", "out_of_range")),
    ] {
        app.sign_in("agent").await.post("/me/tokens", body).await.expect_fields(&[field]);
    }
}

async fn a_token_never_makes_a_token(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let all = ["tickets:read", "tickets:write", "profile", "admin"];
    let program = admin.by_token(&all).await;
    let before = admin.get("/me/tokens").await.body;
    let body = json!({"name": "x", "scopes": all, "expires_in_days": 1});
    program.post("/me/tokens", body).await.expect_problem(403, "session_required");
    program.get("/me/tokens").await.expect_problem(403, "session_required");
    program.post("/auth/logout-all", json!({})).await.expect_problem(403, "session_required");
    let user = format!("/admin/users/{}", app.sign_in("agent").await.id().await);
    program.patch(&user, json!({"role": "admin"})).await.expect_problem(403, "session_required");
    program.get(&user).await.expect_status(200);
    let mut after = admin.get("/me/tokens").await.body;
    after["items"][0]["last_used_at"].take();
    assert_eq!(after, before);
    // Who has lost a role has lost it by token as well.
    let agent = app.sign_in("agent").await;
    let theirs = agent.by_token(&all).await;
    admin.patch(&user, json!({"active": false})).await.expect_status(200);
    theirs.get("/tickets").await.expect_problem(401, "unauthenticated");
    agent.get("/tickets").await.expect_problem(401, "unauthenticated");
}

async fn a_token_reads_along_live(backend: Backend) {
    let app = App::start(backend).await;
    let agent = app.sign_in("agent").await;
    let program = agent.by_token(&["tickets:read"]).await;
    let mut stream = program.request(Method::GET, "/events").send().await.expect("a stream");
    assert_eq!(stream.status(), 200);
    let ticket = app.sign_in("customer").await.ask("live").await;
    let number = ticket.rsplit('/').next().expect("a number");
    let mut text = String::new();
    while !text.contains(&format!("\"ticket\":{number}")) {
        text.push_str(&String::from_utf8_lossy(&stream.chunk().await.expect("a part").expect("more")));
    }
    let id = agent.get("/me/tokens").await.text("/items/0/id").to_owned();
    send(agent.request(Method::DELETE, &format!("/me/tokens/{id}"))).await.expect_status(204);
    // The stream ends with the token.
    while stream.chunk().await.expect("a part").is_some() {}
}
