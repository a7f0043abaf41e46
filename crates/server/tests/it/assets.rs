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

/// Swagger UI comes whole from here, and its policy lets nothing else in: no script stands in the page, none is evaluated.
#[tokio::test]
async fn the_description_of_the_api_is_shown_without_any_other_site() {
    let app = App::start(Backend::Sqlite).await;
    let page = send(app.client.get(format!("{}/api/docs", app.url))).await.expect_status(200);
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; "), "{policy}");
    assert!(!policy.contains("http") && !policy.contains("eval") && !policy.contains('*'), "{policy}");
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let html = page.body.as_str().expect("a page").to_owned();
    for inline in ["<style", " style=", " onload=", " onclick=", "javascript:", "<script>"] {
        assert!(!html.contains(inline), "{inline} in {html}");
    }
    let parts: Vec<_> = html.split('"').filter(|text| text.starts_with('/') || text.contains("://")).collect();
    let (own, of_the_app): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| part.starts_with("/api/docs/"));
    assert_eq!(of_the_app, ["/favicon.svg"]);
    assert_eq!(
        own,
        [
            "/api/docs/swagger-ui.css",
            "/api/docs/tokens.css",
            "/api/docs/access.css",
            "/api/docs/page.css",
            "/api/docs/swagger-ui.js",
            "/api/docs/resolve.js",
            "/api/docs/accessibility.js",
            "/api/docs/start.js",
        ]
    );
    for part in own {
        let answer = send(app.client.get(format!("{}{part}", app.url))).await.expect_status(200);
        let expected =
            if part.ends_with(".css") { "text/css; charset=utf-8" } else { "text/javascript; charset=utf-8" };
        assert_eq!(answer.header("content-type"), expected, "{part}");
        assert_eq!(answer.header("content-security-policy"), policy, "{part}");
        assert!(!answer.body.as_str().expect("a text").is_empty(), "{part}");
    }
    let start = send(app.client.get(format!("{}/api/docs/start.js", app.url))).await;
    assert!(start.body.as_str().is_some_and(|text| text.contains("url: \"/api/v1/openapi.json\"")));
    send(app.client.get(format!("{}/api/docs/index.html", app.url))).await.expect_problem(404, "not_found");
    send(app.client.get(format!("{}/api/docs/..%2fpage.html", app.url))).await.expect_problem(404, "not_found");
}

/// A second visit asks whether the parts of the page are still the same, and is sent none of them again.
#[tokio::test]
async fn the_description_of_the_api_is_sent_once() {
    let app = App::start(Backend::Sqlite).await;
    let paths = [
        "/api/docs",
        "/api/docs/start.js",
        "/api/docs/resolve.js",
        "/api/docs/accessibility.js",
        "/api/docs/page.css",
        "/api/docs/tokens.css",
        "/api/docs/access.css",
        "/api/docs/swagger-ui.js",
        "/api/docs/swagger-ui.css",
    ];
    for path in paths {
        let ask =
            |encoding: &'static str| app.client.get(format!("{}{path}", app.url)).header("accept-encoding", encoding);
        let mut tags = Vec::new();
        for (encoding, sent) in [("gzip, br", "gzip"), ("identity", "identity"), ("gzip;q=0", "identity")] {
            let first = ask(encoding).send().await.expect("an answer");
            assert_eq!(first.status(), 200, "{path}");
            let headers = first.headers().clone();
            assert_eq!(headers["cache-control"], "no-cache", "{path}");
            assert_eq!(headers["content-encoding"], sent, "{path}");
            assert!(headers["vary"].to_str().expect("a text").eq_ignore_ascii_case("accept-encoding"), "{path}");
            let tag = headers["etag"].to_str().expect("a text").to_owned();
            assert!(tag.starts_with('"') && tag.ends_with('"'), "{path}: {tag} is not strong");

            let again = ask(encoding).header("if-none-match", &tag).send().await.expect("an answer");
            assert_eq!(again.status(), 304, "{path}");
            for kept in ["cache-control", "content-security-policy", "etag", "vary"] {
                assert_eq!(again.headers().get(kept), headers.get(kept), "{path}: {kept}");
            }
            assert!(again.bytes().await.expect("a body").is_empty(), "{path}");
            let changed =
                ask(encoding).header("if-none-match", "\"of another build\"").send().await.expect("an answer");
            assert_eq!(changed.status(), 200, "{path}");
            tags.push(tag);
        }
        // Each names its bytes, and only those.
        assert!(tags[0] != tags[1] && tags[1] == tags[2], "{path}: {tags:?}");
    }
    let nothing = send(app.client.get(format!("{}/api/docs/nothing.js", app.url))).await;
    assert_eq!((nothing.status, nothing.header("cache-control")), (404, "no-store"));
}
