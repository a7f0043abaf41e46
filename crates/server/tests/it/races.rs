//! Many who do the same at once, through two processes on one database.

use crate::app::{Answer, App, send};
use crate::process::{Process, add_person};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use test_support::{Backend, Report, TestDatabase, on_both_databases};

on_both_databases!(a_thousand_clients_that_hang_up_leave_the_server_well);

const TRIES: usize = 64;

/// What `TRIES` calls of eight agents through two processes came to: how often each status and code.
async fn all_at_once(
    call: impl Fn(&Process, &str, String) -> reqwest::RequestBuilder,
) -> (BTreeMap<(u16, String), usize>, Vec<Value>) {
    let database = TestDatabase::new(Backend::Postgres).await;
    let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
    let agents: Vec<_> = (0..8).map(|number| format!("agent-{number}")).collect();
    for name in agents.iter().map(String::as_str).chain(["customer"]) {
        add_person(&database, folders[0].path(), name);
    }
    // Both sign with the same key, as replicas do.
    std::fs::copy(folders[0].path().join("signing-key.pem"), folders[1].path().join("signing-key.pem")).expect("a key");
    let servers = folders.each_ref().map(|folder| Process::start(&database, folder.path()));
    let customer = servers[0].sign_in("customer").await;
    let created = servers[0].ask(&customer, "raced").await.expect_status(201);
    let ticket = format!("/api/v1/tickets/{}", created.body["number"]);
    let tokens = join_all(agents.iter().map(|name| servers[0].sign_in(name))).await;
    let tries = (0..TRIES).map(|number| {
        let server = &servers[number % 2];
        let request = call(server, &tokens[number / 2 % tokens.len()], format!("{}{ticket}", server.url));
        tokio::spawn(send(request))
    });
    let mut outcomes = BTreeMap::new();
    for answer in join_all(tries.collect::<Vec<_>>()).await {
        let Answer { status, body, .. } = answer.expect("an answer");
        let code = body["code"].as_str().unwrap_or_default().to_owned();
        *outcomes.entry((status, code)).or_default() += 1;
    }
    let history =
        servers[1].get(&tokens[0], &format!("/tickets/{}/history", created.body["number"])).await.expect_status(200);
    (outcomes, history.body["items"].as_array().expect("items").clone())
}

fn changes<'e>(events: &'e [Value], kind: &str) -> Vec<&'e Value> {
    events.iter().filter_map(|event| event.pointer(&format!("/change/{kind}"))).collect()
}

/// For the table of faults, once it is clear that one has won.
fn told(what: &str) {
    let mut report = Report::new(format!("two replicas racing: {what}"));
    report.inputs(TRIES);
    report.answered(1);
    report.refused(TRIES - 1);
    report.finish();
}

#[tokio::test]
async fn of_sixty_four_takes_one_wins() {
    let (outcomes, events) = all_at_once(|server, token, ticket| {
        server.client.post(format!("{ticket}/take")).bearer_auth(token).json(&json!({}))
    })
    .await;
    // The winner's other tries find what they want to be so already.
    let won = outcomes.get(&(200, String::new())).copied().unwrap_or_default();
    let refused = outcomes.get(&(409, "already_assigned".to_owned())).copied().unwrap_or_default();
    assert_eq!((won, refused), (TRIES / 8, TRIES - TRIES / 8), "{outcomes:?}");
    assert_eq!((changes(&events, "assignee_changed").len(), changes(&events, "status_changed").len()), (1, 1));
}

#[tokio::test]
async fn of_sixty_four_closings_one_wins() {
    let (outcomes, events) = all_at_once(|server, token, ticket| {
        let body = json!({"resolution_text": "Done."});
        server.client.post(format!("{ticket}/close")).bearer_auth(token).json(&body)
    })
    .await;
    let refused = outcomes.get(&(409, "ticket_closed".to_owned())).copied().unwrap_or_default();
    assert_eq!((outcomes.get(&(200, String::new())), refused), (Some(&1), TRIES - 1), "{outcomes:?}");
    assert_eq!((changes(&events, "status_changed").len(), changes(&events, "resolution_given").len()), (1, 1));
    told("closing");
}

#[tokio::test]
async fn of_sixty_four_closings_that_name_a_version_one_wins() {
    let (outcomes, events) = all_at_once(|server, token, ticket| {
        let body = json!({"status": "closed", "resolution_text": "Done."});
        let request = server.client.request(Method::PATCH, ticket);
        request.bearer_auth(token).header("If-Match", "\"1\"").json(&body)
    })
    .await;
    let refused = outcomes.get(&(412, "stale_version".to_owned())).copied().unwrap_or_default();
    assert_eq!((outcomes.get(&(200, String::new())), refused), (Some(&1), TRIES - 1), "{outcomes:?}");
    assert_eq!(changes(&events, "status_changed").len(), 1);
    told("closing a version");
}

async fn a_thousand_clients_that_hang_up_leave_the_server_well(backend: Backend) {
    let app = App::start(backend).await;
    let customer = app.sign_in("customer").await;
    let ticket = customer.ask("hung up on").await;
    let mut answered = 0;
    for batch in 0..20 {
        // Each gives up at another moment: from before the request is sent to after it is answered. The pool has six
        // connections, so a few that are lost would stop the server.
        let tries = (0..50).map(|number| {
            let body = json!({"body": format!("try {batch}.{number}"), "visibility": "public"});
            let request = customer.request(Method::POST, &format!("{ticket}/comments")).json(&body);
            tokio::time::timeout(Duration::from_micros(number * 400), request.send())
        });
        let outcomes = join_all(tries).await;
        answered += outcomes.iter().filter(|outcome| matches!(outcome, Ok(Ok(_)))).count();
    }
    assert!(answered < 1_000, "nothing was dropped");
    // Who asks now waits behind all that was begun for them, and may be told to come back (503). When one is answered, so was
    // all before it.
    let drained = async {
        loop {
            match customer.get(&ticket).await.status {
                200 => break,
                other => assert_eq!(other, 503),
            }
        }
    };
    tokio::time::timeout(Duration::from_mins(1), drained).await.expect("an answer");
    // Everybody still gets an answer, all at once.
    let after = join_all((0..24).map(|_| customer.get(&ticket))).await;
    let statuses: Vec<_> = after.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [200; 24]);
    customer.comment(&ticket, "after", "public").await.expect_status(201);
    assert_eq!(app.anonymous().get("/auth/providers").await.status, 200);
    // What is there is whole: each comment has its event, and each event its comment.
    let mut path = format!("{ticket}/history");
    let mut events = Vec::new();
    loop {
        let part = customer.get(&path).await.expect_status(200);
        events.extend(part.body["items"].as_array().expect("items").clone());
        let Some(next) = part.body["next"].as_str() else { break };
        path = format!("{ticket}/history?cursor={next}");
    }
    let commented = changes(&events, "commented").len();
    let mut path = format!("{ticket}/comments");
    let mut comments = 0;
    loop {
        let part = customer.get(&path).await.expect_status(200);
        comments +=
            part.body["items"].as_array().into_iter().flatten().filter(|item| item["comment"].is_object()).count();
        let Some(previous) = part.body["previous"].as_str() else { break };
        path = format!("{ticket}/comments?cursor={previous}");
    }
    assert_eq!(comments, commented);
    assert!(comments > answered, "{comments} comments, {answered} answers");
}
