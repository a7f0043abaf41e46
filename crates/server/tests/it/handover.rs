//! Handing over what somebody works on.

use crate::app::{App, Person};
use crate::description::NOBODYS;
use serde_json::{Value, json};
use server::app::tickets::hand_over_some;
use test_support::{Backend, on_both_databases};

on_both_databases!(
    another_agent_takes_over_all_that_is_open,
    a_team_or_nobody_gets_them_back_open,
    what_the_heir_does_not_see_stays_and_is_counted,
    switching_somebody_off_can_say_who_takes_over,
    taken_up_by_two_at_once_each_ticket_moves_once,
    asked_again_the_rest_goes_where_is_said_last,
    who_cannot_be_an_heir_is_refused,
);

async fn handover(admin: &Person<'_>, user: &str) -> Value {
    admin.get(&format!("/admin/users/{user}/handover")).await.expect_status(200).body
}

/// Hands over, and gives how it ended.
async fn handed_over(admin: &Person<'_>, user: &str, to: Value) -> Value {
    admin.post(&format!("/admin/users/{user}/handover"), to).await.expect_status(202);
    finished(admin, user).await
}

async fn finished(admin: &Person<'_>, user: &str) -> Value {
    loop {
        let shown = handover(admin, user).await;
        if !shown["last"]["finished_at"].is_null() {
            return shown;
        }
    }
}

/// A ticket of the customer that the agent has, in a status.
async fn ticket(app: &App, status: &str) -> String {
    let ticket = app.sign_in("customer").await.ask(status).await;
    let agent = app.sign_in("agent").await;
    match status {
        "open" => agent.patch(&ticket, json!({"assignee": agent.id().await})).await.expect_status(200),
        _ => agent.take(&ticket).await.expect_status(200),
    };
    match status {
        "waiting_on_customer" => agent.set_status(&ticket, status).await.expect_status(200),
        "resolved" => agent.resolve(&ticket, "Done.").await.expect_status(200),
        _ => return ticket,
    };
    ticket
}

/// Status, name of the assignee and team of a ticket.
async fn standing(admin: &Person<'_>, ticket: &str) -> [Value; 3] {
    let shown = admin.get(ticket).await.expect_status(200).body["ticket"].clone();
    [shown["status"].clone(), shown["assignee"]["display_name"].clone(), shown["team"].clone()]
}

async fn another_agent_takes_over_all_that_is_open(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, agent, colleague) =
        (app.sign_in("admin").await, app.sign_in("agent").await, app.sign_in("colleague").await);
    let agent = agent.id().await;
    let mut tickets = Vec::new();
    for status in ["open", "in_progress", "waiting_on_customer"] {
        tickets.push((ticket(&app, status).await, status));
    }
    let resolved = ticket(&app, "resolved").await;
    // More than one step's worth.
    let customer = app.sign_in("customer").await;
    for number in 0..22 {
        let asked = customer.ask(&format!("number {number}")).await;
        admin.patch(&asked, json!({ "assignee": agent })).await.expect_status(200);
        tickets.push((asked, "open"));
    }
    assert_eq!(handover(&admin, &agent).await, json!({"open": 25, "last": null}));
    let erase = json!({"user": agent, "mode": "anonymise"});
    admin.post("/admin/erasures", erase.clone()).await.expect_problem(409, "still_working");

    let shown = handed_over(&admin, &agent, json!({"to": "agent", "id": colleague.id().await})).await;
    let last = &shown["last"];
    assert_eq!(
        (&shown["open"], &last["tickets"], &last["moved"], &last["refused"]),
        (&json!(0), &json!(25), &json!(25), &json!(0))
    );
    assert_eq!((&last["to"], &last["agent"]["display_name"]), (&json!("agent"), &json!("colleague")));
    for (ticket, status) in &tickets {
        assert_eq!(standing(&admin, ticket).await, [json!(status), json!("colleague"), Value::Null]);
    }
    assert_eq!(standing(&admin, &resolved).await[1], "agent");
    // Each changed as by the admin's hand.
    let history = admin.get(&format!("{}/history", tickets[2].0)).await.expect_status(200).body;
    let event = history["items"].as_array().and_then(|items| items.last()).expect("an event").clone();
    let to = &event["change"]["assignee_changed"]["to"]["display_name"];
    assert_eq!((&event["actor"]["display_name"], to), (&json!("admin"), &json!("colleague")));
    let audit = admin.get("/admin/audit?kind=handed_over").await.expect_status(200).body;
    let targets: Vec<_> = audit["items"].as_array().expect("entries").iter().map(|entry| &entry["target"]).collect();
    assert_eq!(targets, [&json!(agent), &json!(agent)]);
    // Now they can be erased.
    admin.post("/admin/erasures", erase).await.expect_status(202);
}

