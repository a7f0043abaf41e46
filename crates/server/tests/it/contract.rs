//! Every answer that a test gets is compared with what OpenAPI says of its operation. A status or code that is not
//! described there fails the test that saw it.

use crate::description::DOCUMENT;
use reqwest::Method;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Fails where an operation answers in a way that it does not tell.
#[track_caller]
pub(crate) fn compare(method: &Method, path: &str, status: u16, body: &Value) {
    let Some(operation) = operation(method, path) else { return };
    let name = operation["operationId"].as_str().unwrap_or_default();
    let response = &operation["responses"][status.to_string()];
    assert!(response.is_object(), "{name} answers {status}, which OpenAPI does not name: {body}");
    if status >= 400 {
        let codes = response["x-codes"].as_array().map(Vec::as_slice).unwrap_or_default();
        assert!(codes.contains(&body["code"]), "{name} answers {status} {}, OpenAPI names {codes:?}", body["code"]);
    }
}

fn operation(method: &Method, path: &str) -> Option<&'static Value> {
    let parts: Vec<_> = path.split('/').collect();
    let items = ITEMS.get(&parts.len())?;
    let item = items.iter().find(|item| item.fits(&parts))?;
    item.said.get(method.as_str().to_lowercase())
}

/// An address of the description, and what is said of it.
struct Item {
    parts: Vec<&'static str>,
    said: &'static Value,
}

/// By how many parts they have; exact ones first: `/tickets/bulk` is no ticket.
static ITEMS: LazyLock<HashMap<usize, Vec<Item>>> = LazyLock::new(|| {
    let mut items: HashMap<usize, Vec<Item>> = HashMap::new();
    for (template, said) in DOCUMENT["paths"].as_object().expect("paths") {
        let parts: Vec<_> = template.split('/').collect();
        items.entry(parts.len()).or_default().push(Item { parts, said });
    }
    for items in items.values_mut() {
        items.sort_by_key(|item| item.parts.iter().filter(|part| part.starts_with('{')).count());
    }
    items
});

impl Item {
    fn fits(&self, given: &[&str]) -> bool {
        let fits = |(part, given): (&&str, &&str)| part == given || part.starts_with('{') && !given.is_empty();
        self.parts.iter().zip(given).all(fits)
    }
}
