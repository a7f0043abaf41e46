//! Making accounts, passwords, addresses: by mailed links, and by their owners.

use crate::app::{App, NO_LIMITS, PASSWORD, Person, send};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use test_support::{Backend, is_long, on_both_databases};

on_both_databases!(
    whoever_signs_up_has_an_account_once_their_address_is_proved,
    signing_up_can_be_closed_or_limited_to_domains,
    known_and_unknown_addresses_get_the_same_answers,
    a_forgotten_password_is_set_by_a_link_that_is_good_once_and_for_half_an_hour,
    of_two_who_use_a_link_at_once_one_is_let_in,
    links_lead_to_the_configured_address_whatever_a_request_says,
    somebody_who_is_invited_chooses_a_password_and_comes_in,
    who_never_chose_a_password_is_waited_for_again,
    wrong_passwords_at_once_are_no_more_than_in_a_row,
    guessing_at_the_door_keeps_nobody_inside_from_proving_who_they_are,
    a_kept_link_is_for_who_has_proved_who_they_are,
    signing_up_ends_where_it_was_closed_meanwhile,
    a_changed_password_ends_all_other_sessions,
    bad_passwords_are_refused_wherever_one_is_set,
    another_address_is_proved_before_it_counts,
    addresses_that_only_look_alike_are_none,
    what_is_dangerous_takes_a_fresh_proof,
    somebody_always_runs_the_operation,
    sessions_are_listed_and_ended,
);

const NEW: &str = "a new pass phrase";

fn sign_up(email: &str) -> Value {
    json!({"email": email, "display_name": "Anna Berg", "locale": "de"})
}

async fn login(app: &App, email: &str, password: &str) -> crate::app::Answer {
    app.anonymous().post("/auth/login", json!({"email": email, "password": password})).await
}

async fn whoever_signs_up_has_an_account_once_their_address_is_proved(backend: Backend) {
    let app = App::start(backend).await;
    let nobody = app.anonymous();
    nobody.post("/auth/signup", sign_up("Anna@Example.org")).await.expect_status(202);
    let token = app.link_to("anna@example.org").await;
    login(&app, "anna@example.org", NEW).await.expect_problem(401, "invalid_credentials");
    let link = nobody.post("/auth/links/check", json!({"token": token})).await.expect_status(200);
    assert_eq!((link.text("/kind"), link.text("/email")), ("sign_up", "anna@example.org"));
    // It is for this alone.
    let used = json!({"token": token, "password": NEW});
    nobody.post("/auth/password/reset", used.clone()).await.expect_problem(400, "invalid_link");
    nobody.post("/auth/email/confirm", json!({"token": token})).await.expect_problem(400, "invalid_link");
    nobody.post("/auth/verify-email", used.clone()).await.expect_status(204);
    nobody.post("/auth/verify-email", used).await.expect_problem(400, "invalid_link");
    nobody.post("/auth/links/check", json!({"token": token})).await.expect_problem(400, "invalid_link");
    let me = login(&app, "anna@example.org", NEW).await.expect_status(200);
    let user = |pointer: &str| me.body.pointer(&format!("/user{pointer}")).cloned();
    assert_eq!((user("/role"), user("/locale")), (Some(json!("customer")), Some(json!("de"))));
    // Once more for the same address: the mail says so, and no second account comes of it.
    nobody.post("/auth/signup", sign_up("anna@example.org")).await.expect_status(202);
    let mails = app.mails_to("anna@example.org").await;
    assert!(mails.len() == 2 && mails[0].contains("gibt schon") && !mails[0].contains("/link#"), "{mails:?}");
}

