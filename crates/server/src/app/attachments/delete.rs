//! Deleting a file.

use super::find;
use crate::app::AppError;
use crate::app::audit::{Happening, record};
use crate::app::error::permit;
use crate::app::privacy::permit_removal;
use crate::state::AppState;
use domain::attachment::can_be_taken_back;
use domain::audit::{AuditKind, AuditTarget};
use domain::id::AttachmentId;
use domain::policy::{Action, Actor, Decision};
use persistence::repo::attachments;
use persistence::repo::tickets::For;

/// Deletes a file: an upload that was not sent, or one that was sent a moment ago, of one's own; admins any. The object is
/// removed afterwards, once no copy needs it.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Forbidden`] for somebody else's; [`AppError::EditWindowOver`];
/// [`AppError::LegalHold`].
pub async fn delete(state: &AppState, actor: Actor, id: AttachmentId) -> Result<(), AppError> {
    let now = state.clock.now();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let (attachment, visible) = find(tx, actor, id, For::Changing).await?;
            if let (Some(visible), Some(sent)) = (visible, attachment.sent) {
                let decision = visible.standing().decide(Action::DeleteFile);
                let own = attachment.uploader == actor.id;
                if decision != Decision::Allow && own && !can_be_taken_back(actor.id, sent.at, actor.id, now) {
                    return Err(AppError::EditWindowOver);
                }
                if !own {
                    permit(decision)?;
                }
                permit_removal(tx, visible.ticket()).await?;
            }
            if attachment.file.is_none() {
                return Ok(());
            }
            attachments::delete(tx, &attachment, now).await?;
            if attachment.uploader == actor.id {
                return Ok(());
            }
            record(tx, now, Happening::by(actor.id, AuditKind::AttachmentDeleted).to(AuditTarget::Attachment, id)).await
        })
    });
    work.await
}
