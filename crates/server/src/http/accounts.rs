//! Signing in, going on, signing out.

use super::authentication::Authenticated;
use super::body::Json;
use super::cookie;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::same_origin::{OwnRequest, SameOrigin};
use crate::app::accounts::{self, Refreshed, SignedIn};
use crate::config::Profile;
use crate::demo;
use crate::keys::ACCESS_TOKEN_SECONDS;
use crate::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, post};
use dto::account::{LoginRequest, Me, SessionView, SignInMethods};
use dto::problem::{Code, Problem};
use persistence::Account;

/// Sign in with e-mail and password. Sets the refresh cookie, which only `/auth` reads.
#[utoipa::path(tag = "session", operation_id = "login", request_body = LoginRequest, security(()), responses(
    (status = 200, body = SessionView),
    (status = 400, body = Problem, content_type = "application/problem+json", description = "`malformed_json`, `validation_failed`"),
    (status = 401, body = Problem, content_type = "application/problem+json", description = "`invalid_credentials`"),
    (status = 403, body = Problem, content_type = "application/problem+json", description = "`cross_site`"),
    (status = 413, body = Problem, content_type = "application/problem+json", description = "`payload_too_large`"),
    (status = 415, body = Problem, content_type = "application/problem+json", description = "`unsupported_media_type`"),
))]
#[post("/auth/login")]
pub(super) async fn login(
    state: Data<AppState>,
    _: SameOrigin,
    _: Query<NoParameters>,
    Json(request): Json<LoginRequest>,
) -> Result<HttpResponse, ApiError> {
    let credentials = request.parse().map_err(ApiError::invalid)?;
    let SignedIn { account, access_token, refresh_token } = accounts::sign_in(&state, credentials).await?;
    let cookie = cookie::with(&state.config, refresh_token);
    Ok(HttpResponse::Ok().cookie(cookie).json(session(&account, access_token)))
}

/// Exchange the refresh cookie for a new access token.
#[utoipa::path(tag = "session", operation_id = "refresh", security(("refresh_cookie" = [])),
    params(("X-Lotse-Request" = String, Header, description = "`1`")), responses(
    (status = 200, body = SessionView),
    (status = 400, body = Problem, content_type = "application/problem+json", description = "`validation_failed`"),
    (status = 401, body = Problem, content_type = "application/problem+json", description = "`session_ended`"),
    (status = 403, body = Problem, content_type = "application/problem+json", description = "`cross_site`"),
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

/// End the session of the refresh cookie. Without one nothing happens.
#[utoipa::path(tag = "session", operation_id = "logout", security(("refresh_cookie" = [])),
    params(("X-Lotse-Request" = String, Header, description = "`1`")), responses(
    (status = 204, description = "Signed out"),
    (status = 400, body = Problem, content_type = "application/problem+json", description = "`validation_failed`"),
    (status = 403, body = Problem, content_type = "application/problem+json", description = "`cross_site`"),
))]
#[post("/auth/logout")]
pub(super) async fn logout(
    state: Data<AppState>,
    _: OwnRequest,
    _: Query<NoParameters>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    if let Some(token) = request.cookie(cookie::name(&state.config)) {
        accounts::sign_out(&state, token.value()).await?;
    }
    Ok(HttpResponse::NoContent().cookie(cookie::removal(&state.config)).finish())
}

/// The signed-in person.
#[utoipa::path(tag = "session", operation_id = "whoami", responses(
    (status = 200, body = Me),
    (status = 400, body = Problem, content_type = "application/problem+json", description = "`validation_failed`"),
    (status = 401, body = Problem, content_type = "application/problem+json", description = "`unauthenticated`, `token_expired`"),
))]
#[get("/auth/whoami")]
pub(super) async fn whoami(caller: Authenticated, _: Query<NoParameters>) -> HttpResponse {
    HttpResponse::Ok().json(me(&caller.0.account))
}

/// The ways to sign in here.
#[utoipa::path(tag = "session", operation_id = "providers", security(()), responses(
    (status = 200, body = SignInMethods),
    (status = 400, body = Problem, content_type = "application/problem+json", description = "`validation_failed`"),
))]
#[get("/auth/providers")]
pub(super) async fn providers(state: Data<AppState>, _: Query<NoParameters>) -> HttpResponse {
    let demo_accounts = match state.config.profile {
        Profile::Demo => demo::accounts(),
        Profile::Test | Profile::Production => Vec::new(),
    };
    HttpResponse::Ok().json(SignInMethods { password: true, demo_accounts })
}

fn session(account: &Account, access_token: String) -> SessionView {
    SessionView { access_token, token_type: "Bearer".to_owned(), expires_in: ACCESS_TOKEN_SECONDS, user: me(account) }
}

fn me(account: &Account) -> Me {
    Me {
        id: account.id,
        email: account.email.as_str().to_owned(),
        display_name: account.display_name.as_str().to_owned(),
        role: account.role,
        locale: account.locale,
        time_zone: account.time_zone.clone(),
    }
}
