//! What people are writing.

use super::authentication::Authenticated;
use super::body::Json;
use super::path::reference;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use crate::app::drafts::{self, DraftPlace};
use crate::state::AppState;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, get, put};
use domain::draft::DraftKind;
use dto::draft::{DraftRequest, DraftView};
use dto::problem::Code;

/// A draft of a reply or note under a ticket.
///
/// There is one of each kind for each person, and nobody else reads it. Notes are staff's.
#[utoipa::path(tag = "drafts", operation_id = "get_draft", params(("id" = String, Path, description = "The id or the running number"),
    ("kind" = String, Path, description = "`reply` or `note`")), responses(
    (status = 200, body = DraftView),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`: no such ticket, or no draft"),
))]
#[get("/tickets/{id}/drafts/{kind}")]
pub(super) async fn get_draft(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<(String, String)>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(drafts::show(&state, caller.actor(), below(&path)?).await?))
}

/// Keep what was written under a ticket.
///
/// Nobody but its writer ever changes it. With `base_revision` a draft that another tab or device has written to is not
/// overwritten (`draft_conflict`).
#[utoipa::path(tag = "drafts", operation_id = "put_draft", request_body = DraftRequest, params(("id" = String, Path, description = "The id or the running number"),
    ("kind" = String, Path, description = "`reply` or `note`")), responses(
    (status = 200, body = DraftView),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`draft_conflict`"),
))]
#[put("/tickets/{id}/drafts/{kind}")]
pub(super) async fn put_draft(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<(String, String)>,
    _: Query<NoParameters>,
    Json(request): Json<DraftRequest>,
) -> Result<HttpResponse, ApiError> {
    let request = request.parse().map_err(ApiError::invalid)?;
    Ok(HttpResponse::Ok().json(drafts::put(&state, caller.actor(), below(&path)?, request).await?))
}

/// Throw a draft away.
///
/// One that is not there stays so.
#[utoipa::path(tag = "drafts", operation_id = "delete_draft", params(("id" = String, Path, description = "The id or the running number"),
    ("kind" = String, Path, description = "`reply` or `note`")), responses(
    (status = 204, description = "Gone"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[delete("/tickets/{id}/drafts/{kind}")]
pub(super) async fn delete_draft(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<(String, String)>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    drafts::remove(&state, caller.actor(), below(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The draft of a new ticket.
///
/// None is no error: the app asks whenever its form is opened.
#[utoipa::path(tag = "drafts", operation_id = "get_own_draft", params(
    ("kind" = String, Path, description = "`new_ticket`")), responses(
    (status = 200, body = DraftView),
    (status = 204, description = "There is none"),
    (status = 404, description = "`not_found`: no such kind"),
))]
#[get("/me/drafts/{kind}")]
pub(super) async fn get_own_draft(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let draft = drafts::show_own(&state, caller.actor(), alone(&path)?.kind).await?;
    Ok(draft.map_or_else(|| HttpResponse::NoContent().finish(), |draft| HttpResponse::Ok().json(draft)))
}

/// Keep what was written for a new ticket.
///
/// With `base_revision` a draft that another tab or device has written to is not overwritten (`draft_conflict`).
#[utoipa::path(tag = "drafts", operation_id = "put_own_draft", request_body = DraftRequest, params(
    ("kind" = String, Path, description = "`new_ticket`")), responses(
    (status = 200, body = DraftView),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`draft_conflict`"),
))]
#[put("/me/drafts/{kind}")]
pub(super) async fn put_own_draft(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<DraftRequest>,
) -> Result<HttpResponse, ApiError> {
    let request = request.parse().map_err(ApiError::invalid)?;
    Ok(HttpResponse::Ok().json(drafts::put(&state, caller.actor(), alone(&path)?, request).await?))
}

/// Throw the draft of a new ticket away.
///
/// One that is not there stays so.
#[utoipa::path(tag = "drafts", operation_id = "delete_own_draft", params(
    ("kind" = String, Path, description = "`new_ticket`")), responses(
    (status = 204, description = "Gone"),
    (status = 404, description = "`not_found`"),
))]
#[delete("/me/drafts/{kind}")]
pub(super) async fn delete_own_draft(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    drafts::remove(&state, caller.actor(), alone(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn below((ticket, kind): &(String, String)) -> Result<DraftPlace, ApiError> {
    match kind.parse() {
        Ok(kind @ (DraftKind::Reply | DraftKind::Note)) => Ok(DraftPlace { kind, ticket: Some(reference(ticket)?) }),
        _ => Err(ApiError::new(Code::NotFound)),
    }
}

fn alone(kind: &str) -> Result<DraftPlace, ApiError> {
    match kind.parse() {
        Ok(kind @ DraftKind::NewTicket) => Ok(DraftPlace { kind, ticket: None }),
        _ => Err(ApiError::new(Code::NotFound)),
    }
}
