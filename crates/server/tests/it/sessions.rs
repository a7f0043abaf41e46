use crate::app::{Answer, App, PASSWORD, send};
use reqwest::Method;
use reqwest::header::{COOKIE, ORIGIN};
use serde_json::json;
use test_support::{Backend, on_both_databases};

on_both_databases!(
    signing_in_tells_who_one_is,
    wrong_credentials_look_all_alike,
    a_refresh_cookie_is_exchanged_and_ends_with_signing_out,
    a_second_tab_is_not_signed_out_and_late_reuse_ends_the_session,
    other_sites_are_refused,
    bad_tokens_are_refused,
    a_disabled_person_is_out_at_once,
);

fn cookie(answer: &Answer) -> String {
    let header = answer.header("set-cookie");
    header.split(';').next().expect("a cookie").to_owned()
}

async fn login(app: &App) -> Answer {
    let body = json!({"email": "agent@example.org", "password": PASSWORD});
    app.anonymous().post("/auth/login", body).await.expect_status(200)
}

async fn refresh(app: &App, cookie: &str) -> Answer {
    let request = app.anonymous().request(Method::POST, "/auth/refresh").header("X-Lotse-Request", "1");
    send(request.header(COOKIE, cookie)).await
}

async fn signing_in_tells_who_one_is(backend: Backend) {
    let app = App::start(backend).await;
    let answer = login(&app).await;
    assert_eq!(answer.text("/token_type"), "Bearer");
    assert_eq!(answer.body["expires_in"], 600);
    let set = answer.header("set-cookie");
    for part in ["lotse_refresh=", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(set.contains(part), "{part} is missing in {set}");
    }
    assert_eq!(answer.header("cache-control"), "no-store");
    let me = app.with_token(answer.text("/access_token")).get("/auth/whoami").await.expect_status(200);
    assert_eq!(me.body, answer.body["user"]);
    assert_eq!((me.text("/email"), me.text("/role")), ("agent@example.org", "agent"));
}

async fn wrong_credentials_look_all_alike(backend: Backend) {
    let app = App::start(backend).await;
    let mut bodies = Vec::new();
    for (email, password) in [("agent@example.org", "wrong password 1"), ("nobody@example.org", PASSWORD)] {
        let answer = app.anonymous().post("/auth/login", json!({"email": email, "password": password})).await;
        let mut body = answer.expect_problem(401, "invalid_credentials").body;
        body["request_id"].take();
        bodies.push(body);
    }
    assert_eq!(bodies[0], bodies[1]);
    let upper = json!({"email": " AGENT@Example.org ", "password": PASSWORD});
    app.anonymous().post("/auth/login", upper).await.expect_status(200);
}

async fn a_refresh_cookie_is_exchanged_and_ends_with_signing_out(backend: Backend) {
    let app = App::start(backend).await;
    let first = login(&app).await;
    let second = refresh(&app, &cookie(&first)).await.expect_status(200);
    assert_ne!(cookie(&first), cookie(&second));
    let token = second.text("/access_token");
    app.with_token(token).get("/auth/whoami").await.expect_status(200);
    let request = app.anonymous().request(Method::POST, "/auth/logout").header("X-Lotse-Request", "1");
    let out = send(request.header(COOKIE, cookie(&second))).await.expect_status(200);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    app.with_token(token).get("/auth/whoami").await.expect_problem(401, "unauthenticated");
    refresh(&app, &cookie(&second)).await.expect_problem(401, "session_ended");
}

