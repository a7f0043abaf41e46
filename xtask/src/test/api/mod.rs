//! Requests that nobody thought of: Schemathesis makes them from `openapi.json` and sends them to real servers as everybody who
//! may call. No answer may be a fault of the server's or another than the document describes.

mod desk;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::{
    Options,
    report::{Report, Tally},
};
use crate::{
    paths::Paths,
    process,
    selection::build_server,
    server::{Connection, PASSWORD, Server},
    venv,
};

const SETTINGS: &str = include_str!("../../../schemathesis/schemathesis.toml");
const REQUIREMENTS: &str = "xtask/schemathesis/requirements.txt";
/// How often one may call is tested elsewhere, and would end this at once.
const LIMITS: &str = "login_account=1000000/s,login_prefix=1000000/s,reset=1000000/s,signup=1000000/s,upload=1000000/s,\
                      write=1000000/s,read=1000000/s";
/// Headers that are none are refused before there is a request, which is worth no line here.
const LOG: &str = "error,actix_http::h1::dispatcher=off";
/// So many at a time: each is a server and a program that asks it.
const AT_ONCE: usize = 2;

/// Whoever signs in gets at least so much done; with less they were nobody to the server.
const LEAST_ACCEPTED: u64 = 30;

/// Whoever may call, those with the most to do first.
const ACTORS: [Actor; 5] = [
    Actor { name: "admin", is: Is::Person("admin@example.org") },
    Actor { name: "agent", is: Is::Person("agent@example.org") },
    Actor { name: "api token", is: Is::Token("admin@example.org") },
    Actor { name: "customer", is: Is::Person("customer@example.org") },
    Actor { name: "anonymous", is: Is::Nobody },
];

struct Actor {
    name: &'static str,
    is: Is,
}

