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

/// A part of the conversation.
///
/// Comments and events that the caller may see, the oldest first. Without a cursor the newest 50; `previous` leads
/// backwards.
#[utoipa::path(tag = "conversation", operation_id = "list_comments",
    params(("id" = String, Path, description = "The id or the running number"), PartParameters), responses(
    (status = 200, body = Conversation),
    (status = 400, description = "`invalid_cursor`"),
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

/// Write a public reply, or (staff) an internal note.
///
/// `visibility` has no default. A public reply is read by everybody on the ticket, and they are told; a note is read by
/// staff alone, and changes nothing that a customer can observe. The requester's reply takes a waiting ticket back into
/// work, and asks for a resolved one to be taken up again.
///
/// With `last_seen_event` nothing is stored where something came in since (`conversation_moved`). With `hold_seconds` (to
/// 30) it can be taken back meanwhile. `status` sets a status along with it, for steps that need no further text.
#[utoipa::path(tag = "conversation", operation_id = "create_comment", request_body = NewCommentRequest,
    params(("id" = String, Path, description = "The id or the running number"), ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters that name this call: sent again with the same body within 24 hours, it gives the first answer again")), responses(
    (status = 201, body = CommentCreated),
    (status = 403, description = "`forbidden`, `step_not_permitted`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`conversation_moved`, `invalid_transition`, `ticket_closed`, `ticket_merged`"),
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

/// Put a comment of one's own differently.
///
/// Within five minutes of writing it; the comment says that it was edited. Nobody is told again.
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

/// Show an internal note to everybody on its ticket.
///
/// A public copy of it, with its files, comes at the end of the conversation, and its readers are told as of any reply. The
/// note itself stays internal. `recipients` has to name exactly those who would read it. For admins.
#[utoipa::path(tag = "conversation", operation_id = "publish_note", request_body = PublishRequest,
    params(("id" = String, Path, description = "The id of the note")), responses(
    (status = 201, body = CommentCreated),
    (status = 403, description = "`forbidden`, `reauthentication_required`"),
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

/// Take the words of a comment away, and with `files` its files.
///
/// What stays says who did it and when; copies of the comment lose their words too, and nothing else keeps them. Mails that
/// were sent do not come back. Doing it again changes nothing. For admins.
#[utoipa::path(tag = "conversation", operation_id = "redact_comment", request_body = RedactRequest,
    params(("id" = String, Path, description = "The id of the comment")), responses(
    (status = 200, body = CommentCreated),
    (status = 403, description = "`forbidden`, `reauthentication_required`"),
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

/// Take a held reply or note back.
///
/// Its text is a draft again, with its files. For its author alone.
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
///
/// Walked by `next`. Customers do not see assignment, priority or category changes, nor notes.
#[utoipa::path(tag = "conversation", operation_id = "get_history",
    params(("id" = String, Path, description = "The id or the running number"), PartParameters), responses(
    (status = 200, body = History),
    (status = 400, description = "`invalid_cursor`"),
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
///
/// Stores nothing. The HTML is sanitised and the same that `body_html` of a comment would be.
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
