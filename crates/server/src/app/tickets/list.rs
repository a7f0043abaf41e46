//! Listing tickets.

use super::cursor;
use crate::app::AppError;
use crate::app::error::permit;
use crate::state::AppState;
use domain::policy::{Action, Actor, Relation, decide};
use dto::page::{COUNT_BOUND, Count};
use dto::ticket::{CountMode, ListRequest};
use persistence::People;
use persistence::repo::tickets::{self, Summary};

/// A part of a list for one viewer.
pub struct Listed {
    /// Who looks.
    pub actor: Actor,
    /// The rows.
    pub rows: Vec<Summary>,
    /// The people in them.
    pub people: People,
    /// Leads on.
    pub next: Option<String>,
    /// How many there are in all.
    pub count: Count,
}

/// Lists the tickets that the actor may see.
///
/// # Errors
/// [`AppError::Forbidden`] when a customer filters by assignee, which would tell who works on what;
/// [`AppError::InvalidCursor`].
pub async fn list(state: &AppState, actor: Actor, request: ListRequest) -> Result<Listed, AppError> {
    permit(decide(actor.role, Action::ListTickets, Relation::Other))?;
    let ListRequest { filter, sort, limit, cursor, count } = request;
    if filter.assignee.is_some() {
        permit(decide(actor.role, Action::ListAgents, Relation::Other))?;
    }
    let after = cursor.map(|text| cursor::to_tickets(&state.keys, sort, &text)).transpose()?;
    let db = state.store.connection();
    // One row more than asked for tells whether there is a next page.
    let mut rows = tickets::list(db, actor, &filter, sort, after, limit + 1).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| cursor::of_tickets(&state.keys, sort, row.position(sort)));
    let count = match count {
        CountMode::Exact => Count::exact(tickets::count(db, actor, &filter, None).await?),
        CountMode::Bounded => Count::bounded(tickets::count(db, actor, &filter, Some(COUNT_BOUND + 1)).await?),
    };
    let named = rows.iter().flat_map(|row| std::iter::once(row.requester).chain(row.assignee));
    let people = People::load(db, named).await?;
    Ok(Listed { actor, rows, people, next, count })
}
