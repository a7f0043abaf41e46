//! The inbox, and what people want to be told of.

use super::authentication::Authenticated;
use super::body::Json;
use super::path::id;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::view;
use crate::app::notifications;
use crate::state::AppState;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get, patch, post, put};
use dto::catalogue::Items;
use dto::notification::{InboxView, PreferenceView, PreferencesRequest, ReadInboxRequest, UnreadView};
use serde::Deserialize;

/// What an inbox is asked for by.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct InboxParameters {
    /// Where to go on, from the part before.
    cursor: Option<String>,
    /// `true`: only what was not read.
    #[serde(default)]
    unread: bool,
}

/// What the caller is told of, the newest first.
///
/// Walked by `next`.
#[utoipa::path(tag = "notifications", operation_id = "get_inbox", params(InboxParameters), responses(
    (status = 200, body = InboxView),
    (status = 400, description = "`invalid_cursor`"),
))]
#[get("/me/inbox")]
pub(super) async fn get_inbox(
    state: Data<AppState>,
    caller: Authenticated,
    Query(asked): Query<InboxParameters>,
) -> Result<HttpResponse, ApiError> {
    let part = notifications::inbox(&state, caller.actor(), asked.unread, asked.cursor.as_deref()).await?;
    Ok(HttpResponse::Ok().json(view::inbox(part)?))
}

/// How many notifications the caller has not read.
///
/// Cheap enough to be asked often; the stream of events says when it changes.
#[utoipa::path(tag = "notifications", operation_id = "count_unread", responses((status = 200, body = UnreadView)))]
#[get("/me/inbox/unread")]
pub(super) async fn count_unread(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let unread = notifications::unread(&state, caller.actor()).await?;
    Ok(HttpResponse::Ok().json(UnreadView { unread }))
}

/// Mark one notification as read.
///
/// Marking it twice changes nothing.
#[utoipa::path(tag = "notifications", operation_id = "read_notification",
    params(("id" = String, Path, description = "The id of the notification")), responses(
    (status = 204, description = "Read"),
    (status = 404, description = "`not_found`"),
))]
#[put("/me/inbox/{id}/read")]
pub(super) async fn read_notification(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    notifications::read_inbox(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Mark a notification and all before it as read.
///
/// What came in since the caller looked stays unread.
#[utoipa::path(tag = "notifications", operation_id = "read_inbox", request_body = ReadInboxRequest, responses(
    (status = 204, description = "Read"),
))]
#[post("/me/inbox/read")]
pub(super) async fn read_inbox(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<ReadInboxRequest>,
) -> Result<HttpResponse, ApiError> {
    let up_to = request.parse().map_err(ApiError::invalid)?;
    notifications::read_inbox_up_to(&state, caller.actor(), up_to).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// How the caller is told of what, by kind.
///
/// By mail at once, in one mail a day, in the inbox alone, or not at all. Kinds that cannot concern them are left out.
#[utoipa::path(tag = "notifications", operation_id = "get_notification_preferences", responses((status = 200, body = Items<PreferenceView>)))]
#[get("/me/notification-preferences")]
pub(super) async fn get_preferences(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let chosen = notifications::preferences(&state, caller.actor()).await?;
    Ok(HttpResponse::Ok().json(view::preferences(&chosen, caller.actor())))
}

/// Change how the caller is told of some kinds.
///
/// The others stay.
#[utoipa::path(tag = "notifications", operation_id = "change_notification_preferences", request_body = PreferencesRequest, responses(
    (status = 200, body = Items<PreferenceView>),
))]
#[patch("/me/notification-preferences")]
pub(super) async fn change_preferences(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
    Json(request): Json<PreferencesRequest>,
) -> Result<HttpResponse, ApiError> {
    let choices = request.parse().map_err(ApiError::invalid)?;
    let chosen = notifications::change_preferences(&state, caller.actor(), choices).await?;
    Ok(HttpResponse::Ok().json(view::preferences(&chosen, caller.actor())))
}
