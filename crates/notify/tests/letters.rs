//! Every mail there is, in both languages, as text and as a message. A change of words shows in the snapshots.

use domain::account::Locale;
use domain::clock::Timestamp;
use domain::email::Email;
use domain::id::TicketNumber;
use domain::notification::NoticeKind;
use domain::sla::TargetKind;
use domain::ticket::{ResolutionKind, Status};
use expect_test::expect_file;
use notify::compose::{
    DigestEntry, Happened, Links, Markup, Occasion, Reader, ReaderRole, digest, file_withheld, letter, retention_waits,
    webhook_disabled,
};
use notify::letter::Letter;
use notify::mail::{Envelope, Failure, Sender, Smtp, message};
use std::fmt::Write as _;
use test_support::{Mood, SmtpSink};

const LINKS: Links<'_> = Links { base: "https://desk.example.org" };
const TEXT: Markup<'_> = Markup {
    source: "Please **restart** it.\n\nThen try again.",
    html: "<p>Please <strong>restart</strong> it.</p><p>Then try again.</p>",
};

fn at() -> Timestamp {
    Timestamp::parse("2026-07-01T12:05:00Z").expect("a moment")
}

fn reader(locale: Locale, role: ReaderRole) -> Reader<'static> {
    Reader { locale, zone: "Europe/Berlin", role }
}

fn occasion(kind: NoticeKind) -> Occasion<'static> {
    use NoticeKind as K;
    let wrote = |internal| Happened::Wrote { who: "Ana Agent", text: TEXT, internal };
    let moved = |to, reason| Happened::Moved { to, reason };
    let (status, happened) = match kind {
        K::Created => (Status::Open, vec![Happened::Asked(TEXT)]),
        K::Added | K::Assigned | K::RequestDeclined => (Status::Open, vec![]),
        K::Replied => (Status::WaitingOnCustomer, vec![wrote(false), moved(Status::WaitingOnCustomer, None)]),
        K::Noted | K::Mentioned => (Status::InProgress, vec![wrote(true)]),
        K::StatusChanged => (Status::InProgress, vec![moved(Status::InProgress, None)]),
        K::CloseRequested => (Status::InProgress, vec![Happened::Requested { reason: None }]),
        K::ReopenRequested => (Status::Closed, vec![Happened::Requested { reason: Some("It is back.") }]),
        K::Reopened => (Status::InProgress, vec![moved(Status::InProgress, Some("It is <back>."))]),
        K::Resolved => {
            let settled = Happened::Settled { text: TEXT, kind: ResolutionKind::Solved };
            (Status::Resolved, vec![settled, moved(Status::Resolved, None)])
        }
        K::Closed => {
            let settled = Happened::Settled { text: TEXT, kind: ResolutionKind::Declined };
            (Status::Closed, vec![settled, moved(Status::Closed, None)])
        }
        K::SlaDueSoon | K::SlaBreached => {
            let (first, last) = (TargetKind::NextResponse, TargetKind::Resolution);
            (Status::InProgress, vec![Happened::RanOut { target: first }, Happened::RanOut { target: last }])
        }
        K::ReplyStopped | K::FileWithheld | K::WebhookDisabled | K::RetentionWaits => (Status::InProgress, vec![]),
    };
    let actor = (!matches!(kind, K::ReplyStopped | K::SlaDueSoon | K::SlaBreached)).then_some("Ana Agent");
    let number = TicketNumber::new(10_421);
    Occasion { kind, number, subject: "VPN drops & <b>more</b>", status, actor, at: at(), happened }
}

fn written(letter: &Letter) -> String {
    format!("Subject: {}\n\n{}", letter.subject, letter.text())
}

