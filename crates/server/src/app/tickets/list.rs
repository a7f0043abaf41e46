//! Listing tickets.

use crate::app::AppError;
use crate::app::cursor;
use crate::app::error::permit;
use crate::state::AppState;
use domain::clock::Timestamp;
use domain::id::TicketId;
use domain::policy::{Action, Actor, Audience, Relation, TicketScope, decide};
use dto::page::{COUNT_BOUND, Count};
use dto::ticket::{CountMode, ListRequest};
use persistence::People;
use persistence::repo::listing::{self, Summary};
use persistence::repo::{reads, viewers};
use std::collections::HashSet;

/// A part of a list for one viewer.
pub struct Listed {
    /// What the viewer reads below these tickets.
    pub audience: Audience,
    /// The rows.
    pub rows: Vec<Summary>,
    /// Which of them hold something that the viewer has not read.
    pub unread: HashSet<TicketId>,
    /// The people in them.
    pub people: People,
    /// Leads on.
    pub next: Option<String>,
    /// How many there are in all.
    pub count: Count,
    /// For which moment that is.
    pub at: Timestamp,
}

/// Lists the tickets that the actor works on (staff), or asked and takes part in.
///
/// # Errors
/// [`AppError::Forbidden`] when a customer filters or sorts by how staff sort tickets; [`AppError::InvalidCursor`].
pub async fn list(state: &AppState, actor: Actor, request: ListRequest) -> Result<Listed, AppError> {
    permit(decide(actor.role, Action::ListTickets, Relation::Other))?;
    let ListRequest { filter, sort, limit, cursor, count, mine } = request;
    let as_staff = actor.role.is_staff() && !mine;
    if (filter.looks_at_sorting() || sort.looks_at_sorting()) && !as_staff {
        return Err(AppError::Forbidden);
    }
    let after = cursor.map(|text| cursor::to_tickets(&state.keys, sort, &text)).transpose()?;
    let db = state.store.connection();
    let (audience, scope) = if as_staff {
        (Audience::Staff, TicketScope::desk(&viewers::load(db, actor).await?))
    } else {
        (Audience::Everybody, TicketScope::Own(actor.id))
    };
    // One row more than asked for tells whether there is a next page.
    let mut rows = listing::list(db, &scope, &filter, sort, after, limit + 1).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| cursor::of_tickets(&state.keys, sort, row.position(sort)));
    let count = match count {
        CountMode::Exact => Count::exact(listing::count(db, &scope, &filter, None).await?),
        CountMode::Bounded => Count::bounded(listing::count(db, &scope, &filter, Some(COUNT_BOUND + 1)).await?),
    };
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let unread = reads::unread(db, actor.id, audience, &ids).await?;
    let named = rows.iter().flat_map(|row| std::iter::once(row.requester).chain(row.assignee));
    let people = People::load(db, named).await?;
    Ok(Listed { audience, rows, unread, people, next, count, at: state.clock.now() })
}
