//! Files: uploaded before what they belong to is sent, or straight to a ticket; looked at for viruses; shown to whoever
//! may see the words that they came with.

mod delete;
mod open;
mod quarantine;
mod scan;
mod send;
mod show;
mod sweep;
mod upload;

pub use delete::delete;
pub use open::{Opened, bytes, link, open, preview};
pub use quarantine::{QuarantinePart, Quarantined, Scanning, discard, list_quarantined, notify, rescan, scanning};
pub use scan::{Looked, look, take};
pub(in crate::app) use send::{send, token};
pub(in crate::app) use show::files_of;
pub use show::{ShownAttachments, ShownFiles, ShownUpload, list, show, unsent};
pub use sweep::sweep;
pub use upload::{NewFile, Ready, Target, Uploaded, check_kind, prepare, upload};

use super::AppError;
use super::error::permit;
use super::tickets;
use domain::id::{AttachmentId, TicketRef};
use domain::policy::{Action, Actor};
use persistence::ConnectionTrait;
use persistence::repo::attachments::{self, Attachment};
use persistence::repo::tickets::{For, Visible};

/// A file that somebody may see, with the ticket it was sent under. One that was not sent is its uploader's alone.
async fn find(
    db: &impl ConnectionTrait,
    actor: Actor,
    id: AttachmentId,
    purpose: For,
) -> Result<(Attachment, Option<Visible>), AppError> {
    let Some(ticket) = attachments::ticket_of(db, id).await? else {
        let own = attachments::find_unsent(db, actor.id, id).await?;
        return own.map(|attachment| (attachment, None)).ok_or(AppError::NotFound);
    };
    let visible = tickets::find(db, actor, TicketRef::Id(ticket), purpose).await?;
    permit(visible.standing().decide(Action::ReadTicket))?;
    let found = attachments::find(db, &visible, id).await?.ok_or(AppError::NotFound)?;
    Ok((found, Some(visible)))
}
