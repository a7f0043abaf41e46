//! What OpenAPI lists, for tests that go through all of it.

use reqwest::Method;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The description of the API, as it was written down: to make it anew would take each test longer than most of them run.
pub(crate) static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../../openapi.json")).expect("a description"));

#[test]
fn the_description_is_written_down() {
    let made = serde_json::to_value(server::http::document()).expect("a description");
    // Not by `assert_eq`, which would print both.
    assert!(made == *DOCUMENT, "openapi.json is not what the server describes: run `cargo xtask openapi` and commit");
}

#[test]
fn what_the_description_refers_to_is_there() {
    fn look(value: &Value, missing: &mut BTreeSet<String>) {
        if let Some(reference) = value["$ref"].as_str() {
            let place = reference.strip_prefix('#').and_then(|pointer| DOCUMENT.pointer(pointer));
            if place.is_none() {
                missing.insert(reference.to_owned());
            }
        }
        match value {
            Value::Object(fields) => fields.values().for_each(|field| look(field, missing)),
            Value::Array(items) => items.iter().for_each(|item| look(item, missing)),
            _ => {}
        }
    }
    let mut missing = BTreeSet::new();
    look(&DOCUMENT, &mut missing);
    assert!(missing.is_empty(), "add to openapi/schemas.rs what parameters alone refer to: {missing:?}");
}

/// The id of nothing.
pub(crate) const NOBODYS: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

/// An operation, and what is said of it.
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    pub(crate) template: &'static str,
    pub(crate) said: &'static Value,
}

/// Every operation, by the order of their addresses.
pub(crate) fn operations() -> impl Iterator<Item = Operation> {
    DOCUMENT["paths"].as_object().expect("paths").iter().flat_map(|(template, item)| {
        item.as_object().expect("a path item").iter().map(move |(method, said)| Operation {
            name: said["operationId"].as_str().expect("a name"),
            method: method.to_uppercase().parse().expect("a method"),
            template,
            said,
        })
    })
}

impl Operation {
    /// Its address below `/api/v1` with every parameter filled in but ids; nothing for what is no part of the API.
    pub(crate) fn address(&self) -> Option<String> {
        let path = self.template.strip_prefix("/api/v1")?;
        let path = path.replace("/me/drafts/{kind}", "/me/drafts/new_ticket").replace("{kind}", "reply");
        let path = path.replace("{provider}", "corp").replace("{key}", "none");
        Some(path.replace("{email}", "nobody@example.org").replace("{tag}", "none"))
    }
}

/// An address whose ids were filled in as well.
pub(crate) fn whole(address: String) -> String {
    assert!(!address.contains('{'), "teach tests/it/description.rs the parameter in {address}");
    address
}
