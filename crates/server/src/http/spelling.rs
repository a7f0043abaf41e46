//! One spelling of each address. A path is routed as it reads once decoded, and everything else here goes by how it is
//! written: `/%61pi/v1/auth/login` would reach the operation past limits, `no-store` and problems. Letters, digits and `-._~`
//! need no encoding (RFC 3986 2.3), so nobody who means well sends one.

use super::problem::{self, ApiError};
use actix_web::ResponseError;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use dto::problem::Code;

/// Finds nothing at an address that is spelled in a second way.
pub(super) async fn look<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if is_plain(request.path()) {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    }
    let refused = request.into_response(ApiError::new(Code::NotFound).error_response());
    let mut response = problem::write(refused);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Whether no character is encoded that can stand for itself.
fn is_plain(path: &str) -> bool {
    let encoded = |digits: &[u8]| match digits {
        [b'%', high, low, ..] => {
            let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            digit(*high).zip(digit(*low)).map(|(high, low)| high << 4 | low)
        }
        _ => None,
    };
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let bytes = path.as_bytes();
    !(0..bytes.len()).any(|at| encoded(&bytes[at..]).is_some_and(unreserved))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_spelling_is_told_from_what_needs_encoding() {
        for plain in ["/", "/api/v1/tags/b%C3%BCro", "/a%20b", "/a%2Fb", "/100%", "/%zz", "/a%40b", "/%25"] {
            assert!(is_plain(plain), "{plain}");
        }
        for twin in ["/%61pi/v1", "/api/v1/auth/log%69n", "/%2e%2e/", "/a%2D", "/%7Ea", "/api%5F", "/%39"] {
            assert!(!is_plain(twin), "{twin}");
        }
    }
}
