//! What people are writing, kept on the server so that it survives the browser.

use super::error::{AppError, permit};
use super::tickets::find;
use crate::state::AppState;
use domain::draft::DraftKind;
use domain::id::TicketRef;
use domain::policy::{Action, Actor, Relation, decide};
use dto::draft::{DraftRequest, DraftView};
use persistence::ConnectionTrait;
use persistence::repo::drafts::{self, Draft, DraftKey};
use persistence::repo::tickets::For;

/// Which draft: of a kind, and below which ticket.
#[derive(Debug, Clone, Copy)]
pub struct DraftPlace {
    /// What it is going to be.
    pub kind: DraftKind,
    /// Below which ticket; none for a new one.
    pub ticket: Option<TicketRef>,
}

/// The actor's draft.
///
/// # Errors
/// [`AppError::NotFound`] when there is none, or no such ticket for the actor.
pub async fn show(state: &AppState, actor: Actor, place: DraftPlace) -> Result<DraftView, AppError> {
    let db = state.store.connection();
    let key = own_key(db, actor, place).await?;
    drafts::load(db, key).await?.map(view).ok_or(AppError::NotFound)
}

/// The actor's draft that belongs to no ticket; there may be none.
///
/// # Errors
/// When the database fails.
pub async fn show_own(state: &AppState, actor: Actor, kind: DraftKind) -> Result<Option<DraftView>, AppError> {
    let db = state.store.connection();
    let key = own_key(db, actor, DraftPlace { kind, ticket: None }).await?;
    Ok(drafts::load(db, key).await?.map(view))
}

/// Keeps what was written.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::DraftConflict`] when the draft is not the one that this goes on from.
pub async fn put(
    state: &AppState,
    actor: Actor,
    place: DraftPlace,
    request: DraftRequest,
) -> Result<DraftView, AppError> {
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let key = key(tx, actor, place).await?;
            let DraftRequest { content, base_revision } = request;
            // Again where another device was faster.
            loop {
                let before = drafts::load(tx, key).await?;
                match (base_revision, &before) {
                    // Two tabs that say the same do not disagree.
                    (Some(base), Some(before)) if base != before.revision && before.content != content => {
                        return Err(AppError::DraftConflict(view(before.clone())));
                    }
                    _ => {}
                }
                if let Some(revision) = drafts::put(tx, key, &content, before.as_ref(), now).await? {
                    return Ok(view(Draft { content, revision, updated_at: now }));
                }
            }
        })
    });
    work.await
}

/// Throws the draft away. One that is not there stays so.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such ticket for the actor.
pub async fn remove(state: &AppState, actor: Actor, place: DraftPlace) -> Result<(), AppError> {
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let key = own_key(tx, actor, place).await?;
            Ok(drafts::remove(tx, key).await?)
        })
    });
    work.await
}

/// As [`key`]; also where the ticket went out of the actor's sight after they had begun to write.
async fn own_key(db: &impl ConnectionTrait, actor: Actor, place: DraftPlace) -> Result<DraftKey, AppError> {
    let DraftPlace { kind, ticket } = place;
    match (key(db, actor, place).await, ticket) {
        (Err(AppError::NotFound), Some(reference)) => {
            let begun = drafts::begun_below(db, actor.id, reference).await?.ok_or(AppError::NotFound)?;
            Ok(DraftKey { user: actor.id, ticket: Some(begun), kind })
        }
        (found, _) => found,
    }
}

async fn key(db: &impl ConnectionTrait, actor: Actor, place: DraftPlace) -> Result<DraftKey, AppError> {
    let DraftPlace { kind, ticket } = place;
    let Some(reference) = ticket else {
        permit(decide(actor.role, Action::UseOwnAccount, Relation::Other))?;
        return Ok(DraftKey { user: actor.id, ticket: None, kind });
    };
    let visible = find(db, actor, reference, For::Reading).await?;
    let write = match kind {
        DraftKind::Note => Action::CommentInternally,
        DraftKind::Reply | DraftKind::NewTicket => Action::CommentPublicly,
    };
    permit(visible.standing().decide(write))?;
    Ok(DraftKey { user: actor.id, ticket: Some(visible.ticket().id), kind })
}

/// As its writer sees it.
pub(crate) fn view(draft: Draft) -> DraftView {
    let Draft { content, revision, updated_at } = draft;
    DraftView { content, revision, updated_at }
}
