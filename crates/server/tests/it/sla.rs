//! Service levels over HTTP: what admins keep, how tickets stand, who is told when time runs out.

use crate::app::{Answer, App, Person, send};
use crate::description::NOBODYS;
use reqwest::Method;
use serde_json::{Value, json};
use server::jobs::sla::look_at_due;
use test_support::{Backend, on_both_databases};

on_both_databases!(
    terms_are_kept_by_admins,
    bad_terms_are_refused_field_by_field,
    what_is_in_use_stays,
    a_ticket_says_how_it_stands_and_why,
    what_counts_as_an_answer,
    who_goes_on_speaking_starts_and_stops_no_clock,
    lists_are_ordered_and_filtered_by_what_is_due,
    a_change_of_terms_applies_to_new_tickets,
    a_ticket_goes_by_the_terms_of_its_queue,
    running_out_is_told_once_and_to_whom_it_concerns,
    time_alone_stops_no_reply_and_shows_customers_nothing,
    ten_years_ahead_nothing_hangs,
);

const HOUR: i64 = 3_600;

/// Around the clock, so that what a test sees does not depend on when it runs.
fn always() -> Value {
    let day = json!([{"from": "00:00", "to": "24:00"}]);
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let week: serde_json::Map<_, _> = days.iter().map(|name| ((*name).to_owned(), day.clone())).collect();
    json!({"name": "Always", "time_zone": "UTC", "week": week})
}

/// The same for every priority, in minutes.
pub(crate) fn policy(name: &str, first: u32, next: u32, resolution: u32) -> Value {
    let targets =
        json!({"first_response_minutes": first, "next_response_minutes": next, "resolution_minutes": resolution});
    let all = json!({"low": targets, "medium": targets, "high": targets, "urgent": targets});
    json!({"name": name, "warn_percent": 50, "targets": all})
}

/// Somebody by a token that outlives the jumps of the clock.
pub(crate) async fn lasting<'a>(app: &'a App, name: &str) -> Person<'a> {
    app.sign_in(name).await.by_token(&["tickets:read", "tickets:write", "profile", "admin"]).await
}

async fn make(admin: &Person<'_>, path: &str, body: Value) -> String {
    admin.post(path, body).await.expect_status(201).text("/id").to_owned()
}

async fn default_queue(admin: &Person<'_>) -> String {
    let queues = admin.get("/queues").await.expect_status(200);
    queues.text("/items/0/id").to_owned()
}

/// Lets the first queue promise something, around the clock. Gives the ids of policy and calendar.
pub(crate) async fn promise(admin: &Person<'_>, policy: Value) -> (String, String) {
    let calendar = make(admin, "/admin/calendars", always()).await;
    let policy = make(admin, "/admin/sla-policies", policy).await;
    let queue = default_queue(admin).await;
    let body = json!({"policy": policy, "calendar": calendar});
    admin.put(&format!("/queues/{queue}/sla"), body).await.expect_status(204);
    (policy, calendar)
}

async fn with_version(person: &Person<'_>, method: Method, path: &str, version: &str, body: Value) -> Answer {
    send(person.request(method, path).header("If-Match", version).json(&body)).await
}

/// Looks as the worker does. The worker looks as well, so what it finds first is not found here.
pub(crate) async fn look(app: &App) {
    look_at_due(&app.state).await.expect("a look");
}

/// The kinds and targets of the events of a ticket that time has brought.
async fn ran_out(person: &Person<'_>, ticket: &str) -> Vec<(String, String, u64)> {
    let history = person.get(&format!("{ticket}/history")).await.expect_status(200);
    let events = history.body["items"].as_array().expect("events").clone();
    let found = events.iter().filter_map(|event| {
        let change = event["change"].as_object()?;
        let (kind, of) = change.iter().find(|(kind, _)| kind.starts_with("sla_"))?;
        Some((kind.clone(), of["target"].as_str()?.to_owned(), of["cycle"].as_u64()?))
    });
    found.collect()
}

