//! Webhooks, for admins.

use super::authentication::Authenticated;
use super::body::Json;
use super::idempotency::{Answer, IdempotencyKey, once};
use super::path::id;
use super::problem::ApiError;
use super::query::{NoParameters, PartParameters, Query};
use super::view;
use crate::app::{notifications, webhooks};
use crate::state::AppState;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, get, post, put};
use domain::outbox::Channel;
use dto::catalogue::Items;
use dto::notification::{OutboxPartView, ReplayedView};
use dto::webhook::{TestStarted, WebhookRequest, WebhookSecretView, WebhookView};

/// All webhooks.
///
/// For admins.
#[utoipa::path(tag = "webhooks", operation_id = "list_webhooks", responses(
    (status = 200, body = Items<WebhookView>),
    (status = 403, description = "`forbidden`"),
))]
#[get("/admin/webhooks")]
pub(super) async fn list_webhooks(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let hooks = webhooks::list(&state, caller.actor()).await?;
    let items: Vec<_> = hooks.into_iter().map(view::webhook).collect();
    Ok(HttpResponse::Ok().json(Items { items }))
}

/// Make a webhook.
///
/// The answer holds its secret, which is not shown again. Calls go to public addresses by `https` only and follow Standard
/// Webhooks 1.0; the introduction says how. For admins.
#[utoipa::path(tag = "webhooks", operation_id = "create_webhook", request_body = WebhookRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters that name this call: sent again with the same body within 24 hours, it gives the first answer again")), responses(
    (status = 201, body = WebhookSecretView),
    (status = 400, description = "`malformed_json`, `validation_failed`: also an address that may not be called"),
    (status = 403, description = "`forbidden`"),
))]
#[post("/admin/webhooks")]
pub(super) async fn create_webhook(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<WebhookRequest>,
    key: IdempotencyKey,
) -> Result<HttpResponse, ApiError> {
    let fields = request.parse().map_err(ApiError::invalid)?;
    let work = webhooks::create(&state, caller.actor(), fields);
    let answer = |hook| Answer::json(StatusCode::CREATED, &view::webhook_secret(hook));
    once(&state, caller.actor().id, key, work, answer).await
}

/// One webhook.
///
/// With whether it fails, or was switched off and why; never with its secret. For admins.
#[utoipa::path(tag = "webhooks", operation_id = "get_webhook",
    params(("id" = String, Path, description = "The id of the webhook")), responses(
    (status = 200, body = WebhookView),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[get("/admin/webhooks/{id}")]
pub(super) async fn get_webhook(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let hook = webhooks::show(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::Ok().json(view::webhook(hook)))
}

/// Make a webhook what the body says.
///
/// Its secret stays. Switching it on forgets that it failed. For admins.
#[utoipa::path(tag = "webhooks", operation_id = "put_webhook", request_body = WebhookRequest,
    params(("id" = String, Path, description = "The id of the webhook")), responses(
    (status = 200, body = WebhookView),
    (status = 400, description = "`malformed_json`, `validation_failed`: also an address that may not be called"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[put("/admin/webhooks/{id}")]
pub(super) async fn put_webhook(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<WebhookRequest>,
) -> Result<HttpResponse, ApiError> {
    let fields = request.parse().map_err(ApiError::invalid)?;
    let hook = webhooks::update(&state, caller.actor(), id(&path)?, fields).await?;
    Ok(HttpResponse::Ok().json(view::webhook(hook)))
}

/// Throw a webhook away.
///
/// What was not sent to it by then is given up. For admins.
#[utoipa::path(tag = "webhooks", operation_id = "delete_webhook",
    params(("id" = String, Path, description = "The id of the webhook")), responses(
    (status = 204, description = "Gone"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[delete("/admin/webhooks/{id}")]
pub(super) async fn delete_webhook(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    webhooks::remove(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Give a webhook a new secret.
///
/// It is in the answer and not shown again. Calls are signed with the old one as well for 24 hours. For admins.
#[utoipa::path(tag = "webhooks", operation_id = "rotate_webhook_secret",
    params(("id" = String, Path, description = "The id of the webhook")), responses(
    (status = 200, body = WebhookSecretView),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[post("/admin/webhooks/{id}/rotate")]
pub(super) async fn rotate_webhook_secret(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let hook = webhooks::rotate(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::Ok().json(view::webhook_secret(hook)))
}

/// Call a webhook once with an event of type `lotse.test`.
///
/// Also when it is switched off. The answer names the delivery, in which the outcome can be read. For admins.
#[utoipa::path(tag = "webhooks", operation_id = "test_webhook",
    params(("id" = String, Path, description = "The id of the webhook")), responses(
    (status = 202, body = TestStarted),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[post("/admin/webhooks/{id}/test")]
pub(super) async fn test_webhook(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let delivery = webhooks::test(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::Accepted().json(TestStarted { delivery }))
}

/// What a webhook was and will be sent, the newest first.
///
/// Walked by `next`. For admins.
#[utoipa::path(tag = "webhooks", operation_id = "list_deliveries",
    params(("id" = String, Path, description = "The id of the webhook"), PartParameters), responses(
    (status = 200, body = OutboxPartView),
    (status = 400, description = "`invalid_cursor`"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[get("/admin/webhooks/{id}/deliveries")]
pub(super) async fn list_deliveries(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    Query(part): Query<PartParameters>,
) -> Result<HttpResponse, ApiError> {
    let hook = webhooks::show(&state, caller.actor(), id(&path)?).await?;
    let cursor = part.cursor.as_deref();
    let found = notifications::outbox_list(&state, caller.actor(), None, None, Some(hook.id), cursor).await?;
    Ok(HttpResponse::Ok().json(view::outbox(found)))
}

/// Send again all calls of a webhook that were given up.
///
/// Each keeps its `webhook-id`, so a receiver can tell that it had one already. For admins.
#[utoipa::path(tag = "webhooks", operation_id = "replay_deliveries",
    params(("id" = String, Path, description = "The id of the webhook")), responses(
    (status = 200, body = ReplayedView),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[post("/admin/webhooks/{id}/replay")]
pub(super) async fn replay_deliveries(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let hook = webhooks::show(&state, caller.actor(), id(&path)?).await?;
    let replayed = notifications::replay_dead(&state, caller.actor(), Channel::Webhook, Some(hook.id)).await?;
    Ok(HttpResponse::Ok().json(ReplayedView { replayed }))
}
