use crate::app::{App, send};
use reqwest::Method;
use serde_json::{Value, json};
use test_support::{Backend, on_both_databases};

on_both_databases!(
    a_request_is_asked_worked_on_and_solved,
    a_stale_if_match_is_refused_with_what_was_missed,
    an_internal_note_changes_nothing_a_customer_can_observe,
    the_requesters_reply_reopens_a_resolved_ticket,
    closing_and_reopening,
    handing_back_clears_the_assignee,
    taking_what_somebody_else_has_is_refused,
    staff_ask_on_behalf_of_a_customer,
    the_requester_edits_until_the_ticket_is_settled,
    a_no_op_leaves_the_version,
    parallel_changes_have_one_winner_per_version,
);

async fn a_request_is_asked_worked_on_and_solved(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let body = json!({"subject": "VPN drops", "description": "Every few minutes.", "category": "access"});
    let created = customer.post("/tickets", body).await.expect_status(201);
    assert_eq!(created.text("/priority"), "high", "the category's default");
    assert_eq!(created.header("etag"), "\"1\"");
    let ticket = created.header("location").strip_prefix("/api/v1").expect("a path").to_owned();

    let taken = agent.take(&ticket).await.expect_status(200);
    assert_eq!((taken.text("/status"), taken.text("/assignee/display_name")), ("in_progress", "agent"));
    let ask = json!({"body": "Which network?", "visibility": "public", "status": "waiting_on_customer"});
    let asked = agent.post(&format!("{ticket}/comments"), ask).await.expect_status(201);
    assert_eq!(asked.text("/ticket/status"), "waiting_on_customer");
    assert!(asked.body["ticket"]["first_response_at"].is_string());
    let answered = customer.comment(&ticket, "At home.", "public").await.expect_status(201);
    assert_eq!(answered.text("/ticket/status"), "in_progress");
    agent.comment(&ticket, "known-issue-4711", "internal").await.expect_status(201);
    agent.resolve(&ticket, "Update the client to 4.2.").await.expect_status(200);

    let read = customer.get(&ticket).await.expect_status(200);
    assert_eq!(read.text("/ticket/resolution/text"), "Update the client to 4.2.");
    assert_eq!(read.text("/ticket/resolution/author/display_name"), "agent");
    let items = read.body["conversation"]["items"].as_array().expect("items");
    let bodies: Vec<_> = items.iter().filter_map(|item| item["comment"]["body"].as_str()).collect();
    assert_eq!(bodies, ["Which network?", "At home."]);
    let statuses: Vec<_> = items
        .iter()
        .filter_map(|item| item.pointer("/event/change/status_changed/to").and_then(Value::as_str))
        .collect();
    assert_eq!(statuses, ["in_progress", "waiting_on_customer", "in_progress", "resolved"]);
    assert!(!read.body.to_string().contains("known-issue-4711"));
    let id = read.text("/ticket/id");
    assert_eq!(customer.get(&format!("/tickets/{id}")).await.body["ticket"], read.body["ticket"]);
}

async fn a_stale_if_match_is_refused_with_what_was_missed(backend: Backend) {
    let app = App::start(backend).await;
    let (agent, admin) = (app.sign_in("agent").await, app.sign_in("admin").await);
    let ticket = app.sign_in("customer").await.ask("raced").await;
    agent.take(&ticket).await.expect_status(200);
    let low = |version: &str| {
        admin.request(Method::PATCH, &ticket).header("If-Match", version).json(&json!({"priority": "low"}))
    };
    let stale = send(low("\"1\"")).await.expect_problem(412, "stale_version");
    let missed = stale.body["missed"]["staff"].as_array().expect("missed");
    let kinds: Vec<_> =
        missed.iter().filter_map(|event| event["change"].as_object().and_then(|change| change.keys().next())).collect();
    assert_eq!(kinds, ["assignee_changed", "status_changed"]);
    assert_eq!(admin.get(&ticket).await.text("/ticket/priority"), "medium");
    send(low("W/\"2\"")).await.expect_problem(400, "invalid_if_match");
    for form in ["2", "\"+2\"", "\"\"", "\"2"] {
        send(low(form)).await.expect_problem(400, "invalid_if_match");
    }
    assert_eq!(send(low("\"2\"")).await.expect_status(200).header("etag"), "\"3\"");
}