async fn terms_are_kept_by_admins(backend: Backend) {
    let app = App::start(backend).await;
    let admin = lasting(&app, "admin").await;
    for (path, new, other) in [
        ("/admin/calendars", always(), json!({"name": "Other"})),
        ("/admin/sla-policies", policy("Fast", 10, 20, 30), json!({"name": "Other", "warn_percent": 99})),
    ] {
        let before = admin.get(path).await.expect_status(200).body["items"].as_array().expect("items").len();
        assert_eq!(before, 1, "one is there from the beginning");
        let made = admin.post(path, new.clone()).await.expect_status(201);
        assert_eq!((&made.body["version"], &made.body["queues"]), (&json!(1), &json!([])));
        let one = format!("{path}/{}", made.text("/id"));
        admin.post(path, new.clone()).await.expect_problem(409, "name_taken");
        let mut changed = new.clone();
        changed.as_object_mut().expect("an object").extend(other.as_object().expect("an object").clone());
        let put = with_version(&admin, Method::PUT, &one, "\"1\"", changed.clone()).await.expect_status(200);
        assert_eq!((put.header("etag"), &put.body["name"]), ("\"2\"", &json!("Other")));
        let stale = with_version(&admin, Method::PUT, &one, "\"1\"", new.clone()).await;
        stale.expect_problem(412, "stale_version");
        // The same again is no change.
        admin.put(&one, changed).await.expect_status(200);
        let found = admin.get(&one).await.expect_status(200);
        assert_eq!(found.header("etag"), "\"2\"");
        assert_eq!(found.body["time_zone"], new["time_zone"]);
        let stale = send(admin.request(Method::DELETE, &one).header("If-Match", "\"1\"")).await;
        stale.expect_problem(412, "stale_version");
        admin.delete(&one).await.expect_status(204);
        admin.get(&one).await.expect_problem(404, "not_found");
        admin.delete(&one).await.expect_problem(404, "not_found");
        admin.post(&format!("{one}/reapply"), json!({})).await.expect_problem(404, "not_found");
        admin.post(path, new).await.expect_status(201);
    }
    let log = admin.get("/admin/audit").await.expect_status(200).body.to_string();
    for kind in ["calendar_created", "calendar_changed", "calendar_deleted", "policy_created", "policy_deleted"] {
        assert!(log.contains(kind), "{kind} is not in the audit log");
    }
}

