//! The app, embedded in the binary (from disk in a debug build). Every address that is no file is the app's to route. The app
//! is three programs with a page each: the admin section, which has all paths below `/admin` and the reports, the account, which
//! has those below `/profile`, and the desk, which has all others.

use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../frontend/dist"]
#[allow_missing = true]
struct Dist;

const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// Answers with a file, or with the page for an address of the app.
pub(super) fn serve(request: &HttpRequest) -> HttpResponse {
    let path = request.path().trim_start_matches('/');
    if let Some(response) = file(path, request.headers()).filter(|_| is_public(path)) {
        return response;
    }
    // A missing script must not be answered with a page: the browser would try to run it.
    if path.rsplit('/').next().is_some_and(|name| name.contains('.')) {
        return HttpResponse::NotFound().content_type("text/plain; charset=utf-8").body("not found");
    }
    file(page(path), request.headers()).unwrap_or_else(|| {
        HttpResponse::NotFound()
            .content_type("text/plain; charset=utf-8")
            .body("The app was not built into this server; `cargo xtask run` builds both.")
    })
}

/// The page of the program that a path belongs to. The app knows it too (`frontend/src/routes.rs`).
fn page(path: &str) -> &'static str {
    match path.split('/').next() {
        Some("admin" | "reports") => "admin.html",
        Some("profile") => "account.html",
        _ => "index.html",
    }
}

/// The compressed copies are there for content negotiation and have no address of their own.
fn is_public(path: &str) -> bool {
    !path.is_empty() && !ENCODINGS.iter().any(|(_, suffix)| path.ends_with(suffix))
}

fn file(path: &str, headers: &HeaderMap) -> Option<HttpResponse> {
    let plain = Dist::get(path)?;
    let encoded = ENCODINGS
        .iter()
        .filter(|(name, _)| accepts(headers, name))
        .find_map(|(name, suffix)| Dist::get(&format!("{path}{suffix}")).map(|file| (*name, file)));
    let mut response = HttpResponse::Ok();
    response
        .content_type(content_type(path))
        .insert_header((header::CACHE_CONTROL, cache(path)))
        .insert_header((header::VARY, "Accept-Encoding"));
    Some(match encoded {
        Some((name, file)) => response.insert_header((header::CONTENT_ENCODING, name)).body(file.data),
        None => response.body(plain.data),
    })
}

/// Whether the caller understands a form of content.
pub(super) fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|part| {
        let mut parameters = part.split(';').map(str::trim);
        parameters.next() == Some(encoding) && !parameters.any(|parameter| parameter == "q=0")
    })
}

fn content_type(path: &str) -> String {
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    let text = guess.type_() == "text" || guess.subtype() == "javascript";
    if text { format!("{guess}; charset=utf-8") } else { guess.to_string() }
}

/// Names with a hash change with their content, all others are asked for again each time.
fn cache(path: &str) -> &'static str {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let hashed = stem
        .rsplit_once('-')
        .is_some_and(|(_, hash)| hash.len() >= 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if hashed { "public, max-age=31536000, immutable" } else { "no-cache" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_program_has_a_page_of_its_own() {
        for path in ["admin", "admin/", "admin/users", "admin/webhooks/7", "reports"] {
            assert_eq!(page(path), "admin.html", "{path}");
        }
        for path in ["profile", "profile/", "profile/security"] {
            assert_eq!(page(path), "account.html", "{path}");
        }
        for path in ["", "queue", "administration", "tickets/admin", "profiles"] {
            assert_eq!(page(path), "index.html", "{path}");
        }
    }
}
