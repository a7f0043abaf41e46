//! Reading a file from a form (RFC 7578). Exactly one part, named `file`, with one name; it is written to disk as it comes.

use super::problem::ApiError;
use crate::app::attachments::{NewFile, check_kind};
use crate::files::{ReceiveError, SILENCE};
use crate::state::{AppState, random_key};
use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{self, DispositionParam};
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpRequest};
use domain::attachment::FileName;
use dto::field::{FieldCode, FieldError};
use dto::problem::Code;
use futures_util::{Stream, StreamExt};
use std::future::{Ready, ready};
use std::io::ErrorKind;

/// What a form has besides the file: boundaries, and the headers of the part.
const FRAME_BYTES: u64 = 64 * 1024;

/// A form that has not been read yet, of the right type and not too large by its own word. Put it after the caller.
pub(super) struct Form(Multipart);

impl FromRequest for Form {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(check(request).map(|most| Self(Multipart::new(request.headers(), bounded(payload.take(), most)))))
    }
}

/// The body, up to so many bytes: what stands before and between the parts counts as well.
fn bounded(
    body: impl Stream<Item = Result<Bytes, PayloadError>>,
    most: u64,
) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    let mut seen = 0_u64;
    body.map(move |chunk| {
        let chunk = chunk?;
        seen = seen.saturating_add(chunk.len() as u64);
        if seen > most { Err(PayloadError::Io(ErrorKind::FileTooLarge.into())) } else { Ok(chunk) }
    })
}

/// Gives how many bytes the body may have.
fn check(request: &HttpRequest) -> Result<u64, ApiError> {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let essence = text(header::CONTENT_TYPE).and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    let packed = text(header::CONTENT_ENCODING).is_some_and(|value| !value.eq_ignore_ascii_case("identity"));
    if packed || !essence.eq_ignore_ascii_case("multipart/form-data") {
        return Err(ApiError::new(Code::UnsupportedMediaType).with_detail("has to be multipart/form-data, not packed"));
    }
    let most = request.app_data::<Data<AppState>>().map_or(0, |state| state.config.files.max_bytes);
    let length = text(header::CONTENT_LENGTH).and_then(|value| value.parse::<u64>().ok());
    let whole = most.saturating_add(FRAME_BYTES);
    if length.is_some_and(|length| length > whole) { Err(too_large(most)) } else { Ok(whole) }
}

impl Form {
    /// Reads the file.
    pub(super) async fn file(self, state: &AppState) -> Result<NewFile, ApiError> {
        let Self(mut parts) = self;
        let max_bytes = state.config.files.max_bytes;
        let mut part = match in_time(&mut parts).await? {
            Some(part) => part.map_err(|error| malformed(&error, max_bytes))?,
            None => return Err(wrong(FieldCode::Required, "is required")),
        };
        if part.name() != Some("file") {
            return Err(wrong(FieldCode::Required, "has to be the only part"));
        }
        let name = name_of(&part)?;
        let declared = part.content_type().map(|declared| declared.essence_str().to_owned());
        let kind = check_kind(state, &name, declared.as_deref())?;
        let received = state.files.incoming.receive(random_key(), max_bytes, &mut part).await;
        let received = received.map_err(|error| match error {
            ReceiveError::TooLarge => too_large(max_bytes),
            ReceiveError::TooSlow => too_slow(),
            ReceiveError::Broken(error) => malformed(&error, max_bytes),
            ReceiveError::Disk(error) => {
                tracing::error!(%error, "a file that comes in cannot be written");
                ApiError::new(Code::Unavailable)
            }
        })?;
        drop(part);
        if received.size == 0 {
            return Err(wrong(FieldCode::Required, "has no bytes"));
        }
        match in_time(&mut parts).await? {
            None => Ok(NewFile { name, kind, received }),
            Some(Ok(_)) => Err(wrong(FieldCode::Contradiction, "has to be the only part")),
            Some(Err(error)) => Err(malformed(&error, max_bytes)),
        }
    }
}

/// A name in each form may stand there, for old and new programs; two of one form contradict each other, and whoever
/// checks the one and uses the other is deceived.
fn name_of(part: &Field) -> Result<FileName, ApiError> {
    let given = part.content_disposition().map(|disposition| disposition.parameters.as_slice()).unwrap_or_default();
    let plain: Vec<_> = given.iter().filter_map(DispositionParam::as_filename).collect();
    let exact: Vec<_> = given.iter().filter_map(DispositionParam::as_filename_ext).collect();
    if plain.len() > 1 || exact.len() > 1 {
        return Err(wrong(FieldCode::Contradiction, "has two names"));
    }
    let exact = exact.first().map(|name| String::from_utf8_lossy(&name.value).into_owned());
    let name = exact.or_else(|| plain.first().map(|name| (*name).to_owned()));
    name.map(|name| FileName::clean(&name)).ok_or_else(|| wrong(FieldCode::Required, "needs a file name"))
}

fn wrong(code: FieldCode, message: &str) -> ApiError {
    ApiError::invalid(vec![FieldError::new("/file", code, message)])
}

fn too_large(most: u64) -> ApiError {
    ApiError::new(Code::PayloadTooLarge).with_detail(format!("a file has at most {most} bytes"))
}

/// The next part. Who sends nothing has gone, and must not hold a connection for ever.
async fn in_time(parts: &mut Multipart) -> Result<Option<Result<Field, MultipartError>>, ApiError> {
    tokio::time::timeout(SILENCE, parts.next()).await.map_err(|_| too_slow())
}

fn too_slow() -> ApiError {
    ApiError::new(Code::RequestTimeout).with_detail("the body did not arrive in time")
}

fn malformed(error: &MultipartError, most: u64) -> ApiError {
    if matches!(error, MultipartError::Payload(PayloadError::Io(error)) if error.kind() == ErrorKind::FileTooLarge) {
        return too_large(most);
    }
    ApiError::new(Code::MalformedMultipart).with_detail(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_ends_where_it_is_larger_than_it_may_be() {
        let chunks = || futures_util::stream::iter((0..4).map(|_| Ok(Bytes::from_static(b"12345"))));
        assert_eq!(bounded(chunks(), 20).filter_map(async |chunk| chunk.ok()).count().await, 4);
        let cut: Vec<_> = bounded(chunks(), 19).collect().await;
        assert!(cut[..3].iter().all(Result::is_ok));
        let Err(PayloadError::Io(error)) = &cut[3] else { panic!("{:?}", cut[3]) };
        assert_eq!(error.kind(), ErrorKind::FileTooLarge);
    }
}