async fn bad_terms_are_refused_field_by_field(backend: Backend) {
    let app = App::start(backend).await;
    let admin = lasting(&app, "admin").await;
    let calendar = async |change: Value| {
        let mut body = always();
        body.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        admin.post("/admin/calendars", body).await
    };
    calendar(json!({"week": {}})).await.expect_fields(&[("/week", "required")]);
    let overlapping = json!({"week": {"monday": [{"from": "09:00", "to": "12:00"}, {"from": "11:59", "to": "17:00"}]}});
    calendar(overlapping).await.expect_fields(&[("/week/monday/1", "contradiction")]);
    let backwards = json!({"week": {"friday": [{"from": "22:00", "to": "06:00"}]}});
    calendar(backwards).await.expect_fields(&[("/week/friday/0", "contradiction")]);
    let many: Vec<_> = (0..13).map(|at| json!({"from": format!("{at:02}:00"), "to": format!("{at:02}:30")})).collect();
    calendar(json!({"week": {"sunday": many}})).await.expect_fields(&[("/week/sunday", "out_of_range")]);
    for zone in ["Europe/Atlantis", "CEST", "../../etc/passwd", "", "Europe/Köln"] {
        calendar(json!({"time_zone": zone})).await.expect_fields(&[("/time_zone", "unknown_value")]);
    }
    let feast = |date: &str| json!({"date": date, "name": "Feast"});
    let twice = json!({"holidays": [feast("2026-12-25"), feast("2026-12-26"), feast("2026-12-25")]});
    calendar(twice).await.expect_fields(&[("/holidays/2/date", "contradiction")]);
    for date in ["2026-02-29", "25.12.2026", "0000-00-00", "9999-12-31", "2026-12-25T00:00:00Z"] {
        calendar(json!({"holidays": [feast(date)]})).await.expect_fields(&[("/holidays/0/date", "unknown_value")]);
    }
    let days: Vec<_> = (0..501).map(|day| feast(&format!("2026-01-{:02}", day % 28 + 1))).collect();
    calendar(json!({"holidays": days})).await.expect_fields(&[("/holidays", "out_of_range")]);
    calendar(json!({"week": {"montag": []}})).await.expect_problem(400, "validation_failed");
    // Nights in which the clock is changed can be holidays, and hours can lie within the hour that is left out.
    let nights = json!({"name": "Nights", "time_zone": "Europe/Berlin", "holidays": [feast("2026-03-29"), feast("2026-10-25")],
        "week": {"sunday": [{"from": "02:00", "to": "03:00"}]}});
    calendar(nights).await.expect_status(201);

    let policy_with =
        async |targets: Value| admin.post("/admin/sla-policies", json!({"name": "P", "targets": targets})).await;
    policy_with(json!({})).await.expect_fields(&[("/targets", "required")]);
    let zero = json!({"low": {"resolution_minutes": 0}, "high": {"next_response_minutes": 525_601}});
    policy_with(zero).await.expect_fields(&[
        ("/targets/low/resolution_minutes", "out_of_range"),
        ("/targets/high/next_response_minutes", "out_of_range"),
    ]);
    for minutes in [json!(-1), json!(1.5), json!("60"), json!(4_294_967_296_i64)] {
        policy_with(json!({"low": {"resolution_minutes": minutes}})).await.expect_problem(400, "validation_failed");
    }
    for share in [json!(0), json!(100), json!(4_000_000_000_i64)] {
        let body = json!({"name": "P", "warn_percent": share, "targets": {"low": {"resolution_minutes": 1}}});
        admin.post("/admin/sla-policies", body).await.expect_fields(&[("/warn_percent", "out_of_range")]);
    }
    let queue = default_queue(&admin).await;
    let sla = format!("/queues/{queue}/sla");
    let unknown = admin.put(&sla, json!({"policy": NOBODYS, "calendar": NOBODYS})).await;
    unknown.expect_fields(&[("/policy", "unknown_value")]);
    admin.put(&sla, json!({"policy": "x"})).await.expect_problem(400, "validation_failed");
    admin
        .put(&format!("/queues/{NOBODYS}/sla"), json!({"policy": NOBODYS, "calendar": NOBODYS}))
        .await
        .expect_status(404);
    for due in ["", "0h", "8761h", "366d", "4", "4w", "-4h", "+4h", "4.5h", "99999999999999999999h", "overdue,none"] {
        let answer = admin.get(&format!("/tickets?due={}", due.replace('+', "%2B"))).await;
        assert_eq!(answer.status, 400, "{due}: {}", answer.body);
    }
}

async fn what_is_in_use_stays(backend: Backend) {
    let app = App::start(backend).await;
    let admin = lasting(&app, "admin").await;
    let (policy, calendar) = promise(&admin, policy("Fast", 10, 20, 30)).await;
    let queue = default_queue(&admin).await;
    let view = admin.get("/queues").await.expect_status(200).body["items"][0]["sla"].clone();
    assert_eq!(view, json!({"policy": policy, "calendar": calendar}));
    for path in [format!("/admin/sla-policies/{policy}"), format!("/admin/calendars/{calendar}")] {
        assert_eq!(admin.get(&path).await.body["queues"], json!([queue]));
        let refused = admin.delete(&path).await.expect_problem(409, "in_use");
        assert_eq!(refused.body["used_by"], 1);
    }
    // Changing the queue itself leaves what it promises.
    let body = json!({"name": "Support", "teams": []});
    admin.put(&format!("/queues/{queue}"), body).await.expect_status(204);
    let ticket = lasting(&app, "customer").await.ask("kept").await;
    admin.delete(&format!("/queues/{queue}/sla")).await.expect_status(204);
    for path in [format!("/admin/sla-policies/{policy}"), format!("/admin/calendars/{calendar}")] {
        admin.delete(&path).await.expect_status(204);
    }
    // The ticket goes by what was promised when it came in, although all of it is gone.
    let ledger = admin.get(&format!("{ticket}/sla")).await.expect_status(200);
    assert_eq!((&ledger.body["policy"]["name"], &ledger.body["sla"]["state"]), (&json!("Fast"), &json!("running")));
    let later = lasting(&app, "customer").await.ask("later").await;
    let ledger = admin.get(&format!("{later}/sla")).await.expect_status(200);
    assert_eq!((&ledger.body["policy"], &ledger.body["sla"]["state"]), (&Value::Null, &json!("none")));
}

