//! Reports count what happened, and exports hold what was said.

use crate::app::{App, Person, send};
use crate::sla::{lasting, look, policy, promise};
use domain::clock::{Clock as _, Timestamp};
use domain::sla::Day;
use reqwest::Method;
use serde_json::{Value, json};
use test_support::{Backend, on_both_databases};

on_both_databases!(
    a_report_counts_what_happened_on_each_day,
    promises_kept_and_broken_are_counted_once,
    staff_count_what_they_see_and_others_nothing,
    bad_reports_are_refused_by_parameter,
    an_export_holds_every_ticket_and_is_written_down,
    an_export_holds_all_that_was_said_and_notes_only_where_asked,
);

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Goes to a time of the next day in UTC, and gives that day. The clock goes on while a test runs, so what is to be whole days after
/// something else comes a minute later.
fn next_day(app: &App, hour: i64, minute: i64) -> Day {
    let now = app.clock.now().unix_seconds();
    let day = now.div_euclid(DAY) + 1;
    app.clock.advance(day * DAY + hour * HOUR + minute * 60 - now);
    Day::of_number(day)
}

async fn report(person: &Person<'_>, first: Day, last: Day, rest: &str) -> Value {
    person.get(&format!("/reports?from={first}&until={last}{rest}")).await.expect_status(200).body
}

fn counts(report: &Value) -> Vec<[u64; 4]> {
    let number = |span: &Value, name: &str| span[name].as_u64().expect("a number");
    let all = report["spans"].as_array().expect("spans").iter();
    all.map(|span| ["created", "settled", "reopened", "backlog"].map(|name| number(span, name))).collect()
}

async fn a_report_counts_what_happened_on_each_day(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, agent, customer) =
        (lasting(&app, "admin").await, lasting(&app, "agent").await, lasting(&app, "customer").await);
    let first = next_day(&app, 8, 0);
    let (a, b, c) = (customer.ask("a").await, customer.ask("b").await, customer.ask("c").await);
    app.clock.advance(2 * HOUR);
    agent.take(&a).await.expect_status(200);
    agent.comment(&a, "Which one?", "public").await.expect_status(201);
    agent.resolve(&a, "Replaced.").await.expect_status(200);
    next_day(&app, 8, 1);
    let again = json!({ "status": "in_progress", "reason": "It broke again." });
    agent.patch(&a, again).await.expect_status(200);
    let closing = json!({ "resolution_text": "It went away." });
    agent.take(&b).await.expect_status(200);
    agent.post(&format!("{b}/close"), closing).await.expect_status(200);
    customer.ask("d").await;
    let last = next_day(&app, 8, 2);
    agent.resolve(&a, "Replaced again.").await.expect_status(200);

    let expected = vec![[3, 1, 0, 2], [1, 1, 1, 3], [0, 1, 0, 2]];
    let found = report(&agent, first, last, "").await;
    assert_eq!(counts(&found), expected, "{found}");
    let total = &found["total"];
    assert_eq!((&total["created"], &total["settled"], &total["backlog"]), (&json!(4), &json!(3), &json!(2)));
    let first_response = &total["first_response"];
    assert_eq!(first_response["count"], 1, "{found}");
    let took = first_response["median"].as_i64().expect("seconds");
    assert!((2 * HOUR..2 * HOUR + 60).contains(&took), "{took}");
    // Two days for the one, one for the other; half of two is the shorter.
    let solution = &total["solution"];
    let (half, most) = (solution["median"].as_i64().expect("seconds"), solution["p90"].as_i64().expect("seconds"));
    assert_eq!((solution["count"].as_u64(), half / HOUR, most / HOUR), (Some(2), 24, 48), "{found}");

    // What comes later changes nothing of what was.
    next_day(&app, 8, 3);
    agent.take(&c).await.expect_status(200);
    agent.resolve(&c, "Done.").await.expect_status(200);
    customer.ask("e").await;
    assert_eq!(counts(&report(&admin, first, last, "").await), expected);
    let weeks = report(&admin, first, last, "&step=month&zone=Pacific/Apia&by=category").await;
    let sum: u64 = counts(&weeks).iter().map(|span| span[0]).sum();
    assert_eq!(
        sum,
        weeks["groups"]
            .as_array()
            .expect("groups")
            .iter()
            .map(|group| group["figures"]["created"].as_u64().expect("a number"))
            .sum::<u64>()
    );

    for (by, key) in [("priority", json!("medium")), ("category", json!("it")), ("team", Value::Null)] {
        let found = report(&agent, first, last, &format!("&by={by}")).await;
        let groups = found["groups"].as_array().expect("groups");
        assert_eq!(groups.len(), 1, "{by}: {found}");
        assert_eq!((&groups[0]["key"], &groups[0]["figures"]), (&key, &found["total"]), "{by}");
    }
    let none = report(&agent, first, last, "&priority=urgent").await;
    assert_eq!(counts(&none), vec![[0, 0, 0, 0]; 3]);
    assert_eq!(none["groups"], json!([]));
}

