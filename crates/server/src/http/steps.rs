//! What can be done with a ticket as a whole.

use super::authentication::Authenticated;
use super::body::Json;
use super::etag::IfMatch;
use super::idempotency::{Answer, IdempotencyKey, once};
use super::path::{change, changed, reference};
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::tickets::created;
use super::{etag, view};
use crate::app::AppError;
use crate::app::tickets::{self, Shown};
use crate::state::AppState;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, post, put};
use domain::email::Email;
use domain::ticket::Outcome;
use dto::problem::Code;
use dto::ticket::{
    BulkRequest, BulkView, CloseTicketRequest, MergeRequest, ParticipantRequest, ReadRequest, ReopenTicketRequest,
    SplitRequest, TicketView,
};

/// Make oneself the assignee.
///
/// An open ticket is in progress then. One that somebody else has is reassigned by `PATCH` instead (`already_assigned`).
/// For staff.
#[utoipa::path(tag = "steps", operation_id = "take_ticket", params(("id" = String, Path, description = "The id or the running number"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused with what was missed")), responses(
    (status = 200, body = TicketView, headers(("ETag" = String, description = "Its version"))),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`already_assigned`, `ticket_closed`"),
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

/// Close a ticket.
///
/// A resolved one keeps its resolution where no other text is given; one that is not needs `resolution_text`. Requester and
/// participants are told. For staff.
#[utoipa::path(tag = "steps", operation_id = "close_ticket", request_body = CloseTicketRequest,
    params(("id" = String, Path, description = "The id or the running number"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused with what was missed")), responses(
    (status = 200, body = TicketView, headers(("ETag" = String, description = "Its version"))),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`invalid_transition`, `ticket_closed`, `ticket_merged`"),
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

/// Take up a ticket again.
///
/// A resolved one; a closed one only as an admin. `reason` stands in the history, and everybody on the ticket is told. For
/// staff.
#[utoipa::path(tag = "steps", operation_id = "reopen_ticket", request_body = ReopenTicketRequest,
    params(("id" = String, Path, description = "The id or the running number"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused with what was missed")), responses(
    (status = 200, body = TicketView, headers(("ETag" = String, description = "Its version"))),
    (status = 403, description = "`forbidden`, `step_not_permitted`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`invalid_transition`, `ticket_closed`, `ticket_merged`"),
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

/// The requester says that it is solved.
///
/// A resolved ticket is closed at once if the settings say so (200); otherwise staff see the request and are told (202).
/// For the requester alone; staff close it themselves.
#[utoipa::path(tag = "steps", operation_id = "request_closing", params(("id" = String, Path, description = "The id or the running number"), ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused with what was missed")), responses(
    (status = 200, body = TicketView, headers(("ETag" = String, description = "Its version"))),
    (status = 202, body = TicketView, headers(("ETag" = String, description = "Its version"))),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`ticket_closed`"),
))]
#[post("/tickets/{id}/close-request")]
pub(super) async fn request_closing(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    seen: IfMatch,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    requested(tickets::request_closing(&state, change(&caller, &path, &seen)?).await?)
}

/// The requester says that it is not solved.
///
/// A resolved ticket is taken up again at once if the settings say so (200); otherwise, and within some days after closing,
/// staff see the request and are told (202). Later a follow-up is the way: `POST /tickets` with `follow_up_of`. For the
/// requester alone.
#[utoipa::path(tag = "steps", operation_id = "request_reopening", request_body = ReopenTicketRequest,
    params(("id" = String, Path, description = "The id or the running number"), ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused with what was missed")), responses(
    (status = 200, body = TicketView, headers(("ETag" = String, description = "Its version"))),
    (status = 202, body = TicketView, headers(("ETag" = String, description = "Its version"))),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`invalid_transition`, `reopen_window_over`, `ticket_merged`"),
))]
#[post("/tickets/{id}/reopen-request")]
pub(super) async fn request_reopening(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    seen: IfMatch,
    _: Query<NoParameters>,
    Json(request): Json<ReopenTicketRequest>,
) -> Result<HttpResponse, ApiError> {
    let reason = request.parse().map_err(ApiError::invalid)?;
    requested(tickets::request_reopening(&state, change(&caller, &path, &seen)?, reason).await?)
}

