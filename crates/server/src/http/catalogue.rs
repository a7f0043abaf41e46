//! Short lists that everything else refers to.

use super::authentication::Authenticated;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::view;
use crate::app::catalogue;
use crate::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use dto::catalogue::{AgentView, CategoryView, Items};

/// What tickets can be about, in the order that admins chose.
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

/// Who can be assigned: active agents and admins. For staff.
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

/// Every tag that was ever put on a ticket. For staff.
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
