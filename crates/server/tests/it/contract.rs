//! Every answer that a test gets is compared with what OpenAPI says of its operation. A status or code that is not
//! described there fails the test that saw it.

use crate::description::DOCUMENT;
use reqwest::Method;
use serde_json::Value;

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
    let paths = DOCUMENT["paths"].as_object().expect("paths");
    // Exact ones first: `/tickets/bulk` is no ticket.
    let item =
        paths.get(path).or_else(|| paths.iter().find(|(template, _)| fits(template, path)).map(|(_, item)| item));
    item?.get(method.as_str().to_lowercase())
}

fn fits(template: &str, path: &str) -> bool {
    let (parts, given): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    parts.len() == given.len()
        && parts.iter().zip(given).all(|(part, given)| *part == given || part.starts_with('{') && !given.is_empty())
}
