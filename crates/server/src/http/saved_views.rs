//! Lists that staff keep by a name.

use super::authentication::Authenticated;
use super::body::Json;
use super::idempotency::{Answer, IdempotencyKey, once};
use super::path::id;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::view;
use crate::app::saved_views;
use crate::state::AppState;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, get, patch, post};
use dto::catalogue::Items;
use dto::saved_view::{NewSavedViewRequest, SavedViewRequest, SavedViewView, ViewCountView};

/// The lists that the caller and their teams keep.
///
/// One's own first. Admins see those of all teams. For staff.
#[utoipa::path(tag = "views", operation_id = "list_views", responses(
    (status = 200, body = Items<SavedViewView>),
    (status = 403, description = "`forbidden`"),
))]
#[get("/me/views")]
pub(super) async fn list_views(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let views = saved_views::list(&state, caller.actor()).await?;
    Ok(HttpResponse::Ok().json(Items { items: views.into_iter().map(view::saved_view).collect::<Vec<_>>() }))
}

/// How many tickets each of these lists has.
///
/// Counted for the caller, to a thousand. Null where a query names what is not there any more. For staff.
#[utoipa::path(tag = "views", operation_id = "count_views", responses(
    (status = 200, body = Items<ViewCountView>),
    (status = 403, description = "`forbidden`"),
))]
#[get("/me/views/counts")]
pub(super) async fn count_views(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let counts = saved_views::counts(&state, caller.actor()).await?;
    let items = counts.into_iter().map(|(id, count)| ViewCountView { id, count }).collect::<Vec<_>>();
    Ok(HttpResponse::Ok().json(Items { items }))
}

/// Keep a list.
///
/// For oneself, or for a team that one is in (admins: any team). It is kept as a text (`q`) and means what that says at
/// each moment. At most 50 for each owner (`too_many_views`). For staff.
#[utoipa::path(tag = "views", operation_id = "create_view", request_body = NewSavedViewRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters that name this call: sent again with the same body within 24 hours, it gives the first answer again")), responses(
    (status = 201, body = SavedViewView),
    (status = 403, description = "`forbidden`"),
    (status = 409, description = "`name_taken`, `too_many_views`"),
))]
#[post("/me/views")]
pub(super) async fn create_view(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<NewSavedViewRequest>,
    key: IdempotencyKey,
) -> Result<HttpResponse, ApiError> {
    let fields = request.parse().map_err(ApiError::invalid)?;
    let work = saved_views::create(&state, caller.actor(), fields);
    let answer = |made| Answer::json(StatusCode::CREATED, &view::saved_view(made));
    once(&state, caller.actor().id, key, work, answer).await
}

/// Change a list that is kept.
///
/// What is absent stays, and so does whose it is. One that is somebody else's is not found. For staff.
#[utoipa::path(tag = "views", operation_id = "update_view", request_body = SavedViewRequest,
    params(("id" = String, Path, description = "The id of the view")), responses(
    (status = 200, body = SavedViewView),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`name_taken`"),
))]
#[patch("/me/views/{id}")]
pub(super) async fn update_view(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<SavedViewRequest>,
) -> Result<HttpResponse, ApiError> {
    let change = request.parse().map_err(ApiError::invalid)?;
    let changed = saved_views::change(&state, caller.actor(), id(&path)?, change).await?;
    Ok(HttpResponse::Ok().json(view::saved_view(changed)))
}

/// Keep a list no longer.
///
/// No ticket changes. For staff.
#[utoipa::path(tag = "views", operation_id = "delete_view",
    params(("id" = String, Path, description = "The id of the view")), responses(
    (status = 204, description = "Gone"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[delete("/me/views/{id}")]
pub(super) async fn delete_view(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    saved_views::remove(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}
