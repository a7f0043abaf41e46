//! What a browser calls itself, in words by which people know their own among their sessions.

use actix_web::HttpRequest;
use actix_web::http::header;

/// Names that stand in `User-Agent`, the more particular first: nearly all browsers also claim to be others.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("HeadlessChrome/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("python-requests/", "Python"),
];
const SYSTEMS: [(&str, &str); 6] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// The browser of a request and what it runs on; nothing where neither is known. What it sends itself is not kept: it can
/// be anything.
pub(super) fn of(request: &HttpRequest) -> Option<String> {
    let agent = request.headers().get(header::USER_AGENT)?.to_str().ok()?;
    let name =
        |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|&(_, name)| name);
    match (name(&BROWSERS), name(&SYSTEMS)) {
        (Some(browser), Some(system)) => Some(format!("{browser} · {system}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    #[test]
    fn a_browser_is_known_by_its_most_particular_name() {
        let of =
            |agent: &str| super::of(&TestRequest::default().insert_header(("User-Agent", agent)).to_http_request());
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!(of(edge).as_deref(), Some("Edge · Windows"));
        assert_eq!(of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0").as_deref(), Some("Firefox · Linux"));
        assert_eq!(of("curl/8.5.0").as_deref(), Some("curl"));
        assert_eq!(of("<script>"), None);
    }
}
