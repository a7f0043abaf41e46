//! How long tickets are kept.

use crate::app::{App, PASSWORD, Person};
use crate::description::NOBODYS;
use crate::moderating::dump;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use server::app::audit::verify;
use server::app::privacy::retain_some;
use test_support::{Backend, Report, on_both_databases};

on_both_databases!(
    rules_are_made_changed_and_deleted,
    bad_rules_are_refused,
    the_most_specific_rule_governs_and_holds_beat_all,
    an_anonymised_ticket_keeps_its_words_and_nobody_can_tell_whose_it_was,
    a_run_that_hits_much_waits_for_an_admin,
    a_clock_ten_years_ahead_deletes_nothing,
    taken_up_by_two_at_once_it_comes_to_the_same_end,
    what_changes_before_it_is_confirmed_counts,
    a_run_begins_by_itself_each_day,
);

const DAY: i64 = 86_400_000_000;

fn rule(days: u32, action: &str) -> Value {
    json!({"scope": "everything", "basis": "closed", "days": days, "action": action, "active": true})
}

async fn make(admin: &Person<'_>, rule: Value) -> String {
    admin.post("/admin/retention-rules", rule).await.expect_status(201).text("/id").to_owned()
}

fn number(ticket: &str) -> i64 {
    ticket.rsplit('/').next().expect("a number").parse().expect("a number")
}

/// Tickets of the customer.
async fn asked(app: &App, count: usize) -> Vec<String> {
    let customer = app.sign_in("customer").await;
    let mut tickets = Vec::new();
    for index in 0..count {
        tickets.push(customer.ask(&format!("asked {index}")).await);
    }
    tickets
}

/// Closes a ticket and lets it be closed for so many days.
async fn closed_for(app: &App, ticket: &str, days: i64) {
    let admin = app.sign_in("admin").await;
    admin.post(&format!("{ticket}/close"), json!({"resolution_text": "Done."})).await.expect_status(200);
    let ago = format!("UPDATE tickets SET closed_at = closed_at - {} WHERE number = {}", days * DAY, number(ticket));
    app.state.store.connection().execute_unprepared(&ago).await.expect("long ago");
}

async fn begin(admin: &Person<'_>) -> Value {
    admin.post("/admin/retention-runs", Value::Null).await.expect_status(202).body
}

/// Goes through all steps, beside the job of the server, and gives the run as it ended.
async fn finished(app: &App, run: &Value) -> Value {
    let admin = app.sign_in("admin").await;
    let path = format!("/admin/retention-runs/{}", run["id"].as_str().expect("an id"));
    loop {
        retain_some(&app.state).await.expect("a step");
        let shown = admin.get(&path).await.expect_status(200).body;
        if !shown["finished_at"].is_null() {
            return shown;
        }
    }
}

async fn rules_are_made_changed_and_deleted(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let id = make(&admin, rule(30, "delete")).await;
    let path = format!("/admin/retention-rules/{id}");
    let changed = json!({"scope": "category", "category": "it", "basis": "changed", "days": 60, "action": "anonymise",
        "active": false});
    let shown = admin.put(&path, changed.clone()).await.expect_status(200).body;
    assert_eq!((&shown["category"], &shown["queue"], &shown["days"]), (&json!("it"), &Value::Null, &json!(60)));
    admin.put(&path, changed).await.expect_status(200);
    assert_eq!(admin.get("/admin/retention-rules").await.expect_status(200).body["items"], json!([shown]));
    // What is not in force is in no preview.
    let preview = admin.get("/admin/retention-preview").await.expect_status(200).body;
    assert_eq!(preview, json!({"tickets": 0, "due": 0, "rules": [], "stops": null}));
    admin.delete(&path).await.expect_status(204);
    admin.delete(&path).await.expect_problem(404, "not_found");
    let audit = admin.get("/admin/audit?kind=retention_changed").await.expect_status(200).body;
    let targets: Vec<_> = audit["items"].as_array().expect("entries").iter().map(|entry| &entry["target"]).collect();
    assert_eq!(targets, [&json!(id), &json!(id), &json!(id)]);

    let long_ago = "UPDATE sessions SET proved_at = proved_at - 601000000";
    app.state.store.connection().execute_unprepared(long_ago).await.expect("long ago");
    let refused = "reauthentication_required";
    admin.post("/admin/retention-rules", rule(1, "delete")).await.expect_problem(403, refused);
    admin.put(&path, rule(1, "delete")).await.expect_problem(403, refused);
    admin.delete(&path).await.expect_problem(403, refused);
    admin.post("/admin/retention-runs", Value::Null).await.expect_problem(403, refused);
    admin.post(&format!("/admin/retention-runs/{NOBODYS}/confirm"), Value::Null).await.expect_problem(403, refused);
    admin.post("/auth/reauthenticate", json!({ "password": PASSWORD })).await.expect_status(204);
    admin.post("/admin/retention-rules", rule(1, "delete")).await.expect_status(201);
}