async fn a_ticket_says_how_it_stands_and_why(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, agent, customer) =
        (lasting(&app, "admin").await, lasting(&app, "agent").await, lasting(&app, "customer").await);
    promise(&admin, policy("Steps", 60, 30, 600)).await;
    let ticket = customer.ask("how long").await;
    let sla = async |agent: &Person<'_>| agent.get(&format!("{ticket}/sla")).await.expect_status(200).body;
    let state = async |agent: &Person<'_>| agent.get(&ticket).await.expect_status(200).body["ticket"]["sla"].clone();
    let first = state(&agent).await;
    assert_eq!((&first["state"], &first["target"]), (&json!("running"), &json!("first_response")));
    app.clock.advance(2 * 60);
    agent.take(&ticket).await.expect_status(200);
    let body = json!({"body": "Which one?", "visibility": "public", "status": "waiting_on_customer"});
    agent.post(&format!("{ticket}/comments"), body).await.expect_status(201);
    assert_eq!(state(&agent).await, json!({"state": "paused", "due_at": null, "target": null}));
    app.clock.advance(5 * 60);
    agent.comment(&ticket, "A note changes nothing.", "internal").await.expect_status(201);
    customer.comment(&ticket, "The left one.", "public").await.expect_status(201);
    let now = state(&agent).await;
    assert_eq!((&now["state"], &now["target"]), (&json!("running"), &json!("next_response")));
    let found = sla(&agent).await;
    let clocks = found["clocks"].as_array().expect("clocks");
    let names: Vec<_> = clocks.iter().map(|clock| (clock["target"].as_str(), clock["phase"].as_str())).collect();
    assert_eq!(
        names,
        [
            (Some("first_response"), Some("stopped")),
            (Some("resolution"), Some("running")),
            (Some("next_response"), Some("running"))
        ]
    );
    let between = |value: &Value, least: i64| {
        let seconds = value.as_i64().expect("seconds");
        assert!((least..least + 60).contains(&seconds), "{seconds} is not about {least}: {found}");
    };
    between(&clocks[0]["elapsed_seconds"], 120);
    // Five minutes of waiting do not count.
    between(&clocks[1]["elapsed_seconds"], 120);
    let steps: Vec<_> = clocks[1]["ledger"]
        .as_array()
        .expect("a ledger")
        .iter()
        .map(|entry| (entry["step"].as_str(), entry["cause"].as_str(), entry["status"].as_str()))
        .collect();
    assert_eq!(
        steps,
        [
            (Some("started"), Some("created"), None),
            (Some("paused"), Some("status"), Some("waiting_on_customer")),
            (Some("resumed"), Some("status"), Some("in_progress"))
        ]
    );
    assert!(clocks[1]["ledger"][1]["event"].is_string(), "an entry names its event");
    agent.resolve(&ticket, "Done.").await.expect_status(200);
    assert_eq!(state(&agent).await["state"], "paused");
    admin.post(&format!("{ticket}/close"), json!({})).await.expect_status(200);
    assert_eq!(state(&agent).await["state"], "none");
    let all = sla(&agent).await;
    let clocks = all["clocks"].as_array().expect("clocks");
    assert!(clocks.iter().all(|clock| clock["phase"] == "stopped" && clock["breached"] == false), "{all}");
    customer.get(&format!("{ticket}/sla")).await.expect_problem(403, "forbidden");
    app.sign_in("other").await.get(&format!("{ticket}/sla")).await.expect_problem(404, "not_found");
}

