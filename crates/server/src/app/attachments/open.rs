//! Giving out the bytes of a file, or a picture of it.

use super::find;
use crate::app::AppError;
use crate::files::{Preview, PreviewError};
use crate::state::AppState;
use domain::attachment::{FileName, NotServed};
use domain::id::AttachmentId;
use domain::policy::Actor;
use persistence::repo::files::StoredFile;
use persistence::repo::tickets::For;
use std::ops::Range;
use std::time::Duration;
use storage::{ObjectStream, Shown};

/// How long the address of an object is good for.
const LINK_SECONDS: u64 = 60;

/// A file that somebody gets.
pub struct Opened {
    /// What it is called.
    pub name: FileName,
    /// The bytes.
    pub file: StoredFile,
}

/// Decides whether somebody gets a file.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::NotServed`] where it was not looked at, something was found, or it was deleted.
pub async fn open(state: &AppState, actor: Actor, id: AttachmentId) -> Result<Opened, AppError> {
    let (attachment, _) = find(state.store.connection(), actor, id, For::Reading).await?;
    attachment.state().served(state.config.files.serves_unscanned())?;
    let file = attachment.file.ok_or(NotServed::Erased)?;
    Ok(Opened { name: attachment.name, file })
}

/// A part of the bytes of a file that was opened.
///
/// # Errors
/// [`AppError::FileStore`].
pub async fn bytes(state: &AppState, file: &StoredFile, range: Range<u64>) -> Result<ObjectStream, AppError> {
    Ok(state.files.store.get(file.id.uuid(), file.size, range).await?)
}

/// Where a browser gets a file that was opened, if not from Lotse.
///
/// # Errors
/// [`AppError::FileStore`].
pub async fn link(state: &AppState, file: &StoredFile, shown: &Shown) -> Result<Option<String>, AppError> {
    Ok(state.files.store.link(file.id.uuid(), shown, Duration::from_secs(LINK_SECONDS)).await?)
}

/// The picture in a file, made anew.
///
/// # Errors
/// As [`open`]; [`AppError::NoPreview`]; [`AppError::Busy`] when too many are asked for at once.
pub async fn preview(state: &AppState, actor: Actor, id: AttachmentId) -> Result<Preview, AppError> {
    let Opened { file, .. } = open(state, actor, id).await?;
    if !file.kind.has_preview() {
        return Err(AppError::NoPreview);
    }
    let key = file.id.uuid();
    if let Some(kept) = state.files.previews.kept(key) {
        return Ok(kept);
    }
    let whole = bytes(state, &file, 0..file.size).await?;
    match state.files.previews.make(key, whole).await {
        Ok(preview) => Ok(preview),
        Err(PreviewError::NoPicture) => Err(AppError::NoPreview),
        Err(PreviewError::Busy) => Err(AppError::Busy),
        Err(PreviewError::Source(error)) => {
            Err(AppError::FileStore(storage::StoreError::Unavailable(error.to_string())))
        }
    }
}
