//! Tickets, their conversation and history.

use super::authentication::Authenticated;
use super::body::Json;
use super::etag::{self, IfMatch};
use super::problem::ApiError;
use super::query::{NoParameters, PartParameters, Query};
use super::view;
use crate::app::tickets::{self, Change, Shown};
use crate::state::AppState;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get, patch, post};
use domain::id::TicketRef;
use dto::paths;
use dto::problem::{Code, Problem};
use dto::ticket::{
    CloseTicketRequest, CommentCreated, Conversation, History, NewCommentRequest, NewTicketRequest,
    ReopenTicketRequest, TicketDetail, TicketListQuery, TicketPage, TicketView, UpdateTicketRequest,
};

/// The tickets that the caller may see: their own, or for staff all.
#[utoipa::path(tag = "tickets", operation_id = "list_tickets", params(TicketListQuery), responses(
    (status = 200, body = TicketPage),
    (status = 400, body = Problem, content_type = "application/problem+json", description = "`validation_failed`, `invalid_cursor`"),
    (status = 401, body = Problem, content_type = "application/problem+json", description = "`unauthenticated`, `token_expired`"),
    (status = 403, body = Problem, content_type = "application/problem+json", description = "`forbidden`"),
))]
#[get("/tickets")]
pub(super) async fn list_tickets(
    state: Data<AppState>,
    caller: Authenticated,
    Query(query): Query<TicketListQuery>,
) -> Result<HttpResponse, ApiError> {
    let request = query.parse(caller.actor().id).map_err(ApiError::invalid)?;
    let listed = tickets::list(&state, caller.actor(), request).await?;
    Ok(HttpResponse::Ok().json(view::page(listed)?))
}

/// Ask for help; staff may do so on behalf of somebody else.
#[utoipa::path(tag = "tickets", operation_id = "create_ticket", request_body = NewTicketRequest, responses(
    (status = 201, body = TicketView, headers(
        ("Location" = String, description = "Where the ticket is"),
        ("ETag" = String, description = "Its version"),
    )),
    (status = 400, body = Problem, content_type = "application/problem+json", description = "`malformed_json`, `validation_failed`"),
    (status = 401, body = Problem, content_type = "application/problem+json", description = "`unauthenticated`, `token_expired`"),
    (status = 403, body = Problem, content_type = "application/problem+json", description = "`forbidden`"),
    (status = 413, body = Problem, content_type = "application/problem+json", description = "`payload_too_large`"),
    (status = 415, body = Problem, content_type = "application/problem+json", description = "`unsupported_media_type`"),
))]
#[post("/tickets")]
pub(super) async fn create_ticket(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<NewTicketRequest>,
) -> Result<HttpResponse, ApiError> {
    let fields = request.parse().map_err(ApiError::invalid)?;
    let shown = tickets::create(&state, caller.actor(), fields).await?;
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, paths::ticket(shown.ticket.number)))
        .insert_header(etag::of(shown.ticket.version))
        .json(view::ticket(shown)?))
}

/// A ticket with the newest part of its conversation.
#[utoipa::path(tag = "tickets", operation_id = "get_ticket", params(("id" = String, Path, description = "The id or the running number")), responses(
    (status = 200, body = TicketDetail, headers(("ETag" = String, description = "Its version"))),
    (status = 400, body = Problem, content_type = "application/problem+json", description = "`validation_failed`"),
    (status = 401, body = Problem, content_type = "application/problem+json", description = "`unauthenticated`, `token_expired`"),
    (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
))]
#[get("/tickets/{id}")]
pub(super) async fn get_ticket(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let (shown, conversation) = tickets::show(&state, caller.actor(), reference(&path)?).await?;
    let version = etag::of(shown.ticket.version);
    Ok(HttpResponse::Ok().insert_header(version).json(view::detail(shown, conversation)?))
}

