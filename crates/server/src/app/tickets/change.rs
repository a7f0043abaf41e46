//! Changing a ticket: by a patch, by taking, closing and reopening.

use super::conversation::people_of;
use super::show::{Shown, find, with_people};
use crate::app::error::permit;
use crate::app::{AppError, Missed};
use crate::state::AppState;
use domain::account::UserStatus;
use domain::clock::Timestamp;
use domain::id::TicketRef;
use domain::policy::{Access, Action, Actor};
use domain::text::Reason;
use domain::ticket::{Changed, Refusal, ResolutionDraft, Ticket, TicketPatch};
use dto::field::FieldCode;
use persistence::repo::notifications::{self, Which};
use persistence::repo::tickets::{For, Visible, Writing};
use persistence::repo::{accounts, categories, conversation, desk, reads, tickets, viewers};
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
/// [`AppError::Refused`], [`AppError::Invalid`] for an assignee, team, queue or category that there is not.
pub async fn update(state: &AppState, change: Change, patch: TicketPatch) -> Result<Shown, AppError> {
    let actions = actions_of(&patch);
    run(state, change, actions, move |ticket, actor, now| ticket.apply(patch, actor, now)).await
}

/// What a patch means. An empty one asks for nothing; whoever sees the ticket may send it.
pub(super) fn actions_of(patch: &TicketPatch) -> Vec<Action> {
    let triage = patch.is_triage().then_some(Action::Triage);
    let edit = patch.is_text_edit().then_some(Action::EditText);
    triage.into_iter().chain(edit).collect()
}

/// Makes the actor the assignee.
///
/// # Errors
/// As [`update`].
pub async fn take(state: &AppState, change: Change) -> Result<Shown, AppError> {
    run(state, change, vec![Action::Take], Ticket::take).await
}

/// Closes a ticket.
///
/// # Errors
/// As [`update`].
pub async fn close(state: &AppState, change: Change, resolution: Option<ResolutionDraft>) -> Result<Shown, AppError> {
    run(state, change, vec![Action::Close], move |ticket, actor, now| ticket.close(resolution, actor, now)).await
}

/// Takes a ticket up again.
///
/// # Errors
/// As [`update`].
pub async fn reopen(state: &AppState, change: Change, reason: Reason) -> Result<Shown, AppError> {
    run(state, change, vec![Action::Reopen], move |ticket, actor, now| ticket.reopen(reason, actor, now)).await
}

/// Says no to what the requester asked for.
///
/// # Errors
/// As [`update`].
pub async fn decline_request(state: &AppState, change: Change) -> Result<Shown, AppError> {
    run(state, change, vec![Action::DeclineRequest], Ticket::decline_request).await
}

/// One unit of work: load, decide, compare versions, apply, save.
async fn run(
    state: &AppState,
    change: Change,
    actions: Vec<Action>,
    apply: impl FnOnce(Ticket, Actor, Timestamp) -> Result<Changed, Refusal> + Send + 'static,
) -> Result<Shown, AppError> {
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let visible = load(tx, &own, change, &actions).await?;
            let now = own.clock.now();
            let actor = visible.standing().actor;
            let changed = apply(visible.ticket().clone(), actor, now)?;
            save(tx, &own, &visible, &changed, now).await?;
            Ok(with_people(tx, &own, visible.standing(), changed.ticket).await?)
        })
    });
    work.await
}

/// The ticket, locked, for somebody who may do all this and has seen it as it is.
pub(super) async fn load(tx: &Tx, state: &AppState, change: Change, actions: &[Action]) -> Result<Visible, AppError> {
    let Change { actor, ticket, seen } = change;
    let visible = find(tx, actor, ticket, For::Changing).await?;
    for &action in actions {
        permit(visible.standing().decide(action))?;
    }
    compare_versions(tx, state, &visible, seen).await?;
    Ok(visible)
}

/// Stores what changed, if anything did. Who changes a ticket has read it.
pub(super) async fn save(
    tx: &Tx,
    state: &AppState,
    visible: &Visible,
    changed: &Changed,
    now: Timestamp,
) -> Result<(), AppError> {
    let before = visible.ticket();
    check_references(tx, before, &changed.ticket).await?;
    if changed.events.is_empty() {
        return Ok(());
    }
    let actor = visible.standing().actor.id;
    let ids = || state.ids.next();
    let writing = Writing { actor: Some(actor), now, ids: &ids };
    tickets::save(tx, before.version, changed, &writing).await?;
    mark_read(tx, visible, now).await
}

pub(super) async fn mark_read(tx: &Tx, visible: &Visible, now: Timestamp) -> Result<(), AppError> {
    if let Some(last) = conversation::last_event(tx, visible).await? {
        let (user, ticket) = (visible.viewer().actor.id, visible.ticket().id);
        reads::put(tx, user, ticket, last, now).await?;
        notifications::mark_read(tx, user, Which::Ticket { ticket, up_to: last }, now).await?;
    }
    Ok(())
}

/// Refuses a change by somebody who has not seen the ticket as it is, and tells what they missed.
async fn compare_versions(tx: &Tx, state: &AppState, visible: &Visible, seen: Option<i64>) -> Result<(), AppError> {
    let Some(seen) = seen.filter(|&seen| seen != visible.ticket().version) else { return Ok(()) };
    let events = conversation::since_version(tx, visible, seen).await?;
    let people = People::load(tx, events.iter().flat_map(people_of)).await?;
    Err(AppError::Stale(Box::new(Missed {
        standing: visible.standing(),
        events,
        people,
        markdown: state.markdown.clone(),
    })))
}

/// A new assignee has to be active staff who see the ticket; a new category, team or queue one in use. It may be a queue
/// that the actor does not see: whoever sorts tickets hands them on to where they belong. What is there already may
/// stay, but not where the queue would hide the ticket from its assignee.
pub(super) async fn check_references(tx: &Tx, before: &Ticket, after: &Ticket) -> Result<(), AppError> {
    let unknown = |pointer, message| Err(AppError::field(pointer, FieldCode::UnknownValue, message));
    if after.queue != before.queue && !desk::queue(tx, after.queue).await?.is_some_and(|queue| queue.active) {
        return unknown("/queue", "there is no such queue");
    }
    if let Some(team) = after.team.filter(|_| after.team != before.team)
        && !desk::team(tx, team).await?.is_some_and(|found| found.team.active)
    {
        return unknown("/team", "there is no such team");
    }
    if after.category != before.category
        && !categories::by_key(tx, &after.category).await?.is_some_and(|category| category.active)
    {
        return unknown("/category", "there is no such category");
    }
    let Some(assignee) = after.assignee else { return Ok(()) };
    if after.assignee == before.assignee && after.queue == before.queue {
        return Ok(());
    }
    let found = accounts::by_id(tx, assignee).await?;
    let usable = found.filter(|account| account.role.is_staff() && account.status == UserStatus::Active);
    let Some(account) = usable else {
        return if after.assignee == before.assignee { Ok(()) } else { unknown("/assignee", "there is no such agent") };
    };
    let viewer = viewers::load(tx, account.actor()).await?;
    let access = Access { queue: after.queue, requester: after.requester, participant: false };
    if viewer.stands(access).is_some_and(|standing| standing.actor.role.is_staff()) {
        return Ok(());
    }
    let pointer = if after.assignee == before.assignee { "/queue" } else { "/assignee" };
    Err(AppError::field(pointer, FieldCode::Contradiction, "the queue is hidden from the assignee"))
}
