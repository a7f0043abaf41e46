//! Answers that are files. They are always for saving and never for showing, of a type that Lotse knows, in a sandbox
//! should somebody open them anyway (RFC 6266; OWASP ASVS v5.0.0-3.2.1, 5.4.1).

use super::etag;
use super::problem::ApiError;
use super::range::{Asked, read};
use crate::app::attachments::{self, Opened};
use crate::files::Preview;
use crate::state::AppState;
use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, ContentEncoding};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use domain::attachment::FileName;
use dto::problem::Code;
use futures_util::Stream;
use std::fmt::Write as _;
use std::io;
use storage::Shown;

const SANDBOX: (&str, &str) = ("Content-Security-Policy", "default-src 'none'; sandbox");

/// The bytes of a file, or the part that was asked for; or where the store gives them.
pub(super) async fn file(state: &AppState, opened: &Opened, request: &HttpRequest) -> Result<HttpResponse, ApiError> {
    let Opened { name, file } = opened;
    let shown = Shown { content_type: file.kind.served_as().to_owned(), disposition: disposition(name) };
    if let Some(link) = attachments::link(state, file, &shown).await? {
        return Ok(HttpResponse::Found().insert_header((header::LOCATION, link)).finish());
    }
    let tag = format!("\"{}\"", file.sha256);
    if etag::is_known(request.headers(), &tag) {
        return Ok(HttpResponse::NotModified().insert_header((header::ETAG, tag)).finish());
    }
    // Half of one file and half of another would be neither.
    let same = request.headers().get(header::IF_RANGE).is_none_or(|value| value == tag.as_str());
    let asked = request.headers().get(header::RANGE).and_then(|value| value.to_str().ok()).filter(|_| same);
    let (status, part) = match read(asked, file.size) {
        Asked::Whole => (StatusCode::OK, 0..file.size),
        Asked::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Asked::Nothing => return Err(ApiError::new(Code::RangeNotSatisfiable)),
    };
    let mut response = HttpResponse::build(status);
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {}-{}/{}", part.start, part.end - 1, file.size);
        response.insert_header((header::CONTENT_RANGE, range));
    }
    let length = part.end - part.start;
    let bytes = attachments::bytes(state, file, part).await?;
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::CONTENT_DISPOSITION, shown.disposition));
    Ok(guarded(&mut response, &shown.content_type).body(SizedStream::new(length, bytes)))
}

/// An archive that is made while it goes out, so that nobody knows its length.
pub(super) fn archive(name: &str, pieces: impl Stream<Item = io::Result<Bytes>> + 'static) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_DISPOSITION, disposition(&FileName::clean(name))));
    guarded(&mut response, "application/zip").streaming(pieces)
}

/// A picture that Lotse made.
pub(super) fn picture(preview: Preview) -> HttpResponse {
    guarded(&mut HttpResponse::Ok(), preview.media_type).body(preview.bytes)
}

fn guarded<'a>(response: &'a mut HttpResponseBuilder, content_type: &str) -> &'a mut HttpResponseBuilder {
    response
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header(SANDBOX)
        // Its length is told, and most files are packed already.
        .insert_header(ContentEncoding::Identity)
}

/// Both forms of a name: one for programs that only know ASCII, one for all others (RFC 6266, 4.3).
fn disposition(name: &FileName) -> String {
    let name = name.as_str();
    // A percent sign in the plain form is decoded by some browsers and not by others.
    let plain: String = name
        .chars()
        .map(|character| match character {
            '"' | '\\' | '%' => '_',
            ' '..='~' => character,
            _ => '_',
        })
        .collect();
    let mut exact = String::new();
    for byte in name.bytes() {
        match byte {
            // attr-char (RFC 8187, 3.2.1)
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'!'
            | b'#'
            | b'$'
            | b'&'
            | b'+'
            | b'-'
            | b'.'
            | b'^'
            | b'_'
            | b'`'
            | b'|'
            | b'~' => exact.push(char::from(byte)),
            _ => {
                // Writing to a text does not fail.
                let _ = write!(exact, "%{byte:02X}");
            }
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_in_both_forms_and_nothing_else_in_the_header() {
        let header = |name: &str| disposition(&FileName::clean(name));
        assert_eq!(header("a b.txt"), "attachment; filename=\"a b.txt\"; filename*=UTF-8''a%20b.txt");
        assert_eq!(header("Größe.pdf"), "attachment; filename=\"Gr__e.pdf\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf");
        assert_eq!(header("50%.txt"), "attachment; filename=\"50_.txt\"; filename*=UTF-8''50%25.txt");
        let hostile = header("a\"; filename=\"evil.exe\r\nX: y.txt");
        assert_eq!(hostile.matches('"').count(), 2, "{hostile}");
        assert!(hostile.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{hostile}");
    }
}
