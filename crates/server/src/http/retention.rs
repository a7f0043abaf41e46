//! How long tickets are kept. For admins.

use super::authentication::Authenticated;
use super::body::Json;
use super::idempotency::{Answer, IdempotencyKey, once};
use super::path::id;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::view;
use crate::app::AppError;
use crate::app::privacy::{self, Runs};
use crate::state::AppState;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, get, post, put};
use domain::id::RetentionRuleId;
use dto::catalogue::Items;
use dto::retention::{RetentionPreviewView, RulePreviewRequest, RuleRequest, RuleView, RunView};

/// Every rule on how long tickets are kept, the oldest first.
///
/// For admins.
#[utoipa::path(tag = "retention", operation_id = "list_retention_rules", responses(
    (status = 200, body = Items<RuleView>),
    (status = 403, description = "`forbidden`"),
))]
#[get("/admin/retention-rules")]
pub(super) async fn list_retention_rules(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let rules = privacy::list_rules(&state, caller.actor()).await?;
    Ok(HttpResponse::Ok().json(Items { items: rules.into_iter().map(view::retention_rule).collect() }))
}

/// Make a rule.
///
/// Up to 100. It holds from the next run on; `POST /admin/retention-preview` says beforehand what it would do. For admins.
#[utoipa::path(tag = "retention", operation_id = "create_retention_rule", request_body = RuleRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters that name this call: sent again with the same body within 24 hours, it gives the first answer again")), responses(
    (status = 201, body = RuleView),
    (status = 403, description = "`forbidden`, `reauthentication_required`"),
))]
#[post("/admin/retention-rules")]
pub(super) async fn create_retention_rule(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<RuleRequest>,
    key: IdempotencyKey,
) -> Result<HttpResponse, ApiError> {
    let work = privacy::create_rule(&state, &caller.0, request.parse().map_err(ApiError::invalid)?);
    let answer = |rule| Answer::json(StatusCode::CREATED, &view::retention_rule(rule));
    once(&state, caller.actor().id, key, work, answer).await
}

/// Put another rule in the place of one.
///
/// It holds from the next run on. For admins.
#[utoipa::path(tag = "retention", operation_id = "put_retention_rule", request_body = RuleRequest,
    params(("id" = String, Path, description = "The id of the rule")), responses(
    (status = 200, body = RuleView),
    (status = 403, description = "`forbidden`, `reauthentication_required`"),
    (status = 404, description = "`not_found`"),
))]
#[put("/admin/retention-rules/{id}")]
pub(super) async fn put_retention_rule(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<RuleRequest>,
) -> Result<HttpResponse, ApiError> {
    let fields = request.parse().map_err(ApiError::invalid)?;
    let rule = privacy::put_rule(&state, &caller.0, id(&path)?, fields).await?;
    Ok(HttpResponse::Ok().json(view::retention_rule(rule)))
}

/// Delete a rule.
///
/// For admins.
#[utoipa::path(tag = "retention", operation_id = "delete_retention_rule",
    params(("id" = String, Path, description = "The id of the rule")), responses(
    (status = 204, description = "Deleted"),
    (status = 403, description = "`forbidden`, `reauthentication_required`"),
    (status = 404, description = "`not_found`"),
))]
#[delete("/admin/retention-rules/{id}")]
pub(super) async fn delete_retention_rule(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    privacy::delete_rule(&state, &caller.0, id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What the rules in force would do now.
///
/// Changes nothing. For admins.
#[utoipa::path(tag = "retention", operation_id = "get_retention_preview", responses(
    (status = 200, body = RetentionPreviewView),
    (status = 403, description = "`forbidden`"),
))]
#[get("/admin/retention-preview")]
pub(super) async fn get_retention_preview(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let preview = privacy::preview_rules(&state, caller.actor(), None).await?;
    Ok(HttpResponse::Ok().json(view::retention_preview(preview)))
}

/// What the rules would do with a rule that is not stored.
///
/// Changes nothing. For admins.
#[utoipa::path(tag = "retention", operation_id = "preview_retention_rule", request_body = RulePreviewRequest, responses(
    (status = 200, body = RetentionPreviewView),
    (status = 403, description = "`forbidden`"),
))]
#[post("/admin/retention-preview")]
pub(super) async fn preview_retention_rule(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<RulePreviewRequest>,
) -> Result<HttpResponse, ApiError> {
    let (fields, replaces) = request.parse().map_err(ApiError::invalid)?;
    let id = replaces.unwrap_or_else(|| RetentionRuleId::new(state.ids.next()));
    let preview = privacy::preview_rules(&state, caller.actor(), Some((fields, id))).await?;
    Ok(HttpResponse::Ok().json(view::retention_preview(preview)))
}

/// The newest 50 runs of the rules.
///
/// One begins each day by itself. For admins.
#[utoipa::path(tag = "retention", operation_id = "list_retention_runs", responses(
    (status = 200, body = Items<RunView>),
    (status = 403, description = "`forbidden`"),
))]
#[get("/admin/retention-runs")]
pub(super) async fn list_retention_runs(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let items = view::retention_runs(privacy::list_runs(&state, caller.actor()).await?)?;
    Ok(HttpResponse::Ok().json(Items { items }))
}

/// How far a run is.
///
/// For admins.
#[utoipa::path(tag = "retention", operation_id = "get_retention_run",
    params(("id" = String, Path, description = "The id of the run")), responses(
    (status = 200, body = RunView),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[get("/admin/retention-runs/{id}")]
pub(super) async fn get_retention_run(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let found = privacy::show_run(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::Ok().json(one(found)?))
}

/// Begin a run now.
///
/// A job does it, some tickets at a time. Where one has not ended, that one is given. One that would concern more than 5 %
/// of all tickets, or that finds the clock moved by more than a day, waits to be confirmed. For admins.
#[utoipa::path(tag = "retention", operation_id = "begin_retention_run", responses(
    (status = 202, body = RunView),
    (status = 403, description = "`forbidden`, `reauthentication_required`"),
))]
#[post("/admin/retention-runs")]
pub(super) async fn begin_retention_run(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let begun = privacy::begin_run(&state, &caller.0).await?;
    Ok(HttpResponse::Accepted().json(one(begun)?))
}

/// Let a run go on that waits.
///
/// It concerns at most as many tickets as it says. For admins.
#[utoipa::path(tag = "retention", operation_id = "confirm_retention_run",
    params(("id" = String, Path, description = "The id of the run")), responses(
    (status = 202, body = RunView),
    (status = 403, description = "`forbidden`, `reauthentication_required`"),
    (status = 404, description = "`not_found`: also one that does not wait"),
))]
#[post("/admin/retention-runs/{id}/confirm")]
pub(super) async fn confirm_retention_run(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let confirmed = privacy::confirm_run(&state, &caller.0, id(&path)?).await?;
    Ok(HttpResponse::Accepted().json(one(confirmed)?))
}

/// Break a run off, whether it goes on or waits.
///
/// What is done is done. For admins.
#[utoipa::path(tag = "retention", operation_id = "cancel_retention_run",
    params(("id" = String, Path, description = "The id of the run")), responses(
    (status = 204, description = "Broken off"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`: also one that has ended"),
))]
#[delete("/admin/retention-runs/{id}")]
pub(super) async fn cancel_retention_run(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    privacy::cancel_run(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn one(found: Runs) -> Result<RunView, AppError> {
    view::retention_runs(found)?.pop().ok_or(AppError::NotFound)
}
