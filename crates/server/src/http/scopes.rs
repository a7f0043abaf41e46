//! What each operation asks of an API token. What is not named here, no token can do; a test names every operation that
//! OpenAPI lists (`docs/permissions.csv`).

use actix_web::http::Method;
use domain::scope::{Scope, TokenUse};
use dto::paths::BASE;

/// What a token needs for an address as it is registered, such as `/api/v1/tickets/{id}`.
pub(super) fn needed(method: &Method, pattern: &str) -> TokenUse {
    let reads = *method == Method::GET || *method == Method::HEAD;
    let parts: Vec<&str> = pattern.strip_prefix(BASE).unwrap_or_default().split('/').skip(1).collect();
    let read_or = |other| TokenUse::With(if reads { Scope::TicketsRead } else { other });
    match parts.as_slice() {
        ["auth", "whoami"] => TokenUse::Any,
        ["auth", ..] | ["me", "tokens" | "identities" | "export", ..] => TokenUse::Never,
        ["me", ..] | ["tickets", _, "drafts", ..] => TokenUse::With(Scope::Profile),
        ["admin", "users" | "erasures" | "retention-rules", ..] if !reads => TokenUse::Never,
        // What takes a proof of who somebody is, which no token can give.
        ["admin", "retention-runs"] | ["admin", "retention-runs", _, "confirm"] if !reads => TokenUse::Never,
        ["tickets", _] if *method == Method::DELETE => TokenUse::Never,
        ["comments", _, "publish" | "redact"] => TokenUse::Never,
        ["admin", ..] => TokenUse::With(Scope::Admin),
        ["teams" | "queues" | "categories", ..] => read_or(Scope::Admin),
        ["canned-replies", ..] => read_or(Scope::Profile),
        ["agents" | "tags" | "events" | "presence" | "markdown" | "reports", ..] => TokenUse::With(Scope::TicketsRead),
        ["tickets" | "comments" | "uploads" | "attachments", ..] => read_or(Scope::TicketsWrite),
        _ => TokenUse::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_no_token_can_do() {
        for (method, path) in [
            (Method::POST, "/api/v1/me/tokens"),
            (Method::POST, "/api/v1/auth/password/change"),
            (Method::PATCH, "/api/v1/admin/users/{id}"),
            (Method::POST, "/api/v1/admin/retention-runs/{id}/confirm"),
            (Method::DELETE, "/api/v1/tickets/{id}"),
            (Method::GET, "/api/v1/something/new"),
            (Method::GET, ""),
        ] {
            assert_eq!(needed(&method, path), TokenUse::Never, "{path}");
        }
        assert_eq!(needed(&Method::GET, "/api/v1/tickets/{id}"), TokenUse::With(Scope::TicketsRead));
        assert_eq!(needed(&Method::POST, "/api/v1/tickets/{id}/comments"), TokenUse::With(Scope::TicketsWrite));
        assert_eq!(needed(&Method::DELETE, "/api/v1/comments/{id}"), TokenUse::With(Scope::TicketsWrite));
        assert_eq!(needed(&Method::DELETE, "/api/v1/admin/retention-runs/{id}"), TokenUse::With(Scope::Admin));
    }
}