#[test]
fn every_kind_says_what_happened_in_both_languages() {
    for locale in [Locale::De, Locale::En] {
        let mut text = String::new();
        for kind in NoticeKind::ALL {
            for role in [ReaderRole::Requester, ReaderRole::Participant, ReaderRole::Staff] {
                use NoticeKind as K;
                let internal = matches!(kind, K::Noted | K::Mentioned | K::Assigned | K::SlaDueSoon | K::SlaBreached);
                if internal && role != ReaderRole::Staff
                    || matches!(kind, K::FileWithheld | K::WebhookDisabled | K::RetentionWaits)
                {
                    continue;
                }
                let letter = letter(&occasion(*kind), reader(locale, role), LINKS);
                let _ = writeln!(text, "===== {kind} to {role:?}\n{}", written(&letter));
            }
        }
        for (ticket, role) in [(Some(TicketNumber::new(10_421)), ReaderRole::Requester), (None, ReaderRole::Staff)] {
            let letter = file_withheld("invoice http://evil.example.zip", ticket, reader(locale, role), LINKS);
            let _ = writeln!(text, "===== file_withheld to {role:?}\n{}", written(&letter));
        }
        let letter = webhook_disabled("Chat http://evil.example", reader(locale, ReaderRole::Staff), LINKS);
        let _ = writeln!(text, "===== webhook_disabled\n{}", written(&letter));
        let letter = retention_waits(1_234, reader(locale, ReaderRole::Staff), LINKS);
        let _ = writeln!(text, "===== retention_waits\n{}", written(&letter));
        let entry = |kind, mine| DigestEntry {
            kind,
            ticket: Some((TicketNumber::new(10_421), "VPN drops")),
            actor: Some("Ana Agent"),
            mine,
        };
        let entries = [entry(NoticeKind::Replied, true), entry(NoticeKind::Closed, false)];
        let letter = digest(&entries, 3, reader(locale, ReaderRole::Staff), LINKS);
        let _ = writeln!(text, "===== digest\n{}", written(&letter));
        expect_file![format!("snapshots/letters.{locale}.txt")].assert_eq(&text);
    }
}

#[test]
fn the_html_part_holds_no_word_that_is_not_escaped_or_sanitised() {
    let letter = letter(&occasion(NoticeKind::Resolved), reader(Locale::En, ReaderRole::Requester), LINKS);
    expect_file!["snapshots/resolved.html"].assert_eq(&letter.html().expect("a page"));
    let reopened = page(NoticeKind::Reopened);
    assert!(reopened.contains("It is &#60;back&#62;.") && !reopened.contains("<back>"), "{reopened}");
}

fn page(kind: NoticeKind) -> String {
    letter(&occasion(kind), reader(Locale::En, ReaderRole::Requester), LINKS).html().expect("a page")
}

#[test]
fn a_message_has_each_header_once_whatever_stands_in_it() {
    let from = Sender::parse("Support Übersee <support@example.org>").expect("a sender");
    let to = Email::parse("customer@example.org").expect("an address");
    let hostile = [
        "Eve\r\nBcc: victim@example.org",
        "Eve\0",
        "\u{202e}Eve",
        "http://evil.example",
        "Ünïcödé \"Eve\" <x@y.example>",
        "",
    ];
    for name in hostile {
        let mut letter = letter(&occasion(NoticeKind::Replied), reader(Locale::De, ReaderRole::Requester), LINKS);
        letter.subject = "[#1] \u{202e}Grüße: a\tb".to_owned();
        let envelope = Envelope {
            from: &from,
            to: &to,
            to_name: name,
            id: "0190",
            thread: Some("4711"),
            preferences_url: "https://desk.example.org/profile#notifications",
            date: at(),
        };
        let sent = message(&letter, envelope).expect("a message").formatted();
        let raw = String::from_utf8(sent).expect("ASCII");
        let head = well_formed(&raw);
        assert!(head.contains("Message-ID: <0190@example.org>"));
        assert!(head.contains("References: <ticket-4711@example.org>"));
        assert!(!head.contains("evil.example"), "{head}");
    }
}

/// Every header once, and none besides. Gives the head, unfolded.
fn well_formed(raw: &str) -> String {
    let head = raw.split("\r\n\r\n").next().expect("a head").replace("\r\n ", " ");
    let mut names: Vec<_> = head.lines().map(|line| line.split_once(": ").map_or(line, |(name, _)| name)).collect();
    names.sort_unstable();
    let expected = [
        "Auto-Submitted",
        "Content-Language",
        "Content-Type",
        "Date",
        "From",
        "In-Reply-To",
        "List-Id",
        "List-Unsubscribe",
        "MIME-Version",
        "Message-ID",
        "References",
        "Reply-To",
        "Subject",
        "To",
        "X-Auto-Response-Suppress",
    ];
    assert_eq!(names, expected, "{head}");
    head
}