async fn bad_rules_are_refused(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let with = |field: &str, value: Value| {
        let mut rule = rule(30, "delete");
        rule[field] = value;
        rule
    };
    for (body, expected) in [
        (with("days", json!(0)), vec![("/days", "out_of_range")]),
        (with("days", json!(36_501)), vec![("/days", "out_of_range")]),
        (with("days", json!(-1)), vec![("/days", "wrong_type")]),
        (with("action", json!("burn")), vec![("/action", "unknown_value")]),
        (with("basis", json!("created")), vec![("/basis", "unknown_value")]),
        (with("scope", json!("queue")), vec![("/queue", "required")]),
        (with("scope", json!("category")), vec![("/category", "required")]),
        (with("queue", json!(NOBODYS)), vec![("/queue", "not_expected")]),
        (with("keep", json!(true)), vec![("/keep", "unknown_field")]),
        (
            json!({"scope": "all", "basis": "x", "days": 0, "action": "y", "active": true}),
            vec![
                ("/scope", "unknown_value"),
                ("/basis", "unknown_value"),
                ("/days", "out_of_range"),
                ("/action", "unknown_value"),
            ],
        ),
        (
            json!({"scope": "queue", "queue": NOBODYS, "basis": "closed", "days": 1, "action": "delete", "active": true}),
            vec![("/queue", "unknown_value")],
        ),
        (
            json!({"scope": "category", "category": "none", "basis": "closed", "days": 1, "action": "delete",
                "active": true}),
            vec![("/category", "unknown_value")],
        ),
    ] {
        admin.post("/admin/retention-rules", body.clone()).await.expect_fields(&expected);
        admin.put(&format!("/admin/retention-rules/{NOBODYS}"), body).await;
    }
    let draft = json!({"rule": with("days", json!(0)), "replaces": "x"});
    let expected = [("/rule/days", "out_of_range"), ("/replaces", "unknown_value")];
    admin.post("/admin/retention-preview", draft).await.expect_fields(&expected);
    let missing = admin.put(&format!("/admin/retention-rules/{NOBODYS}"), rule(1, "delete")).await;
    missing.expect_problem(404, "not_found");
    admin.get("/admin/retention-rules?all=1").await.expect_fields(&[("?all", "unknown_field")]);
    assert_eq!(admin.get("/admin/retention-rules").await.expect_status(200).body["items"], json!([]));
}

