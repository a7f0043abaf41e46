//! Signing in at a provider: an honest one, and one that lies in every field (SECURITY.md, CVE-2026-84458,
//! CVE-2026-47164).

use crate::app::{Answer, App, Person};
use crate::provider::{Provider, Says, Visit, came_in, now};
use serde_json::{Value, json};
use test_support::{Backend, on_both_databases};

on_both_databases!(
    who_comes_for_the_first_time_gets_an_account_and_the_same_one_again,
    an_address_never_leads_to_an_account,
    what_is_not_to_be_believed_lets_nobody_in,
    a_visit_is_good_once_and_for_the_browser_that_made_it,
    nobody_is_led_to_another_site,
    a_provider_is_connected_by_whoever_is_signed_in,
    a_provider_can_tell_roles_where_that_is_wanted,
    a_provider_that_cannot_be_reached_is_told,
    who_has_no_password_proves_who_they_are_at_the_provider,
);

async fn app(backend: Backend) -> (App, Provider) {
    let provider = Provider::start();
    let app = App::start_configured(backend, &[provider.setting()]).await;
    (app, provider)
}

#[track_caller]
fn leads_to(answer: &Answer, place: &str) {
    assert_eq!(answer.header("location"), place);
}

async fn who_comes_for_the_first_time_gets_an_account_and_the_same_one_again(backend: Backend) {
    let (app, provider) = app(backend).await;
    let methods = app.anonymous().get("/auth/providers").await;
    assert_eq!(methods.body["providers"][0], json!({"name": "corp", "label": "Corp"}));
    let visit = Visit::begin(&app, &provider, "corp", "/tickets/new").await;
    assert_eq!(
        (visit.query["response_type"].as_str(), visit.query["scope"].as_str()),
        ("code", "openid email profile")
    );
    let back = visit.back(&app).await;
    leads_to(&back, "/tickets/new");
    assert!(visit.proves(&provider));
    let first = came_in(&app, &back).await.expect("a session");
    assert_eq!((&first["user"]["role"], &first["user"]["email"]), (&json!("customer"), &json!("new@example.org")));
    assert_eq!(first["user"]["has_password"], false);
    // Another address at the provider changes nothing about who it is.
    provider.claims(json!({"email": "other@example.org"}));
    let again = Visit::begin(&app, &provider, "corp", "/").await.back(&app).await;
    let again = came_in(&app, &again).await.expect("a session");
    assert_eq!(again["user"], first["user"]);
    let me = app.with_token(again["access_token"].as_str().expect("a token"));
    assert_eq!(me.get("/auth/sessions").await.text("/items/0/method"), "provider");
    let identities = me.get("/me/identities").await.expect_status(200);
    assert_eq!(identities.text("/items/0/provider"), "Corp");
    let only = format!("/me/identities/{}", identities.text("/items/0/id"));
    me.delete(&only).await.expect_problem(409, "last_sign_in_method");
    // Who is switched off does not come in this way either.
    let admin = app.sign_in("admin").await;
    let user = format!("/admin/users/{}", first["user"]["id"].as_str().expect("an id"));
    admin.patch(&user, json!({"active": false})).await.expect_status(200);
    let out = Visit::begin(&app, &provider, "corp", "/").await.back(&app).await;
    leads_to(&out, "/sign-in?sso=disabled");
    assert!(came_in(&app, &out).await.is_none());
}