async fn an_internal_note_changes_nothing_a_customer_can_observe(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("quiet").await;
    agent.take(&ticket).await.expect_status(200);
    let look = async || {
        let detail = customer.get(&ticket).await.expect_status(200);
        let etag = detail.header("etag").to_owned();
        let history = customer.get(&format!("{ticket}/history")).await.body;
        (detail.body, etag, history, customer.get("/tickets?sort=updated").await.body)
    };
    let before = look().await;
    agent.comment(&ticket, "between us", "internal").await.expect_status(201);
    assert_eq!(look().await, before);
}

async fn the_requesters_reply_reopens_a_resolved_ticket(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("not yet").await;
    agent.take(&ticket).await.expect_status(200);
    agent.resolve(&ticket, "Try again.").await.expect_status(200);
    let replied = customer.comment(&ticket, "Still broken.", "public").await.expect_status(201);
    assert_eq!(replied.text("/ticket/status"), "in_progress");
    assert!(replied.body["ticket"]["resolution"].is_null());
    let history = customer.get(&format!("{ticket}/history")).await.expect_status(200);
    let reasons: Vec<_> = history.body["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|event| event.pointer("/change/status_changed/reason").and_then(Value::as_str))
        .collect();
    assert_eq!(reasons, ["Still broken."]);
}

async fn closing_and_reopening(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    let ticket = customer.ask("spam").await;
    let close = format!("{ticket}/close");
    let reopen = format!("{ticket}/reopen");
    agent.post(&close, json!({})).await.expect_fields(&[("/resolution_text", "required")]);
    let closed = agent.post(&close, json!({"resolution_text": "Not for us.", "kind": "spam"})).await.expect_status(200);
    assert_eq!((closed.text("/status"), closed.text("/resolution/kind")), ("closed", "spam"));
    agent.post(&close, json!({"resolution_text": "Again."})).await.expect_problem(409, "ticket_closed");
    agent.post(&reopen, json!({"reason": "Oops."})).await.expect_problem(403, "step_not_permitted");
    agent.patch(&ticket, json!({"priority": "low"})).await.expect_problem(409, "ticket_closed");
    customer.comment(&ticket, "Hello?", "public").await.expect_problem(409, "ticket_closed");
    agent.comment(&ticket, "A note stays possible.", "internal").await.expect_status(201);
    let open = admin.post(&reopen, json!({"reason": "A real request."})).await.expect_status(200);
    assert_eq!(open.text("/status"), "open", "nobody was assigned");
    let refused = admin.post(&reopen, json!({"reason": "Again."})).await.expect_problem(409, "invalid_transition");
    let allowed: Vec<_> =
        refused.body["allowed"].as_array().into_iter().flatten().filter_map(|step| step["to"].as_str()).collect();
    assert_eq!(allowed, ["in_progress", "closed"]);
}

async fn handing_back_clears_the_assignee(backend: Backend) {
    let app = App::start(backend).await;
    let agent = app.sign_in("agent").await;
    let ticket = app.sign_in("customer").await.ask("hot potato").await;
    agent.set_status(&ticket, "in_progress").await.expect_fields(&[("/assignee", "required")]);
    agent.take(&ticket).await.expect_status(200);
    agent.patch(&ticket, json!({"assignee": null})).await.expect_fields(&[("/assignee", "required")]);
    let open = agent.set_status(&ticket, "open").await.expect_status(200);
    assert_eq!((open.text("/status"), open.body["assignee"].is_null()), ("open", true));
}

async fn taking_what_somebody_else_has_is_refused(backend: Backend) {
    let app = App::start(backend).await;
    let (agent, colleague) = (app.sign_in("agent").await, app.sign_in("colleague").await);
    let ticket = app.sign_in("customer").await.ask("mine").await;
    agent.take(&ticket).await.expect_status(200);
    colleague.take(&ticket).await.expect_problem(409, "already_assigned");
    let again = agent.take(&ticket).await.expect_status(200);
    assert_eq!(again.header("etag"), "\"2\"", "taking what one has changes nothing");
    let id = colleague.get("/auth/whoami").await.text("/id").to_owned();
    let moved = agent.patch(&ticket, json!({"assignee": id})).await.expect_status(200);
    assert_eq!(moved.text("/assignee/display_name"), "colleague");
    let customer = app.sign_in("customer").await.get("/auth/whoami").await.text("/id").to_owned();
    agent.patch(&ticket, json!({"assignee": customer})).await.expect_fields(&[("/assignee", "unknown_value")]);
}

async fn staff_ask_on_behalf_of_a_customer(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let body = |person: &str| json!({"subject": "By phone", "description": "She called.", "category": "other", "on_behalf_of": person});
    let created = agent.post("/tickets", body("customer@example.org")).await.expect_status(201);
    assert_eq!(created.text("/requester/display_name"), "customer");
    assert_eq!(created.text("/created_by/display_name"), "agent");
    customer.get(&format!("/tickets/{}", created.body["number"])).await.expect_status(200);
    let unknown = agent.post("/tickets", body("nobody@example.org")).await;
    unknown.expect_fields(&[("/on_behalf_of", "unknown_value")]);
    // A customer learns nothing about who exists.
    for person in ["other@example.org", "nobody@example.org"] {
        customer.post("/tickets", body(person)).await.expect_problem(403, "forbidden");
    }
}

async fn the_requester_edits_until_the_ticket_is_settled(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("Tpyo").await;
    let edit = json!({"subject": "Typo"});
    assert_eq!(customer.patch(&ticket, edit.clone()).await.expect_status(200).text("/subject"), "Typo");
    // Refused whole when one field is: the priority is staff's.
    let mixed = json!({"subject": "Typo!", "priority": "urgent"});
    customer.patch(&ticket, mixed).await.expect_problem(403, "forbidden");
    assert_eq!(customer.get(&ticket).await.text("/ticket/subject"), "Typo");
    agent.take(&ticket).await.expect_status(200);
    agent.resolve(&ticket, "Mended.").await.expect_status(200);
    customer.patch(&ticket, edit).await.expect_status(409);
    customer.patch(&ticket, json!({"subject": "Other"})).await.expect_problem(409, "ticket_settled");
}

async fn a_no_op_leaves_the_version(backend: Backend) {
    let app = App::start(backend).await;
    let agent = app.sign_in("agent").await;
    let ticket = app.sign_in("customer").await.ask("same").await;
    for body in [json!({}), json!({"priority": "medium"}), json!({"status": "open"}), json!({"assignee": null})] {
        let answer = agent.patch(&ticket, body).await.expect_status(200);
        assert_eq!(answer.header("etag"), "\"1\"");
    }
}

async fn parallel_changes_have_one_winner_per_version(backend: Backend) {
    let app = App::start(backend).await;
    let agent = app.sign_in("agent").await;
    let ticket = app.sign_in("customer").await.ask("crowded").await;
    let tries = ["low", "high", "urgent"].into_iter().cycle().take(24).map(|priority| {
        let body = json!({"priority": priority});
        tokio::spawn(send(agent.request(Method::PATCH, &ticket).header("If-Match", "\"1\"").json(&body)))
    });
    let mut won = 0;
    for attempt in tries.collect::<Vec<_>>() {
        match attempt.await.expect("an answer").status {
            200 => won += 1,
            status => assert_eq!(status, 412),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(agent.get(&ticket).await.body["ticket"]["version"], 2);
}
