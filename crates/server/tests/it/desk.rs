//! Queues, people on a ticket, tags, and changing many tickets at once.

use crate::app::{Answer, App, Person};
use serde_json::{Value, json};
use test_support::{Backend, on_both_databases};

on_both_databases!(
    a_restricted_queue_is_seen_by_its_team_only,
    people_are_invited_by_address_and_nothing_is_told_of_them,
    a_ticket_goes_to_people_and_teams_that_can_have_it,
    settings_and_names_have_limits,
    many_tickets_are_changed_with_a_result_for_each,
    a_filter_is_changed_part_by_part,
    what_was_changed_meanwhile_is_refused_and_the_rest_is_done,
    canned_replies_are_ones_own_or_everybodys,
    unread_is_what_others_did_since_one_was_there,
);

fn number(ticket: &str) -> &str {
    ticket.trim_start_matches("/tickets/")
}

async fn a_restricted_queue_is_seen_by_its_team_only(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, outsider, admin) = (
        app.sign_in("customer").await,
        app.sign_in("agent").await,
        app.sign_in("outsider").await,
        app.sign_in("admin").await,
    );
    let (queue, _) = app.restricted_queue().await;
    let ticket = customer.ask("secret").await;
    outsider.get(&ticket).await.expect_status(200);
    // Whoever sorts tickets can hand one on to where it belongs, and has no part in it from then on.
    outsider.patch(&ticket, json!({"queue": queue})).await.expect_status(200);
    outsider.get(&ticket).await.expect_problem(404, "not_found");
    let rows = async |person: &Person<'_>, path: &str| {
        person.get(path).await.expect_status(200).body["items"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(rows(&outsider, "/tickets").await, 0);
    assert_eq!(rows(&outsider, &format!("/tickets?queue={queue}")).await, 0);
    assert_eq!(rows(&admin, "/tickets").await, 1);
    assert_eq!(rows(&customer, "/tickets").await, 1, "its requester sees it always");
    // As somebody who reads along, an agent is like a customer there.
    admin.post(&format!("{ticket}/participants"), json!({"email": "outsider@example.org"})).await.expect_status(201);
    agent.comment(&ticket, "zq7canary", "internal").await.expect_status(201);
    let seen = outsider.get(&ticket).await.expect_status(200);
    assert!(!seen.body.to_string().contains("zq7canary"));
    outsider.take(&ticket).await.expect_problem(403, "forbidden");
}

async fn people_are_invited_by_address_and_nothing_is_told_of_them(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, partner, other) =
        (app.sign_in("customer").await, app.sign_in("partner").await, app.sign_in("other").await);
    let ticket = customer.ask("shared").await;
    let path = format!("{ticket}/participants");
    let invite = async |address: &str| customer.post(&path, json!({"email": address})).await;
    let (known, unknown) = (invite("partner@example.org").await, invite("nobody@example.org").await);
    assert_eq!((known.status, unknown.status), (201, 201));
    let keys = |answer: &Answer| answer.body.as_object().map(|body| body.keys().cloned().collect::<Vec<_>>());
    assert_eq!(keys(&known), keys(&unknown));
    invite("Partner@Example.org").await.expect_status(201);
    let seen = partner.get(&ticket).await.expect_status(200);
    let mut people: Vec<_> =
        seen.body["participants"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    people.sort_unstable();
    assert_eq!(people, ["nobody@example.org", "partner@example.org"]);
    invite("no address").await.expect_fields(&[("/email", "invalid_email")]);
    partner.comment(&ticket, "I see it too.", "public").await.expect_status(201);
    partner.post(&path, json!({"email": "other@example.org"})).await.expect_problem(403, "forbidden");
    other.get(&ticket).await.expect_problem(404, "not_found");
    // Whoever reads along can stop, and be removed.
    partner.delete(&format!("{path}/partner@example.org")).await.expect_status(204);
    partner.get(&ticket).await.expect_problem(404, "not_found");
    // Twenty at most, in one request and in all.
    for count in 0..25 {
        let answer = invite(&format!("reader-{count}@example.org")).await;
        assert!([201, 400].contains(&answer.status), "{}", answer.body);
    }
    let seen = customer.get(&ticket).await.expect_status(200);
    assert_eq!(seen.body["participants"].as_array().map(Vec::len), Some(20));
}

