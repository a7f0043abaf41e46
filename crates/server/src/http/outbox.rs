//! The outbox, for admins.

use super::authentication::Authenticated;
use super::path::id;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::view;
use crate::app::{AppError, notifications};
use crate::state::AppState;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get, post};
use domain::outbox::{Channel, OutboxState};
use dto::field::{FieldErrors, Fields};
use dto::notification::{OutboxDetailView, OutboxPartView, OutboxSummaryView, ReplayedView};
use serde::Deserialize;

/// What the outbox is asked for by.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct OutboxParameters {
    /// Where to go on, from the part before.
    cursor: Option<String>,
    /// `fan_out`, `mail` or `webhook`.
    channel: Option<String>,
    /// `pending`, `done`, `dead` or `cancelled`.
    state: Option<String>,
}

impl OutboxParameters {
    fn parse(self) -> Result<(Asked, Option<String>), FieldErrors> {
        let mut fields = Fields::new();
        let channel = self.channel.and_then(|word| fields.word("?channel", &word));
        let state = self.state.and_then(|word| fields.word("?state", &word));
        fields.finish(Some((Asked { channel, state }, self.cursor)))
    }
}

struct Asked {
    channel: Option<Channel>,
    state: Option<OutboxState>,
}

/// What waits and what was given up, in numbers.
///
/// For admins.
#[utoipa::path(tag = "outbox", operation_id = "get_outbox_summary", responses(
    (status = 200, body = OutboxSummaryView),
    (status = 403, description = "`forbidden`"),
))]
#[get("/admin/outbox/summary")]
pub(super) async fn get_outbox_summary(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let tallies = notifications::outbox_tally(&state, caller.actor()).await?;
    Ok(HttpResponse::Ok().json(view::outbox_summary(&tallies, state.config.mail.smtp.is_some())))
}

/// Rows of the outbox, the newest first.
///
/// Walked by `next`. What was settled stays for 30 days. For admins.
#[utoipa::path(tag = "outbox", operation_id = "list_outbox", params(OutboxParameters), responses(
    (status = 200, body = OutboxPartView),
    (status = 400, description = "`invalid_cursor`"),
    (status = 403, description = "`forbidden`"),
))]
#[get("/admin/outbox")]
pub(super) async fn list_outbox(
    state: Data<AppState>,
    caller: Authenticated,
    Query(parameters): Query<OutboxParameters>,
) -> Result<HttpResponse, ApiError> {
    let (asked, cursor) = parameters.parse().map_err(ApiError::invalid)?;
    let Asked { channel, state: of_state } = asked;
    let part = notifications::outbox_list(&state, caller.actor(), channel, of_state, None, cursor.as_deref()).await?;
    Ok(HttpResponse::Ok().json(view::outbox(part)))
}

/// One row of the outbox with its attempts.
///
/// With the mail itself where no mail server is configured and mails are kept. A link into an account is cut short, unless
/// the admin has lately proved who they are; reading it whole is written down. For admins.
#[utoipa::path(tag = "outbox", operation_id = "get_outbox_row",
    params(("id" = String, Path, description = "The id of the row")), responses(
    (status = 200, body = OutboxDetailView),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[get("/admin/outbox/{id}")]
pub(super) async fn get_outbox_row(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let detail = notifications::outbox_detail(&state, &caller.0, id(&path)?).await?;
    let shown = view::outbox_detail(detail).ok_or(AppError::NotFound)?;
    Ok(HttpResponse::Ok().json(shown))
}

/// Send one row again, whatever became of it.
///
/// For admins.
#[utoipa::path(tag = "outbox", operation_id = "replay_outbox_row",
    params(("id" = String, Path, description = "The id of the row")), responses(
    (status = 204, description = "It waits to be sent"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`, also when it waits already"),
))]
#[post("/admin/outbox/{id}/replay")]
pub(super) async fn replay_outbox_row(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    notifications::replay_one(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Send again all mails that were given up.
///
/// The same mail has the same `Message-ID` again. For admins.
#[utoipa::path(tag = "outbox", operation_id = "replay_dead_mails", responses(
    (status = 200, body = ReplayedView),
    (status = 403, description = "`forbidden`"),
))]
#[post("/admin/outbox/replay")]
pub(super) async fn replay_dead_mails(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let replayed = notifications::replay_dead(&state, caller.actor(), Channel::Mail, None).await?;
    Ok(HttpResponse::Ok().json(ReplayedView { replayed }))
}
