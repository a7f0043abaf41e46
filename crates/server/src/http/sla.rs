//! Service levels: policies, calendars, what queues promise, the clocks of tickets.

use super::authentication::Authenticated;
use super::body::Json;
use super::etag::{self, IfMatch};
use super::idempotency::{Answer, IdempotencyKey, once};
use super::path::{id, reference};
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::view;
use crate::app::sla;
use crate::state::AppState;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, get, post, put};
use domain::queue::QueueSla;
use dto::catalogue::Items;
use dto::sla::{
    CalendarRequest, CalendarView, QueueSlaRequest, QueueSlaView, ReappliedView, SlaLedgerView, SlaPolicyRequest,
    SlaPolicyView,
};

/// Let a queue promise something.
///
/// It holds for tickets that come in from now on; `reapply` of the policy puts others under it. For admins.
#[utoipa::path(tag = "service-levels", operation_id = "put_queue_sla", request_body = QueueSlaRequest,
    params(("id" = String, Path, description = "The id of the queue")), responses(
    (status = 204, description = "Done"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[put("/queues/{id}/sla")]
pub(super) async fn put_queue_sla(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<QueueSlaRequest>,
) -> Result<HttpResponse, ApiError> {
    let QueueSlaView { policy, calendar } = request.parse().map_err(ApiError::invalid)?;
    sla::put_queue_sla(&state, caller.actor(), id(&path)?, Some(QueueSla { policy, calendar })).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Let a queue promise nothing any more.
///
/// Tickets that came in before go on by what was promised to them. For admins.
#[utoipa::path(tag = "service-levels", operation_id = "delete_queue_sla",
    params(("id" = String, Path, description = "The id of the queue")), responses(
    (status = 204, description = "Done"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[delete("/queues/{id}/sla")]
pub(super) async fn delete_queue_sla(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    sla::put_queue_sla(&state, caller.actor(), id(&path)?, None).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The clocks of a ticket, with their ledgers.
///
/// Each clock with all that happened to it and why: where its figures come from. For staff.
#[utoipa::path(tag = "service-levels", operation_id = "get_ticket_sla",
    params(("id" = String, Path, description = "The id or the running number")), responses(
    (status = 200, body = SlaLedgerView),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[get("/tickets/{id}/sla")]
pub(super) async fn get_ticket_sla(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let shown = sla::ledger(&state, caller.actor(), reference(&path)?).await?;
    Ok(HttpResponse::Ok().json(view::sla_ledger(shown)))
}

/// All policies, by name.
///
/// For admins.
#[utoipa::path(tag = "service-levels", operation_id = "list_sla_policies", responses(
    (status = 200, body = Items<SlaPolicyView>),
    (status = 403, description = "`forbidden`"),
))]
#[get("/admin/sla-policies")]
pub(super) async fn list_sla_policies(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let found = sla::list_policies(&state, caller.actor()).await?;
    Ok(HttpResponse::Ok().json(Items { items: found.into_iter().map(view::sla_policy).collect::<Vec<_>>() }))
}

/// Make a policy.
///
/// It has targets for the first response and for the resolution by priority. It promises nothing until a queue uses it. For
/// admins.
#[utoipa::path(tag = "service-levels", operation_id = "create_sla_policy", request_body = SlaPolicyRequest, params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters that name this call: sent again with the same body within 24 hours, it gives the first answer again")), responses(
    (status = 201, body = SlaPolicyView),
    (status = 403, description = "`forbidden`"),
    (status = 409, description = "`name_taken`"),
))]
#[post("/admin/sla-policies")]
pub(super) async fn create_sla_policy(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<SlaPolicyRequest>,
    key: IdempotencyKey,
) -> Result<HttpResponse, ApiError> {
    let new = request.parse().map_err(ApiError::invalid)?;
    let work = sla::create_policy(&state, caller.actor(), new);
    once(&state, caller.actor().id, key, work, |made| Answer::json(StatusCode::CREATED, &view::sla_policy(made))).await
}

/// One policy.
///
/// For admins.
#[utoipa::path(tag = "service-levels", operation_id = "get_sla_policy",
    params(("id" = String, Path, description = "The id of the policy")), responses(
    (status = 200, body = SlaPolicyView, headers(("ETag" = String, description = "Its version"))),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[get("/admin/sla-policies/{id}")]
pub(super) async fn get_sla_policy(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let found = sla::show_policy(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::Ok().insert_header(etag::of(found.version)).json(view::sla_policy(found)))
}

/// Make a policy what the request says.
///
/// This is a new edition of it. Tickets that came in before keep to the one they have, unless it is applied to them anew
/// (`reapply`). For admins.
#[utoipa::path(tag = "service-levels", operation_id = "put_sla_policy", request_body = SlaPolicyRequest,
    params(("id" = String, Path, description = "The id of the policy"), ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused")), responses(
    (status = 200, body = SlaPolicyView, headers(("ETag" = String, description = "Its version"))),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`name_taken`"),
))]
#[put("/admin/sla-policies/{id}")]
pub(super) async fn put_sla_policy(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    seen: IfMatch,
    _: Query<NoParameters>,
    Json(request): Json<SlaPolicyRequest>,
) -> Result<HttpResponse, ApiError> {
    let new = request.parse().map_err(ApiError::invalid)?;
    let changed = sla::put_policy(&state, caller.actor(), id(&path)?, seen.0, new).await?;
    Ok(HttpResponse::Ok().insert_header(etag::of(changed.version)).json(view::sla_policy(changed)))
}

