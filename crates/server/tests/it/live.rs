//! The stream of events, and who is at a ticket.

use crate::app::{App, Person, send};
use crate::process::{Process, add_person};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use server::live::{Credential, Frame};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use test_support::{Backend, TestDatabase, on_both_databases};

on_both_databases!(
    each_is_told_of_what_they_may_see,
    a_reader_goes_on_where_they_were,
    a_reader_who_missed_too_much_is_told_to_load_again,
    more_at_once_than_is_read_at_a_time_is_told_whole_or_as_one,
    the_stream_ends_with_the_session,
    the_stream_ends_with_the_right_to_see,
    presence_is_staffs,
);

/// Much longer than anything takes; a test that waits so long has failed.
const LONG: Duration = Duration::from_secs(20);

/// Somebody who reads the stream.
pub(crate) struct Stream {
    response: Response,
    rest: String,
}

#[derive(Debug)]
pub(crate) struct Message {
    event: String,
    id: Option<String>,
    data: Value,
}

impl Stream {
    pub(crate) async fn open(person: &Person<'_>, from: Option<&str>) -> Self {
        let mut request = person.request(Method::GET, "/events");
        if let Some(from) = from {
            request = request.header("Last-Event-ID", from);
        }
        Self::of(request).await
    }

    async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.expect("a stream");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, rest: String::new() }
    }

    /// The next message; nothing when the stream has ended.
    async fn next(&mut self) -> Option<Message> {
        tokio::time::timeout(LONG, self.message()).await.expect("something within the time")
    }

    async fn message(&mut self) -> Option<Message> {
        loop {
            while let Some((block, rest)) = self.rest.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.rest = rest;
                let field = |name: &str| {
                    block.lines().find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(": ")?.to_owned()))
                };
                if let Some(event) = field("event") {
                    let data = serde_json::from_str(&field("data").expect("data")).expect("JSON");
                    return Some(Message { event, id: field("id"), data });
                }
            }
            let chunk = self.response.chunk().await.ok().flatten()?;
            self.rest.push_str(&String::from_utf8_lossy(&chunk));
        }
    }

    /// Reads until a message of this kind.
    pub(crate) async fn until(&mut self, kind: &str) -> Vec<Message> {
        let mut read = Vec::new();
        loop {
            let message = self.next().await.expect("the stream goes on");
            let found = message.data["kind"] == kind;
            read.push(message);
            if found {
                return read;
            }
        }
    }
}

fn kinds(messages: &[Message]) -> Vec<&str> {
    messages.iter().filter_map(|message| message.data["kind"].as_str()).collect()
}

