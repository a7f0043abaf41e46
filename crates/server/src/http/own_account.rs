//! How the caller signs in: password, address, sessions, providers, API tokens. For people, never for tokens.

use super::authentication::Authenticated;
use super::body::Json;
use super::path::id;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::view;
use crate::app::accounts;
use crate::state::AppState;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, get, post};
use dto::catalogue::Items;
use dto::identity::{
    ChangePasswordRequest, EmailRequest, IdentityView, LogoutAllRequest, NewTokenView, ReauthenticateRequest,
    SessionInfo, TokenRequest, TokenView,
};

/// Prove again who one is, before what is dangerous; good for ten minutes, as is signing in.
#[utoipa::path(tag = "session", operation_id = "reauthenticate", request_body = ReauthenticateRequest, responses(
    (status = 204, description = "Proved"),
    (status = 403, description = "`session_required`"),
    (status = 429, description = "`too_many_attempts`"),
))]
#[post("/auth/reauthenticate")]
pub(super) async fn reauthenticate(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<ReauthenticateRequest>,
) -> Result<HttpResponse, ApiError> {
    accounts::prove(&state, &caller.0, request.password).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Set another password. All other sessions end.
#[utoipa::path(tag = "session", operation_id = "change_password", request_body = ChangePasswordRequest, responses(
    (status = 204, description = "Changed"),
    (status = 403, description = "`reauthentication_required` for an account without a password, `session_required`"),
    (status = 429, description = "`too_many_attempts`"),
))]
#[post("/auth/password/change")]
pub(super) async fn change_password(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<ChangePasswordRequest>,
) -> Result<HttpResponse, ApiError> {
    let ChangePasswordRequest { current_password, new_password } = request;
    accounts::change_password(&state, &caller.0, current_password, new_password).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ask for a link that gives the account another address. It is mailed to the new one; the one before is told.
#[utoipa::path(tag = "session", operation_id = "change_email", request_body = EmailRequest, responses(
    (status = 202, description = "Look into the mail of the new address"),
    (status = 403, description = "`reauthentication_required`, `session_required`"),
    (status = 429, description = "`rate_limited`"),
))]
#[post("/auth/email/change")]
pub(super) async fn change_email(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<EmailRequest>,
) -> Result<HttpResponse, ApiError> {
    let email = request.parse().map_err(ApiError::invalid)?;
    accounts::ask_for_email(&state, &caller.0, email).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Where one is signed in, the last used first.
#[utoipa::path(tag = "session", operation_id = "list_sessions", responses(
    (status = 200, body = Items<SessionInfo>),
    (status = 403, description = "`session_required`"),
))]
#[get("/auth/sessions")]
pub(super) async fn list_sessions(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let current = caller.0.session()?;
    let sessions = accounts::list_sessions(&state, &caller.0).await?;
    let items: Vec<_> = sessions.into_iter().map(|session| view::session(session, current)).collect();
    Ok(HttpResponse::Ok().json(Items { items }))
}

/// Sign out somewhere.
#[utoipa::path(tag = "session", operation_id = "end_session",
    params(("id" = String, Path, description = "The id of the session")), responses(
    (status = 204, description = "Ended"),
    (status = 403, description = "`session_required`"),
    (status = 404, description = "`not_found`"),
))]
#[delete("/auth/sessions/{id}")]
pub(super) async fn end_session(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    accounts::end_session(&state, &caller.0, id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Sign out everywhere, or everywhere else.
#[utoipa::path(tag = "session", operation_id = "end_sessions", request_body = LogoutAllRequest, responses(
    (status = 204, description = "Ended"),
    (status = 403, description = "`session_required`"),
))]
#[post("/auth/logout-all")]
pub(super) async fn end_sessions(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<LogoutAllRequest>,
) -> Result<HttpResponse, ApiError> {
    accounts::end_sessions(&state, &caller.0, request.keep_current).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The providers that are connected with one's account.
#[utoipa::path(tag = "me", operation_id = "list_identities", responses(
    (status = 200, body = Items<IdentityView>),
    (status = 403, description = "`session_required`"),
))]
#[get("/me/identities")]
pub(super) async fn list_identities(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let identities = accounts::list_identities(&state, &caller.0).await?;
    let items: Vec<_> = identities.into_iter().map(|identity| view::identity(&state, identity)).collect();
    Ok(HttpResponse::Ok().json(Items { items }))
}

/// Disconnect a provider.
#[utoipa::path(tag = "me", operation_id = "delete_identity",
    params(("id" = String, Path, description = "The id of the connection")), responses(
    (status = 204, description = "Disconnected"),
    (status = 403, description = "`reauthentication_required`, `session_required`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`last_sign_in_method`"),
))]
#[delete("/me/identities/{id}")]
pub(super) async fn delete_identity(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    accounts::delete_identity(&state, &caller.0, id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// One's API tokens, the newest first.
#[utoipa::path(tag = "me", operation_id = "list_tokens", responses(
    (status = 200, body = Items<TokenView>),
    (status = 403, description = "`session_required`"),
))]
#[get("/me/tokens")]
pub(super) async fn list_tokens(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let tokens = accounts::list_tokens(&state, &caller.0).await?;
    let items: Vec<_> = tokens.into_iter().map(view::token).collect();
    Ok(HttpResponse::Ok().json(Items { items }))
}

/// Make an API token. The answer holds its secret, which is shown this once; so a repeated call makes another token.
#[utoipa::path(tag = "me", operation_id = "create_token", request_body = TokenRequest, responses(
    (status = 201, body = NewTokenView),
    (status = 403, description = "`reauthentication_required`, `session_required`"),
))]
#[post("/me/tokens")]
pub(super) async fn create_token(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<TokenRequest>,
) -> Result<HttpResponse, ApiError> {
    let fields = request.parse().map_err(ApiError::invalid)?;
    let made = accounts::create_token(&state, &caller.0, fields).await?;
    Ok(HttpResponse::Created().json(NewTokenView { token: view::token(made.token), secret: made.secret }))
}

/// Remove an API token. It is good for nothing from then on.
#[utoipa::path(tag = "me", operation_id = "delete_token",
    params(("id" = String, Path, description = "The id of the token")), responses(
    (status = 204, description = "Removed"),
    (status = 403, description = "`session_required`"),
    (status = 404, description = "`not_found`"),
))]
#[delete("/me/tokens/{id}")]
pub(super) async fn delete_token(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    accounts::delete_token(&state, &caller.0, id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}