async fn a_team_or_nobody_gets_them_back_open(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, agent) = (app.sign_in("admin").await, app.sign_in("agent").await.id().await);
    let team = admin.post("/teams", json!({"name": "Second", "members": []})).await.expect_status(201);
    let team = team.text("/id").to_owned();
    for (to, team) in [(json!({"to": "team", "id": team}), json!(team)), (json!({"to": "nobody"}), Value::Null)] {
        let mut tickets = Vec::new();
        for status in ["open", "in_progress", "waiting_on_customer"] {
            tickets.push(ticket(&app, status).await);
        }
        let queue = admin.get(&tickets[0]).await.expect_status(200).body["ticket"]["queue"].clone();
        assert_eq!(handed_over(&admin, &agent, to).await["last"]["moved"], 3);
        for ticket in tickets {
            assert_eq!(standing(&admin, &ticket).await, [json!("open"), Value::Null, team.clone()]);
            assert_eq!(admin.get(&ticket).await.expect_status(200).body["ticket"]["queue"], queue);
        }
    }
}

async fn what_the_heir_does_not_see_stays_and_is_counted(backend: Backend) {
    let app = App::start(backend).await;
    let (queue, _) = app.restricted_queue().await;
    let (admin, agent, outsider) =
        (app.sign_in("admin").await, app.sign_in("agent").await.id().await, app.sign_in("outsider").await);
    let (hidden, seen) = (ticket(&app, "in_progress").await, ticket(&app, "in_progress").await);
    admin.patch(&hidden, json!({ "queue": queue })).await.expect_status(200);
    let shown = handed_over(&admin, &agent, json!({"to": "agent", "id": outsider.id().await})).await;
    let last = &shown["last"];
    assert_eq!((&shown["open"], &last["moved"], &last["refused"]), (&json!(1), &json!(1), &json!(1)));
    assert_eq!(standing(&admin, &hidden).await[1], "agent");
    assert_eq!(standing(&admin, &seen).await[1], "outsider");
    let colleague = app.sign_in("colleague").await.id().await;
    assert_eq!(handed_over(&admin, &agent, json!({"to": "agent", "id": colleague})).await["open"], 0);
}

async fn switching_somebody_off_can_say_who_takes_over(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, agent) = (app.sign_in("admin").await, app.sign_in("agent").await.id().await);
    let colleague = app.sign_in("colleague").await.id().await;
    let ticket = ticket(&app, "in_progress").await;
    let path = format!("/admin/users/{agent}");
    let heir = json!({"to": "agent", "id": colleague});
    admin.patch(&path, json!({"hand_over_to": heir})).await.expect_fields(&[("/hand_over_to", "not_expected")]);
    let bad = json!({"active": false, "hand_over_to": {"to": "agent", "id": agent}});
    admin.patch(&path, bad).await.expect_fields(&[("/hand_over_to/id", "contradiction")]);
    let bad = json!({"active": false, "hand_over_to": {"to": "agent"}});
    admin.patch(&path, bad).await.expect_fields(&[("/hand_over_to/id", "required")]);
    assert_eq!(admin.get(&path).await.expect_status(200).text("/status"), "active");

    let off = admin.patch(&path, json!({"active": false, "hand_over_to": heir})).await.expect_status(200);
    assert_eq!(off.text("/status"), "disabled");
    assert_eq!(finished(&admin, &agent).await["open"], 0);
    assert_eq!(standing(&admin, &ticket).await[1], "colleague");
}

