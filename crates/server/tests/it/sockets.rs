//! Clients that are slow, silent or endless: they are let go, and nobody else notices.

use crate::process::{Process, add_person};
use crate::wire::{Reply, Wire, post};
use futures_util::future::{join, join_all};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;
use std::time::Duration;
use test_support::{Backend, Report, TestDatabase, faults};
use tokio::time::{sleep, timeout};

/// Short, so that the test need not wait for long.
const SHORT: (&str, &str) = ("LOTSE_TIMEOUTS", "idle=4s,head=3s,body=3s,reading=5s,database=20s");
/// Within this the server has let everybody go; more than generous.
const LET_GO: Duration = Duration::from_secs(120);
/// What a connection may cost, and what everything else may, in bytes: far above what it is.
const EACH: u64 = 128 * 1024;
const ELSE: u64 = 150 * 1024 * 1024;

/// How somebody is slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slow {
    /// Says nothing at all.
    Silent,
    /// Sends the head byte by byte.
    Head,
    /// Sends a whole request, and the head of another one byte by byte.
    SecondHead,
    /// Sends a whole request, half of another one and then nothing.
    HalfSecondHead,
    /// Sends a body of a known length byte by byte.
    Body,
    /// Sends a body in chunks, to where nobody reads one.
    UnreadChunks,
    /// Asks for much and takes nothing of it.
    NotReading,
}

const ALL: [Slow; 7] = [
    Slow::Silent,
    Slow::Head,
    Slow::SecondHead,
    Slow::HalfSecondHead,
    Slow::Body,
    Slow::UnreadChunks,
    Slow::NotReading,
];

const LIVE: &str = "GET /health/live HTTP/1.1\r\nHost: desk\r\n\r\n";
const HALF: &str = "GET /health/live HTTP/1.1\r\nHost: desk\r\nX-Slow: ";