async fn the_most_specific_rule_governs_and_holds_beat_all(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let tickets = asked(&app, 60).await;
    let (queue, _) = app.restricted_queue().await;
    // One that everything deletes, one in a queue that keeps longer, one in a category that anonymises, two under hold, one too
    // young, and one that was taken up again.
    let [deleted, kept, anonymised, held, of_held, young, reopened] = &tickets[..7] else { panic!("tickets") };
    admin.patch(kept, json!({ "queue": queue })).await.expect_status(200);
    admin.patch(anonymised, json!({"category": "billing"})).await.expect_status(200);
    let other = app.sign_in("other").await.ask("of somebody who is held").await;
    for ticket in [deleted, kept, anonymised, held, &other] {
        closed_for(&app, ticket, 100).await;
    }
    closed_for(&app, young, 10).await;
    closed_for(&app, reopened, 100).await;
    admin.post(&format!("{reopened}/reopen"), json!({"reason": "Not done."})).await.expect_status(200);
    let person = app.sign_in("other").await.id().await;
    for (kind, target) in [("ticket", number(held).to_string()), ("user", person)] {
        let hold = json!({"kind": kind, "target": target, "reason": "A court asks."});
        admin.post("/admin/legal-holds", hold).await.expect_status(201);
    }
    make(&admin, rule(30, "delete")).await;
    make(
        &admin,
        json!({"scope": "queue", "queue": queue, "basis": "closed", "days": 1_000, "action": "delete",
        "active": true}),
    )
    .await;
    let billing = make(
        &admin,
        json!({"scope": "category", "category": "billing", "basis": "closed", "days": 90,
        "action": "anonymise", "active": true}),
    )
    .await;

    let preview = admin.get("/admin/retention-preview").await.expect_status(200).body;
    assert_eq!((&preview["tickets"], &preview["due"], &preview["stops"]), (&json!(61), &json!(2), &Value::Null));
    let rules = preview["rules"].as_array().expect("rules");
    let seen: Vec<_> =
        rules.iter().map(|seen| (&seen["rule"]["scope"], &seen["due"], &seen["held"], &seen["samples"])).collect();
    let (none, some) = (json!([]), |ticket: &str| json!([number(ticket)]));
    assert_eq!(
        seen,
        [
            (&json!("queue"), &json!(0), &json!(0), &none),
            (&json!("category"), &json!(1), &json!(0), &some(anonymised)),
            (&json!("everything"), &json!(1), &json!(2), &some(deleted)),
        ]
    );
    // A draft takes the place of a rule, and nothing is stored.
    let draft = json!({"rule": rule(5, "delete"), "replaces": billing});
    let drafted = admin.post("/admin/retention-preview", draft).await.expect_status(200).body;
    assert_eq!((&drafted["due"], drafted["rules"].as_array().map(Vec::len)), (&json!(2), Some(3)));
    assert_eq!(admin.get("/admin/retention-preview").await.expect_status(200).body, preview);

    let run = begin(&admin).await;
    assert_eq!((&run["due"], &run["held"], &run["waits"]), (&json!(2), &json!(2), &json!(false)));
    let done = finished(&app, &run).await;
    assert_eq!((&done["deleted"], &done["anonymised"], &done["stopped"]), (&json!(1), &json!(1), &Value::Null));
    admin.get(deleted).await.expect_problem(404, "not_found");
    for ticket in [kept, held, of_held, young, reopened, &other] {
        admin.get(ticket).await.expect_status(200);
    }
    let shown = admin.get(anonymised).await.expect_status(200).body;
    assert_eq!(shown["ticket"]["requester"]["display_name"], "—");
    // There is nothing left to do, and it does nothing again.
    let again = finished(&app, &begin(&admin).await).await;
    assert_eq!((&again["due"], &again["deleted"], &again["anonymised"]), (&json!(0), &json!(0), &json!(0)));
    let runs = admin.get("/admin/retention-runs").await.expect_status(200).body;
    assert_eq!((&runs["items"][1], runs["items"].as_array().map(Vec::len)), (&done, Some(2)));
    let audit = admin.get("/admin/audit?kind=retention_run").await.expect_status(200).body.to_string();
    assert!(audit.contains(&number(deleted).to_string()), "{audit}");
    verify(&app.state.store).await.expect("the audit log holds");
}

async fn an_anonymised_ticket_keeps_its_words_and_nobody_can_tell_whose_it_was(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    let customer_id = customer.id().await;
    let mut tickets = asked(&app, 40).await;
    let (ticket, second) = (tickets.remove(0), tickets.remove(0));
    agent.take(&ticket).await.expect_status(200);
    customer.comment(&ticket, "my words", "public").await.expect_status(201);
    agent.resolve(&ticket, "Done.").await.expect_status(200);
    customer.comment(&ticket, "not yet", "public").await.expect_status(201);
    customer.put(&format!("{ticket}/drafts/reply"), json!({"content": "begun"})).await.expect_status(200);
    app.all_is_told().await;
    closed_for(&app, &ticket, 100).await;
    closed_for(&app, &second, 100).await;
    app.all_is_told().await;
    make(&admin, rule(30, "anonymise")).await;
    let run = finished(&app, &begin(&admin).await).await;
    assert_eq!((&run["anonymised"], &run["deleted"]), (&json!(2), &json!(0)));

    let id = admin.get(&ticket).await.expect_status(200).body["ticket"]["id"].clone();
    let id = id.as_str().expect("an id").to_owned();
    let shown = admin.get(&ticket).await.expect_status(200).body.to_string();
    let history = admin.get(&format!("{ticket}/history")).await.expect_status(200).body.to_string();
    for text in [&shown, &history] {
        assert!(!text.contains(&customer_id) && !text.contains("\"customer\""), "{text}");
    }
    assert!(shown.contains("my words") && history.contains("not yet"), "{shown} {history}");
    customer.get(&ticket).await.expect_problem(404, "not_found");
    customer.get(&tickets[0]).await.expect_status(200);
    assert_eq!(customer.get("/tickets?count=exact").await.expect_status(200).body["count"]["value"], 38);
    // No row names the ticket and the person together.
    let bare = |id: &str| id.replace('-', "").to_uppercase();
    let (ticket_id, person) = (bare(&id), bare(&customer_id));
    let both: Vec<_> =
        dump(&app).await.lines().map(bare).filter(|line| line.contains(&ticket_id) && line.contains(&person)).collect();
    assert_eq!(both, Vec::<String>::new());
}

