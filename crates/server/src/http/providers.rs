//! Signing in at a provider. Browsers navigate here, so what goes wrong is answered by leading them back to the app.

use super::authentication::Authenticated;
use super::body::Json;
use super::cookie;
use super::device;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use crate::app::AppError;
use crate::app::accounts::{self, Brought, Ended, Sent, SignedIn, Start};
use crate::state::AppState;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use domain::local_path::LocalPath;
use domain::sign_in::SignInRefusal;
use dto::field::{FieldCode, FieldError};
use dto::identity::{ProviderRequest, RedirectView};
use serde::Deserialize;

/// The query of `GET /auth/oidc/{provider}/start`.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct StartQuery {
    /// The path of the app to go to afterwards; any other address is left out.
    next: Option<String>,
}

/// Go to a provider to sign in.
///
/// For a browser to navigate to, not for a program: it redirects to the provider, which leads back to the app.
#[utoipa::path(tag = "session", operation_id = "start_at_provider", security(()),
    params(("provider" = String, Path, description = "The name of the provider"), StartQuery), responses(
    (status = 303, description = "To the provider; to `/sign-in?sso=unavailable` where it cannot be reached"),
    (status = 404, description = "`not_found`"),
))]
#[get("/auth/oidc/{provider}/start")]
pub(super) async fn start_at_provider(
    state: Data<AppState>,
    path: Path<String>,
    Query(query): Query<StartQuery>,
) -> Result<HttpResponse, ApiError> {
    let next = query.next.as_deref().and_then(LocalPath::parse);
    match accounts::start_at_provider(&state, &path, Start::SignIn, next.unwrap_or_else(home)).await {
        Ok(Sent { url, browser }) => {
            let mut response = lead_to(&url);
            response.cookie(cookie::flow(&state.config, browser));
            Ok(response.finish())
        }
        Err(AppError::ProviderUnavailable) => Ok(refused(SignInRefusal::Unavailable).finish()),
        Err(error) => Err(error.into()),
    }
}

/// What a provider sends a browser back with (RFC 6749 4.1.2, RFC 9207). Providers may add what they like.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct CallbackQuery {
    /// What it was sent with.
    state: Option<String>,
    /// What can be exchanged.
    code: Option<String>,
    /// Which provider speaks.
    iss: Option<String>,
    /// Why nothing came of it.
    error: Option<String>,
}

/// Come back from a provider.
///
/// For a browser; leads on to the app, signed in or with the reason why not. Who somebody is at a provider is the issuer
/// with the subject. An address that it asserts leads to no account of the same address.
#[utoipa::path(tag = "session", operation_id = "return_from_provider", security(()),
    params(("provider" = String, Path, description = "The name of the provider"), CallbackQuery), responses(
    (status = 303, description = "Signed in, to where it was to go; or to `/sign-in?sso=` and why not"),
))]
#[get("/auth/oidc/{provider}/callback")]
pub(super) async fn return_from_provider(
    state: Data<AppState>,
    path: Path<String>,
    query: actix_web::web::Query<CallbackQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let CallbackQuery { state: word, code, iss, error } = query.into_inner();
    let browser = request.cookie(cookie::flow_name(&state.config)).map(|cookie| cookie.value().to_owned());
    let brought =
        Brought { state: word.unwrap_or_default(), code: code.filter(|_| error.is_none()), issuer: iss, browser };
    let mut response = match accounts::finish_at_provider(&state, &path, brought, device::of(&request)).await? {
        Ended::SignedIn(signed_in, next) => {
            let SignedIn { refresh_token, .. } = *signed_in;
            let mut response = lead_to(next.as_str());
            response.cookie(cookie::with(&state.config, refresh_token));
            response
        }
        Ended::Done(next) => lead_to(next.as_str()),
        Ended::Not(why) => refused(why),
    };
    Ok(response.cookie(cookie::flow_removal(&state.config)).finish())
}

/// Connect a provider with one's account.
///
/// Answers with an address to navigate to. Afterwards whoever signs in there is signed in to this account.
#[utoipa::path(tag = "session", operation_id = "link_provider", request_body = ProviderRequest,
    params(("provider" = String, Path, description = "The name of the provider")), responses(
    (status = 200, body = RedirectView),
    (status = 403, description = "`reauthentication_required`"),
    (status = 404, description = "`not_found`"),
    (status = 503, description = "`provider_unavailable`, `unavailable`"),
))]
#[post("/auth/oidc/{provider}/link")]
pub(super) async fn link_provider(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<ProviderRequest>,
) -> Result<HttpResponse, ApiError> {
    send(&state, &path, Start::Link(&caller.0), &request).await
}

/// Prove again who one is, at a provider.
///
/// For accounts that are connected with one. Answers with an address to navigate to.
#[utoipa::path(tag = "session", operation_id = "prove_at_provider", request_body = ProviderRequest,
    params(("provider" = String, Path, description = "The name of the provider")), responses(
    (status = 200, body = RedirectView),
    (status = 404, description = "`not_found`"),
    (status = 503, description = "`provider_unavailable`, `unavailable`"),
))]
#[post("/auth/oidc/{provider}/reauthenticate")]
pub(super) async fn prove_at_provider(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<ProviderRequest>,
) -> Result<HttpResponse, ApiError> {
    send(&state, &path, Start::Prove(&caller.0), &request).await
}

/// Tells the app where to send somebody who is signed in.
async fn send(
    state: &AppState,
    provider: &str,
    start: Start<'_>,
    request: &ProviderRequest,
) -> Result<HttpResponse, ApiError> {
    let next = LocalPath::parse(&request.next).ok_or_else(|| {
        ApiError::invalid(vec![FieldError::new("/next", FieldCode::UnknownValue, "is no path of the app")])
    })?;
    let Sent { url, browser } = accounts::start_at_provider(state, provider, start, next).await?;
    Ok(HttpResponse::Ok().cookie(cookie::flow(&state.config, browser)).json(RedirectView { url }))
}

fn home() -> LocalPath {
    LocalPath::parse("/").expect("a path of this site")
}

fn lead_to(url: &str) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::SeeOther();
    response.insert_header((header::LOCATION, url));
    response
}

fn refused(why: SignInRefusal) -> actix_web::HttpResponseBuilder {
    lead_to(&format!("/sign-in?sso={why}"))
}