/// Delete a policy that no queue uses.
///
/// Tickets that go by it go on doing so, and their ledgers still name it. For admins.
#[utoipa::path(tag = "service-levels", operation_id = "delete_sla_policy",
    params(("id" = String, Path, description = "The id of the policy"), ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused")), responses(
    (status = 204, description = "Gone"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`in_use`; `used_by` says how many queues use it"),
))]
#[delete("/admin/sla-policies/{id}")]
pub(super) async fn delete_sla_policy(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    seen: IfMatch,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    sla::delete_policy(&state, caller.actor(), id(&path)?, seen.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Put open tickets under what this policy promises now.
///
/// All that are not closed, in the queues that use it, as if that had been so from their beginning on. Answers at once; a
/// job does it within seconds. For admins.
#[utoipa::path(tag = "service-levels", operation_id = "reapply_sla_policy",
    params(("id" = String, Path, description = "The id of the policy")), responses(
    (status = 202, body = ReappliedView),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[post("/admin/sla-policies/{id}/reapply")]
pub(super) async fn reapply_sla_policy(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let tickets = sla::reapply_policy(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::Accepted().json(ReappliedView { tickets }))
}

/// All calendars, by name.
///
/// For admins.
#[utoipa::path(tag = "service-levels", operation_id = "list_calendars", responses(
    (status = 200, body = Items<CalendarView>),
    (status = 403, description = "`forbidden`"),
))]
#[get("/admin/calendars")]
pub(super) async fn list_calendars(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let found = sla::list_calendars(&state, caller.actor()).await?;
    Ok(HttpResponse::Ok().json(Items { items: found.into_iter().map(view::calendar).collect::<Vec<_>>() }))
}

/// Make a calendar.
///
/// Working hours by day of the week in a time zone, and days that differ. For admins.
#[utoipa::path(tag = "service-levels", operation_id = "create_calendar", request_body = CalendarRequest, params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters that name this call: sent again with the same body within 24 hours, it gives the first answer again")), responses(
    (status = 201, body = CalendarView),
    (status = 403, description = "`forbidden`"),
    (status = 409, description = "`name_taken`"),
))]
#[post("/admin/calendars")]
pub(super) async fn create_calendar(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<CalendarRequest>,
    key: IdempotencyKey,
) -> Result<HttpResponse, ApiError> {
    let new = request.parse().map_err(ApiError::invalid)?;
    let work = sla::create_calendar(&state, caller.actor(), new);
    once(&state, caller.actor().id, key, work, |made| Answer::json(StatusCode::CREATED, &view::calendar(made))).await
}

/// One calendar.
///
/// For admins.
#[utoipa::path(tag = "service-levels", operation_id = "get_calendar",
    params(("id" = String, Path, description = "The id of the calendar")), responses(
    (status = 200, body = CalendarView, headers(("ETag" = String, description = "Its version"))),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[get("/admin/calendars/{id}")]
pub(super) async fn get_calendar(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let found = sla::show_calendar(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::Ok().insert_header(etag::of(found.version)).json(view::calendar(found)))
}

/// Make a calendar what the request says.
///
/// This is a new edition of it. Tickets that came in before keep to the one they have, unless it is applied to them anew
/// (`reapply`). For admins.
#[utoipa::path(tag = "service-levels", operation_id = "put_calendar", request_body = CalendarRequest,
    params(("id" = String, Path, description = "The id of the calendar"), ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused")), responses(
    (status = 200, body = CalendarView, headers(("ETag" = String, description = "Its version"))),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`name_taken`"),
))]
#[put("/admin/calendars/{id}")]
pub(super) async fn put_calendar(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    seen: IfMatch,
    _: Query<NoParameters>,
    Json(request): Json<CalendarRequest>,
) -> Result<HttpResponse, ApiError> {
    let new = request.parse().map_err(ApiError::invalid)?;
    let changed = sla::put_calendar(&state, caller.actor(), id(&path)?, seen.0, new).await?;
    Ok(HttpResponse::Ok().insert_header(etag::of(changed.version)).json(view::calendar(changed)))
}

/// Delete a calendar that no queue uses.
///
/// Tickets that go by it go on doing so. For admins.
#[utoipa::path(tag = "service-levels", operation_id = "delete_calendar",
    params(("id" = String, Path, description = "The id of the calendar"), ("If-Match" = Option<String>, Header, description = "The ETag that was seen; a stale one is refused")), responses(
    (status = 204, description = "Gone"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`in_use`; `used_by` says how many queues use it"),
))]
#[delete("/admin/calendars/{id}")]
pub(super) async fn delete_calendar(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    seen: IfMatch,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    sla::delete_calendar(&state, caller.actor(), id(&path)?, seen.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Put open tickets under this calendar as it is now.
///
/// All that are not closed, in the queues that use it, as if that had been so from their beginning on. Answers at once; a
/// job does it within seconds. For admins.
#[utoipa::path(tag = "service-levels", operation_id = "reapply_calendar",
    params(("id" = String, Path, description = "The id of the calendar")), responses(
    (status = 202, body = ReappliedView),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[post("/admin/calendars/{id}/reapply")]
pub(super) async fn reapply_calendar(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let tickets = sla::reapply_calendar(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::Accepted().json(ReappliedView { tickets }))
}
