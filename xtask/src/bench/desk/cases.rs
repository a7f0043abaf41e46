//! What is measured: requests as the app sends them, each another one than the last.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::load::Request;
use crate::server::{Connection, Server};

/// What follows from a case.
pub(super) struct Case {
    pub(super) name: &'static str,
    /// Whether it changes what the other cases find.
    pub(super) writes: bool,
    /// How fast it is to be beside its own statements.
    pub(super) least_ratio: f64,
    /// How long 95 of 100 requests may take at a million tickets, in milliseconds.
    pub(super) most_p95: Option<f64>,
    /// How much longer 99 of 100 may take at a million tickets than at ten thousand.
    pub(super) most_growth: f64,
    pub(super) next: Box<dyn Fn(u64) -> Request + Sync>,
}

/// What the requests of all cases are made of.
#[derive(Clone)]
struct Desk {
    agent: String,
    customer: String,
    queues: Vec<String>,
    /// Tickets with exactly twenty comments.
    twenty: Vec<u64>,
    /// Tickets in progress.
    working: Vec<u64>,
    /// Places far down in a list.
    deep: Vec<String>,
}

/// So many pages are turned before a place is deep.
const DEEP_PAGES: usize = 40;
const FIRST_NUMBER: u64 = 10_001;
/// Words of the seeded texts: one that is in every fifteenth ticket or so, one that is in fifteen of ten thousand.
const COMMON: &str = "Drucker";
const RARE: &str = "Gatewaytabelle";

/// The cases of a server that is filled with so many tickets.
pub(super) fn all(server: &Server, tickets: u64) -> Result<Vec<Case>> {
    let desk = look(server, tickets)?;
    let search = {
        let request = desk.get(&format!("/tickets?q={COMMON}"));
        request.send(&mut Connection::open(&server.address)?)?.status == 200
    };
    let mut cases = vec![
        read("queue page", Some(50.0), of(&desk, queue_page)),
        read("filtered list", None, of(&desk, filtered)),
        read("deep page", None, of(&desk, |desk, number| desk.get(pick(&desk.deep, number).as_str()))),
        read("ticket, 20 comments", Some(50.0), of(&desk, detail)),
        read(
            "counters",
            Some(20.0),
            of(&desk, |desk, number| desk.get(["/teams", "/agents"][usize::from(number % 2 == 0)])),
        ),
    ];
    if search {
        for (name, word) in [("search, common word", COMMON), ("search, rare word", RARE)] {
            let next = of(&desk, move |desk, _| desk.get(&format!("/tickets?q={word}")));
            cases.push(Case { most_growth: 3.0, ..read(name, Some(150.0), next) });
        }
    }
    cases.push(write("create", of(&desk, create)));
    cases.push(write("reply", of(&desk, reply)));
    cases.push(Case { least_ratio: 0.6, ..write("mixed 80/20", of(&desk, mixed)) });
    Ok(cases)
}

fn read(name: &'static str, most_p95: Option<f64>, next: Box<dyn Fn(u64) -> Request + Sync>) -> Case {
    Case { name, writes: false, least_ratio: 0.6, most_p95, most_growth: 2.0, next }
}

fn write(name: &'static str, next: Box<dyn Fn(u64) -> Request + Sync>) -> Case {
    Case { name, writes: true, least_ratio: 0.7, most_p95: None, most_growth: 2.0, next }
}

fn of(desk: &Desk, next: impl Fn(&Desk, u64) -> Request + Sync + 'static) -> Box<dyn Fn(u64) -> Request + Sync> {
    let desk = desk.clone();
    Box::new(move |number| next(&desk, number))
}

fn queue_page(desk: &Desk, number: u64) -> Request {
    let queue = pick(&desk.queues, number);
    desk.get(&format!("/tickets?queue={queue}&status=open,in_progress,waiting_on_customer&sort=due"))
}

fn filtered(desk: &Desk, number: u64) -> Request {
    const PRIORITIES: [&str; 3] = ["low", "medium", "high"];
    const CATEGORIES: [&str; 5] = ["it", "billing", "access", "printing", "network"];
    let (priority, category) = (pick(&PRIORITIES, number), pick(&CATEGORIES, number / 3));
    desk.get(&format!("/tickets?status=closed&priority={priority}&category={category}"))
}

fn detail(desk: &Desk, number: u64) -> Request {
    desk.get(&format!("/tickets/{}", pick(&desk.twenty, number)))
}