async fn a_ticket_goes_to_people_and_teams_that_can_have_it(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, outsider, admin) = (
        app.sign_in("customer").await,
        app.sign_in("agent").await,
        app.sign_in("outsider").await,
        app.sign_in("admin").await,
    );
    let (queue, team) = app.restricted_queue().await;
    let ticket = customer.ask("handed around").await;
    let outsider_id = outsider.id().await;
    agent.patch(&ticket, json!({"queue": queue})).await.expect_status(200);
    // Whoever does not see it cannot work on it.
    let refused = agent.patch(&ticket, json!({"assignee": outsider_id})).await;
    refused.expect_fields(&[("/assignee", "contradiction")]);
    let given = agent.patch(&ticket, json!({"team": team})).await.expect_status(200);
    assert_eq!(given.text("/team"), team);
    let teams = agent.get("/teams").await.expect_status(200);
    assert_eq!(teams.body["items"][0]["open_tickets"], 1);
    let people = teams.body["items"][0]["members"].clone();
    let inactive = json!({"name": "Inner", "active": false, "members": people});
    admin.put(&format!("/teams/{team}"), inactive).await.expect_status(204);
    agent.patch(&ticket, json!({"team": null})).await.expect_status(200);
    agent.patch(&ticket, json!({"team": team})).await.expect_fields(&[("/team", "unknown_value")]);
    agent.patch(&ticket, json!({"queue": "not a queue"})).await.expect_fields(&[("/queue", "unknown_value")]);
    agent.patch(&ticket, json!({"queue": null})).await.expect_status(400);
}

async fn settings_and_names_have_limits(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let before = admin.get("/admin/settings").await.expect_status(200).body;
    let mut wrong = before.clone();
    wrong["auto_close_days"] = json!(0);
    wrong["reopen_window_days"] = json!(4_000);
    let refused = admin.put("/admin/settings", wrong).await;
    refused.expect_fields(&[("/auto_close_days", "out_of_range"), ("/reopen_window_days", "out_of_range")]);
    admin.put("/admin/settings", json!({"auto_close_days": 3})).await.expect_status(400);
    assert_eq!(admin.get("/admin/settings").await.body, before);
    admin.post("/queues", json!({"name": "Billing"})).await.expect_status(201);
    admin.post("/queues", json!({"name": " billing "})).await.expect_problem(409, "name_taken");
    admin.post("/queues", json!({"name": "x".repeat(81)})).await.expect_fields(&[("/name", "too_long")]);
    let stranger = json!({"name": "T", "members": [app.sign_in("customer").await.id().await]});
    admin.post("/teams", stranger).await.expect_fields(&[("/members/0", "unknown_value")]);
    let ticket = app.sign_in("customer").await.ask("tagged").await;
    let tags: Vec<_> = (0..30).map(|count| format!("tag-{count}")).collect();
    admin.patch(&ticket, json!({"tags": tags})).await.expect_status(400);
    let tagged = admin.patch(&ticket, json!({"tags": ["VIP", "vip", " Printer "]})).await.expect_status(200);
    assert_eq!(tagged.body["tags"], json!(["printer", "vip"]));
    assert!(admin.get("/tags").await.body.to_string().contains("printer"));
}