async fn each_is_told_of_what_they_may_see(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, other, agent, outsider) = (
        app.sign_in("customer").await,
        app.sign_in("other").await,
        app.sign_in("agent").await,
        app.sign_in("outsider").await,
    );
    let (queue, _) = app.restricted_queue().await;
    let mut streams = Vec::new();
    for person in [&customer, &other, &agent, &outsider] {
        streams.push(Stream::open(person, None).await);
    }
    let ticket = customer.ask("watched").await;
    agent.patch(&ticket, json!({"queue": queue})).await.expect_status(200);
    agent.comment(&ticket, "zq7canary", "internal").await.expect_status(201);
    agent.take(&ticket).await.expect_status(200);
    agent.comment(&ticket, "In public.", "public").await.expect_status(201);
    // Something that everybody hears of comes last, so that nobody has to wait for silence.
    let admin = app.sign_in("admin").await;
    let end = other.ask("the end").await;
    let invited = json!({"email": "customer@example.org"});
    admin.post(&format!("{end}/participants"), invited).await.expect_status(201);

    let mut read = Vec::new();
    for stream in &mut streams {
        read.push(stream.until("participant_added").await);
    }
    let number: i64 = ticket.trim_start_matches("/tickets/").parse().expect("a number");
    let of_ticket = |messages: &[Message]| -> Vec<String> {
        let of = messages.iter().filter(|message| message.data["ticket"] == number);
        of.filter_map(|message| message.data["kind"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(of_ticket(&read[0]), ["created", "status_changed", "commented"]);
    assert!(of_ticket(&read[1]).is_empty(), "somebody else's ticket");
    let all = ["created", "queue_changed", "commented", "assignee_changed", "status_changed", "commented"];
    assert_eq!(of_ticket(&read[2]), all);
    // Whether they hear of the creation depends on when the queue was changed; of nothing after it.
    assert!(of_ticket(&read[3]).iter().all(|kind| kind == "created"), "{:?}", read[3]);
    // Ids and versions, and no word of what anybody wrote.
    for message in read.iter().flatten() {
        if message.event == "inbox" {
            assert_eq!(message.data.as_object().map(serde_json::Map::len), Some(1), "{message:?}");
            assert!(message.data["notification"].is_string(), "{message:?}");
            continue;
        }
        let mut keys: Vec<_> = message.data.as_object().expect("an object").keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys, ["event", "kind", "ticket", "version"]);
    }
}

async fn a_reader_goes_on_where_they_were(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("interrupted").await;
    let mut stream = Stream::open(&customer, None).await;
    agent.take(&ticket).await.expect_status(200);
    let read = stream.until("status_changed").await;
    let last = read.last().and_then(|message| message.id.clone()).expect("an id");
    drop(stream);
    agent.comment(&ticket, "While you were away.", "public").await.expect_status(201);
    agent.comment(&ticket, "zq7canary", "internal").await.expect_status(201);
    agent.resolve(&ticket, "Mended.").await.expect_status(200);
    let mut stream = Stream::open(&customer, Some(&last)).await;
    let read = stream.until("resolution_given").await;
    // What they have may come again; nothing is missing and nothing is there that they may not know.
    let commented = kinds(&read).into_iter().filter(|kind| *kind == "commented").count();
    assert_eq!(commented, 1, "{read:?}");
    // Nonsense in the header is no place to go on from.
    let mut stream = Stream::open(&customer, Some("tomorrow")).await;
    customer.ask("now").await;
    assert_eq!(kinds(&stream.until("created").await), ["created"]);
}

async fn a_reader_who_missed_too_much_is_told_to_load_again(backend: Backend) {
    let app = App::start(backend).await;
    let customer = app.sign_in("customer").await;
    let ticket = customer.ask("busy").await;
    let first = customer.get(&ticket).await.text("/last_event").to_owned();
    for number in 0..300 {
        customer.comment(&ticket, &format!("{number}"), "public").await.expect_status(201);
    }
    // Whoever goes on from now on is told again of the last half minute; of these no more.
    app.clock.advance(60);
    // From the hub and not over HTTP: there, whether too much waits depends on how fast the stream is read.
    let session = customer.get("/auth/sessions").await.text("/items/0/id").parse().expect("an id");
    let user = customer.id().await.parse().expect("an id");
    let from = first.parse().expect("an id");
    let mut frames = app.state.live.subscribe(Credential::Session(session), user, Some(from));
    let full = async {
        while frames.len() < frames.max_capacity() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LONG, full).await.expect("what was missed within the time");
    let mut waiting = Vec::new();
    frames.recv_many(&mut waiting, frames.max_capacity()).await;
    let Some(Frame::Reset { event }) = waiting.pop() else { panic!("no reset after {waiting:?}") };
    assert!(Frame::Reset { event }.to_text().starts_with(&format!("event: reset\nid: {event}\n")));
    // From there on it is as for everybody.
    let mut stream = Stream::open(&customer, Some(&event.to_string())).await;
    customer.ask("after").await;
    stream.until("created").await;
}

/// Changes that make more events than the hub reads at a time, within the time in which it looks at them again.
async fn more_at_once_than_is_read_at_a_time_is_told_whole_or_as_one(backend: Backend) {
    const TICKETS: usize = 150;
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let mut references = Vec::new();
    for number in 0..TICKETS {
        let ticket = customer.ask(&format!("one of many {number}")).await;
        references.push(json!({"ticket": ticket.trim_start_matches("/tickets/")}));
    }
    // Whoever begins now hears nothing of all that.
    app.clock.advance(60);
    let mut stream = Stream::open(&agent, None).await;
    let session = agent.get("/auth/sessions").await.text("/items/0/id").parse().expect("an id");
    let user = agent.id().await.parse().expect("an id");
    let mut unread = app.state.live.subscribe(Credential::Session(session), user, None);
    for (priority, category, tag) in [("urgent", "other", "one"), ("low", "billing", "two"), ("high", "it", "three")] {
        let change = json!({"priority": priority, "category": category, "tags": [tag]});
        agent.post("/tickets/bulk", json!({"tickets": references, "change": change})).await.expect_status(200);
    }
    let mut told = BTreeSet::new();
    while told.len() < 3 * TICKETS {
        let message = stream.next().await.expect("the stream goes on");
        if message.event == "reset" {
            break;
        }
        if message.data["kind"] == "tags_changed" {
            told.insert(message.data["event"].to_string());
        }
    }
    // What comes next comes as ever.
    customer.ask("after").await;
    stream.until("created").await;
    // Whoever has read nothing all the while finds that there was more than waits for them, and goes on as well.
    let mut waiting = Vec::new();
    unread.recv_many(&mut waiting, unread.max_capacity()).await;
    assert!(waiting.iter().any(|frame| matches!(frame, Frame::Reset { .. })), "{waiting:?}");
    customer.ask("after that").await;
    let heard = async {
        while let Some(frame) = unread.recv().await {
            if matches!(frame, Frame::Ticket { kind, .. } if kind == "created") {
                return;
            }
        }
        panic!("the stream has ended");
    };
    tokio::time::timeout(LONG, heard).await.expect("something within the time");
}

async fn the_stream_ends_with_the_session(backend: Backend) {
    let app = App::start(backend).await;
    let body = json!({"email": "customer@example.org", "password": crate::app::PASSWORD});
    let signed_in = app.anonymous().post("/auth/login", body).await.expect_status(200);
    let cookie = signed_in.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let customer = app.with_token(signed_in.text("/access_token"));
    let mut stream = Stream::open(&customer, None).await;
    let mut another = Stream::open(&app.sign_in("customer").await, None).await;
    customer.ask("before").await;
    stream.until("created").await;
    let before = Instant::now();
    let logout = customer.request(Method::POST, "/auth/logout").header("Cookie", cookie).header("X-Lotse-Request", "1");
    send(logout).await.expect_status(200);
    assert!(stream.next().await.is_none(), "nothing comes any more");
    assert!(before.elapsed() < LONG);
    // Another device stays signed in.
    app.sign_in("customer").await.ask("after").await;
    another.until("created").await;
}

async fn the_stream_ends_with_the_right_to_see(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, outsider, admin) =
        (app.sign_in("customer").await, app.sign_in("outsider").await, app.sign_in("admin").await);
    let (queue, team) = app.restricted_queue().await;
    let ticket = customer.ask("moving").await;
    let mut stream = Stream::open(&outsider, None).await;
    admin.patch(&ticket, json!({"queue": queue})).await.expect_status(200);
    admin.comment(&ticket, "hidden", "internal").await.expect_status(201);
    customer.ask("a mark").await;
    let read = stream.until("created").await;
    assert_eq!(kinds(&read), ["created"], "{read:?}");
    // Joining the team opens what comes from then on, in the same stream.
    let members = json!({"name": "Inner", "members": [outsider.id().await]});
    admin.put(&format!("/teams/{team}"), members).await.expect_status(204);
    admin.comment(&ticket, "seen", "public").await.expect_status(201);
    stream.until("commented").await;
}

