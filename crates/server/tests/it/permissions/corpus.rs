//! Bad input at every place where something can be put in: each value of each body that the table of permissions sends,
//! each parameter of each address. Nothing may come of it but a clear refusal or harmless storage, and never an error of
//! the server. `bad_input.rs` says for single fields what exactly is answered.

use super::requests::{Cast, Scene, perform};
use super::{PEOPLE, Row, requests, rows};
use crate::app::{Answer, App, Person, send};
use crate::description::{NOBODYS, Operation, operations};
use crate::files::scanned;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use test_support::{Backend, Report, is_long, on_both_databases};

/// In the short form each place of a body gets every so many of the inputs, each place others.
const SHORT_STEP: usize = 8;
/// Who sends it: whoever of these may do it at all.
const SENDERS: [&str; 3] = ["agent", "requester", "admin"];

on_both_databases!(every_value_of_every_body_takes_whatever_comes, every_parameter_takes_whatever_comes);

/// The inputs of research/reliability.md that JSON can carry.
fn corpus() -> Vec<Value> {
    let long = |text: &str, times: usize| Value::from(text.repeat(times));
    let mut all: Vec<Value> = [
        "",
        "   ",
        "\u{200b}",
        "a\0b",
        "a\rb",
        "a\r\nBcc: x@example.org",
        "%0d%0aSet-Cookie: a=b",
        "a\u{2028}b",
        "exe.\u{202e}fdp",
        "\u{1f469}\u{200d}\u{1f680}",
        "cafe\u{301}@example.org",
        "\u{131}@example.org",
        "\u{430}gent@example.org",
        "\"a\nb\"@example.org",
        "\"><svg onload=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVa\tscript:alert(1))",
        "data:text/html,<script>alert(1)</script>",
        "<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror=alert(1)>",
        "=cmd|'/C calc'!A0",
        "\t=1+1",
        "\u{ff1d}1+1",
        "../../etc/passwd",
        "\u{200b}.htaccess",
        "a.png\0.html",
        "CON",
        "%_\\",
        "a & | ! <-> :*",
        "id;drop table tickets",
        "' OR '1'='1",
        "00000000-0000-0000-0000-000000000000",
        "{01890A5D-AC96-774B-BCCE-B302099A8057}",
        "0000-00-00T00:00:00Z",
        "9999-12-31T23:59:60Z",
        "2026-02-30",
        "2026-03-29T02:30:00",
        "//evil.example",
        "/\\evil.example",
        "http://127.1/",
        "https://[::ffff:10.0.0.1]/",
        "https://user@169.254.169.254/",
        "null",
        "-1",
    ]
    .into_iter()
    .map(Value::from)
    .collect();
    all.extend([
        long("a", 1_000_000),
        long("e\u{301}\u{301}\u{301}", 3_000),
        long(">", 50_000),
        long("[", 50_000),
        Value::from(format!("{}@example.org", "a".repeat(320))),
        Value::Null,
        json!(true),
        json!(-1),
        json!(0),
        json!(9_007_199_254_740_993_u64),
        json!(1e300),
        json!([]),
        json!([[[["deep"]]]]),
        json!({}),
        json!({"role": "admin", "is_admin": true}),
    ]);
    all
}

/// Those of the corpus that a place gets.
fn chosen(corpus: &[Value], place: usize) -> impl Iterator<Item = &Value> {
    let step = if is_long() { 1 } else { SHORT_STEP };
    corpus.iter().skip(place % step).step_by(step)
}

async fn every_value_of_every_body_takes_whatever_comes(backend: Backend) {
    let app = scanned(backend).await;
    let cast = Cast::of(&app).await;
    let (corpus, mut report) = (corpus(), Report::new(format!("bad input in bodies, {backend:?}")));
    let (mut places, mut operations) = (0, BTreeSet::new());
    for Row { operation, case, expected, .. } in rows() {
        let may = |name: &&str| PEOPLE.iter().position(|person| person == name).is_some_and(|at| expected[at] < 400);
        let Some(name) = SENDERS.into_iter().find(may) else { continue };
        let mut person = app.sign_in(requests::local_part(name)).await;
        let scene = Scene::prepare(&cast, case, &person, 200).await;
        let Some(body) = sent_by(&app, &person, name, operation, case, &scene).await else { continue };
        operations.insert(operation);
        for pointer in leaves(&body) {
            places += 1;
            for input in chosen(&corpus, places) {
                let (at, with) = (pointer.clone(), input.clone());
                person.twist = Some(Arc::new(move |mut body: Value| {
                    if let Some(place) = body.pointer_mut(&at) {
                        *place = with.clone();
                    }
                    body
                }));
                let answer = perform(&app, &person, name, operation, case, &scene).await;
                judge(&mut report, &answer, || format!("{operation} ({case}) {pointer} = {}", short(input)));
                // Some operations end the session.
                if answer.status == 401 {
                    person = app.sign_in(requests::local_part(name)).await;
                }
            }
        }
    }
    report.detail(format!("{places} places of {} operations", operations.len()));
    assert!(operations.len() >= 40, "only {operations:?} send bodies");
    report.finish();
}

