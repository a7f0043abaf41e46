//! What must hold for whatever bytes come from outside. A fuzzer looks for bytes for which it does not (`fuzz/engine`);
//! the inputs that are worth keeping lie in `fuzz/corpus`, and every run of the tests tries them again.

#![expect(clippy::missing_panics_doc, reason = "to panic is how a target says that something does not hold")]

mod html;

use domain::attachment::FileName;
use domain::clock::Clock;
use domain::query::Query;
use dto::problem::Refusal;
use dto::read::Read;
use notify::webhook::{Rules, Target, is_public};
use server::keys::Keys;
use server::markdown::Markdown;
use server::state::SystemClock;
use std::net::IpAddr;
use std::sync::{Arc, LazyLock};
use url::Host;

/// Something that is fed with bytes.
pub type Feed = fn(&[u8]);

/// Every target, by the name of its folder in the corpus.
pub const TARGETS: [(&str, Feed); 6] = [
    ("cursor", cursor),
    ("file_name", file_name),
    ("markdown", markdown),
    ("problem", problem),
    ("query", query),
    ("webhook_address", webhook_address),
];

/// Markdown becomes HTML of a few harmless elements, whatever it is, and the same HTML each time.
pub fn markdown(bytes: &[u8]) {
    static RENDERER: LazyLock<Markdown> = LazyLock::new(Markdown::default);
    let source = String::from_utf8_lossy(bytes);
    let html = RENDERER.html(&source);
    html::check(&html);
    assert_eq!(html, Markdown::default().html(&source), "another renderer makes something else");
}

/// A cleaned name is one that any system can store, and is not cleaned further.
pub fn file_name(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let name = FileName::clean(&text);
    let name = name.as_str();
    assert!(!name.is_empty() && name.len() <= FileName::MAX_BYTES, "{name:?}");
    assert!(!name.contains(['/', '\\', ':', '"', '<', '>', '|', '?', '*']), "{name:?}");
    assert!(!name.chars().any(char::is_control), "{name:?}");
    assert!(!name.starts_with('.') && !name.ends_with(['.', ' ']), "{name:?}");
    assert_eq!(FileName::clean(name).as_str(), name, "cleaned twice is another name");
}

/// Only what was sealed for a list is a place in it, and each spelling of it but the one given out is refused.
pub fn cursor(bytes: &[u8]) {
    static KEYS: LazyLock<Keys> = LazyLock::new(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        Keys::load(&folder.path().join("keys"), true, clock).expect("keys")
    });
    assert_eq!(KEYS.open("inbox", &String::from_utf8_lossy(bytes)), None, "somebody made up a place");
    let place = &bytes[..bytes.len().min(64)];
    let sealed = KEYS.seal("inbox", place);
    assert_eq!(KEYS.open("inbox", &sealed).as_deref(), Some(place));
    assert_eq!(KEYS.open("outbox", &sealed), None, "a place of another list");
    let at = bytes.first().map_or(0, |&byte| usize::from(byte) % sealed.len());
    let changed: String =
        sealed.char_indices().map(|(index, letter)| if index == at { other(letter) } else { letter }).collect();
    assert_eq!(KEYS.open("inbox", &changed), None, "{changed} for {sealed}");
    assert_eq!(KEYS.open("inbox", &format!("{sealed}=")), None);
}

const fn other(letter: char) -> char {
    if letter == 'A' { 'B' } else { 'A' }
}

/// What is read is written so that it is read again as the same; what is not says where.
pub fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Query::parse(&text) {
        Ok(parsed) => {
            let written = parsed.query.to_string();
            let again = Query::parse(&written).map(|parsed| parsed.query);
            assert_eq!(again, Ok(parsed.query), "{text:?} was written as {written:?}");
        }
        Err(error) => assert!(error.at < text.chars().count().max(1), "{error:?} in {text:?}"),
    }
}

/// An answer from anything between the app and the server is read or is not, and never ends the app.
pub fn problem(bytes: &[u8]) {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(bytes) else { return };
    if let Some(refusal) = Refusal::read(&&value) {
        assert_eq!(value["status"], refusal.status);
        assert!(refusal.request_id.is_none_or(|id| !id.is_empty()));
    }
}

/// An address that may be called is https at a public host, without a name or password.
pub fn webhook_address(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(target) = Target::parse(&text, Rules { loopback: false }) else { return };
    let url = url::Url::parse(target.as_str()).expect("what was parsed is written as a URL");
    assert_eq!(url.scheme(), "https", "{text:?}");
    assert!(url.username().is_empty() && url.password().is_none(), "{text:?}");
    match url.host() {
        Some(Host::Domain(name)) => {
            assert!(name.contains('.'), "{text:?}");
            assert!(name.trim_end_matches('.').parse::<IpAddr>().is_err(), "{text:?}");
        }
        Some(Host::Ipv4(address)) => assert!(is_public(IpAddr::V4(address)), "{text:?}"),
        Some(Host::Ipv6(address)) => assert!(is_public(IpAddr::V6(address)), "{text:?}"),
        None => panic!("{text:?} has no host"),
    }
    let again = Target::parse(target.as_str(), Rules { loopback: false });
    assert_eq!(again.as_ref(), Ok(&target), "{text:?}");
}