async fn a_run_that_hits_much_waits_for_an_admin(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let tickets = asked(&app, 10).await;
    for ticket in &tickets[..3] {
        closed_for(&app, ticket, 100).await;
    }
    make(&admin, rule(30, "delete")).await;
    assert_eq!(admin.get("/admin/retention-preview").await.expect_status(200).body["stops"], "share");
    let run = begin(&admin).await;
    assert_eq!((&run["stopped"], &run["waits"], &run["due"]), (&json!("share"), &json!(true), &json!(3)));
    app.all_is_told().await;
    let inbox = admin.get("/me/inbox").await.expect_status(200).body;
    let told = inbox["items"].as_array().into_iter().flatten().filter(|item| item["kind"] == "retention_waits");
    assert_eq!(told.count(), 1);
    // It waits, however often it is looked at, and there is no second one.
    assert!(!retain_some(&app.state).await.expect("a look"));
    assert_eq!(begin(&admin).await["id"], run["id"]);
    for ticket in &tickets {
        admin.get(ticket).await.expect_status(200);
    }
    let path = format!("/admin/retention-runs/{}", run["id"].as_str().expect("an id"));
    admin.delete(&path).await.expect_status(204);
    admin.delete(&path).await.expect_problem(404, "not_found");
    admin.post(&format!("{path}/confirm"), Value::Null).await.expect_problem(404, "not_found");
    let cancelled = admin.get(&path).await.expect_status(200).body;
    assert_eq!((&cancelled["cancelled"], &cancelled["deleted"]), (&json!(true), &json!(0)));

    let second = begin(&admin).await;
    let path = format!("/admin/retention-runs/{}", second["id"].as_str().expect("an id"));
    let confirmed = admin.post(&format!("{path}/confirm"), Value::Null).await.expect_status(202).body;
    assert_eq!((&confirmed["waits"], &confirmed["decided_by"]["display_name"]), (&json!(false), &json!("admin")));
    let done = finished(&app, &second).await;
    assert_eq!((&done["deleted"], &done["cancelled"]), (&json!(3), &json!(false)));
    admin.get(&tickets[0]).await.expect_problem(404, "not_found");
    admin.get(&tickets[3]).await.expect_status(200);
}

async fn a_clock_ten_years_ahead_deletes_nothing(backend: Backend) {
    const TEN_YEARS: i64 = 10 * 365 * 86_400;
    let app = App::start(backend).await;
    let tickets = asked(&app, 40).await;
    closed_for(&app, &tickets[0], 1).await;
    make(&app.sign_in("admin").await, rule(30, "delete")).await;
    let first = finished(&app, &begin(&app.sign_in("admin").await).await).await;
    assert_eq!((&first["due"], &first["stopped"]), (&json!(0), &Value::Null));
    app.clock.advance(TEN_YEARS);
    while retain_some(&app.state).await.expect("a look") {}
    let admin = app.sign_in("admin").await;
    let run = admin.get("/admin/retention-runs").await.expect_status(200).body["items"][0].clone();
    assert_eq!((&run["stopped"], &run["waits"], &run["started_by"]), (&json!("clock"), &json!(true), &Value::Null));
    assert_eq!((&run["due"], &run["deleted"]), (&json!(1), &json!(0)));
    admin.get(&tickets[0]).await.expect_status(200);
    // Put back in order, the run is broken off and the next one finds nothing.
    app.clock.advance(-TEN_YEARS);
    let path = format!("/admin/retention-runs/{}", run["id"].as_str().expect("an id"));
    let admin = app.sign_in("admin").await;
    admin.delete(&path).await.expect_status(204);
    let right = finished(&app, &begin(&admin).await).await;
    assert_eq!((&right["due"], &right["stopped"]), (&json!(0), &Value::Null));
    admin.get(&tickets[0]).await.expect_status(200);
    // A run that was let go on stops again where the clock moves meanwhile.
    for ticket in &tickets[1..5] {
        closed_for(&app, ticket, 100).await;
    }
    let waiting = begin(&admin).await;
    assert_eq!((&waiting["due"], &waiting["stopped"]), (&json!(4), &json!("share")));
    app.clock.advance(TEN_YEARS);
    let decided = format!(
        "UPDATE retention_runs SET decided_at = as_of, decided_by = started_by WHERE finished_at IS NULL AND due = {}",
        waiting["due"]
    );
    app.state.store.connection().execute_unprepared(&decided).await.expect("decided");
    while retain_some(&app.state).await.expect("a look") {}
    let admin = app.sign_in("admin").await;
    let path = format!("/admin/retention-runs/{}", waiting["id"].as_str().expect("an id"));
    let stopped = admin.get(&path).await.expect_status(200).body;
    assert_eq!((&stopped["stopped"], &stopped["waits"]), (&json!("clock"), &json!(true)));
    assert_eq!(stopped["deleted"], 0);
    let mut report = Report::new(format!("clock ten years ahead, {backend:?}"));
    report.inputs(2);
    report.refused(2);
    report.detail("runs of retention that stopped and wait for an admin; nothing was deleted");
    report.finish();
}

