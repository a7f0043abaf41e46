//! Erasing people, and legal holds. For admins.

use super::authentication::Authenticated;
use super::body::Json;
use super::idempotency::{Answer, IdempotencyKey, once};
use super::path::id;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::view;
use crate::app::AppError;
use crate::app::privacy::{self, Erasures, Holds};
use crate::state::AppState;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, get, post};
use dto::catalogue::Items;
use dto::privacy::{ErasurePreview, ErasureRequest, ErasureView, LegalHoldRequest, LegalHoldView};

/// What erasing a person would concern.
///
/// And whether they can be erased. Changes nothing. For admins.
#[utoipa::path(tag = "privacy", operation_id = "get_erasure_preview",
    params(("id" = String, Path, description = "The id of the person")), responses(
    (status = 200, body = ErasurePreview),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[get("/admin/users/{id}/erasure")]
pub(super) async fn get_erasure_preview(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let preview = privacy::preview(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::Ok().json(view::erasure_preview(preview)))
}

/// Erase a person.
///
/// They are signed out at once and cannot sign in; the rest is done by a job. With `anonymise` their tickets stay, with the
/// words in them; with `delete_tickets` these are deleted too. Nothing brings it back, a restored backup neither. For
/// admins.
#[utoipa::path(tag = "privacy", operation_id = "erase_user", request_body = ErasureRequest, responses(
    (status = 202, body = ErasureView),
    (status = 403, description = "`forbidden`, `reauthentication_required`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`own_account`, `last_admin`, `account_erased`, `erasure_running`, `legal_hold`, `still_working`"),
))]
#[post("/admin/erasures")]
pub(super) async fn erase_user(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<ErasureRequest>,
) -> Result<HttpResponse, ApiError> {
    let (user, mode) = request.parse().map_err(ApiError::invalid)?;
    let begun = privacy::begin(&state, &caller.0, user, mode).await?;
    Ok(HttpResponse::Accepted().json(one(begun)?))
}

/// The newest 200 erasures.
///
/// For admins.
#[utoipa::path(tag = "privacy", operation_id = "list_erasures", responses(
    (status = 200, body = Items<ErasureView>),
    (status = 403, description = "`forbidden`"),
))]
#[get("/admin/erasures")]
pub(super) async fn list_erasures(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let items = view::erasures(privacy::list(&state, caller.actor()).await?)?;
    Ok(HttpResponse::Ok().json(Items { items }))
}

/// How far an erasure is, and its receipt.
///
/// For admins.
#[utoipa::path(tag = "privacy", operation_id = "get_erasure",
    params(("id" = String, Path, description = "The id of the erasure")), responses(
    (status = 200, body = ErasureView),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[get("/admin/erasures/{id}")]
pub(super) async fn get_erasure(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let found = privacy::show(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::Ok().json(one(found)?))
}

fn one(found: Erasures) -> Result<ErasureView, AppError> {
    view::erasures(found)?.pop().ok_or(AppError::NotFound)
}

/// The legal holds in force.
///
/// For admins.
#[utoipa::path(tag = "privacy", operation_id = "list_legal_holds", responses(
    (status = 200, body = Items<LegalHoldView>),
    (status = 403, description = "`forbidden`"),
))]
#[get("/admin/legal-holds")]
pub(super) async fn list_legal_holds(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let items = view::legal_holds(privacy::list_holds(&state, caller.actor()).await?)?;
    Ok(HttpResponse::Ok().json(Items { items }))
}

/// Put a legal hold on a person or a ticket.
///
/// On a person it keeps the tickets they asked as well. What is held can be neither erased nor deleted, by hand or by age
/// (`legal_hold`). For admins.
#[utoipa::path(tag = "privacy", operation_id = "put_legal_hold", request_body = LegalHoldRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters that name this call: sent again with the same body within 24 hours, it gives the first answer again")), responses(
    (status = 201, body = LegalHoldView),
    (status = 403, description = "`forbidden`"),
    (status = 409, description = "`already_held`"),
))]
#[post("/admin/legal-holds")]
pub(super) async fn put_legal_hold(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<LegalHoldRequest>,
    key: IdempotencyKey,
) -> Result<HttpResponse, ApiError> {
    let (target, reason) = request.parse().map_err(ApiError::invalid)?;
    let work = privacy::put_hold(&state, caller.actor(), target, reason);
    let answer = |held: Holds| Answer::json(StatusCode::CREATED, &view::legal_holds(held)?.pop());
    once(&state, caller.actor().id, key, work, answer).await
}

/// Lift a legal hold.
///
/// What it kept can be erased and deleted again. For admins.
#[utoipa::path(tag = "privacy", operation_id = "lift_legal_hold",
    params(("id" = String, Path, description = "The id of the hold")), responses(
    (status = 204, description = "Lifted"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[delete("/admin/legal-holds/{id}")]
pub(super) async fn lift_legal_hold(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    privacy::lift_hold(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}
