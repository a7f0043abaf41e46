//! Teams, queues, canned replies, settings.

use super::authentication::Authenticated;
use super::body::Json;
use super::etag::{self, IfMatch};
use super::idempotency::{Answer, IdempotencyKey, once};
use super::path::id;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::view;
use crate::app::{canned_replies, desk, settings};
use crate::state::AppState;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, get, post, put};
use domain::settings::Settings;
use dto::catalogue::Items;
use dto::desk::{CannedReplyRequest, CannedReplyView, QueueRequest, QueueView, SettingsRequest, TeamRequest, TeamView};

/// The teams, with their members and how many tickets they have.
///
/// For staff.
#[utoipa::path(tag = "desk", operation_id = "list_teams", responses(
    (status = 200, body = Items<TeamView>),
    (status = 403, description = "`forbidden`"),
))]
#[get("/teams")]
pub(super) async fn list_teams(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(view::teams(desk::list_teams(&state, caller.actor()).await?)))
}

/// Make a team.
///
/// For admins.
#[utoipa::path(tag = "desk", operation_id = "create_team", request_body = TeamRequest, params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters that name this call: sent again with the same body within 24 hours, it gives the first answer again")), responses(
    (status = 201, body = TeamView),
    (status = 403, description = "`forbidden`"),
    (status = 409, description = "`name_taken`"),
))]
#[post("/teams")]
pub(super) async fn create_team(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<TeamRequest>,
    key: IdempotencyKey,
) -> Result<HttpResponse, ApiError> {
    let fields = request.parse().map_err(ApiError::invalid)?;
    let work = desk::put_team(&state, caller.actor(), None, fields);
    once(&state, caller.actor().id, key, work, |team| Answer::json(StatusCode::CREATED, &view::team(team, 0))).await
}

/// Make a team what the request says.
///
/// `members` are all of them: who is not named is no member any more, and stops seeing tickets of restricted queues that
/// only this team serves. For admins.
#[utoipa::path(tag = "desk", operation_id = "put_team", request_body = TeamRequest,
    params(("id" = String, Path, description = "The id of the team")), responses(
    (status = 204, description = "Done"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`name_taken`"),
))]
#[put("/teams/{id}")]
pub(super) async fn put_team(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<TeamRequest>,
) -> Result<HttpResponse, ApiError> {
    let fields = request.parse().map_err(ApiError::invalid)?;
    let work = desk::put_team(&state, caller.actor(), Some(id(&path)?), fields);
    state.run(work).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The queues, with the teams that serve them.
///
/// All of them, also those whose tickets the caller does not see: tickets can be handed on to any. For staff.
#[utoipa::path(tag = "desk", operation_id = "list_queues", responses(
    (status = 200, body = Items<QueueView>),
    (status = 403, description = "`forbidden`"),
))]
#[get("/queues")]
pub(super) async fn list_queues(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let queues = desk::list_queues(&state, caller.actor()).await?;
    Ok(HttpResponse::Ok().json(Items { items: queues.into_iter().map(view::queue).collect::<Vec<_>>() }))
}

/// Make a queue.
///
/// The tickets of a restricted one are seen by the teams that serve it and by admins. For admins.
#[utoipa::path(tag = "desk", operation_id = "create_queue", request_body = QueueRequest, params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters that name this call: sent again with the same body within 24 hours, it gives the first answer again")), responses(
    (status = 201, body = QueueView),
    (status = 403, description = "`forbidden`"),
    (status = 409, description = "`name_taken`"),
))]
#[post("/queues")]
pub(super) async fn create_queue(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<QueueRequest>,
    key: IdempotencyKey,
) -> Result<HttpResponse, ApiError> {
    let fields = request.parse().map_err(ApiError::invalid)?;
    let work = desk::put_queue(&state, caller.actor(), None, fields);
    once(&state, caller.actor().id, key, work, |queue| Answer::json(StatusCode::CREATED, &view::queue(queue))).await
}