async fn taken_up_by_two_at_once_it_comes_to_the_same_end(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let tickets = asked(&app, 50).await;
    for ticket in &tickets[..45] {
        closed_for(&app, ticket, 100).await;
    }
    make(&admin, rule(30, "delete")).await;
    let (one, other) = tokio::join!(begin(&admin), begin(&admin));
    assert_eq!(one["id"], other["id"]);
    let path = format!("/admin/retention-runs/{}", one["id"].as_str().expect("an id"));
    let confirm = format!("{path}/confirm");
    let (first, second) = tokio::join!(admin.post(&confirm, Value::Null), admin.post(&confirm, Value::Null));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [202, 404]);
    while admin.get(&path).await.expect_status(200).body["finished_at"].is_null() {
        let (one, other) = tokio::join!(retain_some(&app.state), retain_some(&app.state));
        one.and(other).expect("steps");
    }
    assert_eq!(admin.get(&path).await.expect_status(200).body["deleted"], 45);
    assert_eq!(admin.get("/tickets?count=exact").await.expect_status(200).body["count"]["value"], 5);
    verify(&app.state.store).await.expect("the audit log holds");
}

async fn what_changes_before_it_is_confirmed_counts(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let tickets = asked(&app, 4).await;
    for ticket in &tickets[..3] {
        closed_for(&app, ticket, 100).await;
    }
    make(&admin, rule(30, "delete")).await;
    let run = begin(&admin).await;
    let hold = json!({"kind": "ticket", "target": number(&tickets[0]).to_string(), "reason": "A court asks."});
    admin.post("/admin/legal-holds", hold).await.expect_status(201);
    admin.post(&format!("{}/reopen", tickets[1]), json!({"reason": "Not done."})).await.expect_status(200);
    let path = format!("/admin/retention-runs/{}", run["id"].as_str().expect("an id"));
    admin.post(&format!("{path}/confirm"), Value::Null).await.expect_status(202);
    let done = finished(&app, &run).await;
    assert_eq!((&done["due"], &done["deleted"]), (&json!(3), &json!(1)));
    for ticket in &tickets[..2] {
        admin.get(ticket).await.expect_status(200);
    }
    admin.get(&tickets[2]).await.expect_problem(404, "not_found");

    // A rule that is changed meanwhile does not make a run larger than what was confirmed.
    let more = asked(&app, 4).await;
    for ticket in &more {
        closed_for(&app, ticket, 10).await;
    }
    let rules = admin.get("/admin/retention-rules").await.expect_status(200).body;
    let id = rules["items"][0]["id"].as_str().expect("an id").to_owned();
    let run = begin(&admin).await;
    assert_eq!((&run["due"], &run["waits"]), (&json!(0), &json!(false)));
    admin.put(&format!("/admin/retention-rules/{id}"), rule(5, "delete")).await.expect_status(200);
    let done = finished(&app, &run).await;
    assert_eq!((&done["due"], &done["deleted"]), (&json!(0), &json!(0)));
}

async fn a_run_begins_by_itself_each_day(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let runs = || async {
        let shown = app.sign_in("admin").await.get("/admin/retention-runs").await.expect_status(200).body;
        shown["items"].as_array().expect("runs").clone()
    };
    while retain_some(&app.state).await.expect("a look") {}
    assert!(runs().await.is_empty(), "without rules there is nothing to go through");
    make(&admin, rule(30, "delete")).await;
    for expected in 1..=3 {
        while retain_some(&app.state).await.expect("a step") {}
        let seen = runs().await;
        assert_eq!((seen.len(), &seen[0]["started_by"]), (expected, &Value::Null));
        assert!(!seen[0]["finished_at"].is_null());
        // Looked at in between, a day is no jump of the clock.
        app.clock.advance(12 * 3_600);
        assert!(!retain_some(&app.state).await.expect("a look"));
        assert_eq!(runs().await.len(), expected);
        app.clock.advance(12 * 3_600);
    }
}