async fn many_tickets_are_changed_with_a_result_for_each(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, outsider) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("outsider").await);
    let (queue, _) = app.restricted_queue().await;
    let (plain, closed, hidden) =
        (customer.ask("plain").await, customer.ask("closed").await, customer.ask("hidden").await);
    agent.post(&format!("{closed}/close"), json!({"resolution_text": "Done."})).await.expect_status(200);
    agent.patch(&hidden, json!({"queue": queue})).await.expect_status(200);
    let named = [&plain, &closed, &hidden].map(|ticket| json!({"ticket": number(ticket)}));
    let named = [named.as_slice(), &[json!({"ticket": "999999"})]].concat();
    let body =
        |dry: bool| json!({"tickets": named, "change": {"priority": "high"}, "add_tags": ["bulk"], "dry_run": dry});
    let outcome = |answer: &Answer| -> Vec<(String, String)> {
        let items = answer.body["items"].as_array().expect("items").iter();
        items.map(|item| (item["outcome"].to_string(), item["code"].as_str().unwrap_or_default().to_owned())).collect()
    };
    let expected = [
        ("\"changed\"".to_owned(), String::new()),
        ("\"refused\"".to_owned(), "ticket_closed".to_owned()),
        ("\"refused\"".to_owned(), "not_found".to_owned()),
        ("\"refused\"".to_owned(), "not_found".to_owned()),
    ];
    let dry = outsider.post("/tickets/bulk", body(true)).await.expect_status(200);
    assert_eq!((outcome(&dry).as_slice(), &dry.body["dry_run"]), (expected.as_slice(), &json!(true)));
    let shown = agent.get(&plain).await;
    assert_eq!(shown.text("/ticket/priority"), "medium", "a dry run changes nothing");
    assert_eq!(dry.body["items"][0]["version"], shown.body["ticket"]["version"], "and names the version of now");
    let done = outsider.post("/tickets/bulk", body(false)).await.expect_status(200);
    assert_eq!(outcome(&done), expected);
    let names: Vec<_> = (0..4).map(|place| done.body["items"][place]["subject"].as_str()).collect();
    assert_eq!(names, [Some("plain"), Some("closed"), None, None], "the refused ones are named to who may see them");
    let shown = agent.get(&plain).await.expect_status(200);
    assert_eq!((shown.text("/ticket/priority"), &shown.body["ticket"]["tags"]), ("high", &json!(["bulk"])));
    let again = outsider.post("/tickets/bulk", body(false)).await.expect_status(200);
    assert_eq!(again.text("/items/0/outcome"), "unchanged");
    assert_eq!(agent.get(&plain).await.body["ticket"]["version"], shown.body["ticket"]["version"]);
    // Bad requests change nothing at all.
    let many: Vec<_> = (0..201).map(|_| json!({"ticket": number(&plain)})).collect();
    let change = json!({"priority": "low"});
    outsider
        .post("/tickets/bulk", json!({"tickets": many, "change": change}))
        .await
        .expect_fields(&[("/tickets", "out_of_range")]);
    outsider.post("/tickets/bulk", json!({"change": change})).await.expect_fields(&[("/tickets", "required")]);
    let both = json!({"tickets": named, "filter": {}, "change": change});
    outsider.post("/tickets/bulk", both).await.expect_fields(&[("/filter", "contradiction")]);
    let bad = json!({"tickets": named, "change": {"priority": "top"}});
    outsider.post("/tickets/bulk", bad).await.expect_fields(&[("/change/priority", "unknown_value")]);
    assert_eq!(agent.get(&plain).await.text("/ticket/priority"), "high");
}

async fn a_filter_is_changed_part_by_part(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    for count in 0..205 {
        customer.ask(&format!("request {count}")).await;
    }
    let urgent = customer.ask("urgent").await;
    agent.patch(&urgent, json!({"priority": "urgent"})).await.expect_status(200);
    let mut body = json!({"filter": {"priority": "medium"}, "change": {"priority": "low"}});
    let first = agent.post("/tickets/bulk", body.clone()).await.expect_status(200);
    assert_eq!(first.body["items"].as_array().map(Vec::len), Some(200));
    body["cursor"] = json!(first.text("/next"));
    let second = agent.post("/tickets/bulk", body.clone()).await.expect_status(200);
    assert_eq!((second.body["items"].as_array().map(Vec::len), &second.body["next"]), (Some(5), &Value::Null));
    assert_eq!(agent.get(&urgent).await.text("/ticket/priority"), "urgent");
    body["cursor"] = json!("made up");
    agent.post("/tickets/bulk", body).await.expect_problem(400, "invalid_cursor");
    let count = agent.get("/tickets?priority=low&count=exact").await.expect_status(200);
    assert_eq!(count.body["count"]["value"], 205);
    let bad = json!({"filter": {"status": "lost", "limit": "5"}, "change": {"priority": "low"}});
    let refused = agent.post("/tickets/bulk", bad).await;
    refused.expect_fields(&[("/filter/status", "unknown_value"), ("/filter/limit", "not_expected")]);
}

