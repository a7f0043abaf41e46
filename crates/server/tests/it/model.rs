//! The API against a model of a ticket: random sequences of what people do, after each of which history, versions,
//! resolution cycles and the offered steps agree.
//!
//! The model is written anew from the table of DOMAIN.md and shares no code with the domain, so that a mistake there is
//! not made here as well.

use crate::app::{Answer, App, Person};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use test_support::{Backend, is_long, on_both_databases};

on_both_databases!(the_api_does_what_the_model_says);

const STATUSES: [&str; 5] = ["open", "in_progress", "waiting_on_customer", "resolved", "closed"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Customer,
    Agent,
    Colleague,
    Admin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Take,
    /// A status, with everything it could need.
    Set(&'static str),
    /// A status, without anything.
    SetBare(&'static str),
    Reply,
    Note,
    AskClosing,
    AskReopening,
    Decline,
    ReviseResolution,
}

#[derive(Debug, Clone)]
struct Model {
    status: &'static str,
    assignee: Option<Who>,
    version: i64,
    cycles: u64,
    /// Cycle and revision in force.
    resolution: Option<(u64, u64)>,
    asked_closing: bool,
    asked_reopening: bool,
    /// What the history has to say about the status.
    path: Vec<(&'static str, &'static str)>,
    /// Every resolution that was given.
    given: Vec<(u64, u64)>,
    comments: (usize, usize),
}

impl Model {
    fn new() -> Self {
        Self {
            status: "open",
            assignee: None,
            version: 1,
            cycles: 0,
            resolution: None,
            asked_closing: false,
            asked_reopening: false,
            path: Vec::new(),
            given: Vec::new(),
            comments: (0, 0),
        }
    }

    /// The steps of staff, as DOMAIN.md has them.
    fn steps(&self, admin: bool) -> BTreeSet<&'static str> {
        let all: &[&str] = match self.status {
            "open" => &["in_progress", "closed"],
            "in_progress" => &["open", "waiting_on_customer", "resolved", "closed"],
            "waiting_on_customer" => &["in_progress", "resolved", "closed"],
            "resolved" => &["in_progress", "closed"],
            _ if !admin => &[],
            _ if self.assignee.is_some() => &["in_progress"],
            _ => &["open"],
        };
        all.iter().copied().collect()
    }

    fn go(&mut self, to: &'static str) {
        self.path.push((self.status, to));
        self.status = to;
        self.asked_closing = false;
        self.asked_reopening = false;
        if to == "open" {
            self.assignee = None;
        }
        if !["resolved", "closed"].contains(&to) {
            self.resolution = None;
        }
    }

    fn resolve(&mut self) {
        self.resolution = match self.resolution {
            Some((cycle, revision)) => Some((cycle, revision + 1)),
            None => {
                self.cycles += 1;
                Some((self.cycles, 1))
            }
        };
        self.given.extend(self.resolution);
    }

    /// What the API has to answer; the model changes as the ticket has to.
    fn expect(&mut self, who: Who, what: What) -> u16 {
        let before = self.clone();
        let status = self.play(who, what);
        if status >= 400 {
            *self = before;
        } else if self.moved(&before) {
            self.version = before.version + 1;
        }
        status
    }

    /// A comment leaves the version; everything else that differs raises it by one.
    fn moved(&self, before: &Self) -> bool {
        let essence = |model: &Self| {
            (
                model.status,
                model.assignee,
                model.given.len(),
                model.asked_closing,
                model.asked_reopening,
                model.path.len(),
            )
        };
        essence(self) != essence(before)
    }

    fn play(&mut self, who: Who, what: What) -> u16 {
        let staff = who != Who::Customer;
        match what {
            What::Take if !staff => 403,
            What::Take if self.status == "closed" => 409,
            What::Take => match self.assignee {
                Some(other) if other != who => 409,
                // Taking what one has asks nothing more; one that is open goes into work.
                Some(_) => 200,
                None => {
                    self.assignee = Some(who);
                    self.go("in_progress");
                    200
                }
            },
            What::Set(_) | What::SetBare(_) if !staff => 403,
            What::Set(to) => self.set(who, to, true),
            What::SetBare(to) => self.set(who, to, false),
            What::Note if !staff => 403,
            What::Note => {
                self.comments.1 += 1;
                201
            }
            What::Reply if self.status == "closed" => 409,
            What::Reply => {
                self.comments.0 += 1;
                if who == Who::Customer && ["waiting_on_customer", "resolved"].contains(&self.status) {
                    self.go("in_progress");
                }
                201
            }
            What::AskClosing if staff => 403,
            What::AskClosing => match self.status {
                "closed" => 409,
                "resolved" => {
                    self.go("closed");
                    200
                }
                _ => {
                    self.asked_closing = true;
                    self.asked_reopening = false;
                    202
                }
            },
            What::AskReopening if staff => 403,
            What::AskReopening => match self.status {
                "resolved" => {
                    self.go("in_progress");
                    200
                }
                "closed" => {
                    self.asked_reopening = true;
                    self.asked_closing = false;
                    202
                }
                _ => 409,
            },
            What::Decline if !staff => 403,
            What::Decline if !self.asked_closing && !self.asked_reopening => 409,
            What::Decline => {
                self.asked_closing = false;
                self.asked_reopening = false;
                200
            }
            What::ReviseResolution if !staff => 403,
            What::ReviseResolution => match self.status {
                "resolved" => {
                    self.resolve();
                    200
                }
                "closed" => 409,
                _ => 400,
            },
        }
    }

    fn set(&mut self, who: Who, to: &'static str, complete: bool) -> u16 {
        if to == self.status {
            // A second closing is told apart from the first.
            return if to == "closed" { 409 } else { 200 };
        }
        let admin = who == Who::Admin;
        if !self.steps(admin).contains(to) {
            return if self.status == "closed" && !admin && ["open", "in_progress"].contains(&to) { 403 } else { 409 };
        }
        let needs = match (self.status, to) {
            ("open", "in_progress") => self.assignee.is_none(),
            ("resolved", "closed") => false,
            (_, "resolved" | "closed") => true,
            ("resolved" | "closed", _) => true,
            _ => false,
        };
        if needs && !complete {
            return 400;
        }
        match (self.status, to) {
            ("open", "in_progress") => self.assignee = Some(who),
            ("resolved", "closed") if !complete => {}
            (_, "resolved" | "closed") => self.resolve(),
            _ => {}
        }
        self.go(to);
        200
    }
}

struct Desk<'a> {
    people: [(Who, Person<'a>, String); 4],
}

impl Desk<'_> {
    fn person(&self, who: Who) -> (&Person<'_>, &str) {
        let found = self.people.iter().find(|(name, ..)| *name == who).expect("a person");
        (&found.1, &found.2)
    }

    /// What a step could need: all of it that the step from here does need.
    fn complete(&self, from: &str, to: &str, at_step: usize, who: Who) -> Value {
        let mut body = json!({"status": to});
        match (from, to) {
            ("open", "in_progress") => body["assignee"] = json!(self.person(who).1),
            (from, to) if from == to => {}
            (_, "resolved" | "closed") => body["resolution_text"] = json!(format!("Mended, {at_step}.")),
            ("resolved" | "closed", _) => body["reason"] = json!("It came back."),
            _ => {}
        }
        body
    }

    async fn act(&self, ticket: &str, from: &str, at_step: usize, who: Who, what: What) -> Answer {
        let (person, _) = self.person(who);
        let at = |part: &str| format!("{ticket}/{part}");
        match what {
            What::Take => person.take(ticket).await,
            What::Set(to) => person.patch(ticket, self.complete(from, to, at_step, who)).await,
            What::SetBare(to) => person.set_status(ticket, to).await,
            What::Reply => person.comment(ticket, "Words.", "public").await,
            What::Note => person.comment(ticket, "zq7canary", "internal").await,
            What::AskClosing => person.post(&at("close-request"), json!({})).await,
            What::AskReopening => person.post(&at("reopen-request"), json!({"reason": "It came back."})).await,
            What::Decline => person.post(&at("decline-request"), json!({})).await,
            // The same words again would be no revision.
            What::ReviseResolution => {
                person.patch(ticket, json!({"resolution_text": format!("Better words, {at_step}.")})).await
            }
        }
    }

    /// Everything that is shown agrees with the model.
    async fn agree(&self, ticket: &str, model: &Model, sequence: &[(Who, What)]) {
        for (who, person, _) in &self.people {
            let shown = person.get(ticket).await.expect_status(200);
            let found = &shown.body["ticket"];
            assert_eq!(
                (found["status"].as_str(), found["version"].as_i64()),
                (Some(model.status), Some(model.version)),
                "{sequence:?}"
            );
            assert_eq!(shown.header("etag"), format!("\"{}\"", model.version));
            let resolution = found["resolution"].as_object().map(|given| {
                (given["cycle"].as_u64().unwrap_or_default(), given["revision"].as_u64().unwrap_or_default())
            });
            assert_eq!(resolution, model.resolution);
            assert_eq!(found["close_requested_at"].is_string(), model.asked_closing);
            assert_eq!(found["reopen_requested_at"].is_string(), model.asked_reopening);
            let offered: BTreeSet<_> = found["allowed_transitions"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|step| step["allowed"] == true)
                .filter_map(|step| step["to"].as_str())
                .collect();
            let expected = if *who == Who::Customer { BTreeSet::new() } else { model.steps(*who == Who::Admin) };
            assert_eq!(offered, expected, "{who:?}");
            self.history(ticket, *who, person, model).await;
            if *who == Who::Customer {
                assert!(!shown.body.to_string().contains("zq7canary"));
            }
        }
    }

    async fn history(&self, ticket: &str, who: Who, person: &Person<'_>, model: &Model) {
        let mut events = Vec::new();
        let mut path = format!("{ticket}/history");
        loop {
            let part = person.get(&path).await.expect_status(200);
            events.extend(part.body["items"].as_array().expect("items").clone());
            let Some(next) = part.body["next"].as_str() else { break };
            path = format!("{ticket}/history?cursor={next}");
        }
        let of = |kind: &str| -> Vec<Value> {
            events.iter().filter_map(|event| event["change"].get(kind)).cloned().collect()
        };
        let steps = of("status_changed");
        let steps: Vec<_> = steps
            .iter()
            .map(|step| (step["from"].as_str().unwrap_or_default(), step["to"].as_str().unwrap_or_default()))
            .collect();
        assert_eq!(steps, model.path, "{who:?}");
        let given: Vec<_> = of("resolution_given")
            .iter()
            .map(|given| (given["cycle"].as_u64().unwrap_or_default(), given["revision"].as_u64().unwrap_or_default()))
            .collect();
        assert_eq!(given, model.given);
        let written = if who == Who::Customer { model.comments.0 } else { model.comments.0 + model.comments.1 };
        assert_eq!(of("commented").len(), written, "{who:?}");
        let ids: Vec<_> = events.iter().filter_map(|event| event["id"].as_str()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "the order of events is the order of their ids");
    }
}

fn sequences() -> impl Strategy<Value = Vec<(Who, What)>> {
    let who = prop::sample::select(&[Who::Customer, Who::Agent, Who::Agent, Who::Colleague, Who::Admin][..]);
    let set = prop::sample::select(&STATUSES[..]);
    let what = prop_oneof![
        3 => Just(What::Take),
        6 => set.clone().prop_map(What::Set),
        2 => set.prop_map(What::SetBare),
        2 => Just(What::Reply),
        1 => Just(What::Note),
        2 => Just(What::AskClosing),
        2 => Just(What::AskReopening),
        1 => Just(What::Decline),
        1 => Just(What::ReviseResolution),
    ];
    prop::collection::vec((who, what), 1..14)
}

async fn the_api_does_what_the_model_says(backend: Backend) {
    let app = App::start(backend).await;
    let mut people = Vec::new();
    for (who, name) in
        [(Who::Customer, "customer"), (Who::Agent, "agent"), (Who::Colleague, "colleague"), (Who::Admin, "admin")]
    {
        let person = app.sign_in(name).await;
        let id = person.id().await;
        people.push((who, person, id));
    }
    let Ok(people) = <[_; 4]>::try_from(people) else { panic!("four people") };
    let desk = Desk { people };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let rounds = if is_long() { 1_000 } else { 100 };
    for _ in 0..rounds {
        let sequence = sequences().new_tree(&mut runner).expect("a sequence").current();
        let ticket = desk.person(Who::Customer).0.ask("modelled").await;
        let mut model = Model::new();
        for (at, (who, what)) in sequence.iter().enumerate() {
            let from = model.status;
            let expected = model.expect(*who, *what);
            let answer = desk.act(&ticket, from, at, *who, *what).await;
            assert_eq!(answer.status, expected, "step {at} of {sequence:?} from {from}: {}", answer.body);
        }
        desk.agree(&ticket, &model, &sequence).await;
    }
}