async fn an_address_never_leads_to_an_account(backend: Backend) {
    let (app, provider) = app(backend).await;
    let users = || async { app.sign_in("admin").await.get("/admin/users").await.body["items"].clone() };
    let before = users().await.as_array().map(Vec::len);
    let verified = [json!(true), json!(false), Value::Null, json!("true"), json!("TRUE"), json!(1)];
    for (number, email_verified) in verified.iter().enumerate() {
        for email in ["agent@example.org", "AGENT@example.org", " agent@example.org"] {
            provider.claims(json!({"sub": format!("liar-{number}"), "email": email, "email_verified": email_verified}));
            let back = Visit::begin(&app, &provider, "corp", "/").await.back(&app).await;
            assert!(back.header("location").starts_with("/sign-in?sso="), "{email} {email_verified}");
            assert!(came_in(&app, &back).await.is_none(), "{email} {email_verified}");
        }
    }
    // An address that nobody has here, which the provider does not say is theirs, is nobody's afterwards.
    for email_verified in [json!(false), Value::Null] {
        provider.claims(json!({"sub": "squatter", "email": "free@example.org", "email_verified": email_verified}));
        let back = Visit::begin(&app, &provider, "corp", "/").await.back(&app).await;
        leads_to(&back, "/sign-in?sso=email_unverified");
    }
    assert_eq!(users().await.as_array().map(Vec::len), before);
    assert!(app.sign_in("agent").await.get("/me/identities").await.body["items"].as_array().is_some_and(Vec::is_empty));
}

async fn what_is_not_to_be_believed_lets_nobody_in(backend: Backend) {
    let (app, provider) = app(backend).await;
    let now = now();
    let lies = [
        ("another issuer", json!({"iss": "https://evil.example"})),
        ("another audience", json!({"aud": "other"})),
        ("several audiences", json!({"aud": ["lotse", "other"]})),
        ("no subject", json!({"sub": null})),
        ("another nonce", json!({"nonce": "other"})),
        ("no nonce", json!({"nonce": null})),
        ("run out", json!({"exp": now - 3_600})),
        ("exp as text", json!({"exp": "soon"})),
        ("no exp", json!({"exp": null})),
        ("a subject that is a list", json!({"sub": ["a"]})),
    ];
    let lies = lies.map(|(what, claims)| (what, Says { claims, ..Says::default() }));
    let others = [
        ("another key", Says { other_key: true, ..Says::default() }),
        ("no signature", Says { unsigned: true, ..Says::default() }),
        ("the secret of the client", Says { symmetric: true, ..Says::default() }),
        ("an error", Says { broken: true, ..Says::default() }),
    ];
    for (what, says) in lies.into_iter().chain(others) {
        provider.says(says);
        let back = Visit::begin(&app, &provider, "corp", "/").await.back(&app).await;
        assert!(["/sign-in?sso=refused", "/sign-in?sso=unavailable"].contains(&back.header("location")), "{what}");
        assert!(came_in(&app, &back).await.is_none(), "{what}");
    }
    // A name that would be no name, and an address that is none.
    provider.claims(json!({"name": "\u{202e}", "email": "no address"}));
    let back = Visit::begin(&app, &provider, "corp", "/").await.back(&app).await;
    leads_to(&back, "/sign-in?sso=email_unverified");
}

