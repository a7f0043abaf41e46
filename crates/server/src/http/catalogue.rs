//! Short lists that everything else refers to.

use super::authentication::Authenticated;
use super::body::Json;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::view;
use crate::app::catalogue;
use crate::state::AppState;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, get, put};
use domain::category::CategoryKey;
use domain::tag::Tag;
use dto::catalogue::{AgentView, CategoryRequest, CategoryView, Items, TagRequest, TagView};
use dto::problem::Code;

/// What tickets can be about, in the order that admins chose.
///
/// Everybody sees them; staff also see in which queue new tickets of each wait.
#[utoipa::path(tag = "catalogue", operation_id = "list_categories", responses(
    (status = 200, body = Items<CategoryView>),
))]
#[get("/categories")]
pub(super) async fn list_categories(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let categories = catalogue::list_categories(&state, caller.actor()).await?;
    Ok(HttpResponse::Ok().json(view::categories(categories, caller.actor())))
}

/// Who can be assigned.
///
/// Active agents and admins, with how many tickets each has open. For staff.
#[utoipa::path(tag = "catalogue", operation_id = "list_agents", responses(
    (status = 200, body = Items<AgentView>),
    (status = 403, description = "`forbidden`"),
))]
#[get("/agents")]
pub(super) async fn list_agents(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(view::agents(catalogue::list_agents(&state, caller.actor()).await?)))
}

/// Every tag that was ever put on a ticket.
///
/// For staff.
#[utoipa::path(tag = "catalogue", operation_id = "list_tags", responses(
    (status = 200, body = Items<String>),
    (status = 403, description = "`forbidden`"),
))]
#[get("/tags")]
pub(super) async fn list_tags(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let tags = catalogue::list_tags(&state, caller.actor()).await?;
    Ok(HttpResponse::Ok().json(Items { items: tags.iter().map(ToString::to_string).collect::<Vec<_>>() }))
}

/// Make a category, or make it what the request says.
///
/// A category is never deleted, since tickets and programs know it by its key; one that is not active is offered to nobody.
/// For admins.
#[utoipa::path(tag = "catalogue", operation_id = "put_category", request_body = CategoryRequest,
    params(("key" = String, Path, description = "The key: 1 to 40 of a-z, 0-9 and -")), responses(
    (status = 201, description = "Made"),
    (status = 204, description = "Changed"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`: no such key can be"),
))]
#[put("/categories/{key}")]
pub(super) async fn put_category(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<CategoryRequest>,
) -> Result<HttpResponse, ApiError> {
    let key = CategoryKey::parse(&path).map_err(|_| ApiError::new(Code::NotFound))?;
    let category = request.parse(key).map_err(ApiError::invalid)?;
    let new = state.run(catalogue::put_category(&state, caller.actor(), category)).await?;
    Ok(if new { HttpResponse::Created() } else { HttpResponse::NoContent() }.finish())
}

/// Every tag with how many tickets have it.
///
/// For admins.
#[utoipa::path(tag = "catalogue", operation_id = "count_tags", responses(
    (status = 200, body = Items<TagView>),
    (status = 403, description = "`forbidden`"),
))]
#[get("/admin/tags")]
pub(super) async fn count_tags(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let tags = catalogue::count_tags(&state, caller.actor()).await?;
    let items: Vec<_> =
        tags.into_iter().map(|(tag, tickets)| TagView { tag: tag.as_str().to_owned(), tickets }).collect();
    Ok(HttpResponse::Ok().json(Items { items }))
}

/// Give a tag another name, on every ticket.
///
/// Where there is a tag of that name already, the two become one, which cannot be undone. Histories keep the words of their
/// time. For admins.
#[utoipa::path(tag = "catalogue", operation_id = "rename_tag", request_body = TagRequest,
    params(("tag" = String, Path, description = "The tag")), responses(
    (status = 204, description = "Done"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[put("/admin/tags/{tag}")]
pub(super) async fn rename_tag(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<TagRequest>,
) -> Result<HttpResponse, ApiError> {
    let to = request.parse().map_err(ApiError::invalid)?;
    catalogue::rename_tag(&state, caller.actor(), tag(&path)?, to).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Take a tag off every ticket.
///
/// It cannot be undone. Histories keep the words of their time. For admins.
#[utoipa::path(tag = "catalogue", operation_id = "delete_tag",
    params(("tag" = String, Path, description = "The tag")), responses(
    (status = 204, description = "Done"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[delete("/admin/tags/{tag}")]
pub(super) async fn delete_tag(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    catalogue::remove_tag(&state, caller.actor(), tag(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn tag(text: &str) -> Result<Tag, ApiError> {
    Tag::parse(text).map_err(|_| ApiError::new(Code::NotFound))
}
