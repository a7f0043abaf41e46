//! `docs/permissions.csv` is the list of who may do what. One test compares it with the operations of OpenAPI, another
//! sends each request as each person. What is denied must leave everything as it was.

mod accounts;
mod corpus;
mod requests;
mod scopes;

use crate::app::Person;
use crate::description::{Operation, operations};
use crate::files::scanned;
use requests::{Cast, Scene, perform};
use serde_json::Value;
use std::collections::BTreeSet;
use test_support::{Backend, on_both_databases};

const TABLE: &str = include_str!("../../../../../docs/permissions.csv");
/// The agent outside is no member of the team that serves the queue in which every ticket of the table waits.
/// `agent_token` is the agent by a token with every scope, `reader_token` the admin by one that may read tickets.
const PEOPLE: [&str; 9] = [
    "anonymous",
    "requester",
    "participant",
    "other_customer",
    "agent",
    "agent_outside",
    "admin",
    "agent_token",
    "reader_token",
];

on_both_databases!(everybody_gets_what_the_table_says);

struct Row {
    operation: &'static str,
    case: &'static str,
    /// What an API token needs, or how else one gets in; the words of `x-required-scope`.
    scope: &'static str,
    expected: [u16; PEOPLE.len()],
}

fn rows() -> Vec<Row> {
    let mut lines = TABLE.lines();
    let header: Vec<_> = lines.next().expect("a header").split(',').collect();
    assert_eq!(header[3..], PEOPLE, "the columns of docs/permissions.csv");
    let row = |line: &'static str| {
        let cells: Vec<_> = line.split(',').collect();
        let [operation, case, scope, expected @ ..] = &cells[..] else { panic!("a short row: {line}") };
        let expected: Vec<u16> = expected.iter().map(|cell| cell.parse().expect("a status")).collect();
        Row { operation, case, scope, expected: expected.try_into().expect("a status for each person") }
    };
    lines.map(row).collect()
}

#[test]
fn every_operation_stands_in_the_table() {
    let operations: BTreeSet<_> = operations().map(|operation| operation.name).collect();
    let listed: BTreeSet<_> = rows().iter().map(|row| row.operation).collect();
    let missing: Vec<_> = operations.difference(&listed).collect();
    let stale: Vec<_> = listed.difference(&operations).collect();
    assert!(
        missing.is_empty(),
        "docs/permissions.csv has no row for {missing:?}: add one that says who may do it, and its request to \
         crates/server/tests/it/permissions/"
    );
    assert!(stale.is_empty(), "docs/permissions.csv lists {stale:?}, which the API does not have");
}

/// Scope and audience are told to readers of the API as they stand in the table.
#[test]
fn openapi_says_who_may_as_the_table_does() {
    let mut wrong = Vec::new();
    for Operation { name, said, .. } in operations() {
        let table = rows();
        let rows: Vec<_> = table.iter().filter(|row| row.operation == name).collect();
        let told = &said["x-required-scope"];
        if let Some(row) = rows.iter().find(|row| told != row.scope) {
            wrong.push(format!("{name}: the table says scope {}, OpenAPI says {told}", row.scope));
        }
        let refused = |person: &str| {
            let column = PEOPLE.iter().position(|name| *name == person).expect("a column");
            rows.iter().all(|row| matches!(row.expected[column], 403 | 404))
        };
        // Lines end anywhere.
        let words = said["description"].as_str().unwrap_or_default().split_whitespace();
        let description = words.collect::<Vec<_>>().join(" ");
        let alone = ["requester", "participant", "other_customer"].into_iter().all(refused);
        let audience = match (alone, refused("agent"), refused("admin")) {
            (true, true, false) => "For admins",
            (true, false, _) => "For staff",
            _ => continue,
        };
        if !description.contains(audience) {
            wrong.push(format!("{name}: its description does not say \"{audience}\""));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

async fn everybody_gets_what_the_table_says(backend: Backend) {
    let app = scanned(backend).await;
    let cast = Cast::of(&app).await;
    let mut people = vec![app.anonymous()];
    for name in &PEOPLE[1..] {
        let person = app.sign_in(requests::local_part(name)).await;
        people.push(match *name {
            "agent_token" => person.by_token(&["tickets:read", "tickets:write", "profile", "admin"]).await,
            "reader_token" => person.by_token(&["tickets:read"]).await,
            _ => person,
        });
    }
    let mut wrong = Vec::new();
    for Row { operation, case, expected, .. } in rows() {
        // What only reads is not asked whether it wrote.
        let reads = ["get_", "list_", "count_"].iter().any(|begin| operation.starts_with(begin));
        let everybody = PEOPLE.iter().zip(&people).zip(expected);
        // What is denied and what reads leaves everything as it was, so one scene is enough for all of it.
        let (harmless, changing): (Vec<_>, Vec<_>) = everybody.partition(|(_, expected)| reads || *expected >= 400);
        if !harmless.is_empty() {
            let scene = Scene::prepare(&cast, case, &cast.colleague, 400).await;
            let before = if reads { None } else { Some(everything(&cast.admin, &scene.ticket).await) };
            for ((name, person), expected) in harmless {
                let answer = perform(&app, person, name, operation, case, &scene).await;
                if answer.status != expected {
                    wrong.push(format!("{operation} ({case}) as {name}: {} instead of {expected}", answer.status));
                }
            }
            if let Some(before) = before
                && before != everything(&cast.admin, &scene.ticket).await
            {
                wrong.push(format!("{operation} ({case}): denied to all of these, but something changed"));
            }
        }
        for ((name, person), expected) in changing {
            let scene = Scene::prepare(&cast, case, person, expected).await;
            let answer = perform(&app, person, name, operation, case, &scene).await;
            if answer.status != expected {
                wrong.push(format!("{operation} ({case}) as {name}: {} instead of {expected}", answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What an admin sees: the ticket with all comments and events, how many tickets there are, and the desk.
async fn everything(admin: &Person<'_>, ticket: &str) -> Vec<Value> {
    let mut all = vec![admin.get("/tickets?limit=1&count=exact").await.body["count"].take()];
    for path in [
        ticket,
        &format!("{ticket}/history"),
        "/teams",
        "/queues",
        "/tags",
        "/categories",
        "/canned-replies",
        "/admin/settings",
        "/admin/webhooks",
        "/admin/sla-policies",
        "/admin/calendars",
        "/admin/users",
        "/admin/quarantine",
        &format!("{ticket}/attachments"),
    ] {
        all.push(without_addresses(admin.get(path).await.body));
    }
    all
}

/// The addresses of files are signed anew each time.
fn without_addresses(mut body: Value) -> Value {
    for item in body["items"].as_array_mut().into_iter().flatten() {
        if let Some(item) = item.as_object_mut() {
            item.remove("url");
            item.remove("preview_url");
        }
    }
    body
}
