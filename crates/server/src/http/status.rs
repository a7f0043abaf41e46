//! How a running Lotse is, and why somebody sees a ticket. For admins.

use super::authentication::Authenticated;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::view;
use crate::app::{explain, status};
use crate::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use dto::status::{ExplanationQuery, ExplanationView, StatusView};

/// How the parts are that Lotse works with.
///
/// The database, the file store, the scanner, mail and webhooks, asked now. For admins.
#[utoipa::path(tag = "administration", operation_id = "get_status", responses(
    (status = 200, body = StatusView),
    (status = 403, description = "`forbidden`"),
))]
#[get("/admin/status")]
pub(super) async fn get_status(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(status::show(&state, caller.actor()).await?))
}

/// Why a person sees a ticket, or does not.
///
/// Which role they act in there, and by what: an agent outside of a restricted queue acts as a customer. For admins.
#[utoipa::path(tag = "administration", operation_id = "get_explanation", params(ExplanationQuery), responses(
    (status = 200, body = ExplanationView),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`: no such person or ticket"),
))]
#[get("/admin/explanation")]
pub(super) async fn get_explanation(
    state: Data<AppState>,
    caller: Authenticated,
    Query(query): Query<ExplanationQuery>,
) -> Result<HttpResponse, ApiError> {
    let (user, ticket) = query.parse().map_err(ApiError::invalid)?;
    let explanation = explain::explain(&state, caller.actor(), user, ticket).await?;
    Ok(HttpResponse::Ok().json(view::explanation(explanation)))
}
