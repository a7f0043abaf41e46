//! How often one may call, at the default rates.

use crate::app::{Answer, App, PASSWORD, send};
use reqwest::Method;
use serde_json::json;
use std::time::Instant;
use test_support::Backend;

async fn app(limits: &str, proxies: &str) -> App {
    let settings = [("LIMITS", limits), ("TRUSTED_PROXIES", proxies), ("ALLOW_UNSCANNED", "on")];
    App::start_configured(Backend::Sqlite, &settings).await
}

#[tokio::test]
async fn signing_in_is_limited_by_account_and_by_network() {
    let app = app("", "").await;
    let login = |email: &str| {
        let body = json!({"email": email, "password": PASSWORD});
        send(app.anonymous().request(Method::POST, "/auth/login").json(&body))
    };
    // One comes back every six seconds, however slow this machine is.
    let (begun, mut let_in) = (Instant::now(), 0);
    let refused = loop {
        let answer = login("agent@example.org").await;
        if answer.status == 429 {
            break answer.expect_problem(429, "rate_limited");
        }
        answer.expect_status(200);
        let_in += 1;
        assert!(let_in <= 10 + begun.elapsed().as_secs() / 6, "{let_in}");
    };
    assert!(let_in >= 10, "{let_in}");
    assert!(refused.body["retry_after"].as_i64().is_some_and(|seconds| (1..=7).contains(&seconds)), "{}", refused.body);
    assert_eq!(refused.header("retry-after"), refused.body["retry_after"].to_string());
    // One more comes in every two seconds, however slow this machine is.
    let mut number = 0;
    let refused = loop {
        let answer = login(&format!("nobody-{number}@example.org")).await;
        if answer.status == 429 {
            break answer.expect_problem(429, "rate_limited");
        }
        answer.expect_problem(401, "invalid_credentials");
        number += 1;
        assert!(number < 1_000, "nobody is refused");
    };
    assert!(number >= 19, "{number}");
    assert_eq!(refused.header("ratelimit-policy"), "\"login_prefix\";q=30;w=60");
    assert!(refused.header("ratelimit").starts_with("\"login_prefix\";r=0;t="), "{}", refused.header("ratelimit"));
}

#[tokio::test]
async fn links_are_limited_by_address_wherever_they_are_asked_for() {
    let app = app("", "127.0.0.1").await;
    let forgot = |email: &str, from: usize| {
        let request = app.anonymous().request(Method::POST, "/auth/password/forgot");
        send(request.header("X-Forwarded-For", format!("203.0.113.{from}")).json(&json!({"email": email})))
    };
    for from in 0..5 {
        forgot("customer@example.org", from).await.expect_status(202);
    }
    forgot("customer@example.org", 9).await.expect_problem(429, "rate_limited");
    for number in 0..5 {
        forgot(&format!("x{number}@example.org"), 10).await.expect_status(202);
    }
    forgot("y@example.org", 10).await.expect_problem(429, "rate_limited");
    forgot("y@example.org", 11).await.expect_status(202);
    let body = json!({"email": "new@example.org", "display_name": "N", "locale": "en"});
    for number in 0..6 {
        let answer = send(app.anonymous().request(Method::POST, "/auth/signup").json(&body)).await;
        assert_eq!(answer.status, if number < 5 { 202 } else { 429 });
    }
}

#[tokio::test]
async fn nobody_is_believed_who_is_no_listed_proxy() {
    let app = app("login_prefix=1/h", "10.0.0.0/8").await;
    let login = |from: &'static str| {
        let body = json!({"email": "agent@example.org", "password": PASSWORD});
        send(app.anonymous().request(Method::POST, "/auth/login").header("X-Forwarded-For", from).json(&body))
    };
    login("203.0.113.1").await.expect_status(200);
    login("203.0.113.2").await.expect_problem(429, "rate_limited");
}

#[tokio::test]
async fn reading_and_writing_are_limited_by_person() {
    let app = app("write=2/h,read=5/h,upload=1/h", "").await;
    let (one, other) = (app.sign_in("customer").await, app.sign_in("other").await);
    one.ask("one").await;
    let body = json!({"subject": "s", "description": "d", "category": "it"});
    one.post("/tickets", body.clone()).await.expect_status(201);
    let refused = one.post("/tickets", body).await.expect_problem(429, "rate_limited");
    assert_eq!(refused.header("ratelimit-policy"), "\"write\";q=2;w=3600");
    let left = |answer: &Answer| answer.header("ratelimit").to_owned();
    assert_eq!(left(&one.get("/tickets").await.expect_status(200)), "\"read\";r=4");
    // What the app saves by itself while somebody types does not use up what they do.
    let draft = one.put("/me/drafts/new_ticket", json!({"content": "so far"})).await;
    assert_eq!(left(&draft), "\"read\";r=3");
    // Uploads have a limit of their own; looking how far they are, as the app does all the time, is reading.
    assert_eq!(left(&one.get("/uploads").await.expect_status(200)), "\"read\";r=2");
    let upload = || one.post_file("/uploads", "a.txt", "text/plain", b"a");
    assert_eq!(left(&upload().await.expect_status(201)), "\"upload\";r=0");
    upload().await.expect_problem(429, "rate_limited");
    other.ask("two").await;
    // What was refused has changed nothing.
    assert_eq!(one.get("/tickets?count=exact").await.body["count"]["value"], 2);
}

#[tokio::test]
async fn a_second_spelling_of_an_address_finds_nothing() {
    let app = app("", "").await;
    let customer = app.sign_in("customer").await;
    for (method, path) in [
        (Method::POST, "/%61pi/v1/auth/login"),
        (Method::POST, "/api/v1/auth/log%69n"),
        (Method::GET, "/%61pi/v1/tickets"),
        (Method::GET, "/api/v1/%74ickets"),
        (Method::GET, "/ap%69"),
        (Method::GET, "/%61ssets"),
    ] {
        let request = app.client.request(method, format!("{}{path}", app.url));
        let request = request.bearer_auth(customer.token.as_deref().expect("a token"));
        let answer = send(request.json(&json!({"email": "agent@example.org", "password": PASSWORD}))).await;
        let answer = answer.expect_problem(404, "not_found");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
    // What needs encoding is as good as ever.
    customer.get("/tickets?status=open%2Cresolved").await.expect_status(200);
    app.sign_in("admin").await.delete("/admin/tags/b%C3%BCro").await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn who_is_signed_in_is_counted_like_everybody_where_accounts_are_tried() {
    let app = app("login_prefix=2/h", "").await;
    let customer = app.sign_in("customer").await;
    let login = json!({"email": "agent@example.org", "password": PASSWORD});
    customer.post("/auth/login", login.clone()).await.expect_status(200);
    customer.post("/auth/login", login).await.expect_problem(429, "rate_limited");
    let new = json!({"email": "new@example.org", "display_name": "N", "locale": "en"});
    for number in 0..6 {
        let answer = customer.post("/auth/signup", new.clone()).await;
        assert_eq!(answer.status, if number < 5 { 202 } else { 429 });
    }
}
