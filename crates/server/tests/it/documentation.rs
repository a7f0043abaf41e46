//! What the documents say is true.

use crate::app::{App, PASSWORD};
use std::process::Command;
use test_support::{Backend, on_both_databases};

on_both_databases!(the_script_of_the_guide_walks_through_the_whole_job);

/// `docs/walkthrough.sh` needs `curl` and `jq`, and reads the address and sign-ins from its environment.
async fn the_script_of_the_guide_walks_through_the_whole_job(backend: Backend) {
    let app = App::start(backend).await;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/walkthrough.sh");
    let mut command = Command::new("bash");
    command
        .arg(script)
        .env("DESK_URL", &app.url)
        .env("DESK_CUSTOMER", "customer@example.org")
        .env("DESK_AGENT", "agent@example.org")
        .env("DESK_PASSWORD", PASSWORD)
        .env("no_proxy", "127.0.0.1");
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("a task").expect("an output");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.ends_with("The customer reads: Restart the client, then sign in again.\n"), "{said}");
}

#[test]
fn openapi_names_a_problem_for_every_error() {
    let document = serde_json::to_value(server::http::document()).expect("a description");
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("a path item") {
            assert!(operation["operationId"].is_string(), "{method} {path}");
            assert!(operation["summary"].is_string(), "{method} {path} has no summary");
            for (status, response) in operation["responses"].as_object().expect("responses") {
                let error = status.starts_with('4') || status.starts_with('5');
                let problem = response.pointer("/content/application~1problem+json").is_some();
                assert_eq!(error, problem, "{method} {path} {status}");
            }
        }
    }
}

/// A client that is generated from the description has to send and read the words that really stand on the wire.
#[test]
fn openapi_spells_words_as_they_are_on_the_wire() {
    let document = serde_json::to_value(server::http::document()).expect("a description");
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let statuses: Vec<&str> = domain::ticket::Status::ALL.iter().map(|status| status.as_str()).collect();
    assert_eq!(schemas["Status"]["enum"], serde_json::json!(statuses));
    for (name, schema) in schemas {
        for word in schema["enum"].as_array().into_iter().flatten().filter_map(|word| word.as_str()) {
            assert_eq!(word, word.to_lowercase(), "{name}");
        }
    }
}

#[test]
fn every_code_stands_in_the_guide_to_errors() {
    let guide = include_str!("../../../../docs/errors.md");
    for code in dto::problem::Code::ALL {
        assert!(guide.contains(&format!("| `{code}` | {} |", code.status())), "docs/errors.md lacks {code}");
    }
    for code in dto::field::FieldCode::ALL {
        assert!(guide.contains(&format!("| `{code}` |")), "docs/errors.md lacks {code}");
    }
}