async fn promises_kept_and_broken_are_counted_once(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, agent, customer) =
        (lasting(&app, "admin").await, lasting(&app, "agent").await, lasting(&app, "customer").await);
    let (terms, _) = promise(&admin, policy("Hours", 60, 60, 600)).await;
    let day = next_day(&app, 1, 0);
    let (kept, broken, open) = (customer.ask("kept").await, customer.ask("broken").await, customer.ask("open").await);
    app.clock.advance(HOUR / 2);
    agent.comment(&kept, "At once.", "public").await.expect_status(201);
    app.clock.advance(HOUR);
    look(&app).await;
    agent.comment(&broken, "Too late.", "public").await.expect_status(201);
    let answers = |found: &Value| found["total"]["kept"]["first_response"].clone();
    let found = report(&agent, day, day, "").await;
    // The one that still waits is broken as well: it cannot be kept any more.
    assert_eq!(answers(&found), json!({ "kept": 1, "breached": 2 }), "{found}");
    agent.comment(&open, "Too late as well.", "public").await.expect_status(201);
    look(&app).await;
    assert_eq!(answers(&report(&agent, day, day, "").await), json!({ "kept": 1, "breached": 2 }));

    customer.comment(&kept, "And now?", "public").await.expect_status(201);
    agent.comment(&kept, "Now this.", "public").await.expect_status(201);
    agent.take(&kept).await.expect_status(200);
    let close = json!({ "resolution_text": "Done." });
    agent.post(&format!("{kept}/close"), close).await.expect_status(200);
    let found = report(&agent, day, day, "").await;
    assert_eq!(found["total"]["kept"]["next_response"], json!({ "kept": 1, "breached": 0 }));
    assert_eq!(found["total"]["kept"]["resolution"], json!({ "kept": 1, "breached": 0 }));
    // By longer terms, applied to what is there, nothing was broken.
    let longer = policy("Hours", 600, 60, 600);
    admin.put(&format!("/admin/sla-policies/{terms}"), longer).await.expect_status(200);
    admin.post(&format!("/admin/sla-policies/{terms}/reapply"), json!({})).await.expect_status(202);
    look(&app).await;
    // A closed ticket keeps the terms that it had.
    assert_eq!(answers(&report(&agent, day, day, "").await), json!({ "kept": 3, "breached": 0 }));
}

async fn staff_count_what_they_see_and_others_nothing(backend: Backend) {
    let app = App::start(backend).await;
    let (agent, customer, outside) =
        (lasting(&app, "agent").await, lasting(&app, "customer").await, lasting(&app, "outsider").await);
    let (queue, _) = app.restricted_queue().await;
    let day = next_day(&app, 8, 0);
    customer.ask("for all").await;
    let hidden = customer.ask("for some").await;
    agent.patch(&hidden, json!({ "queue": queue })).await.expect_status(200);
    let of = |found: &Value| found["total"]["created"].as_u64();
    assert_eq!(of(&report(&outside, day, day, "").await), Some(1));
    assert_eq!(of(&report(&agent, day, day, "").await), Some(2));
    let path = format!("/reports?from={day}&until={day}");
    customer.get(&path).await.expect_problem(403, "forbidden");
    app.anonymous().get(&path).await.expect_problem(401, "unauthenticated");
    let hidden = report(&outside, day, day, &format!("&queue={queue}")).await;
    assert_eq!(counts(&hidden), vec![[0, 0, 0, 0]]);
}