/// Change fields of a ticket, all of them or none.
#[utoipa::path(tag = "tickets", operation_id = "update_ticket", request_body = UpdateTicketRequest,
    params(("id" = String, Path, description = "The id or the running number"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused with what was missed")), responses(
    (status = 200, body = TicketView, headers(("ETag" = String, description = "Its version"))),
    (status = 400, body = Problem, content_type = "application/problem+json", description = "`malformed_json`, `validation_failed`, `invalid_if_match`"),
    (status = 401, body = Problem, content_type = "application/problem+json", description = "`unauthenticated`, `token_expired`"),
    (status = 403, body = Problem, content_type = "application/problem+json", description = "`forbidden`, `step_not_permitted`"),
    (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
    (status = 409, body = Problem, content_type = "application/problem+json", description = "`invalid_transition`, `ticket_closed`, `ticket_settled`"),
    (status = 412, body = Problem, content_type = "application/problem+json", description = "`stale_version`"),
    (status = 413, body = Problem, content_type = "application/problem+json", description = "`payload_too_large`"),
    (status = 415, body = Problem, content_type = "application/problem+json", description = "`unsupported_media_type`"),
))]
#[patch("/tickets/{id}")]
pub(super) async fn update_ticket(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    seen: IfMatch,
    _: Query<NoParameters>,
    Json(request): Json<UpdateTicketRequest>,
) -> Result<HttpResponse, ApiError> {
    let patch = request.parse().map_err(ApiError::invalid)?;
    changed(tickets::update(&state, change(&caller, &path, &seen)?, patch).await?)
}

/// Make oneself the assignee; an open ticket is in progress then. For staff.
#[utoipa::path(tag = "tickets", operation_id = "take_ticket", params(("id" = String, Path, description = "The id or the running number"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused with what was missed")), responses(
    (status = 200, body = TicketView, headers(("ETag" = String, description = "Its version"))),
    (status = 400, body = Problem, content_type = "application/problem+json", description = "`validation_failed`, `invalid_if_match`"),
    (status = 401, body = Problem, content_type = "application/problem+json", description = "`unauthenticated`, `token_expired`"),
    (status = 403, body = Problem, content_type = "application/problem+json", description = "`forbidden`"),
    (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
    (status = 409, body = Problem, content_type = "application/problem+json", description = "`already_assigned`, `ticket_closed`"),
    (status = 412, body = Problem, content_type = "application/problem+json", description = "`stale_version`"),
))]
#[post("/tickets/{id}/take")]
pub(super) async fn take_ticket(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    seen: IfMatch,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    changed(tickets::take(&state, change(&caller, &path, &seen)?).await?)
}

/// Close a ticket. A resolved one keeps its resolution where no other text is given. For staff.
#[utoipa::path(tag = "tickets", operation_id = "close_ticket", request_body = CloseTicketRequest,
    params(("id" = String, Path, description = "The id or the running number"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused with what was missed")), responses(
    (status = 200, body = TicketView, headers(("ETag" = String, description = "Its version"))),
    (status = 400, body = Problem, content_type = "application/problem+json", description = "`malformed_json`, `validation_failed`, `invalid_if_match`"),
    (status = 401, body = Problem, content_type = "application/problem+json", description = "`unauthenticated`, `token_expired`"),
    (status = 403, body = Problem, content_type = "application/problem+json", description = "`forbidden`"),
    (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
    (status = 409, body = Problem, content_type = "application/problem+json", description = "`invalid_transition`, `ticket_closed`"),
    (status = 412, body = Problem, content_type = "application/problem+json", description = "`stale_version`"),
    (status = 413, body = Problem, content_type = "application/problem+json", description = "`payload_too_large`"),
    (status = 415, body = Problem, content_type = "application/problem+json", description = "`unsupported_media_type`"),
))]
#[post("/tickets/{id}/close")]
pub(super) async fn close_ticket(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    seen: IfMatch,
    _: Query<NoParameters>,
    Json(request): Json<CloseTicketRequest>,
) -> Result<HttpResponse, ApiError> {
    let resolution = request.parse().map_err(ApiError::invalid)?;
    changed(tickets::close(&state, change(&caller, &path, &seen)?, resolution).await?)
}

/// Take up a resolved ticket again (staff), or a closed one (admins).
#[utoipa::path(tag = "tickets", operation_id = "reopen_ticket", request_body = ReopenTicketRequest,
    params(("id" = String, Path, description = "The id or the running number"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused with what was missed")), responses(
    (status = 200, body = TicketView, headers(("ETag" = String, description = "Its version"))),
    (status = 400, body = Problem, content_type = "application/problem+json", description = "`malformed_json`, `validation_failed`, `invalid_if_match`"),
    (status = 401, body = Problem, content_type = "application/problem+json", description = "`unauthenticated`, `token_expired`"),
    (status = 403, body = Problem, content_type = "application/problem+json", description = "`forbidden`, `step_not_permitted`"),
    (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
    (status = 409, body = Problem, content_type = "application/problem+json", description = "`invalid_transition`, `ticket_closed`"),
    (status = 412, body = Problem, content_type = "application/problem+json", description = "`stale_version`"),
    (status = 413, body = Problem, content_type = "application/problem+json", description = "`payload_too_large`"),
    (status = 415, body = Problem, content_type = "application/problem+json", description = "`unsupported_media_type`"),
))]
#[post("/tickets/{id}/reopen")]
pub(super) async fn reopen_ticket(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    seen: IfMatch,
    _: Query<NoParameters>,
    Json(request): Json<ReopenTicketRequest>,
) -> Result<HttpResponse, ApiError> {
    let reason = request.parse().map_err(ApiError::invalid)?;
    changed(tickets::reopen(&state, change(&caller, &path, &seen)?, reason).await?)
}

