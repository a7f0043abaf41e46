use crate::app::{App, Person, send};
use crate::description::NOBODYS;
use reqwest::Method;
use serde_json::{Value, json};
use test_support::{Backend, on_both_databases};

on_both_databases!(
    bad_fields_are_named_all_at_once,
    hostile_texts_are_refused_or_stored_harmlessly,
    what_is_not_strict_json_is_refused,
    no_text_brings_html_of_its_own,
    bodies_that_are_too_long_are_refused_whole,
    refused_steps_change_nothing,
    unknown_addresses_and_methods,
);

/// Everything an admin can see of a ticket.
async fn whole(admin: &Person<'_>, ticket: &str) -> (Value, Value) {
    let history = admin.get(&format!("{ticket}/history")).await.expect_status(200);
    (admin.get(ticket).await.expect_status(200).body, history.body)
}

async fn bad_fields_are_named_all_at_once(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let bad = json!({"subject": " ", "description": "x".repeat(20_001), "category": "IT!", "priority": "asap"});
    customer.post("/tickets", bad).await.expect_fields(&[
        ("/subject", "required"),
        ("/description", "too_long"),
        ("/category", "unknown_value"),
        ("/priority", "unknown_value"),
    ]);
    let no_category = json!({"subject": "a", "description": "b", "category": "nothing"});
    customer.post("/tickets", no_category).await.expect_fields(&[("/category", "unknown_value")]);
    assert_eq!(customer.get("/tickets").await.body["count"]["value"], 0);
    let ticket = customer.ask("fine").await;
    let comment = json!({"body": "", "visibility": "secret", "status": "done"});
    agent.post(&format!("{ticket}/comments"), comment).await.expect_fields(&[
        ("/body", "required"),
        ("/visibility", "unknown_value"),
        ("/status", "unknown_value"),
    ]);
    agent.post(&format!("{ticket}/comments"), json!({"body": "a"})).await.expect_fields(&[("/visibility", "required")]);
    let nulls = json!({"subject": null, "status": null, "priority": null});
    agent.patch(&ticket, nulls).await.expect_fields(&[
        ("/subject", "not_nullable"),
        ("/status", "not_nullable"),
        ("/priority", "not_nullable"),
    ]);
    let login = json!({"email": "not an address", "password": "x".repeat(1_025)});
    app.anonymous()
        .post("/auth/login", login)
        .await
        .expect_fields(&[("/email", "invalid_email"), ("/password", "too_long")]);
}

/// Every answer with HTML that the server made.
fn made_html(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name.ends_with("html") => found.push(text.clone()),
                    other => made_html(other, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| made_html(item, found)),
        _ => {}
    }
}

async fn no_text_brings_html_of_its_own(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let hostile = "<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) \
        ![y](https://evil.example/p.png) <a href=\"data:text/html,x\">z</a> <svg onload=alert(1)>";
    let body = json!({"subject": hostile, "description": hostile, "category": "it"});
    let created = customer.post("/tickets", body).await.expect_status(201);
    let ticket = format!("/tickets/{}", created.body["number"]);
    agent.take(&ticket).await.expect_status(200);
    agent.comment(&ticket, hostile, "public").await.expect_status(201);
    agent.comment(&ticket, hostile, "internal").await.expect_status(201);
    agent.resolve(&ticket, hostile).await.expect_status(200);
    customer.post(&format!("{ticket}/reopen-request"), json!({"reason": hostile})).await.expect_status(200);
    agent.resolve(&ticket, hostile).await.expect_status(200);
    agent.patch("/me", json!({"display_name": "<b onclick=alert(1)>A</b>"})).await.expect_status(200);
    let mut found = Vec::new();
    for person in [&customer, &agent] {
        for path in [ticket.clone(), format!("{ticket}/history"), format!("{ticket}/comments")] {
            let answer = person.get(&path).await.expect_status(200);
            assert_eq!(answer.header("content-type"), "application/json");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            made_html(&answer.body, &mut found);
        }
    }
    made_html(&agent.post("/markdown/preview", json!({"text": hostile})).await.body, &mut found);
    assert!(found.len() >= 10, "only {} texts were found", found.len());
    for html in found {
        let tags = html.split('<').skip(1).map(|tag| tag.split([' ', '>', '/']).next().unwrap_or_default());
        for tag in tags.filter(|tag| !tag.is_empty()) {
            assert!(["p", "a", "em", "strong", "code", "br"].contains(&tag), "{tag} in {html}");
        }
        for attribute in ["onerror=", "onload=", "href=\"javascript", "href=\"data", "src="] {
            let in_a_tag =
                html.split('<').skip(1).any(|tag| tag.split('>').next().is_some_and(|tag| tag.contains(attribute)));
            assert!(!in_a_tag, "{attribute} in {html}");
        }
    }
}

