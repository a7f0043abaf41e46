//! Files that do not go out, for admins.

use super::authentication::Authenticated;
use super::path::id;
use super::problem::ApiError;
use super::query::{NoParameters, PartParameters, Query};
use super::view;
use crate::app::attachments;
use crate::state::AppState;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, get, post};
use dto::attachment::{QuarantinePartView, ScanningView};

/// Files in which something was found, or that could not be looked at.
///
/// The newest first, walked by `next`. For admins.
#[utoipa::path(tag = "quarantine", operation_id = "list_quarantined", params(PartParameters), responses(
    (status = 200, body = QuarantinePartView),
    (status = 400, description = "`invalid_cursor`"),
    (status = 403, description = "`forbidden`"),
))]
#[get("/admin/quarantine")]
pub(super) async fn list_quarantined(
    state: Data<AppState>,
    caller: Authenticated,
    Query(part): Query<PartParameters>,
) -> Result<HttpResponse, ApiError> {
    let found = attachments::list_quarantined(&state, caller.actor(), part.cursor.as_deref()).await?;
    Ok(HttpResponse::Ok().json(view::quarantine(found)?))
}

/// Whether files are looked at for viruses, with what, and how many wait.
///
/// For admins.
#[utoipa::path(tag = "quarantine", operation_id = "get_scanning", responses(
    (status = 200, body = ScanningView),
    (status = 403, description = "`forbidden`"),
))]
#[get("/admin/quarantine/summary")]
pub(super) async fn get_scanning(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let scanning = attachments::scanning(&state, caller.actor()).await?;
    Ok(HttpResponse::Ok().json(view::scanning(scanning)))
}

/// Have a file looked at again.
///
/// For admins.
#[utoipa::path(tag = "quarantine", operation_id = "rescan_file",
    params(("id" = String, Path, description = "The id of the attachment")), responses(
    (status = 202, description = "It waits to be looked at"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[post("/admin/quarantine/{id}/rescan")]
pub(super) async fn rescan_file(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    attachments::rescan(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Delete a file, sent or not.
///
/// Written down in the audit log. For admins.
#[utoipa::path(tag = "quarantine", operation_id = "delete_quarantined",
    params(("id" = String, Path, description = "The id of the attachment")), responses(
    (status = 204, description = "Gone"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[delete("/admin/quarantine/{id}")]
pub(super) async fn delete_quarantined(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    attachments::discard(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Tell whoever sent a file that it does not go out.
///
/// By mail or in their inbox, as they wish to be told. For admins.
#[utoipa::path(tag = "quarantine", operation_id = "notify_uploader",
    params(("id" = String, Path, description = "The id of the attachment")), responses(
    (status = 202, description = "They are told as they wish to be"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[post("/admin/quarantine/{id}/notify")]
pub(super) async fn notify_uploader(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    attachments::notify(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::Accepted().finish())
}
