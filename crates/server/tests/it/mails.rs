//! Mails as they come out of a real mail server: to whom, how often, in which order, and what a failing one does to us.

use crate::app::App;
use crate::process::{Process, add_person};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use test_support::{Backend, Caught, Mood, Report, SmtpSink, TestDatabase, on_both_databases};

on_both_databases!(
    each_mail_says_what_its_reader_may_know,
    many_who_close_at_once_cause_one_mail_for_each_reader,
    a_refused_mail_is_given_up_and_can_be_sent_again,
    a_mail_server_that_hangs_holds_up_no_request,
    nothing_is_lost_while_the_mail_server_is_away_or_the_worker_is_killed,
);

const FROM: (&str, &str) = ("MAIL_FROM", "Support <support@example.org>");

async fn mailing(backend: Backend, sink: &SmtpSink) -> App {
    let url = sink.url();
    let public = ("PUBLIC_URL", "https://desk.example.org");
    App::start_configured(backend, &[("SMTP_URL", &url), FROM, public]).await
}

/// The plain part, as its reader sees it.
fn text(mail: &Caught) -> String {
    let part = mail.raw.split("text/plain").nth(1).expect("a plain part");
    let (head, body) = part.split_once("\r\n\r\n").expect("its body");
    let body = body.split("\r\n--").next().expect("its end");
    if head.contains("quoted-printable") { quoted_printable(body) } else { body.to_owned() }
}