/// Words of staff that the requester reads, on this ticket, and not by the requester.
async fn what_counts_as_an_answer(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, agent, customer) =
        (lasting(&app, "admin").await, lasting(&app, "agent").await, lasting(&app, "customer").await);
    promise(&admin, policy("Steps", 60, 30, 600)).await;
    let phases = async |ticket: &str| {
        let ledger = admin.get(&format!("{ticket}/sla")).await.expect_status(200).body;
        let clocks = ledger["clocks"].as_array().expect("clocks").clone();
        let phase = |clock: &Value| format!("{} {}", clock["target"], clock["phase"]).replace('"', "");
        let mut phases: Vec<_> = clocks.iter().map(phase).collect();
        phases.sort_unstable();
        phases
    };
    let unanswered = ["first_response running", "resolution running"];
    let answered = ["first_response stopped", "resolution running"];
    // Staff who ask are customers there.
    let own = agent.ask("of an agent").await;
    agent.comment(&own, "By the way …", "public").await.expect_status(201);
    admin.comment(&own, "Not for their eyes.", "internal").await.expect_status(201);
    assert_eq!(phases(&own).await, unanswered);
    admin.comment(&own, "I see.", "public").await.expect_status(201);
    assert_eq!(phases(&own).await, answered);
    // What was said before a ticket was split off was said elsewhere.
    let first = customer.ask("two things").await;
    let asked = customer.comment(&first, "And my mouse is slow.", "public").await.expect_status(201);
    let said = agent.comment(&first, "One after the other.", "public").await.expect_status(201);
    let comments = [asked.text("/comment/id"), said.text("/comment/id")];
    let body = json!({"subject": "The other", "comments": comments});
    let split = admin.post(&format!("{first}/split"), body).await.expect_status(201);
    let other = format!("/tickets/{}", split.body["number"]);
    assert_eq!(phases(&other).await, unanswered);
    assert_eq!(phases(&first).await, answered);
    // A resolution is an answer too.
    admin.take(&other).await.expect_status(200);
    admin.resolve(&other, "Done.").await.expect_status(200);
    assert_eq!(phases(&other).await, ["first_response stopped", "resolution paused"]);
    // A reason for reopening waits for an answer.
    let reason = json!({"reason": "It is not."});
    agent.take(&first).await.expect_status(200);
    agent.resolve(&first, "Done.").await.expect_status(200);
    let reopened = customer.post(&format!("{first}/reopen-request"), reason).await;
    assert!(matches!(reopened.status, 200 | 202), "{}", reopened.body);
    assert_eq!(
        phases(&first).await,
        ["first_response stopped", "next_response running", "resolution running"],
        "asking for it takes it up again"
    );
}

/// What is written beside a ticket is not computed anew then, and is what its ledger says all the same.
async fn who_goes_on_speaking_starts_and_stops_no_clock(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, agent, customer) =
        (lasting(&app, "admin").await, lasting(&app, "agent").await, lasting(&app, "customer").await);
    promise(&admin, policy("Fast", 60, 30, 600)).await;
    let ticket = customer.ask("asked").await;
    agent.take(&ticket).await.expect_status(200);
    let due = async || {
        let beside = agent.get(&ticket).await.expect_status(200).body["ticket"]["sla"].take();
        let ledger = agent.get(&format!("{ticket}/sla")).await.expect_status(200).body;
        assert_eq!(beside, ledger["sla"], "{ledger}");
        (beside["target"].clone(), beside["due_at"].clone())
    };
    let mut before = due().await;
    assert_eq!(before.0, "first_response");
    for (person, target) in [(&agent, "resolution"), (&customer, "next_response"), (&agent, "resolution")] {
        app.clock.advance(60);
        person.comment(&ticket, "a word", "public").await.expect_status(201);
        let first = due().await;
        assert_ne!(first, before);
        assert_eq!(first.0, target);
        for word in ["another", "a note between", "one more"] {
            app.clock.advance(60);
            person.comment(&ticket, word, "public").await.expect_status(201);
            agent.comment(&ticket, word, "internal").await.expect_status(201);
            assert_eq!(due().await, first, "{word}");
        }
        before = first;
    }
}