impl Slow {
    /// What is sent at once, and whether a byte at a time follows for as long as the server bears it.
    fn begins(self) -> (String, Option<&'static str>) {
        let body = "POST /api/v1/auth/login HTTP/1.1\r\nHost: desk\r\nContent-Type: application/json\r\n";
        match self {
            Self::Silent => (String::new(), None),
            Self::Head => (HALF.to_owned(), Some("x")),
            Self::SecondHead => (format!("{LIVE}{HALF}"), Some("x")),
            Self::HalfSecondHead => (format!("{LIVE}{HALF}"), None),
            Self::Body => (format!("{body}Content-Length: 100000\r\n\r\n{{\"email\":\""), Some("x")),
            Self::UnreadChunks => {
                (LIVE.replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n"), Some("1\r\nx\r\n"))
            }
            Self::NotReading => ("GET /api/v1/openapi.json HTTP/1.1\r\nHost: desk\r\n\r\n".repeat(20), None),
        }
    }

    /// Connects, is slow, and gives the last answer once the server has closed.
    async fn play(self, url: &str, pace: Duration) -> Result<Option<Reply>, String> {
        let mut wire = Wire::to(url).await.map_err(|error| format!("{self:?} was not let in: {error}"))?;
        let (head, then) = self.begins();
        let closed = async {
            if wire.send(head).await.is_err() {
                return None;
            }
            if self == Self::NotReading {
                // As long as others take to be let go; what the server still has to say is read after that.
                sleep(Duration::from_secs(8)).await;
            }
            let Some(byte) = then else { return wire.last().await };
            let (mut last, mut turn) = (None, true);
            while turn {
                tokio::select! {
                    reply = wire.reply() => match reply {
                        Ok(reply) => last = Some(reply),
                        Err(_) => turn = false,
                    },
                    () = sleep(pace) => {}
                }
                // A socket that is closed shows when it is read.
                let _ = wire.send(byte).await;
            }
            last
        };
        timeout(LET_GO, closed).await.map_err(|_| format!("{self:?} is still let be"))
    }
}

/// Lets this process have so many sockets.
fn open_files(wanted: u64) {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_some_and(|current| current < wanted) {
        let raised = Rlimit { current: Some(wanted), maximum };
        let done = setrlimit(Resource::Nofile, raised);
        assert!(done.is_ok(), "this test needs {wanted} open files (`ulimit -n`), and may have {maximum:?}");
    }
}

#[tokio::test]
async fn slow_clients_are_let_go_and_others_do_not_notice() {
    let (count, pace) = if faults() { (5_000, Duration::from_secs(1)) } else { (300, Duration::from_millis(250)) };
    open_files(count as u64 + 500);
    let (database, data) = (TestDatabase::new(Backend::Sqlite).await, tempfile::tempdir().expect("a folder"));
    add_person(&database, data.path(), "customer");
    let server = Process::start_with(&database, data.path(), &[SHORT]);
    let token = server.sign_in("customer").await;
    let before = server.most_memory();
    let mut report = Report::new("slow sockets");
    report.inputs(count);
    let slow = ALL.iter().cycle().take(count).enumerate().map(|(number, &slow)| {
        let url = &server.url;
        // Not all in one moment: what the kernel has no more room for before the server takes it, is connected for who waits in
        // silence and unknown to the server for ever.
        let turn = pace * number as u32 / 400;
        async move {
            sleep(turn).await;
            (slow, slow.play(url, pace).await)
        }
    });
    let slow = join_all(slow);
    let ordinary = async {
        let mut bad = Vec::new();
        for number in 0..40 {
            // Each on a connection of its own, while the slow ones hold theirs.
            let mut wire = Wire::to(&server.url).await.expect("let in");
            let subject = format!("ordinary {number}");
            let body = json!({"subject": subject, "description": "d", "category": "it"});
            wire.send(post("/tickets", &token, &format!("o{number}"), &body)).await.expect("sent");
            match timeout(LET_GO, wire.reply()).await {
                Ok(Ok(reply)) if reply.status == 201 => {}
                other => bad.push(format!("{subject}: {other:?}")),
            }
            sleep(pace).await;
        }
        bad
    };
    let (slow, bad) = futures_util::future::join(slow, ordinary).await;
    report.answered(40 - bad.len());
    for bad in bad {
        report.failure(bad);
    }
    for (slow, outcome) in slow {
        let reply = match outcome {
            Ok(reply) => reply,
            Err(still) => {
                report.failure(still);
                continue;
            }
        };
        report.refused(1);
        let status = reply.as_ref().map(|reply| reply.status);
        // Where thousands come at once, a head can wait for its turn for too long although all of it is there.
        if faults() && reply.as_ref().is_some_and(|reply| reply.status == 408 && reply.body.is_null()) {
            continue;
        }
        let fits = match slow {
            Slow::Silent | Slow::Head | Slow::Body => status == Some(408),
            Slow::SecondHead | Slow::HalfSecondHead | Slow::UnreadChunks | Slow::NotReading => {
                matches!(status, Some(200) | None)
            }
        };
        report.expect(fits, || format!("{slow:?}: {reply:?}"));
        if let (Slow::Body, Some(reply)) = (slow, &reply) {
            let told = (reply.header("content-type"), reply.body["code"].as_str());
            report.expect(told == ("application/problem+json", Some("request_timeout")), || format!("{reply:?}"));
        }
    }
    let more = server.most_memory().saturating_sub(before);
    let most = EACH * count as u64 + ELSE;
    report.expect(more < most, || format!("{more} bytes of memory more, {most} at most"));
    report.detail(format!("{} MB of memory more at most", more / 1_000_000));
    report.finish();
}

/// Sends something endless until the server has enough of it. Gives the last answer.
async fn endless(url: &str, head: &str, block: &str, times: usize) -> Result<Option<Reply>, String> {
    let mut wire = Wire::to(url).await.map_err(|error| format!("not let in: {error}"))?;
    let flood = async {
        let mut sent = wire.send(head).await;
        for _ in 0..times {
            if sent.is_err() {
                break;
            }
            sent = wire.send(block).await;
        }
        wire.last().await
    };
    timeout(LET_GO, flood).await.map_err(|_| "is still let be".to_owned())
}

#[tokio::test]
async fn what_is_too_large_is_refused_and_others_do_not_notice() {
    const EACH_TIME: usize = 4;
    let (database, data) = (TestDatabase::new(Backend::Sqlite).await, tempfile::tempdir().expect("a folder"));
    add_person(&database, data.path(), "customer");
    let server = Process::start_with(&database, data.path(), &[SHORT]);
    let token = server.sign_in("customer").await;
    let before = server.most_memory();
    let login = "POST /api/v1/auth/login HTTP/1.1\r\nHost: desk\r\nContent-Type: application/json\r\n";
    let chunked = format!("{login}Transfer-Encoding: chunked\r\n\r\n");
    let (block, chunk) = ("x".repeat(64 * 1024), format!("10000\r\n{}\r\n", "x".repeat(0x10000)));
    let space = " ".repeat(64 * 1024);
    let many = (0..200).map(|number| format!("X-{number}: 1\r\n")).collect::<String>();
    let times = 512; // 32 MB
    let cases: [(&str, String, &str, usize, &[u16]); 12] = [
        ("a request line", "GET /".to_owned(), &block, times, &[431, 400, 414]),
        ("a header", HALF.to_owned(), &block, times, &[431, 400]),
        ("headers without end", LIVE.trim_end().to_owned() + "\r\n", "X-A: aaaaaaaaaaaaaaaa\r\n", 20_000, &[431, 400]),
        ("many headers", LIVE.trim_end().to_owned() + "\r\n" + &many + "\r\n", "", 0, &[431, 400]),
        ("a body of a known length", format!("{login}Content-Length: 10000000000\r\n\r\n"), &block, times, &[413]),
        ("a body in chunks without end", chunked.clone(), &chunk, times, &[413]),
        ("the size of a chunk", format!("{chunked}FFFFFFFFFFFFFFFFFF\r\n"), &block, 1, &[400]),
        ("an extension of a chunk", format!("{chunked}5;a="), &block, times, &[400, 408, 413, 431]),
        ("white space", login.to_owned() + "Content-Length: 32000000\r\n\r\n", &space, times, &[413]),
        (
            "a body where none is read",
            LIVE.trim_end().to_owned() + "\r\nContent-Length: 10000000000\r\n\r\n",
            &block,
            times,
            &[200],
        ),
        (
            "chunks where none is read",
            LIVE.trim_end().to_owned() + "\r\nTransfer-Encoding: chunked\r\n\r\n",
            &chunk,
            times,
            &[200],
        ),
        ("two lengths", format!("{login}Content-Length: 5\r\nContent-Length: 6\r\n\r\n"), "xxxxxx", 1, &[400]),
    ];
    let mut report = Report::new("oversize requests");
    report.inputs(cases.len() * EACH_TIME);
    let all_at_once = cases.iter().map(|(what, head, block, times, statuses)| {
        let floods = join_all((0..EACH_TIME).map(|_| endless(&server.url, head, block, *times)));
        let asked = join(floods, server.ask(&token, what));
        async move { (what, statuses, asked.await) }
    });
    for (what, statuses, (outcomes, ordinary)) in join_all(all_at_once).await {
        report.expect(ordinary.status == 201, || format!("{what}: an ordinary request got {}", ordinary.status));
        report.answered(1);
        for outcome in outcomes {
            match outcome {
                // What the server said is lost where it closes while more comes (RFC 9112 9.6).
                Ok(None) => report.refused(1),
                Ok(Some(reply)) if statuses.contains(&reply.status) => report.refused(1),
                other => report.failure(format!("{what}: {other:?}")),
            }
        }
    }
    let more = server.most_memory().saturating_sub(before);
    report.expect(more < ELSE, || format!("{more} bytes of memory more"));
    report.detail(format!("{} MB of memory more at most", more / 1_000_000));
    report.finish();
}