/// A part of the conversation: comments and events that the caller may see, oldest first. Without a cursor the newest.
#[utoipa::path(tag = "conversation", operation_id = "list_comments",
    params(("id" = String, Path, description = "The id or the running number"), PartParameters), responses(
    (status = 200, body = Conversation),
    (status = 400, body = Problem, content_type = "application/problem+json", description = "`validation_failed`, `invalid_cursor`"),
    (status = 401, body = Problem, content_type = "application/problem+json", description = "`unauthenticated`, `token_expired`"),
    (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
))]
#[get("/tickets/{id}/comments")]
pub(super) async fn list_comments(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    Query(part): Query<PartParameters>,
) -> Result<HttpResponse, ApiError> {
    let shown = tickets::earlier(&state, caller.actor(), reference(&path)?, part.cursor.as_deref()).await?;
    Ok(HttpResponse::Ok().json(view::conversation(shown)?))
}

/// Write a public reply, or (staff) an internal note. The requester's reply takes a waiting ticket back into work and
/// a resolved one up again.
#[utoipa::path(tag = "conversation", operation_id = "create_comment", request_body = NewCommentRequest,
    params(("id" = String, Path, description = "The id or the running number")), responses(
    (status = 201, body = CommentCreated),
    (status = 400, body = Problem, content_type = "application/problem+json", description = "`malformed_json`, `validation_failed`"),
    (status = 401, body = Problem, content_type = "application/problem+json", description = "`unauthenticated`, `token_expired`"),
    (status = 403, body = Problem, content_type = "application/problem+json", description = "`forbidden`, `step_not_permitted`"),
    (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
    (status = 409, body = Problem, content_type = "application/problem+json", description = "`invalid_transition`, `ticket_closed`"),
    (status = 413, body = Problem, content_type = "application/problem+json", description = "`payload_too_large`"),
    (status = 415, body = Problem, content_type = "application/problem+json", description = "`unsupported_media_type`"),
))]
#[post("/tickets/{id}/comments")]
pub(super) async fn create_comment(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<NewCommentRequest>,
) -> Result<HttpResponse, ApiError> {
    let fields = request.parse().map_err(ApiError::invalid)?;
    let done = tickets::comment(&state, caller.actor(), reference(&path)?, fields).await?;
    Ok(HttpResponse::Created().json(view::commented(done)?))
}

/// What happened to a ticket, from the beginning.
#[utoipa::path(tag = "conversation", operation_id = "get_history",
    params(("id" = String, Path, description = "The id or the running number"), PartParameters), responses(
    (status = 200, body = History),
    (status = 400, body = Problem, content_type = "application/problem+json", description = "`validation_failed`, `invalid_cursor`"),
    (status = 401, body = Problem, content_type = "application/problem+json", description = "`unauthenticated`, `token_expired`"),
    (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
))]
#[get("/tickets/{id}/history")]
pub(super) async fn get_history(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    Query(part): Query<PartParameters>,
) -> Result<HttpResponse, ApiError> {
    let shown = tickets::history(&state, caller.actor(), reference(&path)?, part.cursor.as_deref()).await?;
    Ok(HttpResponse::Ok().json(view::history(shown)?))
}

/// What is neither an id nor a number names no ticket.
fn reference(path: &str) -> Result<TicketRef, ApiError> {
    path.parse().map_err(|_| ApiError::new(Code::NotFound))
}

fn change(caller: &Authenticated, path: &str, seen: &IfMatch) -> Result<Change, ApiError> {
    Ok(Change { actor: caller.actor(), ticket: reference(path)?, seen: seen.0 })
}

fn changed(shown: Shown) -> Result<HttpResponse, ApiError> {
    let version = etag::of(shown.ticket.version);
    Ok(HttpResponse::Ok().insert_header(version).json(view::ticket(shown)?))
}
