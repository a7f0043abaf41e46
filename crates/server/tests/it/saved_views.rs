//! Lists that staff keep by a name.

use crate::app::{App, Person};
use serde_json::{Value, json};
use test_support::{Backend, on_both_databases};

on_both_databases!(
    a_view_is_kept_changed_and_thrown_away,
    views_of_a_team_are_its_members,
    views_are_counted_as_their_viewer_sees_them,
    bad_views_are_refused,
    there_is_an_end_to_views,
    views_go_with_their_owner,
);

async fn keep(person: &Person<'_>, body: Value) -> Value {
    person.post("/me/views", body).await.expect_status(201).body
}

async fn names(person: &Person<'_>) -> Vec<String> {
    let views = person.get("/me/views").await.expect_status(200).body;
    let items = views["items"].as_array().expect("items").iter();
    items.map(|view| view["name"].as_str().expect("a name").to_owned()).collect()
}

async fn a_view_is_kept_changed_and_thrown_away(backend: Backend) {
    let app = App::start(backend).await;
    let (agent, colleague) = (app.sign_in("agent").await, app.sign_in("colleague").await);
    let view =
        keep(&agent, json!({"name": "Mine", "q": "assignee:me status:open vpn ", "sort": "due", "position": 2})).await;
    let id = view["id"].as_str().expect("an id");
    let expected = json!({"id": id, "name": "Mine", "team": null, "q": "assignee:me status:open vpn ", "sort": "due",
        "position": 2, "editable": true});
    assert_eq!(view, expected);
    keep(&agent, json!({"name": "All", "q": ""})).await;
    assert_eq!(names(&agent).await, ["All", "Mine"], "by place");
    assert!(names(&colleague).await.is_empty());
    let path = format!("/me/views/{id}");
    let changed = agent.patch(&path, json!({"name": "Yours", "sort": null})).await.expect_status(200).body;
    assert_eq!((&changed["name"], &changed["sort"], &changed["q"]), (&json!("Yours"), &Value::Null, &view["q"]));
    agent.patch(&path, json!({"position": 0})).await.expect_status(200);
    assert_eq!(names(&agent).await, ["All", "Yours"], "at one place by name");
    for who in [&colleague, &app.sign_in("admin").await] {
        who.patch(&path, json!({"name": "Ours"})).await.expect_problem(404, "not_found");
        who.delete(&path).await.expect_problem(404, "not_found");
    }
    agent.delete(&path).await.expect_status(204);
    agent.delete(&path).await.expect_problem(404, "not_found");
    assert_eq!(names(&agent).await, ["All"]);
    let audit = app.sign_in("admin").await.get("/admin/audit?kind=saved_view_changed").await.expect_status(200);
    assert_eq!(audit.body["items"], json!([]), "one's own is nobody's business");
}

async fn views_of_a_team_are_its_members(backend: Backend) {
    let app = App::start(backend).await;
    let (_, team) = app.restricted_queue().await;
    let (agent, colleague, outsider, admin) = (
        app.sign_in("agent").await,
        app.sign_in("colleague").await,
        app.sign_in("outsider").await,
        app.sign_in("admin").await,
    );
    keep(&agent, json!({"name": "Own", "q": ""})).await;
    let view = keep(&agent, json!({"name": "Ours", "q": "status:open", "team": team})).await;
    assert_eq!(names(&agent).await, ["Own", "Ours"]);
    assert_eq!((names(&colleague).await, names(&admin).await), (vec!["Ours".to_owned()], vec!["Ours".to_owned()]));
    assert!(names(&outsider).await.is_empty());
    let path = format!("/me/views/{}", view["id"].as_str().expect("an id"));
    outsider.patch(&path, json!({"name": "Theirs"})).await.expect_problem(404, "not_found");
    let body = json!({"name": "Theirs", "q": "", "team": team});
    outsider.post("/me/views", body.clone()).await.expect_problem(403, "forbidden");
    colleague.patch(&path, json!({"q": "status:closed"})).await.expect_status(200);
    admin.delete(&path).await.expect_status(204);
    keep(&admin, body).await;
    let audit = admin.get("/admin/audit?kind=saved_view_changed").await.expect_status(200).body;
    assert_eq!(audit["items"].as_array().map(Vec::len), Some(4), "made, changed, deleted, made");
}