fn requested((shown, outcome): (Shown, Outcome)) -> Result<HttpResponse, ApiError> {
    let version = etag::of(shown.ticket.version);
    let mut response = match outcome {
        Outcome::Done => HttpResponse::Ok(),
        Outcome::Recorded => HttpResponse::Accepted(),
    };
    Ok(response.insert_header(version).json(view::ticket(shown)?))
}

/// Say no to what the requester asked for.
///
/// The requester is told. For staff.
#[utoipa::path(tag = "steps", operation_id = "decline_request", params(("id" = String, Path, description = "The id or the running number"), ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused with what was missed")), responses(
    (status = 200, body = TicketView, headers(("ETag" = String, description = "Its version"))),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`nothing_requested`"),
))]
#[post("/tickets/{id}/decline-request")]
pub(super) async fn decline_request(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    seen: IfMatch,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    changed(tickets::decline_request(&state, change(&caller, &path, &seen)?).await?)
}

/// Let another ticket take this one up.
///
/// This one is closed, and its conversation stands in the other one from then on, for everybody who may see both. Its
/// requester reads the other one only with `add_requester`. `unmerge` undoes it exactly. For staff.
#[utoipa::path(tag = "steps", operation_id = "merge_ticket", request_body = MergeRequest,
    params(("id" = String, Path, description = "The id or the running number"), ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused with what was missed")), responses(
    (status = 200, body = TicketView, headers(("ETag" = String, description = "Its version"))),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`ticket_merged`, `ticket_closed`"),
))]
#[post("/tickets/{id}/merge")]
pub(super) async fn merge_ticket(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    seen: IfMatch,
    _: Query<NoParameters>,
    Json(request): Json<MergeRequest>,
) -> Result<HttpResponse, ApiError> {
    let fields = request.parse().map_err(ApiError::invalid)?;
    changed(tickets::merge(&state, change(&caller, &path, &seen)?, fields).await?)
}

/// Make a ticket that was taken up one of its own again.
///
/// In the status it had. For staff.
#[utoipa::path(tag = "steps", operation_id = "unmerge_ticket", params(("id" = String, Path, description = "The id or the running number"), ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused with what was missed")), responses(
    (status = 200, body = TicketView, headers(("ETag" = String, description = "Its version"))),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`not_merged`"),
))]
#[post("/tickets/{id}/unmerge")]
pub(super) async fn unmerge_ticket(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    seen: IfMatch,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    changed(tickets::unmerge(&state, change(&caller, &path, &seen)?).await?)
}

/// Begin a new ticket with copies of comments of this one.
///
/// Up to 100; notes stay notes. The text of the first public one is the description of the new ticket, so one of them has
/// to be public. The old ticket keeps them. For staff.
#[utoipa::path(tag = "steps", operation_id = "split_ticket", request_body = SplitRequest,
    params(("id" = String, Path, description = "The id or the running number"), ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused with what was missed"), ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters that name this call: sent again with the same body within 24 hours, it gives the first answer again")), responses(
    (status = 201, body = TicketView, headers(
        ("Location" = String, description = "Where the new ticket is"),
        ("ETag" = String, description = "Its version"),
    )),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[post("/tickets/{id}/split")]
pub(super) async fn split_ticket(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    seen: IfMatch,
    _: Query<NoParameters>,
    Json(request): Json<SplitRequest>,
    key: IdempotencyKey,
) -> Result<HttpResponse, ApiError> {
    let fields = request.parse().map_err(ApiError::invalid)?;
    let work = tickets::split(&state, change(&caller, &path, &seen)?, fields);
    once(&state, caller.actor().id, key, work, created).await
}

/// Change many tickets, or ask what would become of them.
///
/// Up to 200 tickets by id, or all that match a filter, 200 at a time by `cursor`. Each is a change of its own, with its
/// history and notices: what one is refused does not hold up the others, and the answer has a result for each. With
/// `dry_run` nothing changes. For staff.
#[utoipa::path(tag = "tickets", operation_id = "change_in_bulk", request_body = BulkRequest, responses(
    (status = 200, body = BulkView),
    (status = 400, description = "`invalid_cursor`"),
    (status = 403, description = "`forbidden`"),
))]
#[post("/tickets/bulk")]
pub(super) async fn change_in_bulk(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<BulkRequest>,
) -> Result<HttpResponse, ApiError> {
    let dry_run = request.dry_run;
    let fields = request.parse(caller.actor().id, state.clock.now()).map_err(ApiError::invalid)?;
    let results = tickets::bulk(&state, caller.actor(), fields).await?;
    Ok(HttpResponse::Ok().json(view::bulk(results, dry_run)))
}

