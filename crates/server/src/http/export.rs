//! What a person provided, for them to take along.

use super::authentication::Authenticated;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::{address, content, view};
use crate::app::AppError;
use crate::app::privacy::{self, PersonalData, WrittenUpTo};
use crate::files::Pack;
use crate::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use domain::id::SessionId;
use dto::export::{ExportLeftOut, ExportLink};
use futures_util::{StreamExt, stream};
use persistence::repo::attachments::Attachment;
use persistence::repo::tickets::Visible;
use serde::{Deserialize, Serialize};
use std::io;

/// What can stand in the address of an export.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ExportParameters {
    /// Stands for the access token where a request can carry none. Part of the `url` that `POST` gives.
    key: Option<String>,
}

/// Where the caller gets all that they provided.
///
/// An address that a browser can open, signed for this session and good for 60 seconds.
#[utoipa::path(tag = "me", operation_id = "link_export", responses(
    (status = 200, body = ExportLink),
))]
#[post("/me/export")]
pub(super) async fn link_export(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(ExportLink { url: address::of_export(&state, &caller.0)? }))
}

/// All that the caller provided, as a ZIP.
///
/// It holds `data.json` with the account (`about`), `drafts`, `notifications`, what they wrote under tickets of others
/// (`written_elsewhere`) and their `tickets` with what was said there, each as its requester sees it; every file at
/// `files/{attachment_id}/{file_name}`; and `left_out.json`, the files that are not in it and why.
///
/// It is made while it goes out, so one that breaks off is asked for again. Taking it out is written down in the audit log.
#[utoipa::path(tag = "me", operation_id = "get_export", params(ExportParameters), responses(
    (status = 200, description = "The archive", content_type = "application/zip", body = Vec<u8>),
))]
#[get("/me/export")]
pub(super) async fn get_export(
    state: Data<AppState>,
    caller: Result<Authenticated, ApiError>,
    Query(parameters): Query<ExportParameters>,
) -> Result<HttpResponse, ApiError> {
    let owner = address::owner(&state, caller, parameters.key.as_deref()).await?;
    let session = owner.session()?;
    let data = privacy::export(&state, owner.actor()).await?;
    let (pack, pieces) = Pack::new();
    tokio::spawn(pack_all(state.get_ref().clone(), data, session, pack));
    let pieces = stream::unfold(pieces, |mut pieces| async move { Some((pieces.recv().await?, pieces)) });
    Ok(content::archive("lotse-export.zip", pieces))
}