async fn views_are_counted_as_their_viewer_sees_them(backend: Backend) {
    let app = App::start(backend).await;
    let (queue, team) = app.restricted_queue().await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    let hidden = customer.ask("hidden printer").await;
    let open = customer.ask("open printer").await;
    admin.patch(&hidden, json!({"queue": queue})).await.expect_status(200);
    agent.take(&open).await.expect_status(200);
    for (place, q) in ["status:open", "printer", "assignee:me printer", "queue:Inner", "queue:Gone"].iter().enumerate()
    {
        // The name of a queue that is not there any more.
        if *q == "queue:Gone" {
            admin.post("/queues", json!({"name": "Gone", "teams": []})).await.expect_status(201);
        }
        keep(&agent, json!({"name": q, "q": q, "position": place})).await;
    }
    keep(&agent, json!({"name": "of the team", "q": "queue:Inner", "team": team})).await;
    let queues = admin.get("/queues").await.expect_status(200).body;
    let gone =
        queues["items"].as_array().and_then(|all| all.iter().find(|one| one["name"] == "Gone")).expect("a queue");
    let path = format!("/queues/{}", gone["id"].as_str().expect("an id"));
    admin.put(&path, json!({"name": "Renamed", "teams": []})).await.expect_status(204);
    let counts = async |person: &Person<'_>| {
        let counts = person.get("/me/views/counts").await.expect_status(200).body;
        counts["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|item| item["count"]["value"].as_u64())
            .collect::<Vec<_>>()
    };
    assert_eq!(counts(&agent).await, [Some(1), Some(2), Some(1), Some(1), None, Some(1)]);
    let outsider = app.sign_in("outsider").await;
    keep(&outsider, json!({"name": "printers", "q": "printer"})).await;
    assert_eq!(counts(&outsider).await, [Some(1)], "what is hidden does not count");
}

async fn bad_views_are_refused(backend: Backend) {
    let app = App::start(backend).await;
    let agent = app.sign_in("agent").await;
    for (body, fields) in [
        (json!({"name": " ", "q": "status:done"}), vec![("/name", "required"), ("/q", "unknown_value")]),
        (json!({"name": "x".repeat(61), "q": "a \"b"}), vec![("/name", "too_long"), ("/q", "unbalanced_quote")]),
        (json!({"name": "x", "q": "y".repeat(1_001)}), vec![("/q", "too_long")]),
        (json!({"name": "x", "q": "", "sort": "colour"}), vec![("/sort", "unknown_value")]),
        (json!({"name": "x", "q": "", "team": "mine"}), vec![("/team", "unknown_value")]),
        (json!({"name": "x", "q": "", "position": -1}), vec![("/position", "out_of_range")]),
        (json!({"name": "x", "q": "", "position": 10_000}), vec![("/position", "out_of_range")]),
        (json!({"name": "x", "q": "", "colour": "red"}), vec![("/colour", "unknown_field")]),
        (
            json!({"name": "x", "q": "", "team": "01900000-0000-7000-8000-00000000dead"}),
            vec![("/team", "unknown_value")],
        ),
    ] {
        agent.post("/me/views", body).await.expect_fields(&fields);
    }
    let view = keep(&agent, json!({"name": "Straße", "q": ""})).await;
    agent.post("/me/views", json!({"name": "STRAßE", "q": ""})).await.expect_problem(409, "name_taken");
    keep(&app.sign_in("colleague").await, json!({"name": "Straße", "q": ""})).await;
    let path = format!("/me/views/{}", view["id"].as_str().expect("an id"));
    keep(&agent, json!({"name": "Other", "q": ""})).await;
    agent.patch(&path, json!({"name": "other"})).await.expect_problem(409, "name_taken");
    agent.patch(&path, json!({"name": null})).await.expect_fields(&[("/name", "not_nullable")]);
    let answer = agent.patch(&path, json!({"q": "x status:done"})).await.expect_fields(&[("/q", "unknown_value")]);
    assert_eq!(answer.body["errors"][0]["at"], 9);
}

async fn there_is_an_end_to_views(backend: Backend) {
    let app = App::start(backend).await;
    let agent = app.sign_in("agent").await;
    for number in 0..50 {
        keep(&agent, json!({"name": format!("view {number}"), "q": ""})).await;
    }
    agent.post("/me/views", json!({"name": "one more", "q": ""})).await.expect_problem(409, "too_many_views");
    assert_eq!(names(&agent).await.len(), 50);
}

async fn views_go_with_their_owner(backend: Backend) {
    let app = App::start(backend).await;
    let (_, team) = app.restricted_queue().await;
    let (agent, admin) = (app.sign_in("agent").await, app.sign_in("admin").await);
    keep(&agent, json!({"name": "canary-own", "q": "canaryword"})).await;
    keep(&agent, json!({"name": "of the team", "q": "", "team": team})).await;
    let body = json!({"user": agent.id().await, "mode": "anonymise"});
    let erasure = admin.post("/admin/erasures", body).await.expect_status(202);
    let path = format!("/admin/erasures/{}", erasure.text("/id"));
    while admin.get(&path).await.expect_status(200).body["finished_at"].is_null() {}
    let left = crate::moderating::dump(&app).await;
    assert!(!left.contains("canary-own") && !left.contains("canaryword"));
    assert_eq!(names(&admin).await, ["of the team"]);
}