/// RFC 2045, section 6.7.
fn quoted_printable(body: &str) -> String {
    let joined = body.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        match (first, after) {
            (b'=', [high, low, after @ ..]) => {
                let digits = String::from_utf8_lossy(&[*high, *low]).into_owned();
                bytes.push(u8::from_str_radix(&digits, 16).expect("a byte"));
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

async fn each_mail_says_what_its_reader_may_know(backend: Backend) {
    let mut sink = SmtpSink::start(0).await;
    let app = mailing(backend, &sink).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    customer.patch("/me", json!({"locale": "de"})).await.expect_status(200);
    let ticket = customer.ask("Grüße aus Köln").await;
    agent.take(&ticket).await.expect_status(200);
    agent.comment(&ticket, "zq7canary: a known liar", "internal").await.expect_status(201);
    agent.comment(&ticket, "Please restart it.", "public").await.expect_status(201);
    agent.resolve(&ticket, "The cable was loose.").await.expect_status(200);
    app.all_is_told().await;

    let mut mails = Vec::new();
    // It is told in order, so what has been taken stands before its answer.
    sink.be(Mood::Take).await;
    while let Some(mail) = sink.next_within(Duration::ZERO).await {
        mails.push(mail);
    }
    let to = |address: &str| -> Vec<&Caught> {
        mails.iter().filter(|mail| mail.to.iter().any(|to| to == address)).collect()
    };
    let of_customer = to("customer@example.org");
    // Taken up, answered, resolved; nobody is told of their own doing.
    assert_eq!(of_customer.len(), 3, "{of_customer:#?}");
    assert!(to("agent@example.org").is_empty(), "nobody is told of their own doing");
    for mail in &mails {
        assert_eq!(mail.to.len(), 1);
        assert!(mail.header("from").contains("support@example.org"));
        assert!(mail.header("to").contains(&mail.to[0]));
        assert_eq!(mail.header("auto-submitted"), "auto-generated");
        assert!(!mail.header("subject").is_empty());
        assert!(!mail.raw.contains("http://"), "links begin with the public address");
        if mail.to != ["agent@example.org"] && mail.to != ["colleague@example.org"] {
            assert!(!text(mail).contains("zq7canary") && !mail.raw.contains("zq7canary"), "{}", mail.raw);
        }
    }
    let threads: BTreeSet<_> = of_customer.iter().map(|mail| mail.header("references")).collect();
    assert_eq!(threads.len(), 1, "one conversation");
    let ids: BTreeSet<_> = mails.iter().map(|mail| mail.header("message-id")).collect();
    assert_eq!(ids.len(), mails.len());
    let settled = text(of_customer[2]);
    for part in ["The cable was loose.", "?answer=solved", "?answer=not_solved", "https://desk.example.org/tickets/"] {
        assert!(settled.contains(part), "{part} in {settled}");
    }
    assert_eq!(of_customer[2].header("content-language"), "de");
}

async fn many_who_close_at_once_cause_one_mail_for_each_reader(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("closed by many").await;
    let invited = json!({"email": "partner@example.org"});
    agent.post(&format!("{ticket}/participants"), invited).await.expect_status(201);
    let close = format!("{ticket}/close");
    let body = json!({"resolution_text": "Done.", "kind": "solved"});
    let answers = futures_util::future::join_all((0..64).map(|_| agent.post(&close, body.clone()))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    app.all_is_told().await;
    let admin = app.sign_in("admin").await;
    let mut readers = Vec::new();
    let mut next = "/admin/outbox?channel=mail".to_owned();
    loop {
        let part = admin.get(&next).await.expect_status(200);
        let rows = part.body["items"].as_array().expect("rows").clone();
        readers.extend(rows.iter().filter(|row| row["kind"] == "closed").map(|row| row["recipient"].to_string()));
        let Some(cursor) = part.body["next"].as_str() else { break };
        next = format!("/admin/outbox?channel=mail&cursor={cursor}");
    }
    readers.sort_unstable();
    assert_eq!(readers, ["\"customer@example.org\"", "\"partner@example.org\""]);
}

async fn a_refused_mail_is_given_up_and_can_be_sent_again(backend: Backend) {
    let mut sink = SmtpSink::start(0).await;
    let app = mailing(backend, &sink).await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    let ticket = customer.ask("refused").await;
    app.all_is_told().await;
    sink.be(Mood::Refuse).await;
    agent.comment(&ticket, "You will not read this at once.", "public").await.expect_status(201);
    app.all_is_told().await;
    let dead = admin.get("/admin/outbox?channel=mail&state=dead").await.expect_status(200);
    let rows = dead.body["items"].as_array().expect("rows");
    assert_eq!(rows.len(), 1, "{}", dead.body);
    assert_eq!((&rows[0]["outcome"], &rows[0]["attempts"]), (&json!("smtp_550"), &json!(1)));
    sink.be(Mood::Take).await;
    let id = rows[0]["id"].as_str().expect("an id");
    admin.post(&format!("/admin/outbox/{id}/replay"), json!({})).await.expect_status(204);
    app.all_is_told().await;
    let mail = sink.next_message().await;
    assert!(mail.header("message-id").contains(id), "the same message");
    assert!(text(&mail).contains("You will not read this at once."));
    let shown = admin.get(&format!("/admin/outbox/{id}")).await.expect_status(200);
    assert_eq!(shown.body["attempts"].as_array().expect("attempts").len(), 2);
}

/// The middle one of the times that a reply takes.
async fn median_of_replies(app: &App, ticket: &str) -> Duration {
    let agent = app.sign_in("agent").await;
    let mut times = Vec::new();
    for number in 0..40 {
        let begun = Instant::now();
        agent.comment(ticket, &format!("Reply {number}"), "public").await.expect_status(201);
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    times[times.len() / 2]
}

async fn a_mail_server_that_hangs_holds_up_no_request(backend: Backend) {
    let mut sink = SmtpSink::start(0).await;
    let app = mailing(backend, &sink).await;
    let customer = app.sign_in("customer").await;
    let ticket = customer.ask("hanging").await;
    app.all_is_told().await;
    let floor = median_of_replies(&app, &ticket).await;
    app.all_is_told().await;
    sink.be(Mood::Hang).await;
    let hanging = median_of_replies(&app, &ticket).await;
    assert!(hanging < Duration::from_secs(5), "{hanging:?}");
    let admin = app.sign_in("admin").await;
    let summary = admin.get("/admin/outbox/summary").await.expect_status(200);
    let mail = summary.body["channels"].as_array().into_iter().flatten().find(|row| row["channel"] == "mail");
    assert!(mail.is_some_and(|mail| mail["pending"].as_u64() > Some(0)), "{}", summary.body);
    let mut report = Report::new(format!("mail server hangs, {backend:?}"));
    report.inputs(40);
    report.answered(40);
    report.detail(format!("a reply takes {floor:?} with one that takes mails, {hanging:?} with one that hangs"));
    report.finish();
}

const TICKETS: usize = 10;
const REPLIES: usize = 50;

/// The real binary, with a mail server that is not there while 500 things happen; then it comes, and the process that
/// sends is killed in the middle.
async fn nothing_is_lost_while_the_mail_server_is_away_or_the_worker_is_killed(backend: Backend) {
    let database = TestDatabase::new(backend).await;
    let data = tempfile::tempdir().expect("a folder");
    // A port that is free now, and that nobody listens on until the mail server comes.
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
    let url = format!("smtp://127.0.0.1:{port}");
    let settings = [("LOTSE_SMTP_URL", url.as_str()), ("LOTSE_MAIL_FROM", FROM.1)];
    for name in ["customer", "agent"] {
        add_person(&database, data.path(), name);
    }
    let process = Process::start_with(&database, data.path(), &settings);
    let (customer, agent) = (process.sign_in("customer").await, process.sign_in("agent").await);
    let mut tickets = Vec::new();
    for number in 0..TICKETS {
        let answer = process.ask(&customer, &format!("ticket {number}")).await.expect_status(201);
        tickets.push(answer.body["number"].to_string());
    }
    for number in 0..REPLIES {
        for ticket in &tickets {
            let body = json!({"body": format!("reply {number} to {ticket}."), "visibility": "public"});
            process.post(&agent, &format!("/tickets/{ticket}/comments"), body).await.expect_status(201);
        }
    }
    let mut sink = SmtpSink::start(port).await;
    let mut caught = Vec::new();
    while caught.len() < 100 {
        caught.push(sink.next_message().await);
    }
    process.signal("KILL");
    drop(process);
    // What the dead one had taken up waits for its lease, which has run out an hour later.
    let later = [&settings[..], &[("LOTSE_CLOCK_OFFSET_HOURS", "1")]].concat();
    let _again = Process::start_with(&database, data.path(), &later);
    let wanted = TICKETS * REPLIES;
    let message = |mail: &Caught| (mail.to == ["customer@example.org"]).then(|| mail.header("message-id"));
    let mut distinct: BTreeSet<_> = caught.iter().filter_map(message).collect();
    while distinct.len() < wanted {
        let mail = sink.next_message().await;
        distinct.extend(message(&mail));
        caught.push(mail);
    }

    let mut seen = BTreeSet::new();
    let mut twice = 0;
    let mut order: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for mail in caught.iter().filter(|mail| mail.to == ["customer@example.org"]) {
        if !seen.insert(mail.header("message-id")) {
            twice += 1;
            continue;
        }
        let text = text(mail);
        let (_, words) = text.split_once("reply ").expect("a reply");
        let (number, words) = words.split_once(" to ").expect("its ticket");
        let ticket = words.split('.').next().expect("its number");
        order.entry(ticket.to_owned()).or_default().push(number.parse().expect("a number"));
    }
    let mut report = Report::new(format!("mail server away, worker killed, {backend:?}"));
    report.inputs(wanted);
    report.answered(seen.len());
    report.expect(seen.len() == wanted, || format!("{} of {wanted} mails", seen.len()));
    report.detail(format!("{} mails, {twice} of them a second time", seen.len()));
    report.finish();
    // Four are sent side by side.
    assert!(twice <= 4, "{twice} mails came twice");
    assert_eq!(order.len(), TICKETS);
    for (ticket, numbers) in order {
        assert_eq!(numbers, (0..REPLIES).collect::<Vec<_>>(), "{ticket}");
    }
}