/// Why an archive ends before its end.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error(transparent)]
    App(#[from] AppError),
    /// Nobody takes it any more.
    #[error(transparent)]
    Taken(#[from] io::Error),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl From<persistence::Error> for Broken {
    fn from(error: persistence::Error) -> Self {
        Self::App(error.into())
    }
}

async fn pack_all(state: AppState, data: PersonalData, session: SessionId, mut pack: Pack) {
    let packed = match pack_data(&state, &data, session, &mut pack).await {
        Ok(()) => pack_files(&data, &mut pack).await,
        broken => broken,
    };
    match packed {
        Ok(()) => {
            if let Err(error) = pack.finish().await {
                tracing::info!(%error, "nobody takes an export to its end");
            }
        }
        Err(Broken::Taken(error)) => tracing::info!(%error, "nobody takes an export to its end"),
        Err(error) => {
            tracing::warn!(%error, "an export broke off");
            pack.break_off(io::Error::other("broken off")).await;
        }
    }
}

async fn pack_data(state: &AppState, data: &PersonalData, session: SessionId, pack: &mut Pack) -> Result<(), Broken> {
    pack.begin("data.json")?;
    let about = view::export_about(state, data.about().await?, session, data.at);
    pack.write(b"{\"about\":").await?;
    pack.write(&serde_json::to_vec(&about)?).await?;
    let mut drafts = List::begin(pack, "drafts").await?;
    for unsent in data.unsent().await? {
        drafts.item(pack, &view::export_draft(unsent)).await?;
    }
    drafts.end(pack).await?;
    let (mut told, mut before) = (List::begin(pack, "notifications").await?, None);
    while let (part, Some(next)) = data.told(before).await? {
        for notification in view::inbox(part)?.items {
            told.item(pack, &notification).await?;
        }
        before = Some(next);
    }
    told.end(pack).await?;
    let (mut written, mut up_to) = (List::begin(pack, "written_elsewhere").await?, WrittenUpTo::Comment(None));
    while let Some((part, next)) = data.written(up_to).await? {
        for words in part {
            written.item(pack, &view::export_written(words)).await?;
        }
        up_to = next;
    }
    written.end(pack).await?;
    pack_tickets(data, pack).await?;
    pack.write(b"}").await?;
    Ok(())
}

async fn pack_tickets(data: &PersonalData, pack: &mut Pack) -> Result<(), Broken> {
    let (mut tickets, mut after) = (List::begin(pack, "tickets").await?, None);
    loop {
        let part = data.tickets(after).await?;
        let Some(last) = part.last().copied() else { break };
        for id in part {
            let Some((visible, shown)) = data.ticket(id).await? else { continue };
            tickets.next(pack).await?;
            pack.write(b"{\"ticket\":").await?;
            pack.write(&serde_json::to_vec(&view::customer_ticket(shown)?)?).await?;
            pack_conversation(data, &visible, pack).await?;
            pack.write(b"}").await?;
        }
        after = Some(last);
    }
    tickets.end(pack).await
}

async fn pack_conversation(data: &PersonalData, ticket: &Visible, pack: &mut Pack) -> Result<(), Broken> {
    let (mut conversation, mut after) = (List::begin(pack, "conversation").await?, None);
    loop {
        let (part, next) = data.conversation(ticket, after).await?;
        for item in view::customer_conversation(part)?.items {
            conversation.item(pack, &item).await?;
        }
        after = next;
        if after.is_none() {
            return conversation.end(pack).await;
        }
    }
}

async fn pack_files(data: &PersonalData, pack: &mut Pack) -> Result<(), Broken> {
    let mut left_out = Vec::new();
    let mut after = None;
    loop {
        let part = data.tickets(after).await?;
        let Some(last) = part.last().copied() else { break };
        for id in part {
            let Some((visible, _)) = data.ticket(id).await? else { continue };
            for attachment in data.files(&visible).await? {
                left_out.extend(pack_file(data, &attachment, pack).await?);
            }
        }
        after = Some(last);
    }
    let mut after = None;
    loop {
        let part = data.files_elsewhere(after).await?;
        let Some(last) = part.last().map(|last| last.id) else { break };
        for attachment in part {
            left_out.extend(pack_file(data, &attachment, pack).await?);
        }
        after = Some(last);
    }
    pack.begin("left_out.json")?;
    pack.write(&serde_json::to_vec(&left_out)?).await?;
    Ok(())
}

/// Gives what is left out. A file that breaks off while it is read breaks off all of it: half of one is none.
async fn pack_file(
    data: &PersonalData,
    attachment: &Attachment,
    pack: &mut Pack,
) -> Result<Option<ExportLeftOut>, Broken> {
    let mut bytes = match data.bytes(attachment).await {
        Ok(bytes) => bytes,
        Err(why) => return Ok(Some(view::export_left_out(attachment, why))),
    };
    pack.begin(&format!("files/{}/{}", attachment.id, attachment.name.as_str()))?;
    while let Some(part) = bytes.next().await {
        pack.write(&part?).await?;
    }
    Ok(None)
}

/// A list in a document that is written while it is read.
struct List {
    first: bool,
}

impl List {
    async fn begin(pack: &mut Pack, name: &str) -> Result<Self, Broken> {
        pack.write(format!(",\"{name}\":[").as_bytes()).await?;
        Ok(Self { first: true })
    }

    async fn next(&mut self, pack: &mut Pack) -> Result<(), Broken> {
        if !std::mem::take(&mut self.first) {
            pack.write(b",").await?;
        }
        Ok(())
    }

    async fn item(&mut self, pack: &mut Pack, item: &impl Serialize) -> Result<(), Broken> {
        self.next(pack).await?;
        Ok(pack.write(&serde_json::to_vec(item)?).await?)
    }

    async fn end(self, pack: &mut Pack) -> Result<(), Broken> {
        Ok(pack.write(b"]").await?)
    }
}