async fn signing_up_can_be_closed_or_limited_to_domains(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let mut settings = admin.get("/admin/settings").await.body;
    settings["sign_up_domains"] = json!(["Example.org"]);
    admin.put("/admin/settings", settings.clone()).await.expect_status(200);
    let nobody = app.anonymous();
    let methods = nobody.get("/auth/providers").await.expect_status(200);
    assert_eq!((&methods.body["sign_up"], &methods.body["sign_up_domains"]), (&json!(true), &json!(["example.org"])));
    nobody.post("/auth/signup", sign_up("x@sub.example.org")).await.expect_problem(403, "sign_up_closed");
    nobody.post("/auth/signup", sign_up("x@example.org")).await.expect_status(202);
    settings["sign_up_domains"] = json!(["no domain"]);
    let refused = admin.put("/admin/settings", settings.clone()).await;
    refused.expect_fields(&[("/sign_up_domains/0", "unknown_value")]);
    settings["sign_up_domains"] = json!([]);
    settings["sign_up"] = json!(false);
    admin.put("/admin/settings", settings).await.expect_status(200);
    nobody.post("/auth/signup", sign_up("y@example.org")).await.expect_problem(403, "sign_up_closed");
}

async fn known_and_unknown_addresses_get_the_same_answers(backend: Backend) {
    let app = App::start(backend).await;
    let nobody = app.anonymous();
    for (path, body) in [
        ("/auth/login", json!({"password": "not the password"})),
        ("/auth/password/forgot", json!({})),
        ("/auth/signup", json!({"display_name": "X", "locale": "en"})),
    ] {
        let mut seen = Vec::new();
        for email in ["agent@example.org", "nobody@example.org"] {
            let mut body = body.clone();
            body["email"] = json!(email);
            let mut answer = nobody.post(path, body).await;
            if let Some(id) = answer.body.get_mut("request_id") {
                id.take();
            }
            let names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
            seen.push((answer.status, answer.body, names));
        }
        assert_eq!(seen[0], seen[1], "{path}");
    }
    assert_eq!(app.mails_to("nobody@example.org").await.len(), 1, "the one of signing up");
}