async fn taken_up_by_two_at_once_each_ticket_moves_once(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, agent) = (app.sign_in("admin").await, app.sign_in("agent").await.id().await);
    let mut tickets = Vec::new();
    for _ in 0..3 {
        tickets.push(ticket(&app, "waiting_on_customer").await);
    }
    admin.post(&format!("/admin/users/{agent}/handover"), json!({"to": "nobody"})).await.expect_status(202);
    // As two processes would, beside the job of the server.
    while handover(&admin, &agent).await["last"]["finished_at"].is_null() {
        let (one, other) = tokio::join!(hand_over_some(&app.state), hand_over_some(&app.state));
        one.and(other).expect("steps");
    }
    assert!(!hand_over_some(&app.state).await.expect("nothing is left"));
    let last = handover(&admin, &agent).await["last"].clone();
    assert_eq!((&last["moved"], &last["refused"]), (&json!(3), &json!(0)));
    for ticket in tickets {
        let history = admin.get(&format!("{ticket}/history")).await.expect_status(200).body.to_string();
        assert_eq!(history.matches("\"to\":\"open\"").count(), 1, "{history}");
    }
}

async fn asked_again_the_rest_goes_where_is_said_last(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, agent) = (app.sign_in("admin").await, app.sign_in("agent").await.id().await);
    let colleague = app.sign_in("colleague").await.id().await;
    for _ in 0..3 {
        ticket(&app, "in_progress").await;
    }
    let path = format!("/admin/users/{agent}/handover");
    let (one, other) = tokio::join!(
        admin.post(&path, json!({"to": "nobody"})),
        admin.post(&path, json!({"to": "agent", "id": colleague}))
    );
    assert_eq!((one.status, other.status), (202, 202));
    assert_eq!(finished(&admin, &agent).await["open"], 0);
    // With nothing left it is done at once.
    let shown = handed_over(&admin, &agent, json!({"to": "nobody"})).await;
    assert_eq!((&shown["last"]["tickets"], &shown["last"]["moved"]), (&json!(0), &json!(0)));
}

async fn who_cannot_be_an_heir_is_refused(backend: Backend) {
    let app = App::start(backend).await;
    let (admin, agent) = (app.sign_in("admin").await, app.sign_in("agent").await.id().await);
    let (customer, colleague) = (app.sign_in("customer").await.id().await, app.sign_in("colleague").await.id().await);
    admin.patch(&format!("/admin/users/{colleague}"), json!({"active": false})).await.expect_status(200);
    let path = format!("/admin/users/{agent}/handover");
    for (body, pointer, code) in [
        (json!({"to": "agent", "id": agent}), "/id", "contradiction"),
        (json!({"to": "agent", "id": customer}), "/id", "unknown_value"),
        (json!({"to": "agent", "id": colleague}), "/id", "unknown_value"),
        (json!({"to": "agent", "id": NOBODYS}), "/id", "unknown_value"),
        (json!({"to": "team", "id": NOBODYS}), "/id", "unknown_value"),
        (json!({"to": "agent", "id": "me"}), "/id", "unknown_value"),
        (json!({"to": "team"}), "/id", "required"),
        (json!({"to": "nobody", "id": NOBODYS}), "/id", "not_expected"),
        (json!({"to": "everybody"}), "/to", "unknown_value"),
        (json!({"to": "nobody", "later": true}), "/later", "unknown_field"),
    ] {
        admin.post(&path, body).await.expect_fields(&[(pointer, code)]);
    }
    let nobodys = format!("/admin/users/{NOBODYS}/handover");
    admin.post(&nobodys, json!({"to": "nobody"})).await.expect_problem(404, "not_found");
    admin.get(&nobodys).await.expect_problem(404, "not_found");
    assert_eq!(handover(&admin, &agent).await["last"], Value::Null);
}
