//! Files that do not go out, as admins see them.

use crate::app::AppError;
use crate::app::audit::{Happening, record};
use crate::app::cursor::{self, ById};
use crate::app::error::administer;
use crate::app::notifications::{Telling, Tells, tell};
use crate::app::privacy::permit_removal;
use crate::state::AppState;
use domain::attachment::FileState;
use domain::audit::{AuditKind, AuditTarget};
use domain::id::{AttachmentId, TicketNumber};
use domain::notification::NoticeKind;
use domain::policy::Actor;
use persistence::People;
use persistence::repo::attachments::{self, Attachment};
use persistence::repo::tickets::For;
use persistence::repo::{accounts, quarantine, tickets};
use serde_json::json;

/// So many are shown at a time.
const PART: u64 = 50;

/// A part of the quarantine.
pub struct QuarantinePart {
    /// The files, the newest first.
    pub items: Vec<Quarantined>,
    /// Who sent them.
    pub people: People,
    /// Leads to older ones.
    pub next: Option<String>,
}

/// A file that does not go out.
pub struct Quarantined {
    /// It.
    pub attachment: Attachment,
    /// The ticket that it was sent under.
    pub ticket: Option<TicketNumber>,
}

/// How looking for viruses goes.
pub struct Scanning {
    /// Whether there is a scanner.
    pub scanner: bool,
    /// What it looks with; nothing where it does not answer.
    pub signatures: Option<String>,
    /// Whether files go out that nobody looked at.
    pub serves_unscanned: bool,
    /// How many wait.
    pub scanning: u64,
    /// In how many something was found.
    pub infected: u64,
    /// How many could not be looked at.
    pub unscannable: u64,
}

/// A part of the quarantine.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::InvalidCursor`].
pub async fn list_quarantined(
    state: &AppState,
    actor: Actor,
    cursor: Option<&str>,
) -> Result<QuarantinePart, AppError> {
    administer(actor)?;
    let db = state.store.connection();
    let before = cursor.map(|text| cursor::to_id(&state.keys, ById::Quarantine, text)).transpose()?;
    let mut found = quarantine::list(db, before.map(AttachmentId::new), PART + 1).await?;
    let more = found.len() as u64 > PART;
    found.truncate(usize::try_from(PART).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| more).map(|last| cursor::of_id(&state.keys, ById::Quarantine, last.id.uuid()));
    let people = People::load(db, found.iter().map(|attachment| attachment.uploader)).await?;
    let under: Vec<_> = found.iter().filter_map(|attachment| attachment.sent.map(|sent| sent.ticket)).collect();
    let numbers = tickets::numbers_of(db, under).await?;
    let items = found.into_iter().map(|attachment| {
        let ticket = attachment.sent.and_then(|sent| numbers.get(&sent.ticket).copied());
        Quarantined { attachment, ticket }
    });
    Ok(QuarantinePart { items: items.collect(), people, next })
}

/// How looking for viruses goes.
///
/// # Errors
/// [`AppError::AdminsOnly`].
pub async fn scanning(state: &AppState, actor: Actor) -> Result<Scanning, AppError> {
    administer(actor)?;
    let db = state.store.connection();
    let signatures = match &state.files.scanner {
        Some(scanner) => scanner.version().await.ok(),
        None => None,
    };
    Ok(Scanning {
        scanner: state.files.scanner.is_some(),
        signatures,
        serves_unscanned: state.config.files.serves_unscanned(),
        scanning: quarantine::count(db, FileState::Scanning).await?,
        infected: quarantine::count(db, FileState::Infected).await?,
        unscannable: quarantine::count(db, FileState::Unscannable).await?,
    })
}

/// Has a file looked at again.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`].
pub async fn rescan(state: &AppState, actor: Actor, id: AttachmentId) -> Result<(), AppError> {
    administer(actor)?;
    let now = state.clock.now();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let found = quarantine::find(tx, id).await?.ok_or(AppError::NotFound)?;
            quarantine::rescan(tx, &found, now).await?;
            record(tx, now, decided(actor, id, "looked at again")).await
        })
    });
    work.await?;
    state.files.came_in.notify_one();
    Ok(())
}

fn decided(actor: Actor, id: AttachmentId, what: &str) -> Happening {
    let decided = Happening::by(actor.id, AuditKind::QuarantineDecided).to(AuditTarget::Attachment, id);
    decided.with(json!({ "decision": what }))
}

/// Deletes a file, sent or not.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`].
pub async fn discard(state: &AppState, actor: Actor, id: AttachmentId) -> Result<(), AppError> {
    administer(actor)?;
    let now = state.clock.now();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let found = quarantine::find(tx, id).await?.ok_or(AppError::NotFound)?;
            if let Some(sent) = found.sent
                && let Some(ticket) = tickets::find_for_system(tx, sent.ticket, For::Reading).await?
            {
                permit_removal(tx, &ticket).await?;
            }
            attachments::delete(tx, &found, now).await?;
            record(tx, now, decided(actor, id, "deleted")).await
        })
    });
    work.await
}

/// Tells whoever sent a file that it does not go out.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`].
pub async fn notify(state: &AppState, actor: Actor, id: AttachmentId) -> Result<(), AppError> {
    administer(actor)?;
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let found = quarantine::find(tx, id).await?.ok_or(AppError::NotFound)?;
            let uploader = accounts::by_id(tx, found.uploader).await?.ok_or(AppError::NotFound)?;
            let name = found.name.as_str().to_owned();
            let telling = Telling {
                kind: NoticeKind::FileWithheld,
                ticket: found.sent.map(|sent| sent.ticket),
                subject: Some(name.clone()),
                tells: Tells::FileWithheld { name },
            };
            tell(tx, &own, &uploader, telling).await?;
            record(tx, own.clock.now(), decided(actor, id, "its sender was told")).await
        })
    });
    work.await
}