async fn lists_are_ordered_and_filtered_by_what_is_due(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, customer) = (lasting(&app, "admin").await, lasting(&app, "customer").await);
    promise(&admin, policy("Steps", 60, 60, 6_000)).await;
    let mut tickets = Vec::new();
    for number in 0..3 {
        tickets.push(customer.ask(&format!("ticket {number}")).await);
        app.clock.advance(30 * 60);
    }
    // The first is answered and due in days, so it is the last of three; the fourth is not due at all.
    admin.take(&tickets[0]).await.expect_status(200);
    admin.comment(&tickets[0], "Yes.", "public").await.expect_status(201);
    admin.delete(&format!("/queues/{}/sla", default_queue(&admin).await)).await.expect_status(204);
    tickets.push(customer.ask("nothing promised").await);
    let numbers = async |query: &str| {
        let page = admin.get(&format!("/tickets?{query}")).await.expect_status(200);
        let rows = page.body["items"].as_array().expect("rows").clone();
        (rows.iter().map(|row| format!("/tickets/{}", row["number"])).collect::<Vec<_>>(), page.body["next"].clone())
    };
    let by_due = [&tickets[1], &tickets[2], &tickets[0], &tickets[3]].map(Clone::clone).to_vec();
    assert_eq!(numbers("sort=due").await.0, by_due);
    // Page by page the same.
    let (mut paged, mut query) = (Vec::new(), "sort=due&limit=1".to_owned());
    loop {
        let (rows, next) = numbers(&query).await;
        paged.extend(rows);
        let Some(next) = next.as_str() else { break };
        query = format!("sort=due&limit=1&cursor={next}");
    }
    assert_eq!(paged, by_due);
    // The second ticket is an hour old.
    assert_eq!(numbers("due=overdue").await.0, [tickets[1].clone()]);
    assert_eq!(numbers("due=1h&sort=due").await.0, [tickets[1].clone(), tickets[2].clone()]);
    assert_eq!(numbers("due=30d&sort=due").await.0, by_due[..3]);
    assert_eq!(numbers("due=none").await.0, [tickets[3].clone()]);
    let rows = admin.get("/tickets?due=overdue").await.expect_status(200);
    assert_eq!(rows.text("/items/0/sla/state"), "breached", "also before the worker has looked");
    let bulk = json!({"filter": {"due": "overdue"}, "change": {"priority": "high"}});
    let done = admin.post("/tickets/bulk", bulk).await.expect_status(200);
    assert_eq!(done.body["items"].as_array().map(Vec::len), Some(1));
    for query in ["due=overdue", "due=none", "sort=due"] {
        customer.get(&format!("/tickets?{query}")).await.expect_problem(403, "forbidden");
        admin.get(&format!("/tickets?mine=true&{query}")).await.expect_problem(403, "forbidden");
    }
}

