//! Versions as entity tags (RFC 9110 8.8.3, 13.1.1).

use super::problem::ApiError;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use dto::problem::Code;
use std::future::{Ready, ready};

/// The header value of a version.
pub(super) fn of(version: i64) -> (header::HeaderName, String) {
    (header::ETAG, format!("\"{version}\""))
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