async fn bodies_that_are_too_long_are_refused_whole(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("long").await;
    let before = whole(&agent, &ticket).await;
    let long = "x".repeat(1_000_000);
    let comment = agent.comment(&ticket, &long, "public").await;
    assert!([400, 413].contains(&comment.status), "{}", comment.status);
    for (path, body) in [
        (format!("{ticket}/close"), json!({"resolution_text": long})),
        (format!("{ticket}/reopen-request"), json!({"reason": long})),
        ("/markdown/preview".to_owned(), json!({"text": long})),
        ("/tickets/bulk".to_owned(), json!({"tickets": [{"ticket": long}], "change": {}})),
    ] {
        let answer = agent.post(&path, body).await;
        assert!([400, 403, 413].contains(&answer.status), "{path}: {}", answer.status);
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    let draft = agent.put(&format!("{ticket}/drafts/reply"), json!({"content": long})).await;
    assert!([400, 413].contains(&draft.status));
    // Deeply nested Markdown of a legal length is answered as any other.
    for bomb in
        ["> ".repeat(9_000), "[".repeat(19_000), "*a **b ".repeat(2_500), "- ".repeat(9_000), "`".repeat(19_000)]
    {
        agent.comment(&ticket, &format!("x{bomb}"), "internal").await.expect_status(201);
    }
    agent.get(&ticket).await.expect_status(200);
    assert_eq!(whole(&agent, &ticket).await.0["ticket"], before.0["ticket"]);
}

async fn hostile_texts_are_refused_or_stored_harmlessly(backend: Backend) {
    let app = App::start(backend).await;
    let customer = app.sign_in("customer").await;
    let ask = async |subject: &str, description: &str| {
        customer.post("/tickets", json!({"subject": subject, "description": description, "category": "it"})).await
    };
    for text in ["a\0b", "a\u{1b}[31mb", "a\u{7f}", "a\u{85}b", "a\u{2028}b"] {
        ask(text, "fine").await.expect_fields(&[("/subject", "forbidden_character")]);
        ask("fine", text).await.expect_fields(&[("/description", "forbidden_character")]);
    }
    for subject in ["two\nlines", "tab\there", "exe.\u{202e}fdp", "Bcc:\r\n x@y.z"] {
        ask(subject, "fine").await.expect_fields(&[("/subject", "forbidden_character")]);
    }
    for invisible in ["\u{200b}", "\u{feff}", "\u{a0}\u{3000}"] {
        ask(invisible, "fine").await.expect_fields(&[("/subject", "required")]);
    }
    for text in [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "'; DROP TABLE tickets; --",
        "%_\\' \" $1 ? {{7*7}} ${7*7}",
        "=HYPERLINK(\"http://evil.example\")",
        "e\u{301} vs \u{e9}, \u{1f469}\u{200d}\u{1f680}, مرحبا, 日本語",
    ] {
        let created = ask(text, text).await.expect_status(201);
        assert_eq!((created.text("/subject"), created.text("/description")), (text, text));
    }
    let exactly = "ä".repeat(200);
    ask(&exactly, &"🧭".repeat(20_000)).await.expect_status(201);
    ask(&(exactly + "ä"), "fine").await.expect_fields(&[("/subject", "too_long")]);
}

async fn what_is_not_strict_json_is_refused(backend: Backend) {
    let app = App::start(backend).await;
    let customer = app.sign_in("customer").await;
    let raw = async |kind: &str, body: Vec<u8>| {
        send(customer.request(Method::POST, "/tickets").header("content-type", kind).body(body)).await
    };
    let json_kind = "application/json";
    for body in ["", "{", "{\"subject\":}", "\u{feff}{}", "{\"subject\":\"a\",}", "{'subject':1}", "\u{0}"] {
        raw(json_kind, body.into()).await.expect_problem(400, "malformed_json");
    }
    raw(json_kind, vec![b'{', b'"', 0xff, 0xfe, b'"', b':', b'1', b'}']).await.expect_status(400);
    raw(json_kind, "[".repeat(100_000).into()).await.expect_fields(&[("", "wrong_type")]);
    raw(json_kind, "{\"subject\":1e400}".into()).await.expect_status(400);
    raw(json_kind, "{\"subject\":\"a\",\"subject\":\"b\"}".into())
        .await
        .expect_fields(&[("/subject", "contradiction")]);
    raw(json_kind, "{\"id\":1}".into()).await.expect_fields(&[("/id", "unknown_field")]);
    raw(json_kind, "{\"subject\":7}".into()).await.expect_fields(&[("/subject", "wrong_type")]);
    raw(json_kind, vec![b' '; 600 * 1024]).await.expect_problem(413, "payload_too_large");
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""] {
        raw(kind, "{}".into()).await.expect_problem(415, "unsupported_media_type");
    }
    // A body is never unpacked: these bytes could stand for gigabytes.
    for encoding in ["br", "gzip", "deflate", "zstd", "foo"] {
        let packed = customer.request(Method::POST, "/tickets").header("content-type", json_kind);
        let packed = send(packed.header("content-encoding", encoding).body(vec![0x1f, 0x8b, 8, 0])).await;
        packed.expect_problem(415, "unsupported_media_type");
    }
    let choosy = customer.request(Method::GET, "/categories").header("accept-encoding", "identity;q=0, *;q=0");
    assert_eq!(send(choosy).await.header("content-type"), "application/problem+json");
    let fine = json!({"subject": "a", "description": "b", "category": "it"}).to_string();
    raw("Application/JSON; charset=utf-8", fine.into()).await.expect_status(201);
    assert_eq!(customer.get("/tickets").await.body["count"]["value"], 1);
    // Who is not signed in learns that first, whatever the body is.
    let anonymous = app.anonymous();
    send(anonymous.request(Method::POST, "/tickets").body("{")).await.expect_problem(401, "unauthenticated");
}

