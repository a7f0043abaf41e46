//! For whoever watches over the process.

use super::problem::ApiError;
use crate::state::AppState;
use actix_web::web::{Data, Json};
use actix_web::{Responder, get};
use dto::problem::Code;
use serde::Serialize;

/// How the process is.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Health {
    /// `ok`
    status: &'static str,
}

/// Whether the process runs at all.
///
/// For whoever starts it anew when it does not. Looks at nothing else, so it also answers while the database is away.
#[utoipa::path(tag = "operations", operation_id = "live", security(()), responses((status = 200, body = Health)))]
#[get("/health/live")]
pub(super) async fn live() -> impl Responder {
    Json(Health { status: "ok" })
}

/// Whether requests can be answered.
///
/// The database is there, and the process is not told to stop. Send no traffic to a process that does not answer with 200.
#[utoipa::path(tag = "operations", operation_id = "ready", security(()), responses(
    (status = 200, body = Health),
    (status = 503, body = dto::problem::Problem, content_type = "application/problem+json"),
))]
#[get("/health/ready")]
pub(super) async fn ready(state: Data<AppState>) -> Result<Json<Health>, ApiError> {
    if state.connections.stopping() {
        return Err(ApiError::new(Code::Unavailable).with_detail("stopping"));
    }
    state.store.ping().await?;
    Ok(Json(Health { status: "ok" }))
}
