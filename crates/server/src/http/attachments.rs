//! Files under tickets.

use super::authentication::Authenticated;
use super::path::{id, reference};
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::{address, content, view};
use crate::app::attachments;
use crate::state::AppState;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get};
use domain::id::AttachmentId;
use dto::attachment::AttachmentView;
use dto::catalogue::Items;
use serde::Deserialize;

/// What can stand in the address of a file's bytes or picture.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ContentParameters {
    /// Stands for the access token where a request can carry none. Part of the `url` and `preview_url` of an attachment.
    key: Option<String>,
}

/// The files under a ticket that the caller may see.
///
/// The oldest first, up to 1,000. Customers do not see files of notes.
#[utoipa::path(tag = "attachments", operation_id = "list_attachments",
    params(("id" = String, Path, description = "The id or the running number")), responses(
    (status = 200, body = Items<AttachmentView>),
    (status = 404, description = "`not_found`"),
))]
#[get("/tickets/{id}/attachments")]
pub(super) async fn list_attachments(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let shown = attachments::list(&state, caller.actor(), reference(&path)?).await?;
    let address = |id: AttachmentId, part: &str| address::of(&state, &caller.0, id, part);
    Ok(HttpResponse::Ok().json(Items { items: view::attachments(shown, &address)? }))
}

/// What is known of a file.
///
/// Who has signed in gets an address (`url`) for its bytes that needs no header: for this file, this session and 60
/// seconds. A program with an API token sends its token there, as everywhere.
#[utoipa::path(tag = "attachments", operation_id = "get_attachment",
    params(("id" = String, Path, description = "The id of the attachment")), responses(
    (status = 200, body = AttachmentView),
    (status = 404, description = "`not_found`"),
))]
#[get("/attachments/{id}")]
pub(super) async fn get_attachment(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let shown = attachments::show(&state, caller.actor(), id(&path)?).await?;
    let address = |id: AttachmentId, part: &str| address::of(&state, &caller.0, id, part);
    Ok(HttpResponse::Ok().json(view::attachment(shown, &address)?))
}

/// The bytes of a file, or a part of them.
///
/// Always for saving (`Content-Disposition: attachment`), of a media type of Lotse's own list. Where the file store gives
/// them itself, the answer leads there. Nothing that was not looked at goes out, unless the settings say that nobody looks.
#[utoipa::path(tag = "attachments", operation_id = "get_attachment_content",
    params(("id" = String, Path, description = "The id of the attachment"), ContentParameters,
        ("Range" = Option<String>, Header, description = "One part, such as `bytes=0-1023`")), responses(
    (status = 200, description = "The file, of its own media type", content_type = "*/*", body = serde_json::Value),
    (status = 206, description = "The part, of the media type of the file", content_type = "*/*", body = serde_json::Value),
    (status = 302, description = "Where it is, for 60 seconds"),
    (status = 304, description = "It is the one that the caller has"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`attachment_scanning`, `attachment_unscannable`"),
    (status = 410, description = "`attachment_infected`, `attachment_erased`"),
    (status = 416, description = "`range_not_satisfiable`"),
))]
#[get("/attachments/{id}/content")]
pub(super) async fn get_attachment_content(
    state: Data<AppState>,
    caller: Result<Authenticated, ApiError>,
    path: Path<String>,
    Query(parameters): Query<ContentParameters>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let id = id(&path)?;
    let reader = address::reader(&state, caller, parameters.key.as_deref(), id).await?;
    let opened = attachments::open(&state, reader, id).await?;
    content::file(&state, &opened, &request).await
}

/// A picture of a PNG, JPEG, GIF or WebP file.
///
/// Made anew by Lotse, at most 1,024 pixels wide and high.
#[utoipa::path(tag = "attachments", operation_id = "get_attachment_preview",
    params(("id" = String, Path, description = "The id of the attachment"), ContentParameters), responses(
    (status = 200, description = "PNG or JPEG", content_type = "image/png", body = Vec<u8>),
    (status = 404, description = "`not_found`, `no_preview`"),
    (status = 409, description = "`attachment_scanning`, `attachment_unscannable`"),
    (status = 410, description = "`attachment_infected`, `attachment_erased`"),
))]
#[get("/attachments/{id}/preview")]
pub(super) async fn get_attachment_preview(
    state: Data<AppState>,
    caller: Result<Authenticated, ApiError>,
    path: Path<String>,
    Query(parameters): Query<ContentParameters>,
) -> Result<HttpResponse, ApiError> {
    let id = id(&path)?;
    let reader = address::reader(&state, caller, parameters.key.as_deref(), id).await?;
    let preview = attachments::preview(&state, reader, id).await?;
    Ok(content::picture(preview))
}

/// Delete a file.
///
/// One's own while it is not sent and for five minutes after; admins any.
#[utoipa::path(tag = "attachments", operation_id = "delete_attachment",
    params(("id" = String, Path, description = "The id of the attachment")), responses(
    (status = 204, description = "Gone"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`edit_window_over`"),
))]
#[delete("/attachments/{id}")]
pub(super) async fn delete_attachment(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    attachments::delete(&state, caller.actor(), id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}
