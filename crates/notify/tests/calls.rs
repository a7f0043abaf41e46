//! Webhooks that would have Lotse knock at doors inside its network (SSRF, OWASP API7; SECURITY.md). A canary listens
//! on this machine, on every address it has, and nobody may ever reach it.

use notify::webhook::{Call, CallFailure, Caller, Resolver, Rules, Secret, Target};
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

const STRICT: Rules = Rules { loopback: false };

/// Counts who knocks.
struct Canary {
    hits: Arc<AtomicUsize>,
    port: u16,
}

impl Canary {
    fn start() -> Self {
        let hits = Arc::new(AtomicUsize::new(0));
        let listener = TcpListener::bind("0.0.0.0:0").expect("a port");
        let port = listener.local_addr().expect("its address").port();
        // Version 6 as well, where the machine has it.
        for listener in [Ok(listener), TcpListener::bind(("::1", port))].into_iter().flatten() {
            let hits = hits.clone();
            std::thread::spawn(move || {
                for _ in listener.incoming() {
                    hits.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        Self { hits, port }
    }

    fn hits(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }
}

/// Answers from a table, with the canary's port, and counts how often it is asked.
#[derive(Default)]
struct Names {
    table: HashMap<String, Vec<Vec<SocketAddr>>>,
    asked: Mutex<HashMap<String, usize>>,
}

impl Names {
    fn asked(&self, name: &str) -> usize {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).get(name).copied().unwrap_or_default()
    }
}

impl Resolver for Names {
    fn resolve(&self, name: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let count = asked.entry(name.clone()).or_default();
        let answers = self.table.get(&name);
        // After the last answer it stays with that one.
        let answer = answers.and_then(|answers| answers.get(*count).or(answers.last())).cloned();
        *count += 1;
        Box::pin(async move { answer.ok_or_else(|| io::ErrorKind::NotFound.into()) })
    }
}

async fn call(caller: &Caller, target: &Target) -> Result<u16, CallFailure> {
    let secrets = [Secret::generate()];
    let call = Call { id: "1", timestamp: 1, body: "{}", secrets: &secrets };
    caller.call(target, call).await.map(|answer| answer.status)
}

/// Names for this machine and for what lies around it, as an address of a webhook can have them.
const LITERALS: [&str; 22] = [
    "127.0.0.1",
    "127.1",
    "127.8.9.10",
    "0.0.0.0",
    "0",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "①②⑦.⓪.⓪.①",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[fe80::1]",
    "[fd00::1]",
    "169.254.169.254",
    "localhost",
    "localhost.",
    "db.internal",
    "printer.local",
];

/// Where a name of somebody's own can lead.
const INSIDE: [&str; 18] = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "fe80::1",
    "fd12:3456::1",
];

#[tokio::test]
async fn forty_hostile_addresses_reach_nobody() {
    let canary = Canary::start();
    for host in LITERALS {
        let url = format!("https://{host}/hook");
        assert!(Target::parse(&url, STRICT).is_err(), "{url}");
        let url = format!("https://{host}:8443/hook");
        assert!(Target::parse(&url, STRICT).is_err(), "{url}");
    }
    let mut names = Names::default();
    let at = |address: &str| SocketAddr::new(address.parse::<IpAddr>().expect("an address"), canary.port);
    for (number, address) in INSIDE.iter().enumerate() {
        names.table.insert(format!("inside{number}.example.org"), vec![vec![at(address)]]);
    }
    // One good address among bad ones is no excuse.
    names.table.insert("both.example.org".to_owned(), vec![vec![at("1.1.1.1"), at("127.0.0.1")]]);
    names.table.insert("nowhere.example.org".to_owned(), vec![Vec::new()]);
    let hosts: Vec<_> = names.table.keys().cloned().collect();
    let caller = Caller::new(STRICT, Arc::new(names)).expect("a caller");
    for host in hosts {
        let target = Target::parse(&format!("https://{host}/hook"), STRICT).expect("a name like any other");
        assert_eq!(call(&caller, &target).await, Err(CallFailure::NotPublic), "{host}");
    }
    assert_eq!(canary.hits(), 0);
}

/// A name that is public when it is judged and private when it is looked up again.
#[tokio::test]
async fn a_name_that_moves_inside_reaches_nobody() {
    let canary = Canary::start();
    let inside = SocketAddr::from(([127, 0, 0, 1], canary.port));
    let outside = SocketAddr::from(([1, 1, 1, 1], canary.port));
    let mut names = Names::default();
    names.table.insert("moves.example.org".to_owned(), vec![vec![outside], vec![inside]]);
    let names = Arc::new(names);
    let caller = Caller::new(STRICT, names.clone()).expect("a caller");
    let target = Target::parse("https://moves.example.org/hook", STRICT).expect("a name like any other");
    // Nobody answers there; what counts is that it is looked up once, and the answer used that was judged.
    let first = call(&caller, &target).await;
    assert!(matches!(first, Err(CallFailure::Unreachable | CallFailure::TimedOut)), "{first:?}");
    assert_eq!(names.asked("moves.example.org"), 1, "one call looks a name up once");
    assert_eq!(call(&caller, &target).await, Err(CallFailure::NotPublic));
    assert_eq!(names.asked("moves.example.org"), 2, "the next call judges it anew");
    assert_eq!(canary.hits(), 0);
}

/// That the canary would sing: the same call, where the machine's own addresses are allowed, reaches it.
#[tokio::test]
async fn the_canary_hears_who_may_call() {
    let canary = Canary::start();
    let rules = Rules { loopback: true };
    let caller = Caller::new(rules, Arc::new(Names::default())).expect("a caller");
    let target = Target::parse(&format!("http://127.0.0.1:{}/hook", canary.port), rules).expect("allowed here");
    assert!(call(&caller, &target).await.is_err(), "it never answers");
    assert_eq!(canary.hits(), 1);
}
