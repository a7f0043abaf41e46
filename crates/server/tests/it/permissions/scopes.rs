//! A token does what its scopes name, and nothing else. Made from what OpenAPI lists, so no operation is left out.

use crate::app::{Answer, App, Person, send};
use crate::description::{NOBODYS, Operation, operations, whole};
use reqwest::Method;
use serde_json::{Value, json};
use test_support::{Backend, on_both_databases};

on_both_databases!(no_operation_is_done_without_the_scope_that_it_names);

const SCOPES: [&str; 4] = ["tickets:read", "tickets:write", "profile", "admin"];

async fn no_operation_is_done_without_the_scope_that_it_names(backend: Backend) {
    let app = App::start(backend).await;
    let admin = app.sign_in("admin").await;
    let all = admin.by_token(&SCOPES).await;
    let mut tokens = Vec::new();
    for scope in SCOPES {
        let others: Vec<_> = SCOPES.into_iter().filter(|other| *other != scope).collect();
        tokens.push((scope, admin.by_token(&[scope]).await, admin.by_token(&others).await));
    }
    let mut wrong = Vec::new();
    for operation in operations() {
        // An address that leads to nothing.
        let Some(path) = operation.address().map(|path| whole(path.replace("{id}", NOBODYS))) else { continue };
        let Operation { name, method, said, .. } = operation;
        match said["x-required-scope"].as_str().expect("a scope") {
            "none" | "cookie" => {}
            "session" | "fresh-session" => {
                expect_refused(&ask(&all, &method, &path).await, "session_required", name, &mut wrong);
            }
            needed => {
                for (scope, alone, others) in tokens.iter().filter(|(scope, ..)| needed == "any" || needed == *scope) {
                    let let_in = ask(alone, &method, &path).await;
                    if matches!(code(&let_in), "insufficient_scope" | "session_required") {
                        wrong.push(format!("{name} is refused to a token with {scope}: {}", code(&let_in)));
                    }
                    if needed != "any" {
                        expect_refused(&ask(others, &method, &path).await, "insufficient_scope", name, &mut wrong);
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// With a body that says nothing: who is let in is answered otherwise, and nothing comes of it.
async fn ask(person: &Person<'_>, method: &Method, path: &str) -> Answer {
    let request = person.request(method.clone(), path);
    if path == "/events" {
        // What is let in has no end.
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = if status == 200 { Value::Null } else { response.json().await.expect("a problem") };
        return Answer { status, headers, body };
    }
    send(if *method == Method::GET { request } else { request.json(&json!({})) }).await
}

fn code(answer: &Answer) -> &str {
    answer.body["code"].as_str().unwrap_or_default()
}

fn expect_refused(answer: &Answer, expected: &str, name: &str, wrong: &mut Vec<String>) {
    if (answer.status, code(answer)) != (403, expected) {
        wrong.push(format!("{name}: {} {} instead of 403 {expected}", answer.status, code(answer)));
    }
}
