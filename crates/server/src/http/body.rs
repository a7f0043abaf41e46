//! JSON bodies. Reading is strict: another media type, unknown or duplicate fields and wrong types are refused, each
//! with a pointer to the field.
//!
//! Bodies are read as they come, never unpacked: a few hundred compressed bytes can stand for gigabytes.

use super::problem::ApiError;
use super::serde_words;
use crate::state::AppState;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{BytesMut, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use dto::field::{FieldCode, FieldError};
use dto::problem::Code;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_path_to_error::Segment;
use sha2::{Digest, Sha256};
use std::pin::Pin;

/// The largest body: the longest texts there are, with every character written as an escape.
const MAX_BODY_BYTES: usize = 512 * 1024;

/// Tells whether two bodies are the same; there once [`Json`] has read one.
#[derive(Clone, Copy)]
pub(super) struct BodyHash(pub(super) [u8; 32]);

/// A body that was read into `T`. Put it after the caller, so that who may not call at all learns that first.
pub(super) struct Json<T>(pub(super) T);

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let readable = is_json(request) && is_plain(request);
        let payload = payload.take();
        let request = request.clone();
        Box::pin(async move {
            if !readable {
                return Err(ApiError::new(Code::UnsupportedMediaType));
            }
            // Otherwise a connection and what was read of the body could be held for ever.
            let limit = request.app_data::<Data<AppState>>().map(|state| state.config.timeouts.body);
            let late = |_| ApiError::new(Code::RequestTimeout).with_detail("the body did not arrive in time");
            let bytes = tokio::time::timeout(limit.unwrap_or_default(), collect(payload)).await.map_err(late)??;
            request.extensions_mut().insert(BodyHash(Sha256::digest(&bytes).into()));
            read(&bytes).map(Self)
        })
    }
}

async fn collect(mut payload: Payload) -> Result<BytesMut, ApiError> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| ApiError::new(Code::MalformedJson).with_detail("the body breaks off"))?;
        if bytes.len() + chunk.len() > MAX_BODY_BYTES {
            return Err(ApiError::new(Code::PayloadTooLarge));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn is_plain(request: &HttpRequest) -> bool {
    let encoding = request.headers().get(header::CONTENT_ENCODING);
    encoding.is_none_or(|value| value.as_bytes().eq_ignore_ascii_case(b"identity"))
}

fn is_json(request: &HttpRequest) -> bool {
    let value = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next()).unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    // serde would read an array into a struct by position; a request is an object.
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        return Err(ApiError::invalid(vec![FieldError::new("", FieldCode::WrongType, "has to be an object")]));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let pointer = pointer(error.path());
        problem(&pointer, error.inner())
    })?;
    json.end().map_err(|error| problem("", &error))?;
    Ok(value)
}

/// RFC 6901.
fn pointer(path: &serde_path_to_error::Path) -> String {
    let parts = path.iter().filter_map(|segment| match segment {
        Segment::Map { key } => Some(key.replace('~', "~0").replace('/', "~1")),
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    parts.fold(String::new(), |pointer, part| pointer + "/" + &part)
}

fn problem(pointer: &str, error: &serde_json::Error) -> ApiError {
    let message = error.to_string();
    if error.classify() != Category::Data {
        return ApiError::new(Code::MalformedJson).with_detail(message);
    }
    let (code, named) = serde_words::read(&message);
    let pointer = match named {
        Some(name) if pointer.rsplit('/').next() != Some(name) => format!("{pointer}/{name}"),
        _ => pointer.to_owned(),
    };
    let said = match code {
        FieldCode::UnknownField => "there is no such field",
        FieldCode::Required => "is required",
        FieldCode::Contradiction => "is given twice",
        _ => serde_words::expected(&message),
    };
    let field = FieldError::new(pointer, code, said);
    ApiError::invalid(vec![field])
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::ResponseError;
    use dto::problem::Problem;
    use dto::ticket::NewTicketRequest;

    fn refuse(text: &str) -> Problem {
        let error = read::<NewTicketRequest>(text.as_bytes()).expect_err("refused");
        let mut response = error.error_response();
        let problem = response.extensions_mut().remove::<Problem>();
        problem.expect("a problem")
    }

    #[test]
    fn what_is_no_json_is_malformed() {
        let deep = format!("{{\"subject\":{}", "[".repeat(10_000));
        for text in ["", "{", "{\"subject\":\u{1}\"a\"}", "{'a':1}", "{\"subject\":1e400}"] {
            assert_eq!(refuse(text).known_code(), Some(Code::MalformedJson), "{text:.20}");
        }
        for text in [deep.as_str(), "[\"a\",\"b\",\"it\"]", "null", "\"text\""] {
            assert_eq!(refuse(text).errors[0].code, FieldCode::WrongType, "{text:.20}");
        }
    }

    #[test]
    fn a_bad_field_is_pointed_at() {
        let whole = |field: &str| format!("{{\"subject\":\"a\",\"description\":\"b\",\"category\":\"it\",{field}}}");
        for (field, pointer, code) in [
            ("\"admin\":true", "/admin", FieldCode::UnknownField),
            ("\"priority\":3", "/priority", FieldCode::WrongType),
            ("\"subject\":\"c\"", "/subject", FieldCode::Contradiction),
            ("\"priority\":[\"high\"]", "/priority", FieldCode::WrongType),
        ] {
            let problem = refuse(&whole(field));
            let found = problem.errors.first().map(|error| (error.pointer.as_str(), error.code));
            assert_eq!(found, Some((pointer, code)), "{field}");
        }
        let missing = refuse("{\"subject\":\"a\",\"description\":\"b\"}");
        assert_eq!(missing.errors[0].pointer, "/category");
        assert_eq!(missing.errors[0].code, FieldCode::Required);
    }
}
