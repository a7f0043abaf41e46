//! Changing many tickets in one call. Each is a change of its own: what one is refused does not hold up the others.

use super::change::{Change, actions_of, check_references, load, save};
use super::find;
use super::selection::{Asker, selection};
use crate::app::AppError;
use crate::app::cursor;
use crate::app::error::permit;
use crate::state::AppState;
use domain::id::{TicketNumber, TicketRef};
use domain::listing::{Position, Selection, Sort};
use domain::policy::{Action, Actor, Relation, TicketScope, decide};
use domain::query::Query;
use domain::tag::{Tag, Tags};
use domain::ticket::{Ticket, TicketPatch};
use dto::field::FieldCode;
use dto::ticket::{BulkFields, BulkSelection, MAX_BULK};
use persistence::Tx;
use persistence::repo::listing::{self, Part};
use persistence::repo::tickets::For;
use persistence::repo::viewers;

/// What became of one ticket.
pub struct BulkResult {
    /// As it was named.
    pub reference: TicketRef,
    /// The ticket as it is, or would be, and whether that is different from before.
    pub outcome: Result<(Ticket, bool), BulkRefusal>,
}

/// A ticket that could not be changed.
pub struct BulkRefusal {
    /// Why.
    pub error: AppError,
    /// The ticket as it is, where the actor may see it.
    pub ticket: Option<Ticket>,
}

/// What became of each ticket.
pub struct BulkResults {
    /// One after the other.
    pub results: Vec<BulkResult>,
    /// Leads to more that match.
    pub next: Option<String>,
}

/// Changes the tickets of a selection, or tells what would become of them.
///
/// # Errors
/// [`AppError::Forbidden`] for customers, [`AppError::InvalidCursor`]; what one ticket is refused stands in its result.
pub async fn bulk(state: &AppState, actor: Actor, fields: BulkFields) -> Result<BulkResults, AppError> {
    permit(decide(actor.role, Action::ChangeInBulk, Relation::Other))?;
    let BulkFields { selection: chosen, patch, add_tags, remove_tags, dry_run } = fields;
    let (tickets, wanted, next) = match chosen {
        BulkSelection::Tickets(tickets) => (tickets, None, None),
        BulkSelection::Filter { filter, q, cursor } => {
            let asker = Asker { actor, as_staff: true, now: state.clock.now() };
            let wanted = selection(state.store.connection(), asker, *filter, &q, "/filter/q").await?;
            let (tickets, next) = matching(state, actor, &wanted, &q.query, cursor).await?;
            (tickets, Some(wanted), next)
        }
    };
    let each = Each { patch, add_tags, remove_tags, wanted, dry_run };
    let mut results = Vec::with_capacity(tickets.len());
    for (reference, seen) in tickets {
        let outcome = change_one(state, Change { actor, ticket: reference, seen }, each.clone()).await;
        // What no longer matches was not meant any more.
        let Some(outcome) = outcome.transpose() else { continue };
        let outcome = match outcome {
            Ok(changed) => Ok(changed),
            Err(error) => Err(refusal(state, actor, reference, error).await),
        };
        results.push(BulkResult { reference, outcome });
    }
    Ok(BulkResults { results, next })
}

/// Who reads that a ticket was refused wants to know which it is: a filter names them by ids alone.
async fn refusal(state: &AppState, actor: Actor, reference: TicketRef, error: AppError) -> BulkRefusal {
    let found = find(state.store.connection(), actor, reference, For::Reading).await;
    BulkRefusal { error, ticket: found.ok().map(|visible| visible.ticket().clone()) }
}

/// The change that each ticket gets.
#[derive(Clone)]
struct Each {
    patch: TicketPatch,
    add_tags: Vec<Tag>,
    remove_tags: Vec<Tag>,
    wanted: Option<Selection>,
    dry_run: bool,
}

/// The next tickets that match, in the order of their numbers: a change cannot move one past its turn.
async fn matching(
    state: &AppState,
    actor: Actor,
    wanted: &Selection,
    q: &Query,
    cursor: Option<String>,
) -> Result<(Vec<(TicketRef, Option<i64>)>, Option<String>), AppError> {
    let db = state.store.connection();
    let scope = TicketScope::desk(&viewers::load(db, actor).await?);
    let after = cursor.map(|text| cursor::to_tickets(&state.keys, Sort::Oldest, q, &text)).transpose()?;
    let most = u32::try_from(MAX_BULK).unwrap_or(u32::MAX);
    let part = Part { after, ..Part::first(Sort::Oldest, most + 1) };
    let mut rows = listing::list(db, &scope, wanted, &part).await?;
    let more = rows.len() > MAX_BULK;
    rows.truncate(MAX_BULK);
    let place = |number: TicketNumber| Position { key: number.get(), number };
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| cursor::of_tickets(&state.keys, Sort::Oldest, q, place(row.number)));
    Ok((rows.into_iter().map(|row| (TicketRef::Id(row.id), None)).collect(), next))
}

/// One unit of work for one ticket. Nothing when it no longer matches the filter.
async fn change_one(state: &AppState, change: Change, each: Each) -> Result<Option<(Ticket, bool)>, AppError> {
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let Each { patch, add_tags, remove_tags, wanted, dry_run } = each;
            let mut actions = actions_of(&patch);
            actions.push(Action::Triage);
            let visible = load(tx, &own, change, &actions).await?;
            if let Some(wanted) = wanted
                && !still_matches(tx, change.actor, &wanted, visible.ticket()).await?
            {
                return Ok(None);
            }
            let patch = with_tags(patch, visible.ticket(), add_tags, &remove_tags)?;
            let now = own.clock.now();
            let mut changed = visible.ticket().clone().apply(patch, visible.standing().actor, now)?;
            if dry_run {
                check_references(tx, visible.ticket(), &changed.ticket).await?;
                // The version that the real call has to name: nothing has changed it.
                changed.ticket.version = visible.ticket().version;
            } else {
                save(tx, &own, &visible, &changed, now).await?;
            }
            Ok(Some((changed.ticket, !changed.events.is_empty())))
        })
    });
    work.await
}

async fn still_matches(tx: &Tx, actor: Actor, wanted: &Selection, ticket: &Ticket) -> Result<bool, AppError> {
    let scope = TicketScope::desk(&viewers::load(tx, actor).await?);
    Ok(listing::matches(tx, &scope, wanted, ticket.id).await?)
}

fn with_tags(patch: TicketPatch, ticket: &Ticket, add: Vec<Tag>, remove: &[Tag]) -> Result<TicketPatch, AppError> {
    if add.is_empty() && remove.is_empty() {
        return Ok(patch);
    }
    let base = patch.tags.as_ref().unwrap_or(&ticket.tags);
    let kept = base.iter().filter(|tag| !remove.contains(tag)).cloned();
    let tags = Tags::new(kept.chain(add))
        .map_err(|error| AppError::field("/add_tags", FieldCode::OutOfRange, &error.to_string()))?;
    Ok(TicketPatch { tags: Some(tags), ..patch })
}