/// What a mail server really gets: every kind in both languages, to readers whose names are hostile.
#[tokio::test]
async fn every_kind_arrives_whole_at_a_mail_server() {
    let mut sink = SmtpSink::start(0).await;
    let smtp = Smtp::new(&sink.url()).expect("an address");
    let from = Sender::parse("Support <support@example.org>").expect("a sender");
    let to = Email::parse("customer@example.org").expect("an address");
    for locale in [Locale::De, Locale::En] {
        let apart = [NoticeKind::WebhookDisabled, NoticeKind::RetentionWaits];
        let kinds = NoticeKind::ALL.iter().filter(|kind| !apart.contains(kind));
        let mut letters: Vec<_> =
            kinds.map(|kind| letter(&occasion(*kind), reader(locale, ReaderRole::Staff), LINKS)).collect();
        letters.push(file_withheld("a\r\nBcc: victim@example.org", None, reader(locale, ReaderRole::Staff), LINKS));
        letters.push(retention_waits(7, reader(locale, ReaderRole::Staff), LINKS));
        letters.push(webhook_disabled("Chat\r\nBcc: victim@example.org", reader(locale, ReaderRole::Staff), LINKS));
        let entry =
            DigestEntry { kind: NoticeKind::Replied, ticket: None, actor: Some("Eve\r\n.\r\nQUIT"), mine: true };
        letters.push(digest(&[entry], 0, reader(locale, ReaderRole::Staff), LINKS));
        for (number, letter) in letters.iter().enumerate() {
            let id = format!("{locale}-{number}");
            let envelope = Envelope {
                from: &from,
                to: &to,
                to_name: "Eve\r\nBcc: victim@example.org\u{202e}\0",
                id: &id,
                thread: Some("4711"),
                preferences_url: "https://desk.example.org/profile#notifications",
                date: at(),
            };
            smtp.send(message(letter, envelope).expect("a message")).await.expect("taken");
            let caught = sink.next_message().await;
            assert_eq!(
                (caught.from.as_str(), caught.to.as_slice()),
                ("support@example.org", &[to.as_str().to_owned()][..])
            );
            let head = well_formed(&caught.raw);
            assert!(head.contains(&format!("Message-ID: <{id}@example.org>")), "{head}");
            assert!(head.contains(&format!("Content-Language: {locale}")), "{head}");
            assert!(head.contains("To: \"Eve Bcc victim example org\" <customer@example.org>\r\n"), "{head}");
            // Both parts came, to the last boundary.
            assert!(caught.raw.contains("text/plain") && caught.raw.contains("text/html"), "{}", caught.raw);
            assert!(caught.raw.trim_end().ends_with("--"), "{}", caught.raw);
        }
    }
    assert!(sink.next_within(std::time::Duration::ZERO).await.is_none(), "something came twice");
}

#[tokio::test]
async fn what_a_mail_server_answers_is_told_apart() {
    let mut sink = SmtpSink::start(0).await;
    let smtp = Smtp::new(&sink.url()).expect("an address");
    let from = Sender::parse("support@example.org").expect("a sender");
    let to = Email::parse("customer@example.org").expect("an address");
    let letter = letter(&occasion(NoticeKind::Replied), reader(Locale::En, ReaderRole::Requester), LINKS);
    let envelope = Envelope {
        from: &from,
        to: &to,
        to_name: "Cara",
        id: "0190",
        thread: None,
        preferences_url: "https://desk.example.org/profile#notifications",
        date: at(),
    };
    for (mood, expected) in [
        (Mood::Later, Err(Failure::Later(451))),
        (Mood::Refuse, Err(Failure::Refused(550))),
        (Mood::Drop, Err(Failure::Unreachable)),
        (Mood::Take, Ok(())),
    ] {
        sink.be(mood).await;
        let sent = message(&letter, envelope).expect("a message");
        assert_eq!(smtp.send(sent).await, expected, "{mood:?}");
    }
    let (dropped, taken) = (sink.next_message().await, sink.next_message().await);
    assert_eq!(dropped.header("message-id"), taken.header("message-id"), "the same message twice is known as such");
    let port = sink.port;
    drop(sink);
    let nobody = Smtp::new(&format!("smtp://127.0.0.1:{port}")).expect("an address");
    assert_eq!(nobody.send(message(&letter, envelope).expect("a message")).await, Err(Failure::Unreachable));
}
