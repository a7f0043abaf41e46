//! Errors towards HTTP (RFC 9457). Handlers fail with [`ApiError`]; the middleware [`complete`] writes the body, with
//! the request id and path, and gives the same form to errors that come from elsewhere. What is not the caller's
//! doing is logged here, once, and answered without particulars.

use super::{routes, view};
use crate::app::AppError;
use crate::passwords::HashingFailed;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse, ResponseError};
use domain::account::AccountRefusal;
use domain::attachment::{NotServed, NotThisKind};
use domain::ticket::Refusal;
use dto::field::{FieldCode, FieldError};
use dto::problem::{Code, MEDIA_TYPE, Problem};
use dto::ticket::StepView;
use std::fmt;
use tracing_actix_web::RequestId;

/// A request that is answered with a problem.
#[derive(Debug)]
pub(crate) struct ApiError {
    problem: Box<Problem>,
    /// Whether somebody tried what only admins may do.
    admins_only: bool,
}

/// Left beside an answer that says no to something for admins only, for [`super::authentication`] to write it down.
pub(super) struct AdminsOnly;

impl ApiError {
    /// A kind of problem without particulars.
    pub(super) fn new(code: Code) -> Self {
        Self::of(Problem::new(code))
    }

    /// Wrong fields.
    pub(super) fn invalid(errors: Vec<FieldError>) -> Self {
        Self::of(Problem::invalid(errors))
    }

    /// A problem with particulars.
    pub(super) fn of(problem: Problem) -> Self {
        Self { problem: Box::new(problem), admins_only: false }
    }

    /// A problem that goes away by waiting so many seconds.
    pub(super) fn wait(code: Code, seconds: i64) -> Self {
        let retry_after = Some(u32::try_from(seconds).unwrap_or_default().max(1));
        Self::of(Problem { retry_after, ..Problem::new(code) })
    }

    pub(super) fn problem(&self) -> &Problem {
        &self.problem
    }

    pub(super) fn with_detail(self, detail: impl Into<String>) -> Self {
        Self::of(self.problem.with_detail(detail))
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.problem.code)
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code()).finish();
        response.extensions_mut().insert((*self.problem).clone());
        if self.admins_only {
            response.extensions_mut().insert(AdminsOnly);
        }
        response
    }
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Invalid(errors) => Self::invalid(errors),
            AppError::NotFound => Self::new(Code::NotFound),
            AppError::Forbidden => Self::new(Code::Forbidden),
            AppError::AdminsOnly => Self { admins_only: true, ..Self::new(Code::Forbidden) },
            AppError::Refused(refusal) => refused(&refusal),
            AppError::Stale(missed) => match view::missed(*missed) {
                Ok(missed) => Self::of(Problem { missed: Some(missed), ..Problem::new(Code::StaleVersion) }),
                Err(error) => storage(&error),
            },
            AppError::Moved(part) => match view::moved(*part) {
                Ok(moved) => Self::of(Problem { moved: Some(moved), ..Problem::new(Code::ConversationMoved) }),
                Err(error) => storage(&error),
            },
            AppError::EditWindowOver => Self::new(Code::EditWindowOver),
            AppError::AlreadyReleased => Self::new(Code::AlreadyReleased),
            AppError::DraftConflict(draft) => {
                Self::of(Problem { draft: Some(draft), ..Problem::new(Code::DraftConflict) })
            }
            AppError::NotServed(why) => Self::new(match why {
                NotServed::Scanning => Code::AttachmentScanning,
                NotServed::Unscannable => Code::AttachmentUnscannable,
                NotServed::Infected => Code::AttachmentInfected,
                NotServed::Erased => Code::AttachmentErased,
            }),
            AppError::NoPreview => Self::new(Code::NoPreview),
            AppError::FileType(NotThisKind::Unknown) => Self::new(Code::FileTypeRefused),
            AppError::FileType(NotThisKind::Contradiction) => Self::new(Code::FileTypeMismatch),
            AppError::UploadsOff => Self::new(Code::UploadsOff),
            AppError::Busy => Self::new(Code::Unavailable),
            AppError::FileStore(error) => {
                tracing::warn!(error = chain(&error), "the file store failed");
                Self::new(Code::Unavailable)
            }
            AppError::SettingsChanged | AppError::TermsChanged => Self::new(Code::StaleVersion),
            AppError::InUse(queues) => {
                let used_by = u64::try_from(queues).ok();
                let detail = Some(format!("{queues} queues use it"));
                Self::of(Problem { used_by, detail, ..Problem::new(Code::InUse) })
            }
            AppError::NameTaken => Self::new(Code::NameTaken),
            AppError::TooManyViews => Self::new(Code::TooManyViews),
            AppError::TooManyAttempts(wait) => Self::wait(Code::TooManyAttempts, wait),
            AppError::RateLimited(wait) => Self::wait(Code::RateLimited, wait),
            AppError::SignUpClosed => Self::new(Code::SignUpClosed),
            AppError::InvalidLink => Self::new(Code::InvalidLink),
            AppError::ReauthenticationRequired => Self::new(Code::ReauthenticationRequired),
            AppError::SessionRequired => Self::new(Code::SessionRequired),
            AppError::EmailTaken => Self::new(Code::EmailTaken),
            AppError::LastSignInMethod => Self::new(Code::LastSignInMethod),
            AppError::Account(AccountRefusal::OwnAccount) => Self::new(Code::OwnAccount),
            AppError::Account(AccountRefusal::LastAdmin) => Self::new(Code::LastAdmin),
            AppError::Account(AccountRefusal::Erased) => Self::new(Code::AccountErased),
            AppError::LegalHold => Self::new(Code::LegalHold),
            AppError::AlreadyHeld => Self::new(Code::AlreadyHeld),
            AppError::ErasureRunning => Self::new(Code::ErasureRunning),
            AppError::StillWorking => Self::new(Code::StillWorking),
            AppError::ProviderUnavailable => Self::wait(Code::ProviderUnavailable, 10),
            AppError::InvalidCursor => Self::new(Code::InvalidCursor),
            AppError::InvalidCredentials => Self::new(Code::InvalidCredentials),
            AppError::SessionEnded => Self::new(Code::SessionEnded),
            AppError::Storage(error) => storage(&error),
            AppError::Hashing(HashingFailed::Busy) => Self::new(Code::Unavailable),
            AppError::Hashing(error) => internal(&error),
            AppError::Internal(error) => internal(&*error),
        }
    }
}

