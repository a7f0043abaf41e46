//! Entity tags: versions, and what the caller has already (RFC 9110 8.8.3, 13.1.1, 13.1.2).

use super::problem::ApiError;
use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{FromRequest, HttpRequest};
use dto::problem::Code;
use std::future::{Ready, ready};

/// The header value of a version.
pub(super) fn of(version: i64) -> (header::HeaderName, String) {
    (header::ETAG, format!("\"{version}\""))
}

/// Whether the caller has what this tag names.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let value = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(',').map(str::trim).any(|named| named == "*" || named.trim_start_matches("W/") == tag)
}

/// The version that the caller saw; nothing without `If-Match`, and with `*`, which any version meets.
pub(super) struct IfMatch(pub(super) Option<i64>);

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(value) = request.headers().get(header::IF_MATCH) else { return ready(Ok(Self(None))) };
        let text = value.to_str().unwrap_or_default().trim();
        if text == "*" {
            return ready(Ok(Self(None)));
        }
        let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        let digits = inner.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let version = digits.and_then(|text| text.parse().ok());
        ready(version.map(|version| Self(Some(version))).ok_or_else(|| ApiError::new(Code::InvalidIfMatch)))
    }
}
