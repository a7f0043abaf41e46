//! Two tickets about one thing become one, and two again.

use super::change::{Change, load, mark_read};
use super::participants::add;
use super::show::{Shown, find, with_people};
use crate::app::AppError;
use crate::app::error::permit;
use crate::state::AppState;
use domain::account::Locale;
use domain::id::{MergeId, TicketRef, UserId};
use domain::policy::{Action, Actor};
use domain::text::ResolutionText;
use domain::ticket::{Merged, Refusal, Ticket};
use dto::field::FieldCode;
use dto::ticket::MergeFields;
use persistence::Tx;
use persistence::repo::merges::{self, Merge};
use persistence::repo::tickets::{For, Visible, Writing};
use persistence::repo::{accounts, participants, tickets};

/// Lets another ticket take this one up. Shows this one.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`] for customers, [`AppError::Stale`], [`AppError::Refused`],
/// [`AppError::Invalid`] for a target that the actor does not see.
pub async fn merge(state: &AppState, change: Change, fields: MergeFields) -> Result<Shown, AppError> {
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let MergeFields { into, text, add_requester } = fields;
            let (source, target) = both(tx, &own, change, into).await?;
            let (now, actor) = (own.clock.now(), source.standing().actor);
            let before = source.ticket().before_merge();
            let text = match text {
                Some(text) => text,
                None => says_where(tx, source.ticket().requester, target.ticket()).await?,
            };
            let merged = source.ticket().clone().merge(target.ticket().clone(), text, actor, now)?;
            let participant_added = add_requester && reads_along(tx, &own, actor, &source, &target).await?;
            let id = MergeId::new(own.ids.next());
            let (source_id, target_id) = (source.ticket().id, target.ticket().id);
            let merge = Merge { id, source: source_id, target: target_id, before, participant_added };
            merges::insert(tx, &merge, actor.id, now).await?;
            store(tx, &own, &source, &target, &merged).await?;
            Ok(with_people(tx, &own, source.standing(), merged.source.ticket).await?)
        })
    });
    work.await
}

/// Makes a ticket that was taken up one of its own again, as it was.
///
/// # Errors
/// As [`merge`].
pub async fn unmerge(state: &AppState, change: Change) -> Result<Shown, AppError> {
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let looked = find(tx, change.actor, change.ticket, For::Reading).await?;
            permit(looked.standing().decide(Action::MergeAndSplit))?;
            let Some(into) = looked.ticket().merged_into else { return Err(AppError::Refused(Refusal::NotMerged)) };
            let (source, target) = both(tx, &own, change, TicketRef::Id(into)).await?;
            let found = merges::in_force(tx, source.ticket().id).await?;
            let Some(merge) = found.filter(|merge| merge.target == target.ticket().id) else {
                return Err(AppError::Refused(Refusal::NotMerged));
            };
            let (now, actor) = (own.clock.now(), source.standing().actor);
            let undone = source.ticket().clone().unmerge(target.ticket().clone(), merge.before, actor, now)?;
            if merge.participant_added
                && let Some(requester) = accounts::by_id(tx, source.ticket().requester).await?
            {
                participants::remove(tx, target.ticket().id, &requester.email).await?;
            }
            merges::undo(tx, merge.id, actor.id, now).await?;
            store(tx, &own, &source, &target, &undone).await?;
            Ok(with_people(tx, &own, source.standing(), undone.source.ticket).await?)
        })
    });
    work.await
}

/// Both tickets, locked in the same order by everybody, so that two mergings of the same two wait for each other
/// instead of for ever.
async fn both(tx: &Tx, state: &AppState, change: Change, into: TicketRef) -> Result<(Visible, Visible), AppError> {
    let unknown = |error| match error {
        AppError::NotFound => AppError::field("/into", FieldCode::UnknownValue, "there is no such ticket"),
        other => other,
    };
    let source = find(tx, change.actor, change.ticket, For::Reading).await?;
    permit(source.standing().decide(Action::MergeAndSplit))?;
    let target = find(tx, change.actor, into, For::Reading).await.map_err(unknown)?;
    // Whoever sees the target as its requester only must not tie other tickets to it.
    permit(target.standing().decide(Action::MergeAndSplit)).map_err(|_| unknown(AppError::NotFound))?;
    let (source, target) = (TicketRef::Id(source.ticket().id), TicketRef::Id(target.ticket().id));
    if source == target {
        return Err(AppError::Refused(Refusal::MergeIntoItself));
    }
    let change = Change { ticket: source, ..change };
    let first_target = id_of(target) < id_of(source);
    let early = if first_target { Some(find(tx, change.actor, target, For::Changing).await?) } else { None };
    let source = load(tx, state, change, &[Action::MergeAndSplit]).await?;
    let target = match early {
        Some(target) => target,
        None => find(tx, change.actor, target, For::Changing).await?,
    };
    Ok((source, target))
}

fn id_of(reference: TicketRef) -> Option<domain::id::TicketId> {
    match reference {
        TicketRef::Id(id) => Some(id),
        TicketRef::Number(_) => None,
    }
}

/// The requester of the one reads along in the other; nothing to do where it is the same person.
async fn reads_along(
    tx: &Tx,
    state: &AppState,
    actor: Actor,
    source: &Visible,
    target: &Visible,
) -> Result<bool, AppError> {
    let requester = source.ticket().requester;
    if requester == target.ticket().requester {
        return Ok(false);
    }
    let Some(account) = accounts::by_id(tx, requester).await? else { return Ok(false) };
    add(tx, state, actor, target.ticket().id, account.email, state.clock.now()).await
}

/// What the requester reads where the agent says nothing else, in their language.
async fn says_where(tx: &Tx, requester: UserId, target: &Ticket) -> Result<ResolutionText, AppError> {
    let locale = accounts::by_id(tx, requester).await?.map_or(Locale::En, |account| account.locale);
    let text = match locale {
        Locale::De => format!("Diese Anfrage wird im Ticket {} weitergeführt.", target.number),
        Locale::En => format!("This request goes on in ticket {}.", target.number),
    };
    ResolutionText::parse(&text).map_err(|error| AppError::Internal(error.into()))
}

async fn store(tx: &Tx, state: &AppState, source: &Visible, target: &Visible, merged: &Merged) -> Result<(), AppError> {
    let now = state.clock.now();
    let ids = || state.ids.next();
    let writing = Writing { actor: Some(source.standing().actor.id), now, ids: &ids };
    tickets::save(tx, source.ticket().version, &merged.source, &writing).await?;
    tickets::save(tx, target.ticket().version, &merged.target, &writing).await?;
    mark_read(tx, source, now).await?;
    mark_read(tx, target, now).await
}