async fn a_visit_is_good_once_and_for_the_browser_that_made_it(backend: Backend) {
    let (app, provider) = app(backend).await;
    let (mine, theirs) =
        (Visit::begin(&app, &provider, "corp", "/").await, Visit::begin(&app, &provider, "corp", "/").await);
    let with = |state: &str| format!("state={state}&code=code-1");
    // The state of one browser with the cookie of another (login CSRF, RFC 6749 10.12).
    for (cookie, query) in [
        (theirs.cookie.as_str(), with(&mine.state)),
        ("", with(&Visit::begin(&app, &provider, "corp", "/").await.state)),
        (theirs.cookie.as_str(), with("made up")),
        (theirs.cookie.as_str(), "code=code-1".to_owned()),
    ] {
        let back = mine.back_with(&app, cookie, &query).await;
        leads_to(&back, "/sign-in?sso=expired");
        assert!(came_in(&app, &back).await.is_none());
    }
    // What was tried by the wrong browser is spent for the right one.
    leads_to(&mine.back(&app).await, "/sign-in?sso=expired");
    let good = Visit::begin(&app, &provider, "corp", "/").await;
    leads_to(&good.back(&app).await, "/");
    leads_to(&good.back(&app).await, "/sign-in?sso=expired");
    let late = Visit::begin(&app, &provider, "corp", "/").await;
    app.clock.advance(601);
    leads_to(&late.back(&app).await, "/sign-in?sso=expired");
    // The nonce of one visit in the token of another.
    let (first, _second) =
        (Visit::begin(&app, &provider, "corp", "/").await, Visit::begin(&app, &provider, "corp", "/").await);
    leads_to(&first.back(&app).await, "/sign-in?sso=refused");
    // Another provider's address, another issuer's word, and a user who did not want to.
    let visit = Visit::begin(&app, &provider, "corp", "/").await;
    let elsewhere = Visit { name: "roles", cookie: visit.cookie.clone(), ..visit };
    leads_to(&elsewhere.back(&app).await, "/sign-in?sso=expired");
    let visit = Visit::begin(&app, &provider, "corp", "/").await;
    let mixed_up = format!("{}&iss=https%3A%2F%2Fevil.example", with(&visit.state));
    leads_to(&visit.back_with(&app, &visit.cookie, &mixed_up).await, "/sign-in?sso=refused");
    let visit = Visit::begin(&app, &provider, "corp", "/").await;
    let denied = format!("state={}&error=access_denied&error_description=no", visit.state);
    leads_to(&visit.back_with(&app, &visit.cookie, &denied).await, "/sign-in?sso=cancelled");
}

async fn nobody_is_led_to_another_site(backend: Backend) {
    let (app, provider) = app(backend).await;
    for next in [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/%5Cevil.example",
        "%5C%5Cevil.example",
        "/%09/evil.example",
        "%20//evil.example",
        "/%252Fevil.example",
        "javascript:alert(1)",
        "evil.example",
        "/../..//evil.example",
        "/api/v1/auth/oidc/corp/start",
        "https:evil.example",
    ] {
        let back = Visit::begin(&app, &provider, "corp", next).await.back(&app).await;
        leads_to(&back, "/");
    }
    let agent = app.sign_in("agent").await;
    let refused = agent.post("/auth/oidc/corp/link", json!({"next": "//evil.example"})).await;
    refused.expect_fields(&[("/next", "unknown_value")]);
}

async fn a_provider_is_connected_by_whoever_is_signed_in(backend: Backend) {
    let (app, provider) = app(backend).await;
    let agent = app.sign_in("agent").await;
    leads_to(&Visit::by(&agent, &provider, "link").await.back(&app).await, "/profile");
    let came = Visit::begin(&app, &provider, "corp", "/").await.back(&app).await;
    let session = came_in(&app, &came).await.expect("a session");
    assert_eq!(session["user"]["email"], "agent@example.org");
    // The same again changes nothing; somebody else cannot have it.
    leads_to(&Visit::by(&agent, &provider, "link").await.back(&app).await, "/profile");
    let other = app.sign_in("other").await;
    leads_to(&Visit::by(&other, &provider, "link").await.back(&app).await, "/sign-in?sso=identity_taken");
    assert_eq!(other.get("/me/identities").await.body["items"], json!([]));
    // Whoever was signed out meanwhile connects nothing.
    provider.claims(json!({"sub": "subject-2"}));
    let visit = Visit::by(&other, &provider, "link").await;
    other.post("/auth/logout-all", json!({})).await.expect_status(204);
    leads_to(&visit.back(&app).await, "/sign-in?sso=expired");
    let identities = agent.get("/me/identities").await.expect_status(200);
    let path = format!("/me/identities/{}", identities.text("/items/0/id"));
    app.sign_in("colleague").await.delete(&path).await.expect_problem(404, "not_found");
    agent.delete(&path).await.expect_status(204);
    provider.claims(json!({"email": "agent@example.org"}));
    let came = Visit::begin(&app, &provider, "corp", "/").await.back(&app).await;
    leads_to(&came, "/sign-in?sso=email_taken");
}

