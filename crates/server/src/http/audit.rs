//! The audit log, for admins.

use super::authentication::Authenticated;
use super::problem::ApiError;
use super::query::Query;
use super::view;
use crate::app::AppError;
use crate::app::audit::{self, AuditExport};
use crate::state::AppState;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpResponse, get, post};
use dto::audit::{AuditPartView, AuditQuery};
use futures_util::{Stream, stream};

/// What was done with accounts and configuration, the newest first.
///
/// 50 at a time, walked by `next`. It also has what was denied to others than admins. For admins.
#[utoipa::path(tag = "audit", operation_id = "list_audit", params(AuditQuery), responses(
    (status = 200, body = AuditPartView),
    (status = 400, description = "`invalid_cursor`"),
    (status = 403, description = "`forbidden`"),
))]
#[get("/admin/audit")]
pub(super) async fn list_audit(
    state: Data<AppState>,
    caller: Authenticated,
    Query(query): Query<AuditQuery>,
) -> Result<HttpResponse, ApiError> {
    let (filter, cursor) = query.parse().map_err(ApiError::invalid)?;
    let part = audit::list(&state, caller.actor(), filter, cursor.as_deref()).await?;
    Ok(HttpResponse::Ok().json(view::audit(part)?))
}

/// The audit log as lines of JSON, the oldest first.
///
/// With all that is needed to verify it: an entry's `hash` is SHA-256 over the hash before (32 bytes; zeros before the
/// first), `sequence` and the microseconds of `at` since 1970 (8 bytes each, most significant first), then `actor`, `kind`,
/// `target_kind` and `target` (each with its length in bytes before it, in 8 bytes; empty where null), and `digest` (32
/// bytes), which is SHA-256 over `salt` and `details`, likewise with their lengths.
///
/// The same parameters as for the list narrow it; then it can no longer be verified. Exporting is written down. For admins.
#[utoipa::path(tag = "audit", operation_id = "export_audit", params(AuditQuery), responses(
    (status = 200, description = "One entry a line", content_type = "application/x-ndjson", body = String),
    (status = 403, description = "`forbidden`"),
))]
#[post("/admin/audit/export")]
pub(super) async fn export_audit(
    state: Data<AppState>,
    caller: Authenticated,
    Query(query): Query<AuditQuery>,
) -> Result<HttpResponse, ApiError> {
    let (filter, _) = query.parse().map_err(ApiError::invalid)?;
    let export = audit::export(&state, caller.actor(), filter).await?;
    let name = HeaderValue::from_static("attachment; filename=\"audit.ndjson\"");
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/x-ndjson"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .streaming(lines(export)))
}

fn lines(export: AuditExport) -> impl Stream<Item = Result<Bytes, AppError>> {
    stream::try_unfold(export, |mut export| async move {
        let part = export.part().await?;
        let text: String = part.iter().map(view::audit_line).collect();
        Ok((!text.is_empty()).then(|| (Bytes::from(text), export)))
    })
}