async fn a_second_tab_is_not_signed_out_and_late_reuse_ends_the_session(backend: Backend) {
    let app = App::start(backend).await;
    app.clock.hold();
    let first = login(&app).await;
    let second = refresh(&app, &cookie(&first)).await.expect_status(200);
    // The other tab was a moment late: it gets an access token, and keeps the cookie that the first one brought.
    let late = refresh(&app, &cookie(&first)).await.expect_status(200);
    assert_eq!(late.header("set-cookie"), "");
    refresh(&app, &cookie(&second)).await.expect_status(200);
    // The first token is neither the present nor the one before any more: two have it, so both are signed out.
    refresh(&app, &cookie(&first)).await.expect_problem(401, "session_ended");
    app.with_token(second.text("/access_token")).get("/auth/whoami").await.expect_problem(401, "unauthenticated");
    // A token that nobody here made ends nobody's session.
    let again = login(&app).await;
    refresh(&app, "lotse_refresh=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await.expect_status(401);
    app.with_token(again.text("/access_token")).get("/auth/whoami").await.expect_status(200);
}

async fn other_sites_are_refused(backend: Backend) {
    let app = App::start(backend).await;
    let cookie = cookie(&login(&app).await);
    let post = |path| app.anonymous().request(Method::POST, path).header(COOKIE, &cookie);
    let marked = |path| post(path).header("X-Lotse-Request", "1");
    let body = json!({"email": "agent@example.org", "password": PASSWORD});
    for path in ["/auth/refresh", "/auth/logout"] {
        send(post(path)).await.expect_problem(403, "cross_site");
        send(post(path).header("X-Lotse-Request", "0")).await.expect_problem(403, "cross_site");
        for site in ["cross-site", "same-site"] {
            send(marked(path).header("Sec-Fetch-Site", site)).await.expect_problem(403, "cross_site");
        }
        for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
            send(marked(path).header(ORIGIN, origin)).await.expect_problem(403, "cross_site");
        }
    }
    let login = || app.anonymous().request(Method::POST, "/auth/login").json(&body);
    send(login().header("Sec-Fetch-Site", "cross-site")).await.expect_problem(403, "cross_site");
    send(login().header(ORIGIN, "https://evil.example")).await.expect_problem(403, "cross_site");
    let rebound = login().header("Host", "evil.example").header(ORIGIN, "http://evil.example");
    send(rebound).await.expect_problem(403, "cross_site");
    send(login().header(ORIGIN, &app.url)).await.expect_status(200);
    send(marked("/auth/refresh").header("Sec-Fetch-Site", "same-origin")).await.expect_status(200);
}

async fn bad_tokens_are_refused(backend: Backend) {
    let app = App::start(backend).await;
    let good = login(&app).await.text("/access_token").to_owned();
    let parts: Vec<_> = good.split('.').collect();
    // {"alg":"none","typ":"at+jwt"} and {"alg":"HS256","typ":"at+jwt"}
    let none = format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{}.", parts[1]);
    let symmetric = format!("eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.{}.{}", parts[1], parts[2]);
    let unsigned = format!("{}.{}.", parts[0], parts[1]);
    for token in ["", "x", "a.b.c", &none, &symmetric, &unsigned, &good[1..]] {
        let answer = app.with_token(token).get("/auth/whoami").await.expect_problem(401, "unauthenticated");
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
    }
    let basic = app.anonymous().request(Method::GET, "/auth/whoami").basic_auth("agent@example.org", Some(PASSWORD));
    send(basic).await.expect_problem(401, "unauthenticated");
    app.anonymous().get("/auth/whoami").await.expect_problem(401, "unauthenticated");
}

async fn a_disabled_person_is_out_at_once(backend: Backend) {
    let app = App::start(backend).await;
    let signed_in = login(&app).await;
    let db = app.state.store.connection();
    use sea_orm::ConnectionTrait;
    db.execute_unprepared("UPDATE users SET status = 'disabled' WHERE email = 'agent@example.org'")
        .await
        .expect("disabled");
    app.with_token(signed_in.text("/access_token")).get("/auth/whoami").await.expect_problem(401, "unauthenticated");
    refresh(&app, &cookie(&signed_in)).await.expect_problem(401, "session_ended");
    let body = json!({"email": "agent@example.org", "password": PASSWORD});
    app.anonymous().post("/auth/login", body).await.expect_problem(401, "invalid_credentials");
}
