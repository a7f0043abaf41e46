//! People, for admins.

use super::authentication::Authenticated;
use super::body::Json;
use super::idempotency::{Answer, IdempotencyKey, once};
use super::path::id;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::view;
use crate::app::{accounts, tickets};
use crate::state::AppState;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, get, patch, post};
use dto::handover::{HandoverRequest, HandoverView};
use dto::identity::{InviteRequest, UserPart, UserQuery, UserRequest, UserView};

/// People by name, 50 at a time.
///
/// Walked by `next`. For admins.
#[utoipa::path(tag = "users", operation_id = "list_users", params(UserQuery), responses(
    (status = 200, body = UserPart),
    (status = 400, description = "`invalid_cursor`"),
    (status = 403, description = "`forbidden`"),
))]
#[get("/admin/users")]
pub(super) async fn list_users(
    state: Data<AppState>,
    caller: Authenticated,
    Query(query): Query<UserQuery>,
) -> Result<HttpResponse, ApiError> {
    let (filter, cursor) = query.parse().map_err(ApiError::invalid)?;
    let users = accounts::list_users(&state, caller.actor(), filter, cursor.as_deref()).await?;
    let items = users.users.into_iter().map(view::user).collect();
    Ok(HttpResponse::Ok().json(UserPart { items, next: users.next }))
}

/// Invite somebody.
///
/// A mail with a link, good for three days, goes to the address; behind it they choose a password. For admins.
#[utoipa::path(tag = "users", operation_id = "invite_user", request_body = InviteRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters that name this call: sent again with the same body within 24 hours, it gives the first answer again")), responses(
    (status = 201, body = UserView),
    (status = 403, description = "`forbidden`, `reauthentication_required`"),
    (status = 409, description = "`email_taken`"),
))]
#[post("/admin/users")]
pub(super) async fn invite_user(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<InviteRequest>,
    key: IdempotencyKey,
) -> Result<HttpResponse, ApiError> {
    let invitation = request.parse().map_err(ApiError::invalid)?;
    let work = accounts::invite(&state, &caller.0, invitation);
    once(&state, caller.actor().id, key, work, |user| Answer::json(StatusCode::CREATED, &view::user(user))).await
}

/// Somebody.
///
/// For admins.
#[utoipa::path(tag = "users", operation_id = "get_user",
    params(("id" = String, Path, description = "The id of the person")), responses(
    (status = 200, body = UserView),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[get("/admin/users/{id}")]
pub(super) async fn get_user(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let user = accounts::show_user(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::Ok().json(view::user(user)))
}

/// Change what somebody may do, or whether they can sign in.
///
/// Holds at once and on every process. Switching somebody off ends their sessions and API tokens. With `hand_over_to` what
/// they work on goes to somebody else, by a job. For admins, and not for one's own account.
#[utoipa::path(tag = "users", operation_id = "change_user", request_body = UserRequest,
    params(("id" = String, Path, description = "The id of the person")), responses(
    (status = 200, body = UserView),
    (status = 403, description = "`forbidden`, `reauthentication_required`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`own_account`, `last_admin`, `account_erased`"),
))]
#[patch("/admin/users/{id}")]
pub(super) async fn change_user(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<UserRequest>,
) -> Result<HttpResponse, ApiError> {
    let (change, heir) = request.parse().map_err(ApiError::invalid)?;
    let user = accounts::change_user(&state, &caller.0, id(&path)?, change, heir).await?;
    Ok(HttpResponse::Ok().json(view::user(user)))
}

/// What somebody works on, and how far handing it over is.
///
/// How many tickets that are not settled, and the last handover. For admins.
#[utoipa::path(tag = "users", operation_id = "get_handover",
    params(("id" = String, Path, description = "The id of the person")), responses(
    (status = 200, body = HandoverView),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[get("/admin/users/{id}/handover")]
pub(super) async fn get_handover(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let shown = tickets::show_handover(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::Ok().json(view::handover(shown)?))
}

/// Hand all tickets that somebody works on over.
///
/// Those that are not settled, to another agent, to a team or to nobody. A job does it, some at a time; each ticket changes
/// as by hand, with history and notices. Where that runs already, the rest goes where is said now. For admins.
#[utoipa::path(tag = "users", operation_id = "hand_over", request_body = HandoverRequest,
    params(("id" = String, Path, description = "The id of the person")), responses(
    (status = 202, body = HandoverView),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[post("/admin/users/{id}/handover")]
pub(super) async fn hand_over(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<HandoverRequest>,
) -> Result<HttpResponse, ApiError> {
    let heir = request.parse().map_err(ApiError::invalid)?;
    let begun = tickets::hand_over(&state, caller.actor(), id(&path)?, heir).await?;
    Ok(HttpResponse::Accepted().json(view::handover(begun)?))
}

/// Send an invitation once more.
///
/// The links before are good for nothing from then on. For admins.
#[utoipa::path(tag = "users", operation_id = "invite_again",
    params(("id" = String, Path, description = "The id of the person")), responses(
    (status = 204, description = "On its way"),
    (status = 403, description = "`forbidden`, `reauthentication_required`"),
    (status = 404, description = "`not_found`: also who has come in already"),
))]
#[post("/admin/users/{id}/invite")]
pub(super) async fn invite_again(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    accounts::invite_again(&state, &caller.0, id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Sign somebody out everywhere.
///
/// Their API tokens stay. For admins.
#[utoipa::path(tag = "users", operation_id = "sign_user_out",
    params(("id" = String, Path, description = "The id of the person")), responses(
    (status = 204, description = "Signed out"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[delete("/admin/users/{id}/sessions")]
pub(super) async fn sign_user_out(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    accounts::sign_user_out(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}
