//! What the documents say is true.

use crate::app::{App, NO_LIMITS, PASSWORD};
use crate::description::{DOCUMENT, Operation, operations};
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Command;
use test_support::{Backend, on_both_databases};

on_both_databases!(
    the_script_of_the_guide_walks_through_the_whole_job,
    the_first_steps_work_as_they_are_written,
    the_program_of_the_guide_does_the_whole_life_of_a_ticket,
    the_program_makes_its_own_tokens_and_waits_where_it_calls_too_often
);

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
    let said = said_by(command).await;
    assert!(said.ends_with("The customer reads: Restart the client, then sign in again.\n"), "{said}");
}

/// The commands of `docs/getting-started.md` as one script, with the address and password of this server.
async fn the_first_steps_work_as_they_are_written(backend: Backend) {
    let app = App::start_configured(backend, &[("ALLOW_UNSCANNED", "on")]).await;
    let guide = include_str!("../../../../docs/getting-started.md");
    let mut script = String::from("set -euo pipefail\n");
    for block in guide.split("\n```bash\n").skip(1) {
        let (commands, _) = block.split_once("\n```").expect("the end of a block");
        script.push_str(commands);
        script.push('\n');
    }
    let script = script.replace("http://127.0.0.1:8080", &app.url).replace("lotse-demo-password", PASSWORD);
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new("bash");
    command.args(["-c", &script]).current_dir(folder.path()).env("no_proxy", "127.0.0.1");
    let said = said_by(command).await;
    assert!(said.trim_end().ends_with("\"closed\""), "{said}");
}

async fn the_program_of_the_guide_does_the_whole_life_of_a_ticket(backend: Backend) {
    let app = App::start_configured(backend, &[("ALLOW_UNSCANNED", "on")]).await;
    let scopes = ["tickets:read", "tickets:write"];
    let customer = app.sign_in("customer").await.by_token(&scopes).await;
    let agent = app.sign_in("agent").await.by_token(&scopes).await;
    let mut command = program(&app);
    command.env("DESK_CUSTOMER_TOKEN", customer.token.expect("a token"));
    command.env("DESK_AGENT_TOKEN", agent.token.expect("a token"));
    let said = said_by(command).await;
    assert!(said.ends_with("The follow-up is withdrawn: closed\n"), "{said}");
}

async fn the_program_makes_its_own_tokens_and_waits_where_it_calls_too_often(backend: Backend) {
    // At this pace the agent, who writes several times in a row, is told to wait.
    let limits = NO_LIMITS.replace("write=100000/s", "write=1/s");
    let app = App::start_configured(backend, &[("ALLOW_UNSCANNED", "on"), ("LIMITS", &limits)]).await;
    let mut command = program(&app);
    command.env("DESK_PASSWORD", PASSWORD);
    let said = said_by(command).await;
    assert!(said.contains("Told to wait for "), "{said}");
    assert!(said.ends_with("The tokens are removed\n"), "{said}");
    let tokens = app.sign_in("agent").await.get("/me/tokens").await.expect_status(200);
    assert_eq!(tokens.body["items"], serde_json::json!([]));
}

fn program(app: &App) -> Command {
    let mut command = Command::new("python3");
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/lifecycle.py"));
    command.env("DESK_URL", &app.url).env("no_proxy", "127.0.0.1");
    command
}