async fn refused_steps_change_nothing(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, other, agent, admin) = (
        app.sign_in("customer").await,
        app.sign_in("other").await,
        app.sign_in("agent").await,
        app.sign_in("admin").await,
    );
    let ticket = customer.ask("guarded").await;
    let before = whole(&admin, &ticket).await;
    agent.set_status(&ticket, "in_progress").await.expect_fields(&[("/assignee", "required")]);
    for status in ["waiting_on_customer", "resolved"] {
        agent.set_status(&ticket, status).await.expect_problem(409, "invalid_transition");
    }
    agent.set_status(&ticket, "closed").await.expect_fields(&[("/resolution_text", "required")]);
    agent
        .patch(&ticket, json!({"resolution_text": "Early."}))
        .await
        .expect_fields(&[("/resolution_text", "not_expected")]);
    agent.patch(&ticket, json!({"priority": "low", "status": "resolved"})).await.expect_status(409);
    agent.patch(&ticket, json!({"category": "nothing"})).await.expect_fields(&[("/category", "unknown_value")]);
    agent.patch(&ticket, json!({"assignee": NOBODYS})).await.expect_fields(&[("/assignee", "unknown_value")]);
    customer.set_status(&ticket, "closed").await.expect_problem(403, "forbidden");
    customer.comment(&ticket, "secret", "internal").await.expect_problem(403, "forbidden");
    let sneaky = json!({"body": "Close it.", "visibility": "public", "status": "closed"});
    customer.post(&format!("{ticket}/comments"), sneaky).await.expect_problem(403, "forbidden");
    other.comment(&ticket, "hello", "public").await.expect_problem(404, "not_found");
    other.get(&ticket).await.expect_problem(404, "not_found");
    app.anonymous().get(&ticket).await.expect_problem(401, "unauthenticated");
    assert_eq!(whole(&admin, &ticket).await, before);
}

async fn unknown_addresses_and_methods(backend: Backend) {
    let app = App::start(backend).await;
    let agent = app.sign_in("agent").await;
    for path in
        ["/tickets/0", "/tickets/-1", "/tickets/abc", "/tickets/99999999999999999999", "/tickets/%00", "/nothing"]
    {
        agent.get(path).await.expect_problem(404, "not_found");
    }
    agent.get("/tickets/10001/secrets").await.expect_problem(404, "not_found");
    let put = send(agent.request(Method::PUT, "/tickets/10001")).await.expect_problem(405, "method_not_allowed");
    assert_eq!(put.header("allow"), "GET, PATCH, DELETE");
    let raw = send(app.client.get(format!("{}/api/v2/tickets", app.url))).await;
    raw.expect_problem(404, "not_found");
}
