//! Taking a file in.

use super::token;
use crate::app::AppError;
use crate::app::error::permit;
use crate::app::tickets;
use crate::files::Received;
use crate::state::{AppState, random_key};
use domain::attachment::{FileName, FileState, Kind, NotThisKind};
use domain::comment::Visibility;
use domain::draft::DraftKind;
use domain::id::{AttachmentId, FileId, TicketId, TicketRef};
use domain::policy::{Action, Actor, Relation, decide};
use dto::field::FieldCode;
use persistence::Tx;
use persistence::repo::attachments::{self, Attachment, Place, Sent};
use persistence::repo::files::{self, StoredFile};
use persistence::repo::tickets::{For, Visible};

/// What an upload is for.
#[derive(Debug, Clone, Copy)]
pub enum Target {
    /// To be sent with what is being written, if that is said: a kind of draft, and its ticket.
    Later(Option<(DraftKind, Option<TicketRef>)>),
    /// At once, to a ticket; customers need not say who sees it.
    Ticket(TicketRef, Option<Visibility>),
}

/// An upload that may begin.
#[derive(Debug, Clone, Copy)]
pub enum Ready {
    /// To be sent later.
    Later(Option<Place>),
    /// Under this ticket.
    Ticket(TicketId, Visibility),
}

/// A file that came in.
pub struct NewFile {
    /// What it is called.
    pub name: FileName,
    /// What it is.
    pub kind: Kind,
    /// Its bytes.
    pub received: Received,
}

/// A file that was stored.
pub struct Uploaded {
    /// It.
    pub attachment: Attachment,
    /// What sends it.
    pub token: String,
}

/// Decides whether an upload may begin, before anything of it is read.
///
/// # Errors
/// [`AppError::UploadsOff`]; for a ticket as for a comment there.
pub async fn prepare(state: &AppState, actor: Actor, target: Target) -> Result<Ready, AppError> {
    permit(decide(actor.role, Action::Upload, Relation::Other))?;
    let db = state.store.connection();
    let ready = match target {
        Target::Later(None) => Ready::Later(None),
        Target::Later(Some((kind, ticket))) => {
            let ticket = match ticket {
                Some(reference) => Some(tickets::find(db, actor, reference, For::Reading).await?.ticket().id),
                None => None,
            };
            Ready::Later(Some(Place { kind, ticket }))
        }
        Target::Ticket(reference, visibility) => {
            let visible = tickets::find(db, actor, reference, For::Reading).await?;
            let visibility = match visibility {
                Some(visibility) => visibility,
                // Customers know one kind. For staff there is no default, as with comments.
                None if !visible.standing().actor.role.is_staff() => Visibility::Public,
                None => return Err(AppError::field("?visibility", FieldCode::Required, "is required")),
            };
            permit_sending(&visible, visibility)?;
            Ready::Ticket(visible.ticket().id, visibility)
        }
    };
    // Said last: whether a ticket is there and whether one may do this do not depend on it.
    if state.config.files.enabled() { Ok(ready) } else { Err(AppError::UploadsOff) }
}

/// As for a public comment, with the right to write one of this visibility.
fn permit_sending(visible: &Visible, visibility: Visibility) -> Result<(), AppError> {
    tickets::permit_writing(visible, visibility, None)?;
    Ok(visible.ticket().takes_words()?)
}

/// Decides by name and declared type whether a file is taken, before its bytes are read.
///
/// # Errors
/// [`AppError::FileType`].
pub fn check_kind(state: &AppState, name: &FileName, declared: Option<&str>) -> Result<Kind, AppError> {
    let kind = Kind::meant(name, declared)?;
    if state.config.files.kinds.contains(&kind) { Ok(kind) } else { Err(NotThisKind::Unknown.into()) }
}

/// Stores a file that came in. First a row says that there will be an object, then the object is put, then another row
/// says that it is there: whatever breaks in between, a sweep finds what is left, and no row promises bytes that are not.
///
/// # Errors
/// [`AppError::FileType`] where the bytes are something else; [`AppError::FileStore`]; for a ticket as for a comment there.
pub async fn upload(state: &AppState, actor: Actor, ready: Ready, new: NewFile) -> Result<Uploaded, AppError> {
    let NewFile { name, kind, received } = new;
    kind.agree(&received.head)?;
    let file = StoredFile {
        id: FileId::new(random_key()),
        kind,
        size: received.size,
        sha256: received.sha256.clone(),
        state: FileState::Pending,
        finding: None,
        scanned_at: None,
    };
    let (row, now) = (file.clone(), state.clock.now());
    state.store.write(move |tx| Box::pin(async move { files::insert(tx, &row, now).await })).await?;
    state.files.store.put(file.id.uuid(), received.path(), file.size).await?;
    let own = state.clone();
    let attachment = state.write(move |tx| Box::pin(attach(tx, own, actor, ready, name, file))).await?;
    state.files.came_in.notify_one();
    Ok(Uploaded { token: token(state, attachment.id), attachment })
}

async fn attach(
    tx: &Tx,
    state: AppState,
    actor: Actor,
    ready: Ready,
    name: FileName,
    file: StoredFile,
) -> Result<Attachment, AppError> {
    let now = state.clock.now();
    let (sent, draft) = match ready {
        Ready::Later(draft) => (None, draft),
        Ready::Ticket(ticket, visibility) => {
            // Much can have happened while it came in.
            let visible = tickets::find(tx, actor, TicketRef::Id(ticket), For::Changing).await?;
            permit_sending(&visible, visibility)?;
            (Some(Sent { ticket, comment: None, visibility, held: false, at: now }), None)
        }
    };
    if !files::stored(tx, file.id, now).await? {
        return Err(AppError::NotFound);
    }
    let file = Some(StoredFile { state: FileState::Scanning, ..file });
    let id = AttachmentId::new(state.ids.next());
    let attachment = Attachment { id, name, uploader: actor.id, file, created_at: now, sent, draft };
    attachments::insert(tx, &attachment).await?;
    Ok(attachment)
}