impl From<persistence::Error> for ApiError {
    fn from(error: persistence::Error) -> Self {
        storage(&error)
    }
}

fn storage(error: &persistence::Error) -> ApiError {
    if matches!(error, persistence::Error::Unavailable(_)) {
        tracing::warn!(error = chain(error), "the database is not available");
        return ApiError::new(Code::Unavailable);
    }
    internal(error)
}

/// What nobody can do anything about; the log tells of it.
pub(super) fn internal(error: &dyn std::error::Error) -> ApiError {
    tracing::error!(error = chain(error), "a request failed");
    ApiError::new(Code::InternalError)
}

/// An error with all its causes on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// What is missing is the field's fault (400), a state that forbids the step is a conflict (409).
fn refused(refusal: &Refusal) -> ApiError {
    let field = |pointer, code| ApiError::invalid(vec![FieldError::new(pointer, code, refusal.to_string())]);
    let problem = |code| ApiError::new(code).with_detail(refusal.to_string());
    match refusal {
        Refusal::AssigneeRequired { .. } => field("/assignee", FieldCode::Required),
        Refusal::HandingBackClearsAssignee => field("/assignee", FieldCode::Contradiction),
        Refusal::ResolutionRequired => field("/resolution_text", FieldCode::Required),
        Refusal::ReasonRequired => field("/reason", FieldCode::Required),
        Refusal::ResolutionNotExpected => field("/resolution_text", FieldCode::NotExpected),
        Refusal::StepNotPermitted { .. } => problem(Code::StepNotPermitted),
        Refusal::TicketClosed => problem(Code::TicketClosed),
        Refusal::TicketSettled => problem(Code::TicketSettled),
        Refusal::TicketMerged => problem(Code::TicketMerged),
        Refusal::NotMerged => problem(Code::NotMerged),
        Refusal::MergeIntoItself => field("/into", FieldCode::Contradiction),
        Refusal::ReopenWindowOver => problem(Code::ReopenWindowOver),
        Refusal::NotClosed => problem(Code::NotClosed),
        Refusal::NothingRequested => problem(Code::NothingRequested),
        Refusal::AlreadyAssigned => problem(Code::AlreadyAssigned),
        Refusal::InvalidTransition { allowed, .. } => {
            let step = |&to| StepView { to, allowed: true, needs: None, why_not: None };
            let mut error = problem(Code::InvalidTransition);
            error.problem.allowed = Some(allowed.iter().map(step).collect());
            error
        }
    }
}

/// Writes the body of every error under `/api` and `/health`.
pub(super) async fn complete<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if !routes::is_api(request.path()) {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    }
    let response = next.call(request).await?.map_into_boxed_body();
    if response.status().is_client_error() || response.status().is_server_error() {
        return Ok(write(response));
    }
    Ok(response)
}

/// Gives an answer the body that says what is wrong.
pub(super) fn write(mut response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let path = response.request().path().to_owned();
    let request_id = response.request().extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let own = response.response_mut().extensions_mut().remove::<Problem>();
    let problem = own.unwrap_or_else(|| foreign(response.status()));
    let problem = Problem { instance: Some(path), request_id, ..problem };
    let (code, retry_after) = (problem.known_code(), problem.retry_after);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = response.map_body(|head, _| {
        head.status = status;
        BoxBody::new(body)
    });
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    match code {
        Some(Code::Unauthenticated | Code::TokenExpired | Code::InvalidCredentials | Code::SessionEnded) => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"lotse\""));
        }
        Some(Code::Unavailable | Code::RequestInProgress | Code::AttachmentScanning) => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        _ => {}
    }
    if let Some(seconds) = retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// An error that the framework made, such as a body that breaks off.
fn foreign(status: StatusCode) -> Problem {
    let code = match status {
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Code::PayloadTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMediaType,
        StatusCode::SERVICE_UNAVAILABLE => Code::Unavailable,
        status if status.is_client_error() => Code::ValidationFailed,
        _ => Code::InternalError,
    };
    Problem::new(code)
}