async fn presence_is_staffs(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, colleague, outsider) = (
        app.sign_in("customer").await,
        app.sign_in("agent").await,
        app.sign_in("colleague").await,
        app.sign_in("outsider").await,
    );
    let (queue, _) = app.restricted_queue().await;
    let ticket = customer.ask("crowded").await;
    agent.patch(&ticket, json!({"queue": queue})).await.expect_status(200);
    let at = format!("{ticket}/presence");
    let mut streams = [
        Stream::open(&colleague, None).await,
        Stream::open(&customer, None).await,
        Stream::open(&outsider, None).await,
    ];
    agent.put(&at, json!({"state": "writing"})).await.expect_status(204);
    customer.put(&at, json!({"state": "viewing"})).await.expect_status(204);
    outsider.put(&at, json!({"state": "viewing"})).await.expect_problem(404, "not_found");
    agent.put(&at, json!({"state": "asleep"})).await.expect_fields(&[("/state", "unknown_value")]);
    let here = colleague.get(&at).await.expect_status(200);
    let mut here: Vec<_> = here.body["items"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| (one["display_name"].as_str().unwrap_or_default(), one["state"].as_str().unwrap_or_default()))
        .collect();
    here.sort_unstable();
    assert_eq!(here, [("agent", "writing"), ("customer", "viewing")]);
    assert_eq!(outsider.get("/presence").await.expect_status(200).body["items"], json!([]));
    loop {
        let message = streams[0].next().await.expect("the stream goes on");
        if message.event == "presence" && message.data["people"].as_array().map(Vec::len) == Some(2) {
            break;
        }
    }
    agent.put(&at, json!({"state": "gone"})).await.expect_status(204);
    // Who falls silent has gone as well.
    app.clock.advance(60);
    let colleague = app.sign_in("colleague").await;
    assert_eq!(colleague.get(&at).await.expect_status(200).body["items"], json!([]));
    let own = app.sign_in("customer").await.ask("a mark").await;
    let invited = json!({"email": "outsider@example.org"});
    app.sign_in("admin").await.post(&format!("{own}/participants"), invited).await.expect_status(201);
    for stream in &mut streams[1..] {
        let read = stream.until("participant_added").await;
        assert!(read.iter().all(|message| message.event != "presence"), "{read:?}");
    }
}