/// Prints what OWASP ASVS v5.0.0-6.3.8 asks for; measured only with `LOTSE_TEST_LONG`, since other tests would disturb it.
#[tokio::test]
async fn known_and_unknown_addresses_take_the_same_time() {
    let samples: usize = if is_long() { 200 } else { 5 };
    let app = App::start(Backend::Sqlite).await;
    let nobody = app.anonymous();
    for (path, body) in [
        ("/auth/login", json!({"password": "not the password"})),
        ("/auth/password/forgot", json!({})),
        ("/auth/signup", json!({"display_name": "X", "locale": "en"})),
    ] {
        // Each address once, so that nobody has to wait after wrong passwords.
        let addresses = |sample| {
            let known = format!("known-{path}-{sample}@example.org").replace('/', "-");
            [known.clone(), format!("un{known}")]
        };
        for sample in 0..samples {
            let [known, _] = addresses(sample);
            add(&app, &known).await;
        }
        let mut times = [Vec::new(), Vec::new()];
        for sample in 0..samples {
            // In turns, and each first as often as the other: what a mail takes in the background is no part of it.
            for index in [sample % 2, 1 - sample % 2] {
                let mut body = body.clone();
                body["email"] = json!(addresses(sample)[index]);
                let begun = Instant::now();
                nobody.post(path, body).await;
                times[index].push(begun.elapsed());
                app.all_is_told_but_webhooks().await;
            }
        }
        let [known, unknown] = times.map(median);
        eprintln!("{path}: median of {samples}: known {known:?}, unknown {unknown:?}");
        assert!(known < Duration::from_secs(20) && unknown < Duration::from_secs(20));
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

async fn add(app: &App, email: &str) {
    use domain::account::{Locale, Role};
    let user = server::app::accounts::NewUser {
        email: domain::email::Email::parse(email).expect("an address"),
        display_name: domain::text::DisplayName::parse("Known").expect("a name"),
        role: Role::Customer,
        locale: Locale::En,
        password: Some(PASSWORD.to_owned()),
    };
    server::app::accounts::create(&app.state, user).await.expect("an account");
}

async fn a_forgotten_password_is_set_by_a_link_that_is_good_once_and_for_half_an_hour(backend: Backend) {
    let app = App::start(backend).await;
    let nobody = app.anonymous();
    let before = app.sign_in("customer").await;
    let program = before.by_token(&["tickets:read"]).await;
    let forgot = json!({"email": "customer@example.org"});
    nobody.post("/auth/password/forgot", forgot.clone()).await.expect_status(202);
    let late = app.link_to("customer@example.org").await;
    app.clock.advance(30 * 60 + 1);
    let set = |token: &str| json!({"token": token, "password": NEW});
    nobody.post("/auth/password/reset", set(&late)).await.expect_problem(400, "invalid_link");
    nobody.post("/auth/password/forgot", forgot.clone()).await.expect_status(202);
    nobody.post("/auth/password/forgot", forgot).await.expect_status(202);
    let token = app.link_to("customer@example.org").await;
    let mails = app.mails_to("customer@example.org").await;
    let other = mails[1].split_once("/link#").and_then(|(_, rest)| rest.split_whitespace().next()).expect("a link");
    nobody.post("/auth/password/reset", set(&token)).await.expect_status(204);
    for used in [token.as_str(), other] {
        nobody.post("/auth/password/reset", set(used)).await.expect_problem(400, "invalid_link");
    }
    // The clock has moved, so the token of before has run out anyhow; a fresh look at its session tells.
    assert!(before.get("/auth/whoami").await.status == 401 && program.get("/auth/whoami").await.status == 401);
    login(&app, "customer@example.org", PASSWORD).await.expect_problem(401, "invalid_credentials");
    login(&app, "customer@example.org", NEW).await.expect_status(200);
    assert!(app.mails_to("customer@example.org").await[0].contains("password of your account was changed"));
}

async fn of_two_who_use_a_link_at_once_one_is_let_in(backend: Backend) {
    let app = App::start(backend).await;
    app.anonymous().post("/auth/signup", sign_up("anna@example.org")).await.expect_status(202);
    let token = app.link_to("anna@example.org").await;
    let tries = ["one pass phrase of mine", "two pass phrases of mine"].map(|password| {
        let body = json!({"token": token, "password": password});
        tokio::spawn(send(app.anonymous().request(Method::POST, "/auth/verify-email").json(&body)))
    });
    let mut statuses = Vec::new();
    for attempt in tries {
        statuses.push(attempt.await.expect("an answer").status);
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 400]);
}

async fn links_lead_to_the_configured_address_whatever_a_request_says(backend: Backend) {
    let app = App::start_configured(backend, &[("PUBLIC_URL", "https://desk.example.org")]).await;
    let forged = app.anonymous().request(Method::POST, "/auth/password/forgot");
    let forged = forged.header("Host", "evil.example").header("X-Forwarded-Host", "evil.example");
    send(forged.json(&json!({"email": "customer@example.org"}))).await.expect_status(202);
    let mails = app.mails_to("customer@example.org").await;
    assert!(mails[0].contains("https://desk.example.org/link#") && !mails[0].contains("evil"), "{}", mails[0]);
}

async fn somebody_who_is_invited_chooses_a_password_and_comes_in(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let body = json!({"email": "new@example.org", "display_name": "Nina Neu", "role": "agent", "locale": "en"});
    let made = admin.post("/admin/users", body.clone()).await.expect_status(201);
    let user = format!("/admin/users/{}", made.text("/id"));
    assert_eq!((made.text("/status"), made.text("/role")), ("invited", "agent"));
    admin.post("/admin/users", body).await.expect_problem(409, "email_taken");
    let first = app.link_to("new@example.org").await;
    admin.post(&format!("{user}/invite"), json!({})).await.expect_status(204);
    let second = app.link_to("new@example.org").await;
    let nobody = app.anonymous();
    let set = |token: &str| json!({"token": token, "password": NEW});
    nobody.post("/auth/password/reset", set(&first)).await.expect_problem(400, "invalid_link");
    nobody.post("/auth/verify-email", set(&second)).await.expect_problem(400, "invalid_link");
    nobody.post("/auth/password/reset", set(&second)).await.expect_status(204);
    login(&app, "new@example.org", NEW).await.expect_status(200);
    assert_eq!(admin.get(&user).await.text("/status"), "active");
    admin.post(&format!("{user}/invite"), json!({})).await.expect_problem(404, "not_found");
    let found = admin.get("/admin/users?search=NINA%20n&role=agent&status=active").await.expect_status(200);
    assert_eq!(found.body["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(admin.get("/admin/users?search=%25").await.body["items"], json!([]));
    let body = json!({"email": "oz@example.org", "display_name": "Özgür Ünal", "role": "agent", "locale": "de"});
    admin.post("/admin/users", body).await.expect_status(201);
    for search in ["Özgür", "özgür ün", "ÜNAL"] {
        let found = admin.get(&format!("/admin/users?search={search}")).await.expect_status(200);
        assert_eq!(found.body["items"].as_array().map(Vec::len), Some(1), "{search}");
    }
    admin.get("/admin/users?role=root").await.expect_fields(&[("?role", "unknown_value")]);
    admin.get("/admin/users?cursor=AAAA").await.expect_problem(400, "invalid_cursor");
}

async fn who_never_chose_a_password_is_waited_for_again(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let body = json!({"email": "new@example.org", "display_name": "Nina Neu", "role": "agent", "locale": "en"});
    let user = format!("/admin/users/{}", admin.post("/admin/users", body).await.expect_status(201).text("/id"));
    for (active, status) in [(false, "disabled"), (true, "invited")] {
        admin.patch(&user, json!({ "active": active })).await.expect_status(200);
        assert_eq!(admin.get(&user).await.text("/status"), status);
    }
    admin.post(&format!("{user}/invite"), json!({})).await.expect_status(204);
    let token = app.link_to("new@example.org").await;
    app.anonymous().post("/auth/password/reset", json!({"token": token, "password": NEW})).await.expect_status(204);
    login(&app, "new@example.org", NEW).await.expect_status(200);
}

async fn wrong_passwords_at_once_are_no_more_than_in_a_row(backend: Backend) {
    let app = App::start(backend).await;
    app.clock.hold();
    let tries = (0..30).map(|number| login(&app, "agent@example.org", format!("wrong password {number}").leak()));
    let answers = futures_util::future::join_all(tries).await;
    let looked_at = answers.iter().filter(|answer| answer.status == 401).count();
    assert_eq!((looked_at, answers.iter().filter(|answer| answer.status == 429).count()), (6, 24));
    // The mail lifts it, and who is in is not kept from proving who they are.
    app.anonymous().post("/auth/password/forgot", json!({"email": "agent@example.org"})).await.expect_status(202);
    let token = app.link_to("agent@example.org").await;
    app.anonymous().post("/auth/password/reset", json!({"token": token, "password": NEW})).await.expect_status(204);
    login(&app, "agent@example.org", NEW).await.expect_status(200);
}

async fn guessing_at_the_door_keeps_nobody_inside_from_proving_who_they_are(backend: Backend) {
    let app = App::start(backend).await;
    let agent = app.sign_in("agent").await;
    app.clock.hold();
    for _ in 0..7 {
        login(&app, "agent@example.org", "not the password").await;
    }
    login(&app, "agent@example.org", PASSWORD).await.expect_problem(429, "too_many_attempts");
    agent.post("/auth/reauthenticate", json!({"password": PASSWORD})).await.expect_status(204);
    for number in 0..8 {
        let answer = agent.post("/auth/reauthenticate", json!({"password": "not the password"})).await;
        assert_eq!(answer.status, if number < 6 { 400 } else { 429 }, "{number}");
    }
}

async fn a_kept_link_is_for_who_has_proved_who_they_are(backend: Backend) {
    use sea_orm::ConnectionTrait;
    let app = App::start(backend).await;
    app.anonymous().post("/auth/password/forgot", json!({"email": "agent@example.org"})).await.expect_status(202);
    let link = app.link_to("agent@example.org").await;
    let admin = app.sign_in("admin").await;
    let list = admin.get("/admin/outbox?channel=mail").await.expect_status(200).body;
    let mail = list["items"].as_array().expect("rows").iter().find(|row| row["kind"] == "reset_password");
    let path = format!("/admin/outbox/{}", mail.expect("the mail")["id"].as_str().expect("an id"));
    let text = async |person: &crate::app::Person<'_>| {
        person.get(&path).await.expect_status(200).text("/kept/text").to_owned()
    };
    assert!(text(&admin).await.contains(&link));
    let token = admin.by_token(&["admin"]).await;
    assert!(!text(&token).await.contains(&link));
    let long_ago = "UPDATE sessions SET proved_at = proved_at - 601000000";
    app.state.store.connection().execute_unprepared(long_ago).await.expect("long ago");
    let cut = text(&admin).await;
    assert!(!cut.contains(&link) && cut.contains("/link#…"), "{cut}");
    assert!(!admin.get("/admin/audit?kind=link_read").await.body["items"].as_array().expect("entries").is_empty());
}

async fn signing_up_ends_where_it_was_closed_meanwhile(backend: Backend) {
    let app = App::start(backend).await;
    app.anonymous().post("/auth/signup", sign_up("late@example.org")).await.expect_status(202);
    let token = app.link_to("late@example.org").await;
    let admin = app.sign_in("admin").await;
    let mut settings = admin.get("/admin/settings").await.expect_status(200).body;
    settings["sign_up"] = json!(false);
    admin.put("/admin/settings", settings).await.expect_status(200);
    let chosen = json!({"token": token, "password": NEW});
    app.anonymous().post("/auth/verify-email", chosen).await.expect_problem(403, "sign_up_closed");
}

async fn a_changed_password_ends_all_other_sessions(backend: Backend) {
    let app = App::start(backend).await;
    let (here, there) = (app.sign_in("agent").await, app.sign_in("agent").await);
    let change = |current: &str| json!({"current_password": current, "new_password": NEW});
    let refused = here.post("/auth/password/change", change("not the password")).await;
    refused.expect_fields(&[("/current_password", "wrong_password")]);
    let refused = here.post("/auth/password/change", json!({"new_password": NEW})).await;
    refused.expect_fields(&[("/current_password", "required")]);
    there.get("/auth/whoami").await.expect_status(200);
    here.post("/auth/password/change", change(PASSWORD)).await.expect_status(204);
    here.get("/auth/whoami").await.expect_status(200);
    there.get("/auth/whoami").await.expect_problem(401, "unauthenticated");
    login(&app, "agent@example.org", PASSWORD).await.expect_problem(401, "invalid_credentials");
    login(&app, "agent@example.org", NEW).await.expect_status(200);
}

async fn bad_passwords_are_refused_wherever_one_is_set(backend: Backend) {
    let app = App::start(backend).await;
    let agent = app.sign_in("agent").await;
    app.anonymous().post("/auth/signup", sign_up("anna.berg@example.org")).await.expect_status(202);
    let token = app.link_to("anna.berg@example.org").await;
    for (password, code) in [
        ("", "required"),
        ("elevenchars", "too_short"),
        (&"x1y2z3".repeat(200), "too_long"),
        ("password1234", "too_common"),
        ("iloveyou12345678", "too_common"),
        ("anna.berg 1985", "personal"),
    ] {
        let body = json!({"token": token, "password": password});
        app.anonymous().post("/auth/verify-email", body).await.expect_fields(&[("/password", code)]);
        if code != "personal" {
            let body = json!({"current_password": PASSWORD, "new_password": password});
            agent.post("/auth/password/change", body).await.expect_fields(&[("/new_password", code)]);
        }
    }
    let huge = "x".repeat(10 * 1024 * 1024);
    for (path, body) in [
        ("/auth/login", json!({"email": "agent@example.org", "password": huge})),
        ("/auth/verify-email", json!({"token": token, "password": huge})),
    ] {
        app.anonymous().post(path, body).await.expect_problem(413, "payload_too_large");
    }
    // The link was not used up by what was refused.
    let body = json!({"token": token, "password": NEW});
    app.anonymous().post("/auth/verify-email", body).await.expect_status(204);
}

async fn another_address_is_proved_before_it_counts(backend: Backend) {
    let app = App::start(backend).await;
    let agent = app.sign_in("agent").await;
    let wanted = json!({"email": "moved@example.org"});
    agent.post("/auth/email/change", wanted.clone()).await.expect_status(202);
    let token = app.link_to("moved@example.org").await;
    assert_eq!(agent.get("/auth/whoami").await.text("/email"), "agent@example.org");
    app.anonymous().post("/auth/email/confirm", json!({"token": token})).await.expect_status(204);
    assert_eq!(agent.get("/auth/whoami").await.text("/email"), "moved@example.org");
    app.anonymous().post("/auth/email/confirm", json!({"token": token})).await.expect_problem(400, "invalid_link");
    assert!(app.mails_to("agent@example.org").await[0].contains("moved example org"));
    login(&app, "moved@example.org", PASSWORD).await.expect_status(200);
    // An address that somebody has: its owner is told, and nothing comes of it.
    agent.post("/auth/email/change", json!({"email": "customer@example.org"})).await.expect_status(202);
    assert!(!app.mails_to("customer@example.org").await[0].contains("/link#"));
}

async fn addresses_that_only_look_alike_are_none(backend: Backend) {
    let app = App::start(backend).await;
    let long = format!("{}@example.org", "a".repeat(320));
    for email in [
        "аgent@example.org",
        "agent@exаmple.org",
        "ag\u{65}\u{301}nt@example.org",
        "ag\u{e9}nt@example.org",
        "agent\u{200b}@example.org",
        "agent@example.org\r\nBcc: x@y.example",
        "agent@@example.org",
        &long,
    ] {
        for (path, body) in [
            ("/auth/signup", sign_up(email)),
            ("/auth/password/forgot", json!({"email": email})),
            ("/auth/login", json!({"email": email, "password": PASSWORD})),
        ] {
            app.anonymous().post(path, body).await.expect_fields(&[("/email", "invalid_email")]);
        }
    }
}

async fn what_is_dangerous_takes_a_fresh_proof(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let agent = app.sign_in("agent").await.id().await;
    // A signed-in browser that was left alone; its access token is renewed by itself, the proof is not.
    app.clock.advance(300);
    let user = format!("/admin/users/{agent}");
    admin.patch(&user, json!({"role": "customer"})).await.expect_status(200);
    use sea_orm::ConnectionTrait;
    let old = format!("UPDATE sessions SET proved_at = proved_at - {}", 301 * 1_000_000);
    app.state.store.connection().execute_unprepared(&old).await.expect("older");
    let token = json!({"name": "x", "scopes": ["admin"], "expires_in_days": 1});
    let invitation = json!({"email": "new@example.org", "display_name": "N", "role": "admin", "locale": "en"});
    for (method, path, body) in [
        (Method::PATCH, user.as_str(), json!({"role": "agent"})),
        (Method::POST, "/admin/users", invitation),
        (Method::POST, "/me/tokens", token.clone()),
        (Method::POST, "/auth/email/change", json!({"email": "moved@example.org"})),
    ] {
        let answer = send(admin.request(method, path).json(&body)).await;
        answer.expect_problem(403, "reauthentication_required");
    }
    let wrong = admin.post("/auth/reauthenticate", json!({"password": "not the password"})).await;
    wrong.expect_fields(&[("/password", "wrong_password")]);
    admin.post("/auth/reauthenticate", json!({"password": PASSWORD})).await.expect_status(204);
    admin.post("/me/tokens", token).await.expect_status(201);
}

async fn somebody_always_runs_the_operation(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let id = admin.id().await;
    let own = format!("/admin/users/{id}");
    admin.patch(&own, json!({"role": "agent"})).await.expect_problem(409, "own_account");
    admin.patch(&own, json!({"active": false})).await.expect_problem(409, "own_account");
    admin.patch(&own, json!({"active": null})).await.expect_fields(&[("/active", "not_nullable")]);
    let agent = app.sign_in("agent").await;
    let other = format!("/admin/users/{}", agent.id().await);
    admin.patch(&other, json!({"role": "admin"})).await.expect_status(200);
    // Two admins who take each other's role at once: one of them stays.
    let take = |person: &Person<'_>, user: &str| {
        tokio::spawn(send(person.request(Method::PATCH, user).json(&json!({"role": "customer"}))))
    };
    let (one, two) = (take(&admin, &other), take(&agent, &own));
    let mut statuses = [one.await.expect("an answer").status, two.await.expect("an answer").status];
    statuses.sort_unstable();
    assert!(statuses == [200, 403] || statuses == [200, 409], "{statuses:?}");
}

async fn sessions_are_listed_and_ended(backend: Backend) {
    let app = App::start(backend).await;
    let body = json!({"email": "agent@example.org", "password": PASSWORD});
    let firefox = app.anonymous().request(Method::POST, "/auth/login").json(&body);
    let firefox = firefox.header("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0");
    let there = send(firefox).await.expect_status(200);
    let there = app.with_token(there.text("/access_token"));
    let here = app.sign_in("agent").await;
    let stranger = app.sign_in("customer").await;
    let list = here.get("/auth/sessions").await.expect_status(200);
    let items = list.body["items"].as_array().expect("sessions");
    assert_eq!(items.len(), 2);
    let other = items.iter().find(|item| item["current"] == false).expect("the other one");
    assert_eq!((&other["device"], &other["method"]), (&json!("Firefox · Linux"), &json!("password")));
    let path = format!("/auth/sessions/{}", other["id"].as_str().expect("an id"));
    stranger.delete(&path).await.expect_problem(404, "not_found");
    here.delete(&path).await.expect_status(204);
    there.get("/auth/whoami").await.expect_problem(401, "unauthenticated");
    here.delete(&path).await.expect_problem(404, "not_found");
    let third = app.sign_in("agent").await;
    here.post("/auth/logout-all", json!({"keep_current": true})).await.expect_status(204);
    third.get("/auth/whoami").await.expect_problem(401, "unauthenticated");
    here.post("/auth/logout-all", json!({})).await.expect_status(204);
    here.get("/auth/whoami").await.expect_problem(401, "unauthenticated");
}

/// Twelve people at once write wrong passwords to one address: the limit of the process aside, the wait in the database holds.
#[tokio::test]
async fn wrong_passwords_make_an_address_wait_whether_it_has_an_account_or_not() {
    let app = App::start_configured(Backend::Sqlite, &[("LIMITS", NO_LIMITS)]).await;
    app.clock.hold();
    for email in ["agent@example.org", "nobody@example.org"] {
        for _ in 0..6 {
            login(&app, email, "not the password").await.expect_problem(401, "invalid_credentials");
        }
        let answer = login(&app, email, PASSWORD).await.expect_problem(429, "too_many_attempts");
        assert!((1..=15).contains(&answer.body["retry_after"].as_i64().expect("seconds")), "{}", answer.body);
        assert_eq!(answer.header("retry-after"), answer.body["retry_after"].to_string());
    }
    app.clock.advance(16);
    login(&app, "agent@example.org", PASSWORD).await.expect_status(200);
    login(&app, "agent@example.org", "not the password").await.expect_problem(401, "invalid_credentials");
    login(&app, "agent@example.org", PASSWORD).await.expect_status(200);
}
