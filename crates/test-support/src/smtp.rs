//! A real mail server that keeps what it gets: `e2e/services/smtp.mjs`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

/// Long enough for a machine that is busy with other tests.
const NODE_PATIENCE: Duration = Duration::from_secs(100);

/// How the server treats messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Takes them.
    Take,
    /// Answers 451 to each recipient.
    Later,
    /// Answers 550 to each recipient.
    Refuse,
    /// Never answers once it has a message.
    Hang,
    /// Has a message and breaks off before it says so.
    Drop,
}

impl Mood {
    const fn word(self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::Later => "later",
            Self::Refuse => "refuse",
            Self::Hang => "hang",
            Self::Drop => "drop",
        }
    }
}

/// A message as it came over the wire.
#[derive(Debug, Clone)]
pub struct Caught {
    /// The sender of the envelope.
    pub from: String,
    /// The recipients of the envelope.
    pub to: Vec<String>,
    /// All bytes of the message.
    pub raw: String,
}

impl Caught {
    /// Every value of a header, unfolded and otherwise as it came.
    #[must_use]
    pub fn headers(&self, name: &str) -> Vec<String> {
        let head = self.raw.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ").replace("\r\n\t", " ");
        let of = |line: &str| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        };
        head.split("\r\n").filter_map(of).collect()
    }

    /// The one value of a header.
    ///
    /// # Panics
    /// When there is none, or more than one.
    #[must_use]
    pub fn header(&self, name: &str) -> String {
        let found = self.headers(name);
        assert_eq!(found.len(), 1, "{name} in\n{}", self.raw);
        found.into_iter().next().unwrap_or_default()
    }
}

/// The server, as a process that ends with this value.
pub struct SmtpSink {
    child: Child,
    orders: ChildStdin,
    lines: UnboundedReceiver<String>,
    waiting: Vec<Caught>,
    /// Where it listens on loopback.
    pub port: u16,
}

impl SmtpSink {
    /// Starts one on a port; 0 takes any.
    ///
    /// # Panics
    /// When it does not start: `cargo xtask test` installs what it needs.
    #[must_use]
    pub async fn start(port: u16) -> Self {
        let root = Path::new(&std::env::var("CARGO_MANIFEST_DIR").expect("run by cargo")).join("../..");
        let mut child = Command::new("node")
            .args(["services/smtp.mjs", &port.to_string()])
            .current_dir(root.join("e2e"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node");
        let orders = child.stdin.take().expect("its input");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let (sender, lines) = unbounded_channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let mut sink = Self { child, orders, lines, waiting: Vec::new(), port: 0 };
        let first = sink.line(NODE_PATIENCE).await.expect("the mail server of the tests: (cd e2e && npm ci)");
        sink.port = first.parse().expect("its port");
        sink
    }

    /// The value for `LOTSE_SMTP_URL`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Changes how messages are treated, from when this returns.
    ///
    /// # Panics
    /// When the server has ended.
    pub async fn be(&mut self, mood: Mood) {
        writeln!(self.orders, "{}", mood.word()).expect("a mail server that listens");
        loop {
            let line = self.line(NODE_PATIENCE).await.expect("its answer");
            if line == mood.word() {
                return;
            }
            self.waiting.push(caught(&line));
        }
    }

    /// The next message. Nothing when none comes for so long.
    pub async fn next_within(&mut self, patience: Duration) -> Option<Caught> {
        if !self.waiting.is_empty() {
            return Some(self.waiting.remove(0));
        }
        self.line(patience).await.map(|line| caught(&line))
    }

    /// The next message, however long it takes within a very generous time.
    ///
    /// # Panics
    /// When none comes.
    pub async fn next_message(&mut self) -> Caught {
        self.next_within(NODE_PATIENCE).await.expect("a message")
    }

    async fn line(&mut self, patience: Duration) -> Option<String> {
        let line = timeout(patience, self.lines.recv()).await.ok()?;
        Some(line.expect("the mail server of the tests has ended: (cd e2e && npm ci)"))
    }
}

fn caught(line: &str) -> Caught {
    let line: Value = serde_json::from_str(line).expect("a line of JSON");
    let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
    let raw = STANDARD.decode(text("raw")).expect("base64");
    let to = line["to"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    Caught { from: text("from"), to, raw: String::from_utf8(raw).expect("only UTF-8 is sent") }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        // It ends by itself with its input; this only waits for that.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
