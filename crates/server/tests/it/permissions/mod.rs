//! `docs/permissions.csv` is the list of who may do what. One test compares it with the operations of OpenAPI, another
//! sends each request as each person. What is denied must leave everything as it was.

mod accounts;
mod corpus;
mod requests;
mod scopes;

use crate::app::{Answer, App, Person};
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

impl Row {
    fn reads(&self) -> bool {
        ["get_", "list_", "count_"].iter().any(|begin| self.operation.starts_with(begin))
    }
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
    let table = Table { app: &app, cast: &cast, people: &people, rows: &rows() };
    let mut wrong = table.denied_or_read().await;
    wrong.extend(table.allowed().await);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The table, and who takes part.
struct Table<'a> {
    app: &'a App,
    cast: &'a Cast<'a>,
    people: &'a [Person<'a>],
    rows: &'a [Row],
}

impl Table<'_> {
    /// Who asks for a row: those of whose doing nothing comes, because they are denied it or it only reads, and the others.
    fn turns(&self, row: &Row) -> (Vec<Turn<'_>>, Vec<Turn<'_>>) {
        let of = |((name, person), expected)| Turn { name, person, expected };
        let everybody = PEOPLE.into_iter().zip(self.people).zip(row.expected).map(of);
        everybody.partition(|turn| row.reads() || turn.expected >= 400)
    }

    /// It leaves everything as it was, so one scene is enough for all who only do that, and the desk is looked at when all
    /// scenes stand and when all have been asked. Gives what was wrong.
    async fn denied_or_read(&self) -> Vec<String> {
        let Self { app, cast, rows, .. } = *self;
        let (mut scenes, mut wrong) = (Vec::new(), Vec::new());
        for row in rows {
            let (harmless, _) = self.turns(row);
            if !harmless.is_empty() {
                scenes.push((row, harmless, Scene::prepare(cast, row.case, &cast.colleague, 400).await));
            }
        }
        let before = desk(cast).await;
        for (row, harmless, scene) in &scenes {
            // What only reads is not asked whether it wrote there.
            let before = if row.reads() { None } else { Some(below(&cast.admin, scene).await) };
            for turn in harmless {
                wrong.extend(turn.take(app, row, scene).await);
            }
            if let Some(before) = before
                && before != below(&cast.admin, scene).await
            {
                wrong.push(format!("{} ({}): denied to all of these, but something changed", row.operation, row.case));
            }
        }
        for ((path, before), (_, after)) in before.iter().zip(desk(cast).await) {
            if *before != after {
                wrong.push(format!("{path}: all was denied or only read, but it was\n  {before}\nand is\n  {after}"));
            }
        }
        wrong
    }

    /// Each in a scene of their own, where it is about one. Gives what was wrong.
    async fn allowed(&self) -> Vec<String> {
        let addressed: BTreeSet<_> =
            operations().filter(|one| one.template.contains('{')).map(|one| one.name).collect();
        let mut wrong = Vec::new();
        for row in self.rows {
            let (_, changing) = self.turns(row);
            // A scene that no address names, and nothing that is made is called after, goes on for the next one.
            let takes_scene = addressed.contains(row.operation) || row.operation.starts_with("create_");
            let mut scene = None;
            for turn in changing {
                if takes_scene || scene.is_none() {
                    scene = Some(Scene::prepare(self.cast, row.case, turn.person, turn.expected).await);
                }
                if let Some(scene) = &scene {
                    wrong.extend(turn.take(self.app, row, scene).await);
                }
            }
        }
        wrong
    }
}

/// Somebody who asks, and what they have to be answered.
struct Turn<'a> {
    name: &'static str,
    person: &'a Person<'a>,
    expected: u16,
}

impl Turn<'_> {
    /// Tells what was answered instead.
    async fn take(&self, app: &App, row: &Row, scene: &Scene) -> Option<String> {
        let Self { name, person, expected } = self;
        let Row { operation, case, .. } = row;
        let Answer { status, .. } = perform(app, person, name, operation, case, scene).await;
        (status != *expected).then(|| format!("{operation} ({case}) as {name}: {status} instead of {expected}"))
    }
}

/// What an admin sees of a scene: all comments, events and files of its ticket, and the queue, which one row could change and
/// the next one change back.
async fn below(admin: &Person<'_>, Scene { ticket, .. }: &Scene) -> Vec<Value> {
    let mut all = Vec::new();
    for path in [ticket, &format!("{ticket}/history"), &format!("{ticket}/attachments"), "/queues"] {
        all.push(without_addresses(admin.get(path).await.body));
    }
    all
}

/// What an admin sees of everything else, with where: how many tickets there are, people, settings.
async fn desk(cast: &Cast<'_>) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for path in [
        "/tickets?limit=1&count=exact",
        &cast.other,
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
    ] {
        all.push((path.to_owned(), without_addresses(cast.admin.get(path).await.body)));
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
