//! Signing in, going on, signing out.

use super::authentication::Authenticated;
use super::body::Json;
use super::cookie;
use super::device;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::same_origin::{OwnRequest, SameOrigin};
use super::view;
use crate::app::accounts::{self, Entrance, Refreshed, SignedIn};
use crate::app::settings;
use crate::config::Profile;
use crate::demo;
use crate::keys::ACCESS_TOKEN_SECONDS;
use crate::oidc::Provider;
use crate::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, patch, post};
use domain::settings::Settings;
use dto::account::{LoginRequest, Me, SessionView, SignInMethods};
use dto::desk::ProfileRequest;
use dto::identity::{LoggedOutView, ProviderView};
use dto::problem::Code;
use persistence::Account;

/// Sign in with e-mail and password.
///
/// Gives an access token for ten minutes and sets the refresh cookie, which `/auth` alone reads. A session ends 30 days
/// after signing in.
///
/// The answer to a wrong password is the same, and takes as long, whether there is such an account. After some wrong ones
/// the address has to wait, up to a quarter of an hour (`too_many_attempts`). Refused where `Sec-Fetch-Site` or `Origin`
/// shows another site.
#[utoipa::path(tag = "session", operation_id = "login", request_body = LoginRequest, security(()), responses(
    (status = 200, body = SessionView),
    (status = 401, description = "`invalid_credentials`"),
    (status = 403, description = "`cross_site`"),
    (status = 429, description = "`too_many_attempts`"),
))]
#[post("/auth/login")]
pub(super) async fn login(
    state: Data<AppState>,
    _: SameOrigin,
    _: Query<NoParameters>,
    Json(body): Json<LoginRequest>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let credentials = body.parse().map_err(ApiError::invalid)?;
    let entrance = Entrance { device: device::of(&request), provider: None };
    let SignedIn { account, access_token, refresh_token } = accounts::sign_in(&state, credentials, entrance).await?;
    let cookie = cookie::with(&state.config, refresh_token);
    Ok(HttpResponse::Ok().cookie(cookie).json(session(&account, access_token)))
}

/// Exchange the refresh cookie for a new access token.
///
/// The cookie changes with each use. The one before stays good for ten seconds, for tabs that refresh at the same moment;
/// used later, it was copied, and the session ends.
#[utoipa::path(tag = "session", operation_id = "refresh", security(("refresh_cookie" = [])),
    params(("X-Lotse-Request" = String, Header, description = "`1`")), responses(
    (status = 200, body = SessionView),
    (status = 401, description = "`session_ended`"),
    (status = 403, description = "`cross_site`"),
))]
#[post("/auth/refresh")]
pub(super) async fn refresh(
    state: Data<AppState>,
    _: OwnRequest,
    _: Query<NoParameters>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let token = request.cookie(cookie::name(&state.config)).ok_or_else(|| ApiError::new(Code::SessionEnded))?;
    let Refreshed { account, access_token, refresh_token } = accounts::refresh(&state, token.value()).await?;
    let mut response = HttpResponse::Ok();
    if let Some(token) = refresh_token {
        response.cookie(cookie::with(&state.config, token));
    }
    Ok(response.json(session(&account, access_token)))
}

/// End the session of the refresh cookie.
///
/// Without a cookie nothing happens. Where the session began at a provider that offers to sign out there as well, the
/// answer says where.
#[utoipa::path(tag = "session", operation_id = "logout", security(("refresh_cookie" = [])),
    params(("X-Lotse-Request" = String, Header, description = "`1`")), responses(
    (status = 200, body = LoggedOutView),
    (status = 403, description = "`cross_site`"),
))]
#[post("/auth/logout")]
pub(super) async fn logout(
    state: Data<AppState>,
    _: OwnRequest,
    _: Query<NoParameters>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let mut provider_url = None;
    if let Some(token) = request.cookie(cookie::name(&state.config)) {
        accounts::sign_out(&state, token.value()).await?;
        provider_url = accounts::provider_sign_out(&state, token.value()).await?;
    }
    Ok(HttpResponse::Ok().cookie(cookie::removal(&state.config)).json(LoggedOutView { provider_url }))
}

/// The person who calls.
///
/// Works by every API token, so it is the way to find out whose token one has.
#[utoipa::path(tag = "session", operation_id = "whoami", responses(
    (status = 200, body = Me),
))]
#[get("/auth/whoami")]
pub(super) async fn whoami(caller: Authenticated, _: Query<NoParameters>) -> HttpResponse {
    HttpResponse::Ok().json(view::me(&caller.0.account))
}

/// Change one's own name, language, time zone or keys.
///
/// What is absent stays. The language is that of mails, too.
#[utoipa::path(tag = "me", operation_id = "change_profile", request_body = ProfileRequest, responses(
    (status = 200, body = Me),
))]
#[patch("/me")]
pub(super) async fn change_profile(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<ProfileRequest>,
) -> Result<HttpResponse, ApiError> {
    let fields = request.parse().map_err(ApiError::invalid)?;
    let account = accounts::change_profile(&state, caller.actor(), fields).await?;
    Ok(HttpResponse::Ok().json(view::me(&account)))
}

/// The ways to sign in here.
///
/// Whether people can make accounts, with addresses of which domains, and at which providers one can sign in. The demo
/// lists its accounts.
#[utoipa::path(tag = "session", operation_id = "providers", security(()), responses(
    (status = 200, body = SignInMethods),
))]
#[get("/auth/providers")]
pub(super) async fn providers(state: Data<AppState>, _: Query<NoParameters>) -> Result<HttpResponse, ApiError> {
    let demo_accounts = match state.config.profile {
        Profile::Demo => demo::accounts(),
        Profile::Test | Profile::Production => Vec::new(),
    };
    let Settings { sign_up, sign_up_domains, .. } = settings::in_force(&state).await?;
    let view = |provider: &Provider| ProviderView {
        name: provider.settings.name.clone(),
        label: provider.settings.label.clone(),
    };
    let providers = state.providers.iter().map(view).collect();
    Ok(HttpResponse::Ok().json(SignInMethods { password: true, demo_accounts, sign_up, sign_up_domains, providers }))
}

fn session(account: &Account, access_token: String) -> SessionView {
    SessionView {
        access_token,
        token_type: "Bearer".to_owned(),
        expires_in: ACCESS_TOKEN_SECONDS,
        user: view::me(account),
    }
}

/// The public keys that access tokens are signed with (RFC 7517).
///
/// For services that verify an access token by themselves. A signature says who it was made for; whether the session still
/// exists and what the person may do, Lotse alone knows. API tokens are no JWTs and are not verified by these keys.
#[utoipa::path(tag = "operations", operation_id = "jwks", security(()), responses(
    (status = 200, description = "A JSON Web Key Set", content_type = "application/json", body = serde_json::Value),
))]
#[get("/.well-known/jwks.json")]
pub(super) async fn jwks(state: Data<AppState>, _: Query<NoParameters>) -> HttpResponse {
    HttpResponse::Ok().json(state.keys.public())
}
