//! Which errors an operation can answer with. A handler names those that are its own; what every operation of its kind can
//! answer follows from what it takes.

use super::access::Access;
use domain::scope::TokenUse;
use dto::problem::{Code, MEDIA_TYPE};
use serde_json::json;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::response::Response;
use utoipa::openapi::schema::Type;
use utoipa::openapi::{ContentBuilder, ObjectBuilder, Ref, RefOr};

/// Names every code in the response of its status, in words and in `x-codes`, and gives each the body of a problem.
pub(super) fn complete(operation: &mut Operation, access: Access) {
    for code in of_its_kind(operation, access) {
        name(operation, code);
    }
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if status.starts_with(['4', '5']) {
            describe(status, response);
        } else if response.description.is_empty() {
            response.description = done(status).to_owned();
        }
    }
}

fn of_its_kind(operation: &Operation, access: Access) -> Vec<Code> {
    let takes = |name: &str| {
        operation.parameters.iter().flatten().any(|parameter| match parameter {
            RefOr::T(parameter) => parameter.name == name,
            RefOr::Ref(_) => false,
        })
    };
    let media_type = |name: &str| match &operation.request_body {
        Some(RefOr::T(body)) => body.content.contains_key(name),
        _ => false,
    };
    let mut codes = vec![Code::ValidationFailed, Code::RateLimited, Code::InternalError, Code::Unavailable];
    if media_type("application/json") {
        codes.push(Code::MalformedJson);
    }
    if media_type("multipart/form-data") {
        codes.push(Code::MalformedMultipart);
    }
    if operation.request_body.is_some() {
        codes.extend([Code::RequestTimeout, Code::PayloadTooLarge, Code::UnsupportedMediaType]);
    }
    if takes("If-Match") {
        codes.extend([Code::InvalidIfMatch, Code::StaleVersion]);
    }
    if takes("Idempotency-Key") {
        codes.extend([Code::InvalidIdempotencyKey, Code::RequestInProgress, Code::IdempotencyKeyReused]);
    }
    if let Access::Person(token) = access {
        codes.extend([Code::Unauthenticated, Code::TokenExpired]);
        codes.extend(match token {
            TokenUse::Any => None,
            TokenUse::With(_) => Some(Code::InsufficientScope),
            TokenUse::Never => Some(Code::SessionRequired),
        });
    }
    codes
}

fn name(operation: &mut Operation, code: Code) {
    let response = operation
        .responses
        .responses
        .entry(code.status().to_string())
        .or_insert_with(|| RefOr::T(Response::new(String::new())));
    let RefOr::T(response) = response else { return };
    let word = format!("`{code}`");
    if !response.description.contains(&word) {
        let gap = if response.description.is_empty() { "" } else { ", " };
        response.description.push_str(gap);
        response.description.push_str(&word);
    }
}

fn describe(status: &str, response: &mut Response) {
    let codes: Vec<Code> = named(&response.description).collect();
    response.extensions.get_or_insert_default().insert("x-codes".to_owned(), json!(codes));
    if response.content.is_empty() {
        let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        response.content.insert(MEDIA_TYPE.to_owned(), RefOr::T(problem));
    }
    if matches!(status, "429" | "503") {
        let seconds = ObjectBuilder::new().schema_type(Type::Integer).build();
        let header = HeaderBuilder::new().schema(Some(seconds)).description(Some("Seconds to wait")).build();
        response.headers.insert("Retry-After".to_owned(), RefOr::T(header));
    }
}

/// The codes that a text names, each between backticks.
fn named(text: &str) -> impl Iterator<Item = Code> {
    text.split('`').skip(1).step_by(2).filter_map(|word| word.parse().ok())
}

/// Whether an operation answers with a code to everybody it concerns: nothing more is said than its name.
pub(super) fn told_plainly(operation: &Operation, code: Code) -> bool {
    let Some(RefOr::T(response)) = operation.responses.responses.get(&code.status().to_string()) else { return false };
    response.description.split(", ").any(|part| part == format!("`{code}`"))
}

/// What an answer means of which nothing more is said.
fn done(status: &str) -> &'static str {
    match status {
        "201" => "Made; this is how it is now",
        "202" => "Taken on; it is done in a moment",
        _ => "As asked",
    }
}
