//! What is said under a ticket, and its history.

use super::authentication::Authenticated;
use super::body::Json;
use super::idempotency::{Answer, IdempotencyKey, once};
use super::path::{id, reference};
use super::problem::ApiError;
use super::query::{NoParameters, PartParameters, Query};
use super::view;
use crate::app::tickets::{self, Commented};
use crate::state::AppState;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, get, patch, post};
use dto::ticket::{
    CommentCreated, Conversation, EditCommentRequest, History, NewCommentRequest, PreviewRequest, PreviewView,
    PublishRequest, RedactRequest,
};

/// A part of the conversation: comments and events that the caller may see, oldest first. Without a cursor the newest.
#[utoipa::path(tag = "conversation", operation_id = "list_comments",
    params(("id" = String, Path, description = "The id or the running number"), PartParameters), responses(
    (status = 200, body = Conversation),
    (status = 400, description = "`validation_failed`, `invalid_cursor`"),
    (status = 404, description = "`not_found`"),
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

/// Write a public reply, or (staff) an internal note. The requester's reply takes a waiting ticket back into work, and
/// asks for a resolved one to be taken up again. With `hold_seconds` it can be taken back for a while.
#[utoipa::path(tag = "conversation", operation_id = "create_comment", request_body = NewCommentRequest,
    params(("id" = String, Path, description = "The id or the running number"), ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters that name this call: sent again with the same body within 24 hours, it gives the first answer again")), responses(
    (status = 201, body = CommentCreated),
    (status = 400, description = "`malformed_json`, `validation_failed`, `invalid_idempotency_key`"),
    (status = 403, description = "`forbidden`, `step_not_permitted`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`conversation_moved`, `invalid_transition`, `ticket_closed`, `ticket_merged`, `request_in_progress`"),
    (status = 422, description = "`idempotency_key_reused`"),
))]
#[post("/tickets/{id}/comments")]
pub(super) async fn create_comment(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<NewCommentRequest>,
    key: IdempotencyKey,
) -> Result<HttpResponse, ApiError> {
    let fields = request.parse().map_err(ApiError::invalid)?;
    let held = fields.hold_seconds > 0;
    let work = tickets::comment(&state, caller.actor(), reference(&path)?, fields);
    let answer = |done: Commented| Answer::json(StatusCode::CREATED, &view::commented(done)?);
    let response = once(&state, caller.actor().id, key, work, answer).await;
    if held {
        state.held.notify_one();
    }
    response
}

/// Put a comment of one's own differently, within five minutes of writing it.
#[utoipa::path(tag = "conversation", operation_id = "edit_comment", request_body = EditCommentRequest,
    params(("id" = String, Path, description = "The id of the comment")), responses(
    (status = 200, body = CommentCreated),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`edit_window_over`, `ticket_closed`"),
))]
#[patch("/comments/{id}")]
pub(super) async fn edit_comment(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<EditCommentRequest>,
) -> Result<HttpResponse, ApiError> {
    let body = request.parse().map_err(ApiError::invalid)?;
    let done = tickets::edit_comment(&state, caller.actor(), id(&path)?, body).await?;
    Ok(HttpResponse::Ok().json(view::commented(done)?))
}

/// Show an internal note to everybody on its ticket: a public copy of it, with its files, comes at the end of the
/// conversation, and its readers are told as of any reply. The note itself stays internal. `recipients` has to name exactly
/// those who would read it. For admins who have lately proved who they are.
#[utoipa::path(tag = "conversation", operation_id = "publish_note", request_body = PublishRequest,
    params(("id" = String, Path, description = "The id of the note")), responses(
    (status = 201, body = CommentCreated),
    (status = 403, description = "`forbidden`, `reauthentication_required`, `session_required`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`ticket_closed`, `ticket_merged`"),
))]
#[post("/comments/{id}/publish")]
pub(super) async fn publish_note(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<PublishRequest>,
) -> Result<HttpResponse, ApiError> {
    let recipients = request.parse().map_err(ApiError::invalid)?;
    let done = tickets::publish(&state, &caller.0, id(&path)?, recipients).await?;
    Ok(HttpResponse::Created().json(view::commented(done)?))
}

/// Take the words of a comment away, and with `files` its files. What stays says who did it and when; copies of the comment
/// lose their words too, and nothing else keeps them. Mails that were sent do not come back. Doing it again changes nothing.
/// For admins who have lately proved who they are.
#[utoipa::path(tag = "conversation", operation_id = "redact_comment", request_body = RedactRequest,
    params(("id" = String, Path, description = "The id of the comment")), responses(
    (status = 200, body = CommentCreated),
    (status = 403, description = "`forbidden`, `reauthentication_required`, `session_required`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`legal_hold`"),
))]
#[post("/comments/{id}/redact")]
pub(super) async fn redact_comment(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<RedactRequest>,
) -> Result<HttpResponse, ApiError> {
    let done = tickets::redact(&state, &caller.0, id(&path)?, request.files).await?;
    Ok(HttpResponse::Ok().json(view::commented(done)?))
}

/// Take a held reply or note back. Its text is a draft again.
#[utoipa::path(tag = "conversation", operation_id = "take_back_comment",
    params(("id" = String, Path, description = "The id of the held comment")), responses(
    (status = 204, description = "Taken back"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`already_released`"),
))]
#[delete("/comments/{id}")]
pub(super) async fn take_back_comment(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    tickets::take_back(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What happened to a ticket, from the beginning.
#[utoipa::path(tag = "conversation", operation_id = "get_history",
    params(("id" = String, Path, description = "The id or the running number"), PartParameters), responses(
    (status = 200, body = History),
    (status = 400, description = "`validation_failed`, `invalid_cursor`"),
    (status = 404, description = "`not_found`"),
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

/// What a text looks like once it is sent.
#[utoipa::path(tag = "conversation", operation_id = "preview_markdown", request_body = PreviewRequest, responses(
    (status = 200, body = PreviewView),
))]
#[post("/markdown/preview")]
pub(super) async fn preview_markdown(
    state: Data<AppState>,
    _: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<PreviewRequest>,
) -> Result<HttpResponse, ApiError> {
    let body = request.parse().map_err(ApiError::invalid)?;
    let html = body.map(|body| state.markdown.html(body.as_str()).to_string()).unwrap_or_default();
    Ok(HttpResponse::Ok().json(PreviewView { html }))
}
