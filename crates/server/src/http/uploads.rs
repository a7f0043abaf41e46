//! Uploading files.

use super::address;
use super::authentication::Authenticated;
use super::multipart::Form;
use super::path::reference;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::view;
use crate::app::attachments::{self, Target};
use crate::state::AppState;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get, post};
use domain::comment::Visibility;
use domain::draft::DraftKind;
use domain::id::AttachmentId;
use dto::attachment::{AttachmentView, UploadForm, UploadRulesView, UploadView};
use dto::catalogue::Items;
use serde::Deserialize;

/// What an upload is meant for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct MeantFor {
    /// What is being written that it belongs to, so that it can be found again with that.
    draft: Option<DraftKind>,
    /// The id or running number of the ticket under which that is written.
    ticket: Option<String>,
}

/// Who sees a file that is sent at once.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SeenBy {
    /// Who sees it. Staff have to say; for customers it is `public`.
    visibility: Option<Visibility>,
}

/// What can be uploaded.
///
/// Whether anything can, the largest size, the most files with one message, and the media types that are taken.
#[utoipa::path(tag = "attachments", operation_id = "get_upload_rules", responses(
    (status = 200, body = UploadRulesView),
))]
#[get("/uploads/rules")]
pub(super) async fn get_upload_rules(state: Data<AppState>, _: Authenticated, _: Query<NoParameters>) -> HttpResponse {
    HttpResponse::Ok().json(view::upload_rules(&state.config.files))
}

/// What the caller has uploaded and not sent.
///
/// It is kept for a day.
#[utoipa::path(tag = "attachments", operation_id = "list_uploads", responses(
    (status = 200, body = Items<UploadView>),
))]
#[get("/uploads")]
pub(super) async fn list_uploads(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let found = attachments::unsent(&state, caller.actor()).await?;
    Ok(HttpResponse::Ok().json(Items { items: view::uploads(found, &state) }))
}

/// Upload a file, to be sent by naming its token.
///
/// In `attachments` of a ticket or comment. The token is good for its uploader, once, for a day. Sending need not wait
/// until the file was checked for viruses; giving it out does. `draft` and `ticket` say what is being written that it
/// belongs to.
#[utoipa::path(tag = "attachments", operation_id = "upload_file", params(MeantFor),
    request_body(content = UploadForm, content_type = "multipart/form-data"), responses(
    (status = 201, body = UploadView),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`uploads_off`"),
    (status = 415, description = "`file_type_refused`, `file_type_mismatch`"),
))]
#[post("/uploads")]
pub(super) async fn upload_file(
    state: Data<AppState>,
    caller: Authenticated,
    Query(meant): Query<MeantFor>,
    form: Form,
) -> Result<HttpResponse, ApiError> {
    let ticket = meant.ticket.as_deref().map(reference).transpose()?;
    let target = Target::Later(meant.draft.map(|kind| (kind, ticket)));
    let ready = attachments::prepare(&state, caller.actor(), target).await?;
    let file = form.file(&state).await?;
    let done = attachments::upload(&state, caller.actor(), ready, file).await?;
    Ok(HttpResponse::Created().json(view::upload(done, &state)))
}

/// Upload a file to a ticket at once, without words.
///
/// Staff have to say who sees it (`visibility`); customers' files are public. Nobody is told, and no history has it.
#[utoipa::path(tag = "attachments", operation_id = "attach_file",
    params(("id" = String, Path, description = "The id or the running number"), SeenBy),
    request_body(content = UploadForm, content_type = "multipart/form-data"), responses(
    (status = 201, body = AttachmentView),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
    (status = 409, description = "`ticket_closed`, `ticket_merged`, `uploads_off`"),
    (status = 415, description = "`file_type_refused`, `file_type_mismatch`"),
))]
#[post("/tickets/{id}/attachments")]
pub(super) async fn attach_file(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    Query(seen): Query<SeenBy>,
    form: Form,
) -> Result<HttpResponse, ApiError> {
    let target = Target::Ticket(reference(&path)?, seen.visibility);
    let ready = attachments::prepare(&state, caller.actor(), target).await?;
    let file = form.file(&state).await?;
    let done = attachments::upload(&state, caller.actor(), ready, file).await?;
    let shown = attachments::show(&state, caller.actor(), done.attachment.id).await?;
    let address = |id: AttachmentId, part: &str| address::of(&state, &caller.0, id, part);
    Ok(HttpResponse::Created().json(view::attachment(shown, &address)?))
}
