//! Who calls. The middleware looks once, before anything of the request is read; operations that need a caller ask for
//! [`Authenticated`], and asking comes first, so that 401 is answered before anything else is told.

use super::problem::{AdminsOnly, ApiError};
use super::scopes;
use crate::app::accounts::{Caller, Via, authenticate};
use crate::app::audit;
use crate::keys::BadToken;
use crate::state::AppState;
use actix_web::body::BoxBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, ResponseError};
use domain::id::UserId;
use domain::policy::Actor;
use domain::scope::TokenUse;
use dto::problem::Code;
use std::future::{Ready, ready};

/// What the token of a request is worth.
#[derive(Clone)]
enum Outcome {
    Known(Box<Caller>),
    Refused(Code),
}

/// The person who calls.
pub(super) struct Authenticated(pub(super) Caller);

impl Authenticated {
    pub(super) const fn actor(&self) -> Actor {
        self.0.actor()
    }
}

impl FromRequest for Authenticated {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match request.extensions().get::<Outcome>() {
            Some(Outcome::Known(caller)) => permitted(request, caller).map(|()| Self((**caller).clone())),
            Some(Outcome::Refused(code)) => Err(ApiError::new(*code)),
            None => Err(ApiError::new(Code::Unauthenticated)),
        })
    }
}

/// A token is good for what its scopes name, a person's session for everything that they may do.
fn permitted(request: &HttpRequest, caller: &Caller) -> Result<(), ApiError> {
    let Via::Token { scopes, .. } = &caller.via else { return Ok(()) };
    let pattern = request.match_pattern().unwrap_or_default();
    match scopes::needed(request.method(), &pattern) {
        needed if needed.permits(scopes) => Ok(()),
        TokenUse::Never => Err(ApiError::new(Code::SessionRequired)),
        TokenUse::Any | TokenUse::With(_) => Err(ApiError::new(Code::InsufficientScope)),
    }
}

/// Who calls, where that is known.
pub(super) fn caller_of(request: &ServiceRequest) -> Option<UserId> {
    match request.extensions().get::<Outcome>() {
        Some(Outcome::Known(caller)) => Some(caller.account.id),
        Some(Outcome::Refused(_)) | None => None,
    }
}

/// Finds out who calls, where a token says so.
pub(super) async fn look(
    state: Data<AppState>,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if let Some(token) = bearer(&request) {
        let outcome = match authenticate(&state, &token).await {
            Ok(Ok(caller)) => {
                tracing::Span::current().record("user", tracing::field::display(caller.account.id));
                Outcome::Known(Box::new(caller))
            }
            Ok(Err(BadToken::Expired)) => Outcome::Refused(Code::TokenExpired),
            Ok(Err(BadToken::Invalid)) => Outcome::Refused(Code::Unauthenticated),
            Err(error) => return Ok(request.into_response(ApiError::from(error).error_response())),
        };
        request.extensions_mut().insert(outcome);
    }
    let response = next.call(request).await?;
    note_denied(&state, &response).await;
    Ok(response)
}

/// Writes down that somebody tried what only admins may do. They are told no in any case.
async fn note_denied(state: &AppState, response: &ServiceResponse<BoxBody>) {
    if response.response().extensions().get::<AdminsOnly>().is_none() {
        return;
    }
    let request = response.request();
    let Some(Outcome::Known(caller)) = request.extensions().get::<Outcome>().cloned() else { return };
    let operation = format!("{} {}", request.method(), request.match_pattern().unwrap_or_default());
    if let Err(error) = audit::note_denied(state, caller.account.id, operation).await {
        tracing::error!(%error, "a denied operation could not be written down");
    }
}

/// The token of `Authorization: Bearer …` (RFC 6750 2.1; the word in any case, RFC 9110 11.1).
fn bearer(request: &ServiceRequest) -> Option<String> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}
