//! Headers of every answer, and the app's addresses.

use crate::app::{App, send};
use test_support::Backend;

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = App::start(Backend::Sqlite).await;
    for path in ["/", "/queue", "/admin/users", "/api/v1/auth/whoami", "/api/v1/nothing", "/health/live", "/nothing.js"]
    {
        let answer = send(app.client.get(format!("{}{path}", app.url))).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe-inline"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        if path.starts_with("/api") {
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        }
    }
}

#[tokio::test]
async fn a_missing_script_is_not_answered_with_a_page() {
    let app = App::start(Backend::Sqlite).await;
    for path in [
        "/nothing.js",
        "/app-00000000.wasm",
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/index.html.br",
        "/admin/nothing.js",
    ] {
        let answer = send(app.client.get(format!("{}{path}", app.url))).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    let posted = send(app.client.post(format!("{}/queue", app.url))).await;
    assert_eq!((posted.status, posted.header("allow")), (405, "GET, HEAD"));
}
