//! The requests of the rows that are about accounts.

use super::requests::{Scene, invitation};
use crate::app::{Answer, PASSWORD, Person};
use crate::description::NOBODYS;
use serde_json::json;

pub(super) async fn perform(person: &Person<'_>, name: &str, operation: &str, scene: &Scene) -> Answer {
    let link = json!({"token": "x", "password": "a new pass phrase"});
    let invited = |part: &str| {
        let id = scene.invited.as_ref().expect("somebody invited");
        format!("/admin/users/{id}{part}")
    };
    match operation {
        "sign_up" => {
            let body = json!({"email": "new@example.org", "display_name": "New", "locale": "en"});
            person.post("/auth/signup", body).await
        }
        "forgot_password" => person.post("/auth/password/forgot", json!({"email": "nobody@example.org"})).await,
        "check_link" => person.post("/auth/links/check", json!({"token": "x"})).await,
        "confirm_email" => person.post("/auth/email/confirm", json!({"token": "x"})).await,
        "verify_email" => person.post("/auth/verify-email", link).await,
        "reset_password" => person.post("/auth/password/reset", link).await,
        "start_at_provider" => person.get("/auth/oidc/none/start").await,
        "return_from_provider" => person.get("/auth/oidc/none/callback?state=x&code=x").await,
        "link_provider" => person.post("/auth/oidc/none/link", json!({"next": "/"})).await,
        "prove_at_provider" => person.post("/auth/oidc/none/reauthenticate", json!({"next": "/"})).await,
        "reauthenticate" => person.post("/auth/reauthenticate", json!({"password": PASSWORD})).await,
        "change_password" => {
            // Right ones in between, so that nobody has to wait.
            let body = json!({"current_password": "not the password", "new_password": "a new pass phrase"});
            let answer = person.post("/auth/password/change", body).await;
            person.post("/auth/reauthenticate", json!({"password": PASSWORD})).await;
            answer
        }
        "change_email" => person.post("/auth/email/change", json!({"email": "moved@example.org"})).await,
        "list_sessions" => person.get("/auth/sessions").await,
        "end_session" => person.delete(&format!("/auth/sessions/{NOBODYS}")).await,
        "end_sessions" => person.post("/auth/logout-all", json!({"keep_current": 1})).await,
        "list_identities" => person.get("/me/identities").await,
        "delete_identity" => person.delete(&format!("/me/identities/{NOBODYS}")).await,
        "list_tokens" => person.get("/me/tokens").await,
        "create_token" => {
            let body = json!({"name": "x", "scopes": ["tickets:read"], "expires_in_days": 1});
            person.post("/me/tokens", body).await
        }
        "delete_token" => person.delete(&format!("/me/tokens/{NOBODYS}")).await,
        "list_users" => person.get("/admin/users").await,
        "invite_user" => person.post("/admin/users", invitation(&format!("{name}-guest@example.org"))).await,
        "get_user" => person.get(&invited("")).await,
        "change_user" => person.patch(&invited(""), json!({"role": "agent"})).await,
        "invite_again" => person.post(&invited("/invite"), json!({})).await,
        "get_handover" => person.get(&invited("/handover")).await,
        "hand_over" => person.post(&invited("/handover"), json!({"to": "nobody"})).await,
        "sign_user_out" => person.delete(&invited("/sessions")).await,
        _ => panic!("add the request of {operation} to crates/server/tests/it/permissions/"),
    }
}