/// The body that an operation is asked with, if any. Another one goes out, which is refused, so that nothing happens yet.
async fn sent_by(
    app: &App,
    person: &Person<'_>,
    name: &str,
    operation: &str,
    case: &str,
    scene: &Scene,
) -> Option<Value> {
    let seen: Arc<Mutex<Option<Value>>> = Arc::default();
    let keep = seen.clone();
    let watched = Person {
        app,
        token: person.token.clone(),
        twist: Some(Arc::new(move |body: Value| {
            *keep.lock().unwrap_or_else(PoisonError::into_inner) = Some(body);
            json!({"no such field": true})
        })),
    };
    perform(app, &watched, name, operation, case, scene).await;
    seen.lock().unwrap_or_else(PoisonError::into_inner).take().filter(|body| !leaves(body).is_empty())
}

/// The places of all values that hold no others.
fn leaves(value: &Value) -> Vec<String> {
    fn walk(value: &Value, at: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                for (name, value) in fields {
                    walk(value, &format!("{at}/{name}"), found);
                }
            }
            Value::Array(items) if !items.is_empty() => walk(&items[0], &format!("{at}/0"), found),
            _ if at.is_empty() => {}
            _ => found.push(at.to_owned()),
        }
    }
    let mut found = Vec::new();
    walk(value, "", &mut found);
    found
}

async fn every_parameter_takes_whatever_comes(backend: Backend) {
    let app = scanned(backend).await;
    let admin = app.sign_in("admin").await;
    let ticket = app.sign_in("customer").await.ask("A ticket").await;
    let (corpus, mut report) = (corpus(), Report::new(format!("bad input in addresses, {backend:?}")));
    let mut places = 0;
    for Operation { template, said, .. } in operations().filter(|operation| operation.method == Method::GET) {
        let Some(path) = template.strip_prefix("/api/v1").filter(|path| *path != "/events") else { continue };
        let parameters = said["parameters"].as_array().into_iter().flatten();
        for parameter in parameters.filter(|parameter| parameter["in"] != "header") {
            let name = parameter["name"].as_str().expect("a name");
            places += 1;
            for input in &corpus {
                let text = input.as_str().map_or_else(|| input.to_string(), str::to_owned);
                // Longer addresses end at the server's limit of a request head, which `limits.rs` is about.
                let text: String = text.chars().take(3_000).collect();
                let value: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
                let known = |path: &str| path.replace("/tickets/{id}", &ticket).replace("{id}", NOBODYS);
                let address = if parameter["in"] == "path" {
                    known(&path.replace(&format!("{{{name}}}"), &value.replace('+', "%20")))
                } else {
                    format!("{}?{name}={value}", known(path))
                };
                let address = address.replace("{kind}", "reply").replace("{provider}", "corp");
                let answer = send(admin.request(Method::GET, &address)).await;
                judge(&mut report, &answer, || format!("{template} {name} = {}", short(input)));
            }
        }
    }
    report.detail(format!("{places} parameters"));
    assert!(places >= 60, "only {places} parameters");
    report.finish();
}

fn judge(report: &mut Report, answer: &Answer, place: impl FnOnce() -> String) {
    report.inputs(1);
    let Answer { status, body, .. } = answer;
    let problem = answer.header("content-type") == "application/problem+json";
    match status {
        200..=399 => report.answered(1),
        400..=499 if problem && body["code"].is_string() && body["title"].is_string() => report.refused(1),
        _ => report.failure(format!("{}: {status} {}", place(), short(body))),
    }
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(200).collect()
}
