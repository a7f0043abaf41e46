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

/// Prove again who one is, by the password.
///
/// Asked for before what is dangerous: operations with `x-reauthentication` take a proof of the last ten minutes. Signing
/// in is one too. Wrong passwords have to wait as they do when signing in.
#[utoipa::path(tag = "session", operation_id = "reauthenticate", request_body = ReauthenticateRequest, responses(
    (status = 204, description = "Proved"),
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

/// Set another password.
///
/// All other sessions end. An account without a password (its owner signs in at a provider) gets one by a proof of the last
/// ten minutes instead of `current_password`.
#[utoipa::path(tag = "accounts", operation_id = "change_password", request_body = ChangePasswordRequest, responses(
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

/// Ask for a link that gives the account another address.
///
/// It is mailed to the new address, and the one before is told. Nothing changes until the link is used. The answer is the
/// same where somebody else has the address.
#[utoipa::path(tag = "accounts", operation_id = "change_email", request_body = EmailRequest, responses(
    (status = 202, description = "Look into the mail of the new address"),
    (status = 403, description = "`reauthentication_required`"),
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
///
/// Each with its device as its browser named itself, when it began and when it was last used.
#[utoipa::path(tag = "session", operation_id = "list_sessions", responses(
    (status = 200, body = Items<SessionInfo>),
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
///
/// Access tokens of that session are refused at once, on every process.
#[utoipa::path(tag = "session", operation_id = "end_session",
    params(("id" = String, Path, description = "The id of the session")), responses(
    (status = 204, description = "Ended"),
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
///
/// With `keep_current` the calling session goes on. API tokens stay; they are removed one by one.
#[utoipa::path(tag = "session", operation_id = "end_sessions", request_body = LogoutAllRequest, responses(
    (status = 204, description = "Ended"),
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
///
/// With when each was last used.
#[utoipa::path(tag = "me", operation_id = "list_identities", responses(
    (status = 200, body = Items<IdentityView>),
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
///
/// Refused where nobody could sign in to the account any more (`last_sign_in_method`): set a password first.
#[utoipa::path(tag = "me", operation_id = "delete_identity",
    params(("id" = String, Path, description = "The id of the connection")), responses(
    (status = 204, description = "Disconnected"),
    (status = 403, description = "`reauthentication_required`"),
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
///
/// With scopes, the first characters, and when each was last used and runs out; never with the secret.
#[utoipa::path(tag = "tokens", operation_id = "list_tokens", responses(
    (status = 200, body = Items<TokenView>),
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

/// Make an API token.
///
/// The answer holds its secret, which is shown this once. So there is no `Idempotency-Key`: a repeated call makes another
/// token. A token acts as its owner, within its scopes, until it runs out (366 days at most), is removed, or the account is
/// switched off or gets its password reset.
#[utoipa::path(tag = "tokens", operation_id = "create_token", request_body = TokenRequest, responses(
    (status = 201, body = NewTokenView),
    (status = 403, description = "`reauthentication_required`"),
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

/// Remove an API token.
///
/// It is good for nothing from then on, on every process, and streams of events by it end.
#[utoipa::path(tag = "tokens", operation_id = "delete_token",
    params(("id" = String, Path, description = "The id of the token")), responses(
    (status = 204, description = "Removed"),
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