#[derive(Clone, Copy)]
enum Is {
    Nobody,
    Person(&'static str),
    /// A token of somebody's, with every scope.
    Token(&'static str),
}

/// Installs what is missing and tells where it is.
pub(crate) fn ensure_tools(paths: &Paths) -> Result<PathBuf> {
    venv::ensure(paths, "schemathesis", &paths.root().join(REQUIREMENTS))
}

pub(crate) fn run(paths: &Paths, options: &Options, programs: &Path, report: &mut Report) {
    if !report.step("server for the API", || process::run(&mut build_server(paths))) {
        println!("fuzzing of the API: not run, because there is no server");
        return;
    }
    report.tests("fuzzing of the API", || {
        let (waiting, done) = (Mutex::new(ACTORS.iter()), Mutex::new(Vec::new()));
        let next = || waiting.lock().ok()?.next();
        thread::scope(|scope| {
            for _ in 0..AT_ONCE {
                scope.spawn(|| {
                    while let Some(actor) = next() {
                        let verdict = actor.asks(paths, options, programs);
                        if let Ok(mut done) = done.lock() {
                            done.push((actor, verdict));
                        }
                    }
                });
            }
        });
        let done = done.into_inner().ok().context("an actor panicked")?;
        show(&done);
        let (mut succeeded, mut tally) = (done.len() == ACTORS.len(), Tally::default());
        for (actor, verdict) in done {
            match verdict {
                Ok(verdict) => {
                    succeeded &= verdict.is_good();
                    tally.passed += verdict.operations - verdict.failing;
                    tally.failed += verdict.failing;
                }
                Err(error) => {
                    eprintln!("xtask: {}: {error:#}", actor.name);
                    succeeded = false;
                }
            }
        }
        Ok((succeeded, tally))
    });
}

fn show(done: &[(&Actor, Result<Verdict>)]) {
    println!("  {:<12}{:>11}{:>8}{:>10}{:>10}{:>9}", "actor", "operations", "cases", "accepted", "failures", "time");
    for (actor, verdict) in done {
        if let Ok(Verdict { operations, cases, accepted, failures, time, .. }) = verdict {
            let time = time.as_secs_f32();
            println!("  {:<12}{operations:>11}{cases:>8}{accepted:>10}{failures:>10}{time:>7.1} s", actor.name);
        }
    }
}

impl Actor {
    /// On a server of its own, so that what one does to the desk and to accounts is nothing to the others.
    fn asks(&self, paths: &Paths, options: &Options, programs: &Path) -> Result<Verdict> {
        let begun = Instant::now();
        let folder = tempfile::tempdir()?;
        let binary = paths.target().join("debug/lotse");
        let server =
            Server::start_with(&binary, &folder.path().join("data"), LIMITS, &[("LOTSE_LOG", LOG.to_owned())])?;
        let settings = folder.path().join("schemathesis.toml");
        fs::write(&settings, format!("{SETTINGS}\n{}{}", desk::dictionaries(&server)?, self.signs_in(&server)?))?;
        let document = folder.path().join("report.json");

        let mut command = Command::new(programs.join("schemathesis"));
        command.arg("--config-file").arg(&settings).arg("run").arg(paths.root().join("openapi.json"));
        command.args(["--no-color", "--url", &format!("http://{}", server.address)]);
        command.arg("--report-json-path").arg(&document);
        if options.is_long() {
            command.args(["--phases", "examples,coverage,fuzzing,stateful", "--max-examples", "60"]);
        } else {
            command.args(["--phases", "fuzzing", "--max-examples", "4", "--generation-deterministic"]);
        }
        if !options.filter().is_empty() {
            command.args(["--include-operation-id-regex", &options.filter().join("|")]);
        }
        // Two at a time would mix their lines on the terminal; what is wrong is shown whole.
        let output = command.current_dir(&folder).stdin(Stdio::null()).output().context("cannot start Schemathesis")?;
        let document = fs::read_to_string(&document);
        let verdict =
            document.map_err(anyhow::Error::from).and_then(|document| Verdict::read(&document, begun.elapsed()));
        if !verdict.as_ref().is_ok_and(Verdict::is_good) {
            let (said, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            println!("\n-- {}\n{said}{errors}", self.name);
        }
        let verdict = verdict.context("Schemathesis gave no verdict")?;
        if !matches!(self.is, Is::Nobody) && verdict.accepted < LEAST_ACCEPTED {
            bail!("only {} cases were accepted; is the security scheme still called so?", verdict.accepted);
        }
        Ok(verdict)
    }

    /// The settings by which Schemathesis is this actor.
    fn signs_in(&self, server: &Server) -> Result<String> {
        Ok(match self.is {
            Is::Nobody => String::new(),
            // Signs in again wherever it is told 401: it ends its own sessions, among other things.
            Is::Person(email) => format!(
                "[auth.dynamic.openapi.session]\npath = \"/api/v1/auth/login\"\nextract_selector = \"/access_token\"\n\
                 payload = {{ email = \"{email}\", password = \"{PASSWORD}\" }}\n"
            ),
            Is::Token(email) => format!("[auth.openapi.api_token]\nbearer = \"{}\"\n", token(server, email)?),
        })
    }
}

/// Makes an API token that may do all that a token can.
fn token(server: &Server, email: &str) -> Result<String> {
    let scopes = ["tickets:read", "tickets:write", "profile", "admin"];
    let body = json!({ "name": "Fuzzing", "scopes": scopes, "expires_in_days": 1 }).to_string();
    let head = format!("Authorization: Bearer {}\r\nContent-Type: application/json\r\n", server.sign_in(email)?);
    let answer = Connection::open(&server.address)?.send("POST", "/api/v1/me/tokens", &head, &[body.as_bytes()])?;
    let made: Value = serde_json::from_slice(&answer.ok()?).context("the token")?;
    made["secret"].as_str().map(str::to_owned).context("no secret")
}

/// What came of one actor.
#[derive(Debug, PartialEq, Eq)]
struct Verdict {
    operations: u64,
    /// Operations with a failure.
    failing: u64,
    cases: u64,
    /// Cases that the server did what it was asked for.
    accepted: u64,
    /// Kinds of failures, each counted once for an operation, and errors of the run itself.
    failures: u64,
    /// Whether everything was done that was to be done.
    whole: bool,
    time: Duration,
}

impl Verdict {
    /// Reads the report of `--report-json-path`.
    fn read(document: &str, time: Duration) -> Result<Self> {
        let document: Value = serde_json::from_str(document)?;
        let number = |pointer: &str| {
            let found = document.pointer(pointer).and_then(Value::as_u64);
            found.with_context(|| format!("the report has no {pointer}"))
        };
        let list = |name: &str| document[name].as_array().with_context(|| format!("the report has no /{name}"));
        let (failures, errors) = (list("failures")?, list("errors")?);
        let failing: BTreeSet<&str> = failures
            .iter()
            .flat_map(|failure| failure["operations"].as_array().into_iter().flatten().filter_map(Value::as_str))
            .collect();
        let rates = document["valid_rates"].as_object().context("the report has no /valid_rates")?;
        let accepted = rates.values().filter_map(Value::as_object).flat_map(|phases| phases.values());
        let (operations, cases) = (number("/operations/tested")?, number("/test_cases/generated")?);
        if operations == 0 || cases == 0 {
            bail!("nothing was asked");
        }
        Ok(Self {
            operations,
            failing: u64::try_from(failing.len())?,
            cases,
            accepted: accepted.filter_map(|rate| rate["accepted"].as_u64()).sum(),
            failures: number("/test_cases/unique_failures")? + u64::try_from(errors.len())?,
            whole: document["complete"] == true
                && document["exit_code"] == 0
                && operations == number("/operations/selected")?,
            time,
        })
    }

    fn is_good(&self) -> bool {
        self.whole && self.failures == 0 && self.failing == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(change: impl FnOnce(&mut Value)) -> Result<Verdict> {
        let mut report = json!({
            "complete": true, "exit_code": 0,
            "operations": { "total": 9, "selected": 2, "tested": 2 },
            "test_cases": { "generated": 11, "unique_failures": 0 },
            "failures": [], "errors": [],
            "valid_rates": {
                "GET /a": { "fuzzing": { "accepted": 3, "rejected": 1 } },
                "PUT /b": { "fuzzing": { "accepted": 2 }, "coverage": { "accepted": 1 } },
            },
        });
        change(&mut report);
        Verdict::read(&report.to_string(), Duration::ZERO)
    }

    #[test]
    fn a_report_is_a_verdict() {
        let good = report(|_| ()).unwrap();
        assert_eq!((good.operations, good.failing, good.cases, good.accepted, good.failures), (2, 0, 11, 6, 0));
        assert!(good.is_good());

        let failing = report(|report| {
            report["exit_code"] = json!(1);
            report["test_cases"]["unique_failures"] = json!(3);
            let one = json!({ "operations": ["GET /a"] });
            report["failures"] = json!([one, { "operations": ["GET /a", "PUT /b"] }]);
        });
        let failing = failing.unwrap();
        assert!(!failing.is_good());
        assert_eq!((failing.failing, failing.failures), (2, 3));

        let spoilt: [fn(&mut Value); 4] = [
            |report| report["complete"] = json!(false),
            |report| report["exit_code"] = json!(2),
            |report| report["operations"]["tested"] = json!(1),
            |report| report["errors"] = json!([{ "title": "Network Error", "count": 1 }]),
        ];
        for spoil in spoilt {
            assert!(!report(spoil).unwrap().is_good());
        }
    }

    #[test]
    fn a_run_that_asked_nothing_proves_nothing() {
        assert!(report(|report| report["test_cases"]["generated"] = json!(0)).is_err());
        assert!(report(|report| report["operations"]["tested"] = json!(0)).is_err());
        assert!(report(|report| report["valid_rates"] = Value::Null).is_err());
    }
}
