//! Changing a ticket: by a patch, by taking, closing and reopening.

use super::conversation::people_of;
use super::show::{Shown, find, with_people};
use crate::app::error::permit;
use crate::app::{AppError, Missed};
use crate::state::AppState;
use domain::account::UserStatus;
use domain::clock::Timestamp;
use domain::id::TicketRef;
use domain::policy::{Action, Actor, Relation, decide};
use domain::text::Reason;
use domain::ticket::{Changed, Refusal, ResolutionDraft, Ticket, TicketPatch};
use dto::field::FieldCode;
use persistence::repo::tickets::{For, Visible, Writing};
use persistence::repo::{accounts, categories, conversation, tickets};
use persistence::{People, Tx};

/// Who changes which ticket.
#[derive(Debug, Clone, Copy)]
pub struct Change {
    /// Who.
    pub actor: Actor,
    /// Which.
    pub ticket: TicketRef,
    /// The version that the actor saw, where they say so.
    pub seen: Option<i64>,
}

/// Changes the fields of a patch, all or none.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`] when one field is not the actor's to change, [`AppError::Stale`],
/// [`AppError::Refused`], [`AppError::Invalid`] for an assignee or category that there is not.
pub async fn update(state: &AppState, change: Change, patch: TicketPatch) -> Result<Shown, AppError> {
    let triage = patch.is_triage().then_some(Action::Triage);
    let edit = patch.is_text_edit().then_some(Action::EditText);
    // An empty patch asks for nothing; whoever sees the ticket may send one.
    let actions = triage.into_iter().chain(edit).collect();
    run(state, change, actions, move |ticket, now| ticket.apply(patch, change.actor, now)).await
}

/// Makes the actor the assignee.
///
/// # Errors
/// As [`update`].
pub async fn take(state: &AppState, change: Change) -> Result<Shown, AppError> {
    run(state, change, vec![Action::Take], move |ticket, now| ticket.take(change.actor, now)).await
}

/// Closes a ticket.
///
/// # Errors
/// As [`update`].
pub async fn close(state: &AppState, change: Change, resolution: Option<ResolutionDraft>) -> Result<Shown, AppError> {
    run(state, change, vec![Action::Close], move |ticket, now| ticket.close(resolution, change.actor, now)).await
}

/// Takes a ticket up again.
///
/// # Errors
/// As [`update`].
pub async fn reopen(state: &AppState, change: Change, reason: Reason) -> Result<Shown, AppError> {
    run(state, change, vec![Action::Reopen], move |ticket, now| ticket.reopen(reason, change.actor, now)).await
}

/// One unit of work: load, decide, compare versions, apply, save.
async fn run(
    state: &AppState,
    change: Change,
    actions: Vec<Action>,
    apply: impl FnOnce(Ticket, Timestamp) -> Result<Changed, Refusal> + Send + 'static,
) -> Result<Shown, AppError> {
    let state = state.clone();
    let store = state.store.clone();
    store
        .write(move |tx| {
            Box::pin(async move {
                let Change { actor, ticket, seen } = change;
                let visible = find(tx, actor, ticket, For::Changing).await?;
                let before = visible.ticket();
                for action in actions {
                    permit(decide(actor.role, action, Relation::of(actor, before.requester)))?;
                }
                compare_versions(tx, actor, &visible, seen).await?;
                let now = state.clock.now();
                let changed = apply(before.clone(), now)?;
                check_references(tx, before, &changed.ticket).await?;
                if !changed.events.is_empty() {
                    let ids = || state.ids.next();
                    let writing = Writing { actor: Some(actor.id), now, ids: &ids };
                    tickets::save(tx, before.version, &changed, &writing).await?;
                }
                Ok(with_people(tx, actor, changed.ticket).await?)
            })
        })
        .await
}

/// Refuses a change by somebody who has not seen the ticket as it is, and tells what they missed.
async fn compare_versions(tx: &Tx, actor: Actor, visible: &Visible, seen: Option<i64>) -> Result<(), AppError> {
    let Some(seen) = seen.filter(|&seen| seen != visible.ticket().version) else { return Ok(()) };
    let events = conversation::since_version(tx, visible, seen).await?;
    let people = People::load(tx, events.iter().flat_map(people_of)).await?;
    Err(AppError::Stale(Box::new(Missed { actor, events, people })))
}

/// A new assignee has to be active staff, a new category one in use. What is there already may stay.
async fn check_references(tx: &Tx, before: &Ticket, after: &Ticket) -> Result<(), AppError> {
    if let Some(assignee) = after.assignee.filter(|_| after.assignee != before.assignee) {
        let found = accounts::by_id(tx, assignee).await?;
        if !found.is_some_and(|account| account.role.is_staff() && account.status == UserStatus::Active) {
            return Err(AppError::field("/assignee", FieldCode::UnknownValue, "there is no such agent"));
        }
    }
    if after.category != before.category {
        let found = categories::by_key(tx, &after.category).await?;
        if !found.is_some_and(|category| category.active) {
            return Err(AppError::field("/category", FieldCode::UnknownValue, "there is no such category"));
        }
    }
    Ok(())
}