async fn a_provider_can_tell_roles_where_that_is_wanted(backend: Backend) {
    let (app, provider) = app(backend).await;
    async fn role(app: &App, provider: &Provider, name: &'static str) -> Value {
        let came = Visit::begin(app, provider, name, "/").await.back(app).await;
        came_in(app, &came).await.expect("a session")["user"]["role"].clone()
    }
    let groups = |groups: Value| json!({"sub": "mapped", "email": "mapped@example.org", "groups": groups});
    provider.claims(groups(json!(["chiefs"])));
    assert_eq!(role(&app, &provider, "corp").await, "customer", "this one tells none");
    assert_eq!(role(&app, &provider, "roles").await, "admin");
    provider.claims(groups(json!("support")));
    assert_eq!(role(&app, &provider, "roles").await, "agent");
    provider.claims(groups(json!([{"support": 1}, "other"])));
    assert_eq!(role(&app, &provider, "roles").await, "customer");
    // The last admin stays one, whatever the provider says.
    provider.claims(groups(json!(["support", "chiefs"])));
    assert_eq!(role(&app, &provider, "roles").await, "admin");
    let came = Visit::begin(&app, &provider, "roles", "/").await.back(&app).await;
    let session = came_in(&app, &came).await.expect("a session");
    let chief = app.with_token(session["access_token"].as_str().expect("a token"));
    let admin = app.sign_in("admin").await.id().await;
    chief.patch(&format!("/admin/users/{admin}"), json!({"role": "agent"})).await.expect_status(200);
    provider.claims(groups(json!([])));
    assert_eq!(role(&app, &provider, "roles").await, "admin");
}

async fn a_provider_that_cannot_be_reached_is_told(backend: Backend) {
    let (app, _provider) = app(backend).await;
    let start = app.anonymous().get("/auth/oidc/gone/start").await.expect_status(303);
    leads_to(&start, "/sign-in?sso=unavailable");
    let agent = app.sign_in("agent").await;
    let answer = agent.post("/auth/oidc/gone/link", json!({"next": "/"})).await;
    let answer = answer.expect_problem(503, "provider_unavailable");
    assert_eq!(answer.header("retry-after"), "10");
    assert!(!answer.body.to_string().contains("127.0.0.1"), "{}", answer.body);
}

async fn who_has_no_password_proves_who_they_are_at_the_provider(backend: Backend) {
    let (app, provider) = app(backend).await;
    let came = Visit::begin(&app, &provider, "corp", "/").await.back(&app).await;
    let session = came_in(&app, &came).await.expect("a session");
    let person: Person<'_> = app.with_token(session["access_token"].as_str().expect("a token"));
    use sea_orm::ConnectionTrait;
    let db = app.state.store.connection();
    db.execute_unprepared("UPDATE sessions SET proved_at = 0").await.expect("older");
    let new = json!({"new_password": "a new pass phrase"});
    person.post("/auth/password/change", new.clone()).await.expect_problem(403, "reauthentication_required");
    // A provider that only remembers them is not enough.
    let long_ago = now() - 3_600;
    for claims in [json!({"auth_time": long_ago}), json!({"auth_time": null}), json!({"sub": "somebody else"})] {
        provider.claims(claims);
        let visit = Visit::by(&person, &provider, "reauthenticate").await;
        assert_eq!((visit.query["prompt"].as_str(), visit.query["max_age"].as_str()), ("login", "0"));
        leads_to(&visit.back(&app).await, "/sign-in?sso=refused");
    }
    person.post("/auth/password/change", new.clone()).await.expect_problem(403, "reauthentication_required");
    provider.claims(json!({}));
    leads_to(&Visit::by(&person, &provider, "reauthenticate").await.back(&app).await, "/profile");
    person.post("/auth/password/change", new).await.expect_status(204);
    assert_eq!(person.get("/auth/whoami").await.body["has_password"], true);
}