/// Let somebody read along.
///
/// They see the ticket and its public comments, may comment, and are told. At most 20 for a ticket. The answer is the same
/// whether or not there is such an account: a customer's unknown address takes effect once it has one, staff make one that
/// waits for its owner. For the requester and staff.
#[utoipa::path(tag = "people", operation_id = "add_participant", request_body = ParticipantRequest,
    params(("id" = String, Path, description = "The id or the running number"), ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused with what was missed"), ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters that name this call: sent again with the same body within 24 hours, it gives the first answer again")), responses(
    (status = 201, body = TicketView, headers(("ETag" = String, description = "Its version"))),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[post("/tickets/{id}/participants")]
pub(super) async fn add_participant(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    seen: IfMatch,
    _: Query<NoParameters>,
    Json(request): Json<ParticipantRequest>,
    key: IdempotencyKey,
) -> Result<HttpResponse, ApiError> {
    let email = request.parse().map_err(ApiError::invalid)?;
    let work = tickets::add_participant(&state, change(&caller, &path, &seen)?, email);
    once(&state, caller.actor().id, key, work, participant_added).await
}

fn participant_added(shown: Shown) -> Result<Answer, AppError> {
    let version = etag::of(shown.ticket.version);
    Ok(Answer::json(StatusCode::CREATED, &view::ticket(shown)?)?.with(version))
}

/// Somebody no longer reads along.
///
/// Everybody can do so for themselves; the requester and staff for others.
#[utoipa::path(tag = "people", operation_id = "remove_participant",
    params(("id" = String, Path, description = "The id or the running number"), ("email" = String, Path, description = "Their address"), ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused with what was missed")), responses(
    (status = 204, description = "They no longer read along"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[delete("/tickets/{id}/participants/{email}")]
pub(super) async fn remove_participant(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<(String, String)>,
    seen: IfMatch,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let (ticket, email) = path.into_inner();
    let email = Email::parse(&email).map_err(|_| ApiError::new(Code::NotFound))?;
    tickets::remove_participant(&state, change(&caller, &ticket, &seen)?, email).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Follow a ticket.
///
/// Followers are told of what is said and of what becomes of it. Who follows it already goes on. For staff.
#[utoipa::path(tag = "people", operation_id = "watch_ticket", params(("id" = String, Path, description = "The id or the running number")), responses(
    (status = 204, description = "The caller follows it"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[put("/tickets/{id}/watch")]
pub(super) async fn watch_ticket(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    tickets::watch(&state, change(&caller, &path, &IfMatch(None))?, true).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Follow a ticket no longer.
///
/// For staff.
#[utoipa::path(tag = "people", operation_id = "unwatch_ticket", params(("id" = String, Path, description = "The id or the running number")), responses(
    (status = 204, description = "The caller does not follow it"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[delete("/tickets/{id}/watch")]
pub(super) async fn unwatch_ticket(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    tickets::watch(&state, change(&caller, &path, &IfMatch(None))?, false).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Say how far one has read.
///
/// What is later is `unread` in lists and `first_unread` on the ticket. Nobody else learns of it.
#[utoipa::path(tag = "people", operation_id = "mark_read", request_body = ReadRequest, params(("id" = String, Path, description = "The id or the running number")), responses(
    (status = 204, description = "Noted"),
    (status = 404, description = "`not_found`"),
))]
#[put("/tickets/{id}/read")]
pub(super) async fn mark_read(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<ReadRequest>,
) -> Result<HttpResponse, ApiError> {
    let event = request.parse().map_err(ApiError::invalid)?;
    tickets::mark_read(&state, caller.actor(), reference(&path)?, event).await?;
    Ok(HttpResponse::NoContent().finish())
}