/// Make a queue what the request says.
///
/// Restricting a queue takes its tickets out of the sight of all other agents at once, unless they are requester or
/// participant. For admins.
#[utoipa::path(tag = "desk", operation_id = "put_queue", request_body = QueueRequest,
    params(("id" = String, Path, description = "The id of the queue")), responses(
    (status = 204, description = "Done"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`name_taken`"),
))]
#[put("/queues/{id}")]
pub(super) async fn put_queue(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<QueueRequest>,
) -> Result<HttpResponse, ApiError> {
    let fields = request.parse().map_err(ApiError::invalid)?;
    let work = desk::put_queue(&state, caller.actor(), Some(id(&path)?), fields);
    state.run(work).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The canned replies that the caller can use.
///
/// Everybody's and their own. For staff.
#[utoipa::path(tag = "desk", operation_id = "list_canned_replies", responses(
    (status = 200, body = Items<CannedReplyView>),
    (status = 403, description = "`forbidden`"),
))]
#[get("/canned-replies")]
pub(super) async fn list_canned_replies(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let replies = canned_replies::list(&state, caller.actor()).await?;
    Ok(HttpResponse::Ok().json(Items { items: replies.into_iter().map(view::canned_reply).collect::<Vec<_>>() }))
}

/// Write a canned reply.
///
/// One's own, or (admins) everybody's, by `shared`. For staff.
#[utoipa::path(tag = "desk", operation_id = "create_canned_reply", request_body = CannedReplyRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters that name this call: sent again with the same body within 24 hours, it gives the first answer again")), responses(
    (status = 201, body = CannedReplyView),
    (status = 403, description = "`forbidden`"),
))]
#[post("/canned-replies")]
pub(super) async fn create_canned_reply(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<CannedReplyRequest>,
    key: IdempotencyKey,
) -> Result<HttpResponse, ApiError> {
    let fields = request.parse().map_err(ApiError::invalid)?;
    let work = canned_replies::create(&state, caller.actor(), fields);
    let answer = |reply| Answer::json(StatusCode::CREATED, &view::canned_reply(reply));
    once(&state, caller.actor().id, key, work, answer).await
}

/// Change a canned reply.
///
/// One's own, or (admins) everybody's. For staff.
#[utoipa::path(tag = "desk", operation_id = "put_canned_reply", request_body = CannedReplyRequest,
    params(("id" = String, Path, description = "The id of the canned reply")), responses(
    (status = 200, body = CannedReplyView),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[put("/canned-replies/{id}")]
pub(super) async fn put_canned_reply(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<CannedReplyRequest>,
) -> Result<HttpResponse, ApiError> {
    let fields = request.parse().map_err(ApiError::invalid)?;
    let changed = canned_replies::update(&state, caller.actor(), id(&path)?, fields).await?;
    Ok(HttpResponse::Ok().json(view::canned_reply(changed)))
}

/// Throw a canned reply away.
///
/// One's own, or (admins) everybody's. What was sent by it stays. For staff.
#[utoipa::path(tag = "desk", operation_id = "delete_canned_reply",
    params(("id" = String, Path, description = "The id of the canned reply")), responses(
    (status = 204, description = "Gone"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[delete("/canned-replies/{id}")]
pub(super) async fn delete_canned_reply(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    canned_replies::remove(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The settings that admins can change.
///
/// For admins.
#[utoipa::path(tag = "administration", operation_id = "get_settings", responses(
    (status = 200, body = Settings, headers(("ETag" = String, description = "Their version"))),
    (status = 403, description = "`forbidden`"),
))]
#[get("/admin/settings")]
pub(super) async fn get_settings(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let stored = settings::show(&state, caller.actor()).await?;
    Ok(HttpResponse::Ok().insert_header(etag::of(stored.version)).json(stored.settings))
}

/// Change the settings.
///
/// All of them are given. They hold at once, on every process, also for tickets that are there. For admins.
#[utoipa::path(tag = "administration", operation_id = "put_settings", request_body = SettingsRequest, params(("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused with what was missed")), responses(
    (status = 200, body = Settings, headers(("ETag" = String, description = "Their version"))),
    (status = 403, description = "`forbidden`"),
))]
#[put("/admin/settings")]
pub(super) async fn put_settings(
    state: Data<AppState>,
    caller: Authenticated,
    seen: IfMatch,
    _: Query<NoParameters>,
    Json(request): Json<SettingsRequest>,
) -> Result<HttpResponse, ApiError> {
    let new = request.parse().map_err(ApiError::invalid)?;
    let stored = settings::change(&state, caller.actor(), seen.0, new).await?;
    Ok(HttpResponse::Ok().insert_header(etag::of(stored.version)).json(stored.settings))
}