async fn a_change_of_terms_applies_to_new_tickets(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, customer) = (lasting(&app, "admin").await, lasting(&app, "customer").await);
    let (id, calendar) = promise(&admin, policy("Slow", 600, 600, 6_000)).await;
    let before = customer.ask("before").await;
    let closed = customer.ask("closed").await;
    let close = json!({"resolution_text": "Done."});
    admin.post(&format!("{closed}/close"), close).await.expect_status(200);
    let one = format!("/admin/sla-policies/{id}");
    admin.put(&one, policy("Quick", 6, 6, 60)).await.expect_status(200);
    let after = customer.ask("after").await;
    let minutes = async |ticket: &str| {
        let ledger = admin.get(&format!("{ticket}/sla")).await.expect_status(200).body;
        (ledger["clocks"][0]["target_minutes"].clone(), ledger["policy"]["version"].clone())
    };
    assert_eq!(minutes(&before).await, (json!(600), json!(1)));
    assert_eq!(minutes(&after).await, (json!(6), json!(2)));
    let reapplied = admin.post(&format!("{one}/reapply"), json!({})).await.expect_status(202);
    assert_eq!(reapplied.body["tickets"], 2, "what is closed stays as it was");
    assert_eq!(minutes(&before).await, (json!(6), json!(2)));
    assert_eq!(minutes(&closed).await, (json!(600), json!(1)));
    look(&app).await;
    let due = admin.get(&before).await.expect_status(200).body["ticket"]["sla"]["due_at"].clone();
    let promised = admin.get(&format!("{before}/sla")).await.body["sla"]["due_at"].clone();
    assert!(due.is_string() && due == promised, "{due} is not {promised}");
    // The calendar: hours on Sundays in another year alone, by and large. Nothing is due for very long.
    let mut seldom = always();
    seldom["week"] = json!({"sunday": [{"from": "03:00", "to": "03:01"}]});
    admin.put(&format!("/admin/calendars/{calendar}"), seldom).await.expect_status(200);
    let reapplied = admin.post(&format!("/admin/calendars/{calendar}/reapply"), json!({})).await.expect_status(202);
    assert_eq!(reapplied.body["tickets"], 2);
    let ledger = admin.get(&format!("{before}/sla")).await.expect_status(200).body;
    assert_eq!(ledger["calendar"]["version"], 2);
    let log = admin.get("/admin/audit").await.expect_status(200).body.to_string();
    assert!(log.contains("policy_reapplied"), "who did that is written down");
}

async fn a_ticket_goes_by_the_terms_of_its_queue(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, customer) = (lasting(&app, "admin").await, lasting(&app, "customer").await);
    promise(&admin, policy("Fast", 10, 20, 30)).await;
    let without = make(&admin, "/queues", json!({"name": "Elsewhere"})).await;
    let ticket = customer.ask("moved").await;
    let first = default_queue(&admin).await;
    let state = async || admin.get(&ticket).await.body["ticket"]["sla"]["state"].clone();
    assert_eq!(state().await, "running");
    let moved = admin.patch(&ticket, json!({"queue": without})).await.expect_status(200);
    assert_eq!(moved.text("/sla/state"), "none", "the answer says so at once");
    assert_eq!(state().await, "none");
    app.clock.advance(HOUR);
    admin.patch(&ticket, json!({"queue": first})).await.expect_status(200);
    assert_eq!(state().await, "breached", "as if it had been there from the beginning");
}

