//! Tickets: listed, made, shown, changed.

use super::authentication::Authenticated;
use super::body::Json;
use super::etag::{self, IfMatch};
use super::idempotency::{Answer, IdempotencyKey, once};
use super::path::{change, changed, reference};
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::view;
use crate::app::AppError;
use crate::app::tickets::{self, Shown};
use crate::state::AppState;
use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, get, patch, post};
use dto::paths;
use dto::ticket::{NewTicketRequest, TicketDetail, TicketListQuery, TicketPage, TicketView, UpdateTicketRequest};

/// The tickets that the caller may see: their own, or for staff all.
#[utoipa::path(tag = "tickets", operation_id = "list_tickets", params(TicketListQuery), responses(
    (status = 200, body = TicketPage),
    (status = 400, description = "`validation_failed`, `invalid_cursor`"),
    (status = 403, description = "`forbidden`"),
))]
#[get("/tickets")]
pub(super) async fn list_tickets(
    state: Data<AppState>,
    caller: Authenticated,
    Query(query): Query<TicketListQuery>,
) -> Result<HttpResponse, ApiError> {
    let request = query.parse(caller.actor().id, state.clock.now()).map_err(ApiError::invalid)?;
    let listed = tickets::list(&state, caller.actor(), request).await?;
    Ok(HttpResponse::Ok().json(view::page(listed)?))
}

/// Ask for help; staff may do so on behalf of somebody else.
#[utoipa::path(tag = "tickets", operation_id = "create_ticket", request_body = NewTicketRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters that name this call: sent again with the same body within 24 hours, it gives the first answer again")), responses(
    (status = 201, body = TicketView, headers(
        ("Location" = String, description = "Where the ticket is"),
        ("ETag" = String, description = "Its version"),
    )),
    (status = 403, description = "`forbidden`"),
    (status = 409, description = "`not_closed` for a follow-up, `request_in_progress`"),
    (status = 422, description = "`idempotency_key_reused`"),
))]
#[post("/tickets")]
pub(super) async fn create_ticket(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<NewTicketRequest>,
    key: IdempotencyKey,
) -> Result<HttpResponse, ApiError> {
    let fields = request.parse().map_err(ApiError::invalid)?;
    once(&state, caller.actor().id, key, tickets::create(&state, caller.actor(), fields), created).await
}

/// The answer to a call that made a ticket.
pub(super) fn created(shown: Shown) -> Result<Answer, AppError> {
    let location = paths::ticket(shown.ticket.number);
    let version = etag::of(shown.ticket.version);
    let answer = Answer::json(StatusCode::CREATED, &view::ticket(shown)?)?;
    Ok(answer.with((header::LOCATION, location)).with(version))
}

/// A ticket with the newest part of its conversation.
#[utoipa::path(tag = "tickets", operation_id = "get_ticket", params(("id" = String, Path, description = "The id or the running number")), responses(
    (status = 200, body = TicketDetail, headers(("ETag" = String, description = "Its version"))),
    (status = 404, description = "`not_found`"),
))]
#[get("/tickets/{id}")]
pub(super) async fn get_ticket(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let detail = tickets::show(&state, caller.actor(), reference(&path)?).await?;
    let version = etag::of(detail.shown.ticket.version);
    Ok(HttpResponse::Ok().insert_header(version).json(view::detail(detail)?))
}

/// Change fields of a ticket, all of them or none.
#[utoipa::path(tag = "tickets", operation_id = "update_ticket", request_body = UpdateTicketRequest,
    params(("id" = String, Path, description = "The id or the running number"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused with what was missed")), responses(
    (status = 200, body = TicketView, headers(("ETag" = String, description = "Its version"))),
    (status = 400, description = "`malformed_json`, `validation_failed`, `invalid_if_match`"),
    (status = 403, description = "`forbidden`, `step_not_permitted`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`invalid_transition`, `ticket_closed`, `ticket_settled`, `ticket_merged`"),
    (status = 412, description = "`stale_version`"),
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

/// Delete a ticket for good, with its comments, files, history and all that was kept of its mails. Nothing brings it back. For
/// admins who have lately proved who they are.
#[utoipa::path(tag = "tickets", operation_id = "delete_ticket",
    params(("id" = String, Path, description = "The id or the running number")), responses(
    (status = 204, description = "Gone"),
    (status = 403, description = "`forbidden`, `reauthentication_required`, `session_required`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`legal_hold`"),
))]
#[delete("/tickets/{id}")]
pub(super) async fn delete_ticket(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    tickets::delete(&state, &caller.0, reference(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}