fn create(desk: &Desk, number: u64) -> Request {
    let body = json!({
        "subject": format!("Der Drucker im Flur meldet Fehler {number}"),
        "description": "Seit heute Morgen kommt kein Papier mehr. Ein Neustart hat nicht geholfen.",
        "category": "printing",
    });
    desk.post("/tickets", &desk.customer, &body)
}

fn reply(desk: &Desk, number: u64) -> Request {
    let body = json!({ "body": "Bitte einmal das Papierfach herausnehmen und prüfen.", "visibility": "public" });
    desk.post(&format!("/tickets/{}/comments", pick(&desk.working, number)), &desk.agent, &body)
}

/// Four of five read.
fn mixed(desk: &Desk, number: u64) -> Request {
    match number % 10 {
        0 => create(desk, number),
        5 => reply(desk, number),
        1 | 6 => queue_page(desk, number),
        2 => filtered(desk, number),
        _ => detail(desk, number),
    }
}

fn pick<T>(from: &[T], number: u64) -> &T {
    // A large prime, so that neighbours in time are none in the list.
    let place = number.wrapping_mul(2_654_435_761) % u64::try_from(from.len()).unwrap_or(1);
    &from[usize::try_from(place).unwrap_or_default()]
}

impl Desk {
    fn get(&self, path: &str) -> Request {
        Request { method: "GET", path: format!("/api/v1{path}"), token: self.agent.clone(), body: String::new() }
    }

    fn post(&self, path: &str, token: &str, body: &Value) -> Request {
        Request { method: "POST", path: format!("/api/v1{path}"), token: token.to_owned(), body: body.to_string() }
    }
}

/// Finds out what the requests need.
fn look(server: &Server, tickets: u64) -> Result<Desk> {
    let mut desk = Desk {
        agent: server.sign_in("agent@example.org")?,
        customer: server.sign_in("customer@example.org")?,
        queues: Vec::new(),
        twenty: Vec::new(),
        working: Vec::new(),
        deep: Vec::new(),
    };
    let mut connection = Connection::open(&server.address)?;
    let mut ask = |desk: &Desk, path: String| -> Result<Option<Value>> {
        let answer = desk.get(&path).send(&mut connection)?;
        if answer.status == 404 {
            return Ok(None);
        }
        Ok(Some(serde_json::from_slice(&answer.ok()?)?))
    };
    let queues = ask(&desk, "/queues".to_owned())?.context("queues")?;
    let open = queues["items"].as_array().into_iter().flatten().filter(|queue| queue["restricted"] == false);
    desk.queues = open.filter_map(|queue| queue["id"].as_str().map(str::to_owned)).collect();
    // One ticket in ten has twenty comments; those that the agent does not see are left out.
    let step = (tickets / 2_000).max(1);
    for number in (FIRST_NUMBER..FIRST_NUMBER + tickets).step_by(usize::try_from(step)?) {
        if let Some(detail) = ask(&desk, format!("/tickets/{number}"))? {
            let items = detail["conversation"]["items"].as_array().context("a conversation")?;
            if items.iter().filter(|item| item.get("comment").is_some()).count() == 20 {
                desk.twenty.push(number);
            }
        }
    }
    let mut next = String::new();
    for _ in 0..5 {
        let page = ask(&desk, format!("/tickets?status=in_progress&limit=200{next}"))?.context("a list")?;
        let items = page["items"].as_array().into_iter().flatten();
        desk.working.extend(items.filter_map(|ticket| ticket["number"].as_u64()));
        let Some(cursor) = page["next"].as_str() else { break };
        next = format!("&cursor={cursor}");
    }
    next.clear();
    for page in 0..DEEP_PAGES + 20 {
        let Some(found) = ask(&desk, format!("/tickets?limit=200{next}"))? else { bail!("no list") };
        let Some(cursor) = found["next"].as_str() else { break };
        next = format!("&cursor={cursor}");
        if page >= DEEP_PAGES {
            desk.deep.push(format!("/tickets?limit=50{next}"));
        }
    }
    if desk.deep.is_empty() {
        // So few tickets have no depth.
        desk.deep.push(format!("/tickets?limit=50{next}"));
    }
    if desk.queues.is_empty() || desk.twenty.is_empty() || desk.working.is_empty() {
        bail!("the data lack what is measured");
    }
    Ok(desk)
}
