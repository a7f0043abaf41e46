//! Short lists that everything else refers to.

use super::authentication::Authenticated;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use crate::app::catalogue;
use crate::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use dto::catalogue::{AgentView, CategoryView, Items};
use dto::problem::Problem;

/// What tickets can be about, in the order that admins chose.
#[utoipa::path(tag = "catalogue", operation_id = "list_categories", responses(
    (status = 200, body = Items<CategoryView>),
    (status = 400, body = Problem, content_type = "application/problem+json", description = "`validation_failed`"),
    (status = 401, body = Problem, content_type = "application/problem+json", description = "`unauthenticated`, `token_expired`"),
))]
#[get("/categories")]
pub(super) async fn list_categories(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let categories = catalogue::list_categories(&state, caller.actor()).await?;
    let items = categories.into_iter().map(CategoryView::from).collect();
    Ok(HttpResponse::Ok().json(Items { items }))
}

/// Who can be assigned: active agents and admins. For staff.
#[utoipa::path(tag = "catalogue", operation_id = "list_agents", responses(
    (status = 200, body = Items<AgentView>),
    (status = 400, body = Problem, content_type = "application/problem+json", description = "`validation_failed`"),
    (status = 401, body = Problem, content_type = "application/problem+json", description = "`unauthenticated`, `token_expired`"),
    (status = 403, body = Problem, content_type = "application/problem+json", description = "`forbidden`"),
))]
#[get("/agents")]
pub(super) async fn list_agents(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let agents = catalogue::list_agents(&state, caller.actor()).await?;
    let items = agents.into_iter().map(|agent| AgentView {
        id: agent.id,
        display_name: agent.display_name.into_string(),
        role: agent.role,
    });
    Ok(HttpResponse::Ok().json(Items { items: items.collect() }))
}