/// What a command that succeeds prints.
async fn said_by(mut command: Command) -> String {
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("a task").expect("an output");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// Whoever reads the description finds each operation in a group, with what it does, who may call it, and every way in which
/// it can fail.
#[test]
fn openapi_describes_every_operation_whole() {
    let groups: BTreeSet<_> = DOCUMENT["tags"].as_array().expect("tags").iter().map(|tag| text(&tag["name"])).collect();
    let mut used = BTreeSet::new();
    let mut wrong = Vec::new();
    for (name, operation) in by_name() {
        let mut lacks = |what: String| wrong.push(format!("{name}: {what}"));
        let tags: Vec<_> = operation["tags"].as_array().into_iter().flatten().map(text).collect();
        match tags.as_slice() {
            [tag] if groups.contains(tag) => {
                used.insert(*tag);
            }
            tags => lacks(format!("is in {tags:?}; it has to be in one group that is described")),
        }
        let summary = text(&operation["summary"]);
        if summary.is_empty() || summary.contains('\n') {
            lacks("needs a first line that says what it does".to_owned());
        }
        let (said, access) = text(&operation["description"]).split_once("**Access:**").unwrap_or_default();
        if said.trim().is_empty() || access.is_empty() {
            lacks("needs a description beside its first line, and who may call it".to_owned());
        }
        let scope = text(&operation["x-required-scope"]);
        let named = domain::scope::Scope::ALL.iter().any(|known| known.as_str() == scope);
        if !named && !["none", "cookie", "any", "session", "fresh-session"].contains(&scope) {
            lacks(format!("has no such scope as {scope:?}"));
        }
        for (status, response) in operation["responses"].as_object().expect("responses") {
            if text(&response["description"]).is_empty() {
                lacks(format!("does not say what {status} means"));
            }
            if status.starts_with(['4', '5']) {
                unfit_codes(status, response).into_iter().for_each(&mut lacks);
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert_eq!(used, groups, "groups without an operation");
    for tag in DOCUMENT["tags"].as_array().expect("tags") {
        assert!(!text(&tag["description"]).is_empty(), "{tag}");
    }
}

/// What is wrong with the codes of an error.
fn unfit_codes(status: &str, response: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let codes: Vec<_> = response["x-codes"].as_array().into_iter().flatten().map(text).collect();
    if codes.is_empty() {
        wrong.push(format!("{status} names no code"));
    }
    for code in codes {
        let known = code.parse::<dto::problem::Code>().expect("a code");
        if known.status().to_string() != status {
            wrong.push(format!("{status} names {code}, which goes with {}", known.status()));
        }
    }
    if response.pointer("/content/application~1problem+json").is_none() {
        wrong.push(format!("{status} is no problem"));
    }
    wrong
}

/// Each operation by name and place.
fn by_name() -> impl Iterator<Item = (String, &'static Value)> {
    operations().map(|Operation { name, method, template, said }| (format!("{name} ({method} {template})"), said))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A reader who has the name of a property alone has to guess.
#[test]
fn openapi_describes_every_property_and_parameter() {
    let mut silent = Vec::new();
    for (name, schema) in DOCUMENT["components"]["schemas"].as_object().expect("schemas") {
        if text(&schema["description"]).is_empty() {
            silent.push(name.clone());
        }
        properties_without_description(schema, name, &mut silent);
    }
    for (name, operation) in by_name() {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            if text(&parameter["description"]).is_empty() {
                silent.push(format!("{name} {}", parameter["name"]));
            }
        }
    }
    assert!(silent.is_empty(), "without a description: {silent:#?}");
}

fn properties_without_description(schema: &Value, place: &str, silent: &mut Vec<String>) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{place}.{name}");
        if text(&property["description"]).is_empty() {
            silent.push(place.clone());
        }
        properties_without_description(property, &place, silent);
    }
    let parts = ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|several| schema[several].as_array()).flatten();
    for part in parts.chain(schema.get("items")) {
        properties_without_description(part, place, silent);
    }
}

/// What staff get holds what customers get and more, so an answer to them would fit two of what `oneOf` allows one of.
#[test]
fn openapi_lets_an_answer_fit_more_than_one_type() {
    let mut strict = Vec::new();
    types_of_which_one_fits(&DOCUMENT, "", &mut strict);
    assert!(strict.is_empty(), "oneOf of types at {strict:#?}");
}

fn types_of_which_one_fits(part: &Value, place: &str, strict: &mut Vec<String>) {
    let of_types = |types: &Value| types.as_array().is_some_and(|all| all.iter().all(|one| one["$ref"].is_string()));
    if part.get("oneOf").is_some_and(of_types) {
        strict.push(place.to_owned());
    }
    for (name, inner) in part.as_object().into_iter().flatten() {
        types_of_which_one_fits(inner, &format!("{place}/{name}"), strict);
    }
    for inner in part.as_array().into_iter().flatten() {
        types_of_which_one_fits(inner, place, strict);
    }
}

/// What callers rely on does not go away, nor move (docs/api-changes.md).
#[test]
fn no_operation_of_v1_has_gone() {
    let there: BTreeSet<_> = by_name().map(|(name, _)| name).collect();
    let promised = include_str!("../../../../docs/api-operations.txt");
    let promised: BTreeSet<_> = promised.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    let gone: Vec<_> = promised.difference(&there).collect();
    let new: Vec<_> = there.difference(&promised).collect();
    assert!(gone.is_empty(), "v1 promises {gone:#?}: see docs/api-changes.md");
    assert!(new.is_empty(), "add to docs/api-operations.txt, and from then on they stay: {new:#?}");
}

/// A client that is generated from the description has to send and read the words that really stand on the wire.
#[test]
fn openapi_spells_words_as_they_are_on_the_wire() {
    let schemas = DOCUMENT["components"]["schemas"].as_object().expect("schemas");
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
