//! `docs/permissions.csv` is the list of who may do what. One test compares it with the operations of OpenAPI, another
//! sends each request as each person. What is denied must leave everything as it was.

use crate::app::{Answer, App, PASSWORD, Person, send};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use test_support::{Backend, on_both_databases};

const TABLE: &str = include_str!("../../../../docs/permissions.csv");
const PEOPLE: [&str; 5] = ["anonymous", "requester", "other_customer", "agent", "admin"];

on_both_databases!(everybody_gets_what_the_table_says);

struct Row {
    operation: &'static str,
    case: &'static str,
    expected: [u16; 5],
}

fn rows() -> Vec<Row> {
    let mut lines = TABLE.lines();
    let header: Vec<_> = lines.next().expect("a header").split(',').collect();
    assert_eq!(header[2..], PEOPLE, "the columns of docs/permissions.csv");
    let row = |line: &'static str| {
        let cells: Vec<_> = line.split(',').collect();
        let [operation, case, expected @ ..] = &cells[..] else { panic!("a short row: {line}") };
        let expected: Vec<u16> = expected.iter().map(|cell| cell.parse().expect("a status")).collect();
        Row { operation, case, expected: expected.try_into().expect("a status for each person") }
    };
    lines.map(row).collect()
}

#[test]
fn every_operation_stands_in_the_table() {
    let document = serde_json::to_value(server::http::document()).expect("a description");
    let operations: BTreeSet<_> = document["paths"]
        .as_object()
        .expect("paths")
        .values()
        .flat_map(|item| item.as_object().expect("a path item").values())
        .filter_map(|operation| operation["operationId"].as_str())
        .collect();
    let listed: BTreeSet<_> = rows().iter().map(|row| row.operation).collect();
    let missing: Vec<_> = operations.difference(&listed).collect();
    let stale: Vec<_> = listed.difference(&operations).collect();
    assert!(
        missing.is_empty(),
        "docs/permissions.csv has no row for {missing:?}: add one that says who may do it, and its request to \
         crates/server/tests/it/permissions.rs"
    );
    assert!(stale.is_empty(), "docs/permissions.csv lists {stale:?}, which the API does not have");
}

async fn everybody_gets_what_the_table_says(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let people = [
        app.anonymous(),
        app.sign_in("customer").await,
        app.sign_in("other").await,
        app.sign_in("agent").await,
        app.sign_in("admin").await,
    ];
    let mut wrong = Vec::new();
    for Row { operation, case, expected } in rows() {
        for ((name, person), expected) in PEOPLE.iter().zip(&people).zip(expected) {
            let ticket = prepare(&app, &people, case).await;
            let before = everything(&admin, &ticket).await;
            let answer = perform(&app, person, name, operation, case, &ticket).await;
            if answer.status != expected {
                wrong.push(format!("{operation} ({case}) as {name}: {} instead of {expected}", answer.status));
            }
            if answer.status >= 400 && everything(&admin, &ticket).await != before {
                wrong.push(format!("{operation} ({case}) as {name}: denied, but something changed"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A ticket of the requester in the state that the case is about.
async fn prepare(app: &App, people: &[Person<'_>; 5], case: &str) -> String {
    let [_, requester, _, _, admin] = people;
    let ticket = requester.ask(case).await;
    match case {
        "closed already" | "closed" | "public on closed" => {
            let close = json!({"resolution_text": "Done."});
            admin.post(&format!("{ticket}/close"), close).await.expect_status(200);
        }
        "resolved" | "text when resolved" => {
            admin.take(&ticket).await.expect_status(200);
            admin.resolve(&ticket, "Done.").await.expect_status(200);
        }
        "with status" => {
            let colleague = app.sign_in("colleague").await;
            colleague.take(&ticket).await.expect_status(200);
        }
        _ => {}
    }
    ticket
}

/// What an admin sees: the ticket with all comments and events, and how many tickets there are.
async fn everything(admin: &Person<'_>, ticket: &str) -> (Value, Value, Value) {
    let history = admin.get(&format!("{ticket}/history")).await.body;
    (admin.get(ticket).await.body, history, admin.get("/tickets?limit=1&count=exact").await.body["count"].take())
}

async fn perform(app: &App, person: &Person<'_>, name: &str, operation: &str, case: &str, ticket: &str) -> Answer {
    let part = |part: &str| format!("{ticket}/{part}");
    match (operation, case) {
        ("live" | "ready", _) => send(app.client.get(format!("{}/health/{operation}", app.url))).await,
        ("describe_api", _) => person.get("/openapi.json").await,
        ("providers", _) => person.get("/auth/providers").await,
        ("login", _) => {
            let body = json!({"email": format!("{}@example.org", local_part(name)), "password": PASSWORD});
            person.post("/auth/login", body).await
        }
        ("refresh" | "logout", _) => {
            let request = person.request(Method::POST, &format!("/auth/{operation}")).header("X-Lotse-Request", "1");
            send(match cookie(app, name).await {
                Some(cookie) => request.header("Cookie", cookie),
                None => request,
            })
            .await
        }
        ("whoami", _) => person.get("/auth/whoami").await,
        ("list_categories", _) => person.get("/categories").await,
        ("list_agents", _) => person.get("/agents").await,
        ("list_tickets", "any") => person.get("/tickets").await,
        ("list_tickets", "by assignee") => person.get("/tickets?assignee=none").await,
        ("create_ticket", "own") => {
            person.post("/tickets", json!({"subject": "a", "description": "b", "category": "it"})).await
        }
        ("create_ticket", "on behalf of another") => {
            let whom = "colleague@example.org";
            let body = json!({"subject": "a", "description": "b", "category": "it", "on_behalf_of": whom});
            person.post("/tickets", body).await
        }
        ("get_ticket", _) => person.get(ticket).await,
        ("update_ticket", "text" | "text when resolved") => person.patch(ticket, json!({"subject": "other"})).await,
        ("update_ticket", "triage") => person.patch(ticket, json!({"priority": "low"})).await,
        ("update_ticket", "text and triage") => {
            person.patch(ticket, json!({"subject": "other", "priority": "low"})).await
        }
        ("update_ticket", "illegal step") => person.set_status(ticket, "waiting_on_customer").await,
        ("take_ticket", _) => person.take(ticket).await,
        ("close_ticket", _) => person.post(&part("close"), json!({"resolution_text": "Done."})).await,
        ("reopen_ticket", _) => person.post(&part("reopen"), json!({"reason": "Not done."})).await,
        ("list_comments", _) => person.get(&part("comments")).await,
        ("create_comment", "internal") => person.comment(ticket, "hello", "internal").await,
        ("create_comment", "with status") => {
            let body = json!({"body": "hello", "visibility": "public", "status": "waiting_on_customer"});
            person.post(&part("comments"), body).await
        }
        ("create_comment", _) => person.comment(ticket, "hello", "public").await,
        ("get_history", _) => person.get(&part("history")).await,
        _ => panic!("add the request of {operation} ({case}) to crates/server/tests/it/permissions.rs"),
    }
}

fn local_part(name: &str) -> &str {
    match name {
        "requester" | "anonymous" => "customer",
        "other_customer" => "other",
        name => name,
    }
}

async fn cookie(app: &App, name: &str) -> Option<String> {
    if name == "anonymous" {
        return None;
    }
    let body = json!({"email": format!("{}@example.org", local_part(name)), "password": PASSWORD});
    let answer = app.anonymous().post("/auth/login", body).await.expect_status(200);
    answer.header("set-cookie").split(';').next().map(str::to_owned)
}
