//! Examples of bodies. They stand in a file, so that a test can read each as the type that it is an example of.

use serde::Deserialize;
use serde_json::Value;
use std::sync::LazyLock;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{Content, RefOr};

static EXAMPLES: LazyLock<Vec<Example>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("examples.json")).expect("examples as they are read here; a test reads them")
});

/// One body.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    operation: String,
    /// `request`, or the status of the answer.
    body: String,
    name: String,
    summary: String,
    value: Value,
}

/// Shows the examples of an operation where they belong.
pub(super) fn show(operation: &mut Operation) {
    let Some(name) = operation.operation_id.clone() else { return };
    for example in EXAMPLES.iter().filter(|example| example.operation == name) {
        let shown = ExampleBuilder::new().summary(&example.summary).value(Some(example.value.clone())).build();
        for content in contents(operation, &example.body) {
            content.examples.insert(example.name.clone(), RefOr::T(shown.clone()));
        }
    }
}

/// The bodies of a request, or of the answers with a status: there is one for each media type.
fn contents<'a>(operation: &'a mut Operation, body: &str) -> Vec<&'a mut Content> {
    let whole = |content: &'a mut RefOr<Content>| match content {
        RefOr::T(content) => Some(content),
        RefOr::Ref(_) => None,
    };
    if body == "request" {
        return match &mut operation.request_body {
            Some(RefOr::T(request)) => request.content.values_mut().filter_map(whole).collect(),
            _ => Vec::new(),
        };
    }
    match operation.responses.responses.get_mut(body) {
        Some(RefOr::T(response)) => response.content.values_mut().filter_map(whole).collect(),
        _ => Vec::new(),
    }
}