async fn what_was_changed_meanwhile_is_refused_and_the_rest_is_done(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, colleague) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("colleague").await);
    let (one, two) = (customer.ask("one").await, customer.ask("two").await);
    colleague.patch(&one, json!({"priority": "urgent"})).await.expect_status(200);
    let named = [&one, &two].map(|ticket| json!({"ticket": number(ticket), "version": 1}));
    let body = json!({"tickets": named, "change": {"priority": "low"}});
    let done = agent.post("/tickets/bulk", body).await.expect_status(200);
    assert_eq!((done.text("/items/0/outcome"), done.text("/items/0/code")), ("refused", "stale_version"));
    assert_eq!(done.body["items"][0]["version"], 2, "it says which version there is now");
    assert_eq!(done.text("/items/1/outcome"), "changed");
    assert_eq!(agent.get(&one).await.text("/ticket/priority"), "urgent");
}

async fn canned_replies_are_ones_own_or_everybodys(backend: Backend) {
    let app = App::start(backend).await;
    let (agent, colleague, admin) =
        (app.sign_in("agent").await, app.sign_in("colleague").await, app.sign_in("admin").await);
    let body =
        |title: &str, shared: bool| json!({"title": title, "body": "Hello {{requester.name}}.", "shared": shared});
    admin.post("/canned-replies", body("For all", true)).await.expect_status(201);
    let own = agent.post("/canned-replies", body("Mine", false)).await.expect_status(201);
    let titles = async |person: &Person<'_>| -> Vec<String> {
        let listed = person.get("/canned-replies").await.expect_status(200);
        let items = listed.body["items"].as_array().expect("items").iter();
        items.filter_map(|item| item["title"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(titles(&agent).await, ["For all", "Mine"]);
    assert_eq!(titles(&colleague).await, ["For all"]);
    let path = format!("/canned-replies/{}", own.text("/id"));
    colleague.put(&path, body("Taken", false)).await.expect_problem(404, "not_found");
    colleague.delete(&path).await.expect_problem(404, "not_found");
    agent.put(&path, body("Still mine", false)).await.expect_status(200);
    agent.delete(&path).await.expect_status(204);
    assert_eq!(titles(&agent).await, ["For all"]);
}

async fn unread_is_what_others_did_since_one_was_there(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("news").await;
    let unread = async |person: &Person<'_>| person.get("/tickets").await.body["items"][0]["unread"] == json!(true);
    assert!(!unread(&customer).await, "one's own words are no news");
    assert!(unread(&agent).await);
    agent.comment(&ticket, "between us", "internal").await.expect_status(201);
    assert!(!unread(&customer).await, "what one does not see is no news");
    let said = agent.comment(&ticket, "Which one?", "public").await.expect_status(201);
    assert!(unread(&customer).await && !unread(&agent).await);
    assert_eq!(customer.get(&ticket).await.text("/first_unread"), said.text("/comment/event"));
    let read = json!({"event": said.text("/comment/event")});
    customer.put(&format!("{ticket}/read"), read).await.expect_status(204);
    assert!(!unread(&customer).await);
    // An older event takes nothing back.
    let older = customer.get(&format!("{ticket}/history")).await.text("/items/0/id").to_owned();
    customer.put(&format!("{ticket}/read"), json!({"event": older})).await.expect_status(204);
    assert!(!unread(&customer).await);
}
