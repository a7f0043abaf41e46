//! Sending uploads along with what somebody writes.

use crate::app::AppError;
use crate::state::AppState;
use domain::id::{AttachmentId, UserId};
use dto::field::{FieldCode, FieldError};
use persistence::Tx;
use persistence::repo::attachments::{self, Sent};
use uuid::Uuid;

const UPLOADS: &str = "uploads";

/// What names an upload. It is sealed and not secret: it is of use to its uploader alone.
pub(in crate::app) fn token(state: &AppState, id: AttachmentId) -> String {
    state.keys.seal(UPLOADS, id.uuid().as_bytes())
}

fn named(state: &AppState, token: &str) -> Option<AttachmentId> {
    let id = state.keys.open(UPLOADS, token)?;
    Uuid::from_slice(&id).ok().map(AttachmentId::new)
}

/// Sends uploads of somebody's own, all or none. Somebody else's are answered like those that there are not.
pub(in crate::app) async fn send(
    tx: &Tx,
    state: &AppState,
    uploader: UserId,
    tokens: &[String],
    sent: &Sent,
) -> Result<(), AppError> {
    let mut errors = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let there = match named(state, token) {
            Some(id) => attachments::send(tx, uploader, id, sent).await?,
            None => false,
        };
        if !there {
            let message = "there is no such upload, or it was sent already";
            errors.push(FieldError::new(format!("/attachments/{index}"), FieldCode::UnknownValue, message));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(AppError::Invalid(errors)) }
}
