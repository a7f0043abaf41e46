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

/// The tickets that the caller may see.
///
/// Customers see what they asked and what they read along in, staff all tickets but those of restricted queues that none of
/// their teams serves. Staff and customers get different rows; with `mine=true` staff get those of customers.
///
/// Filters of one name are separated by commas, and one of them has to hold; filters of different names all have to. Walked
/// by `next`, which is bound to query and order. Filters by how staff sort tickets are refused to customers (403).
#[utoipa::path(tag = "tickets", operation_id = "list_tickets", params(TicketListQuery), responses(
    (status = 200, body = TicketPage),
    (status = 400, description = "`invalid_cursor`"),
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

/// Ask for help.
///
/// It begins as `open`, in the queue of its category. Requester, participants and those who serve the queue are told, but
/// not the caller. Staff may ask on behalf of somebody else, name tags, and let people read along who have no account yet.
/// A closed ticket is followed up by `follow_up_of`.
#[utoipa::path(tag = "tickets", operation_id = "create_ticket", request_body = NewTicketRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters that name this call: sent again with the same body within 24 hours, it gives the first answer again")), responses(
    (status = 201, body = TicketView, headers(
        ("Location" = String, description = "Where the ticket is"),
        ("ETag" = String, description = "Its version"),
    )),
    (status = 403, description = "`forbidden`"),
    (status = 409, description = "`not_closed` for a follow-up, `request_in_progress`"),
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
///
/// The newest 50 entries that the caller may see, the oldest first, and `previous`, which leads backwards through `GET
/// /tickets/{id}/comments`. The `ETag` is the version of the ticket. What is said under it can change without it, so it is
/// no good for caching.
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
///
/// Subject and description are the requester's and an admin's, until the ticket is resolved; everything else is staff's. A
/// status goes by `allowed_transitions`, and resolving needs `resolution_text`, leaving resolved or closed `reason`.
///
/// Absent leaves a field, null takes it away where it can be. Naming what is so already changes nothing: no new version, no
/// event. Whoever a change concerns is told: the requester of a status and of a resolution, an agent of being assigned.
#[utoipa::path(tag = "tickets", operation_id = "update_ticket", request_body = UpdateTicketRequest,
    params(("id" = String, Path, description = "The id or the running number"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused with what was missed")), responses(
    (status = 200, body = TicketView, headers(("ETag" = String, description = "Its version"))),
    (status = 403, description = "`forbidden`, `step_not_permitted`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`invalid_transition`, `ticket_closed`, `ticket_settled`, `ticket_merged`"),
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

/// Delete a ticket for good.
///
/// With its comments, files, history and all that was kept of its mails. Nothing brings it back. Mails that were sent do
/// not come back either. For admins.
#[utoipa::path(tag = "tickets", operation_id = "delete_ticket",
    params(("id" = String, Path, description = "The id or the running number")), responses(
    (status = 204, description = "Gone"),
    (status = 403, description = "`forbidden`, `reauthentication_required`"),
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