#[tokio::test]
async fn two_servers_on_postgres_hear_of_each_other() {
    let database = TestDatabase::new(Backend::Postgres).await;
    let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
    for name in ["customer", "agent", "agent-two"] {
        add_person(&database, folders[0].path(), name);
    }
    std::fs::copy(folders[0].path().join("signing-key.pem"), folders[1].path().join("signing-key.pem")).expect("a key");
    let [one, two] = folders.each_ref().map(|folder| Process::start(&database, folder.path()));
    let (customer, agent) = (one.sign_in("customer").await, one.sign_in("agent").await);
    let reader = two.sign_in("agent-two").await;
    let mut stream = Stream::of(two.client.get(format!("{}/api/v1/events", two.url)).bearer_auth(&reader)).await;
    let created = one.ask(&customer, "heard elsewhere").await.expect_status(201);
    let read = stream.until("created").await;
    assert_eq!(read.last().expect("one").data["ticket"], created.body["number"]);
    let presence = format!("{}/api/v1/tickets/{}/presence", one.url, created.body["number"]);
    send(one.client.put(presence).bearer_auth(&agent).json(&json!({"state": "writing"}))).await.expect_status(204);
    loop {
        let message = stream.next().await.expect("the stream goes on");
        if message.event == "presence" {
            assert_eq!(message.data["people"][0]["display_name"], "agent");
            break;
        }
    }
    let seen = two.get(&reader, &format!("/tickets/{}/presence", created.body["number"])).await.expect_status(200);
    assert_eq!(seen.text("/items/0/state"), "writing");
}