async fn bad_reports_are_refused_by_parameter(backend: Backend) {
    let app = App::start(backend).await;
    let agent = app.sign_in("agent").await;
    for (query, pointer, code) in [
        ("", "?from", "required"),
        ("from=2026-01-01", "?until", "required"),
        ("from=2026-02-30&until=2026-03-01", "?from", "unknown_value"),
        ("from=2026-01-01T00:00:00Z&until=2026-03-01", "?from", "unknown_value"),
        ("from=2026-01-02&until=2026-01-01", "?until", "contradiction"),
        ("from=2020-01-01&until=2026-01-01", "?step", "out_of_range"),
        ("from=1970-01-01&until=2199-12-31&step=week", "?step", "out_of_range"),
        ("from=2026-01-01&until=2026-01-01&zone=Moon/Sea", "?zone", "unknown_value"),
        ("from=2026-01-01&until=2026-01-01&zone=..%2F..%2Fetc%2Fpasswd", "?zone", "unknown_value"),
        ("from=2026-01-01&until=2026-01-01&step=hour", "?step", "unknown_value"),
        ("from=2026-01-01&until=2026-01-01&by=requester", "?by", "unknown_value"),
        ("from=2026-01-01&until=2026-01-01&queue=1%27%20OR%201=1", "?queue", "unknown_value"),
        ("from=2026-01-01&until=2026-01-01&secret=1", "?secret", "unknown_field"),
    ] {
        let answer = agent.get(&format!("/reports?{query}")).await.expect_problem(400, "validation_failed");
        let errors = answer.body["errors"].as_array().expect("errors").clone();
        let named = |error: &Value| error["pointer"] == pointer && error["code"] == code;
        assert!(errors.iter().any(named), "{query}: {errors:?}");
    }
    // A leap year of days is as much as there is.
    agent.get("/reports?from=2024-01-01&until=2024-12-31").await.expect_status(200);
}

async fn export(admin: &Person<'_>, query: &str) -> (String, String) {
    let answer = send(admin.request(Method::POST, &format!("/admin/export?{query}"))).await.expect_status(200);
    (answer.header("content-type").to_owned(), answer.body.as_str().unwrap_or_default().to_owned())
}

async fn an_export_holds_every_ticket_and_is_written_down(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, customer) = (app.sign_in("admin").await, app.sign_in("customer").await);
    for number in 0..120 {
        customer.ask(&format!("=HYPERLINK(\"http://evil.example/{number}\")")).await;
    }
    let (kind, text) = export(&admin, "").await;
    assert_eq!(kind, "text/csv; charset=utf-8");
    let mut table = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(table.headers().expect("a head").get(1), Some("subject"));
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    let numbers: Vec<u64> = rows.iter().map(|row| row[0].parse().expect("a number")).collect();
    let first = numbers[0];
    assert_eq!(numbers, (first..first + 120).collect::<Vec<_>>());
    assert!(rows.iter().all(|row| row[1].starts_with("'=HYPERLINK")), "a formula got out");
    assert_eq!(&rows[0][9], "customer@example.org");

    let (kind, text) = export(&admin, "format=ndjson&status=closed").await;
    assert_eq!((kind.as_str(), text.as_str()), ("application/x-ndjson", ""));
    let written = admin.get("/admin/audit?kind=exported").await.expect_status(200);
    assert_eq!(written.body["items"].as_array().expect("entries").len(), 2);
    for query in ["format=xml", "content=passwords", "status=nowhere", "cursor=x", "requester=*"] {
        let answer = send(admin.request(Method::POST, &format!("/admin/export?{query}"))).await;
        answer.expect_problem(400, "validation_failed");
    }
    let denied = send(app.sign_in("agent").await.request(Method::POST, "/admin/export")).await;
    denied.expect_problem(403, "forbidden");
}

async fn an_export_holds_all_that_was_said_and_notes_only_where_asked(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, agent, customer) =
        (app.sign_in("admin").await, app.sign_in("agent").await, app.sign_in("customer").await);
    let long = customer.ask("long").await;
    // Exactly two parts of comments, so that the third of them is empty.
    for number in 0..200 {
        customer.comment(&long, &format!("word {number}"), "public").await.expect_status(201);
    }
    agent.comment(&long, "between us: canary-note", "internal").await.expect_status(201);
    let short = customer.ask("short").await;
    agent.take(&short).await.expect_status(200);
    agent.resolve(&short, "Solved like so.").await.expect_status(200);

    let lines = |text: &str| text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect::<Vec<Value>>();
    let (_, text) = export(&admin, "format=ndjson&content=messages").await;
    let said = lines(&text);
    assert!(!text.contains("canary-note"), "a note got out");
    let bodies: Vec<_> =
        said.iter().filter(|line| line["kind"] == "comment").map(|line| line["body"].clone()).collect();
    assert_eq!(bodies, (0..200).map(|number| json!(format!("word {number}"))).collect::<Vec<_>>());
    let rest: Vec<_> = said[said.len() - 2..].iter().map(|line| (line["kind"].clone(), line["body"].clone())).collect();
    assert_eq!((&rest[0].0, &rest[1]), (&json!("description"), &(json!("resolution"), json!("Solved like so."))));

    let (_, text) = export(&admin, "format=ndjson&content=messages_and_notes").await;
    let note = lines(&text).into_iter().find(|line| line["visibility"] == "internal").expect("the note");
    assert_eq!((&note["body"], &note["author"]), (&json!("between us: canary-note"), &json!("agent")));
    let at = Timestamp::parse(note["at"].as_str().expect("a time")).expect("a time");
    assert!(at <= app.clock.now());
}