async fn running_out_is_told_once_and_to_whom_it_concerns(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, agent, customer) =
        (lasting(&app, "admin").await, lasting(&app, "agent").await, lasting(&app, "customer").await);
    promise(&admin, policy("Fast", 10, 20, 600)).await;
    let ticket = customer.ask("late").await;
    agent.take(&ticket).await.expect_status(200);
    let unread = async |name: &str, kind: &str| {
        app.all_is_told().await;
        let inbox = app.sign_in(name).await.get("/me/inbox").await.expect_status(200);
        let items = inbox.body["items"].as_array().expect("items").clone();
        items.iter().filter(|item| item["kind"] == kind).count()
    };
    app.clock.advance(6 * 60);
    // Several processes look at once.
    let looks = (look_at_due(&app.state), look_at_due(&app.state), look_at_due(&app.state), look_at_due(&app.state));
    let (a, b, c, d) = tokio::join!(looks.0, looks.1, looks.2, looks.3);
    for looked in [a, b, c, d] {
        looked.expect("a look");
    }
    let soon = || ("sla_due_soon".to_owned(), "first_response".to_owned(), 1);
    assert_eq!(ran_out(&agent, &ticket).await, [soon()]);
    assert_eq!(agent.get(&ticket).await.body["ticket"]["sla"]["state"], "due_soon");
    assert_eq!((unread("agent", "sla_due_soon").await, unread("admin", "sla_due_soon").await), (1, 0));
    app.clock.advance(5 * 60);
    let (a, b) = tokio::join!(look_at_due(&app.state), look_at_due(&app.state));
    assert!(a.is_ok() && b.is_ok());
    look(&app).await;
    let breached = ("sla_breached".to_owned(), "first_response".to_owned(), 1);
    assert_eq!(ran_out(&agent, &ticket).await, [soon(), breached.clone()]);
    assert_eq!(agent.get(&ticket).await.body["ticket"]["sla"]["state"], "breached");
    // Escalation: admins are told as well.
    assert_eq!((unread("agent", "sla_breached").await, unread("admin", "sla_breached").await), (1, 1));
    for name in ["customer", "colleague", "outsider"] {
        assert_eq!(unread(name, "sla_breached").await, 0, "{name} has nothing to do with it");
    }
    let mails = app.mails_to("admin@example.org").await;
    let mail = mails.iter().find(|text| text.contains("promised is used up")).expect("a mail");
    assert!(mail.contains("first response"), "{mail}");
    assert!(app.mails_to("customer@example.org").await.iter().all(|text| !text.contains("promised")));
    // Another target, and another cycle of the same, are other things.
    agent.comment(&ticket, "Sorry.", "public").await.expect_status(201);
    customer.comment(&ticket, "And?", "public").await.expect_status(201);
    app.clock.advance(21 * 60);
    look(&app).await;
    agent.comment(&ticket, "Soon.", "public").await.expect_status(201);
    customer.comment(&ticket, "And now?", "public").await.expect_status(201);
    app.clock.advance(21 * 60);
    look(&app).await;
    let next = |cycle| ("sla_breached".to_owned(), "next_response".to_owned(), cycle);
    assert_eq!(ran_out(&agent, &ticket).await, [soon(), breached, next(1), next(2)]);
}

async fn time_alone_stops_no_reply_and_shows_customers_nothing(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, agent, customer) =
        (lasting(&app, "admin").await, lasting(&app, "agent").await, lasting(&app, "customer").await);
    promise(&admin, policy("Fast", 10, 20, 600)).await;
    let ticket = customer.ask("late").await;
    agent.take(&ticket).await.expect_status(200);
    let seen = agent.get(&ticket).await.expect_status(200);
    let of_customer = async || {
        let mut all = Vec::new();
        for path in [ticket.clone(), format!("{ticket}/history"), "/tickets".to_owned(), "/me/inbox".to_owned()] {
            let answer = customer.get(&path).await.expect_status(200);
            all.push((answer.header("etag").to_owned(), answer.body));
        }
        all
    };
    app.all_is_told().await;
    let before = of_customer().await;
    app.clock.advance(11 * 60);
    look(&app).await;
    app.all_is_told().await;
    assert_eq!(ran_out(&agent, &ticket).await.len(), 1);
    assert_eq!(of_customer().await, before);
    let body = json!({"body": "Here it is.", "visibility": "public", "last_seen_event": seen.text("/last_event")});
    agent.post(&format!("{ticket}/comments"), body).await.expect_status(201);
}

async fn ten_years_ahead_nothing_hangs(backend: Backend) {
    let app = App::start(backend).await;
    let customer = lasting(&app, "customer").await;
    // By what is promised from the beginning: office hours in Berlin.
    let ticket = customer.ask("forgotten").await;
    app.clock.advance(3_653 * 24 * HOUR);
    look(&app).await;
    let admin = lasting(&app, "admin").await;
    let ledger = admin.get(&format!("{ticket}/sla")).await.expect_status(200).body;
    let elapsed = ledger["clocks"][0]["elapsed_seconds"].as_i64().expect("seconds");
    // 521 or 522 weeks of forty hours, and some hours more or less.
    assert!((520 * 40 * HOUR..523 * 40 * HOUR).contains(&elapsed), "{elapsed}");
    assert_eq!(ledger["sla"]["state"], "breached");
    assert_eq!(ran_out(&admin, &ticket).await.len(), 2, "first response and resolution, and no warning after that");
}
