//! Listing tickets.

use super::selection::{Asker, selection};
use crate::app::AppError;
use crate::app::cursor;
use crate::app::error::permit;
use crate::state::AppState;
use domain::clock::Timestamp;
use domain::id::TicketId;
use domain::listing::Position;
use domain::policy::{Action, Actor, Audience, Relation, TicketScope, decide};
use dto::page::{COUNT_BOUND, Count};
use dto::ticket::{CountMode, ListRequest};
use persistence::People;
use persistence::repo::listing::{self, Page, Part, Summary};
use persistence::repo::search::{self, Hit};
use persistence::repo::{reads, viewers};
use std::collections::{HashMap, HashSet};

/// A part of a list for one viewer.
pub struct Listed {
    /// What the viewer reads below these tickets.
    pub audience: Audience,
    /// The rows.
    pub rows: Vec<Summary>,
    /// Where the words of the query are in them.
    pub hits: HashMap<TicketId, Hit>,
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
    let ListRequest { filter, q, sort, limit, cursor, count, mine } = request;
    let as_staff = actor.role.is_staff() && !mine;
    if sort.looks_at_sorting() && !as_staff {
        return Err(AppError::Forbidden);
    }
    let (db, now) = (state.store.connection(), state.clock.now());
    let wanted = selection(db, Asker { actor, as_staff, now }, filter, &q, "?q").await?;
    let after = cursor.map(|text| cursor::to_tickets(&state.keys, sort, &q.query, &text)).transpose()?;
    let (audience, scope) = if as_staff {
        (Audience::Staff, TicketScope::desk(&viewers::load(db, actor).await?))
    } else {
        (Audience::Everybody, TicketScope::Own(actor.id))
    };
    // The ticket of a number that was asked for stands before the first page, and nowhere else.
    let number = wanted.query.number;
    let named = match (number, after) {
        (Some(number), None) => listing::by_number(db, &scope, &wanted, number).await?,
        _ => None,
    };
    let room = limit - u32::from(named.is_some());
    // One row more than asked for tells whether there is a next page.
    let part = Part { after, without: number, ..Part::first(sort, room + 1) };
    let bound = match count {
        CountMode::Exact => None,
        CountMode::Bounded => Some(COUNT_BOUND + 1),
    };
    let Page { mut rows, counted, sought } = listing::page(db, &scope, &wanted, &part, bound).await?;
    let more = rows.len() > room as usize;
    rows.truncate(room as usize);
    let place = rows.last().map_or_else(|| Position::start(sort), |row| row.position(sort));
    let next = more.then(|| cursor::of_tickets(&state.keys, sort, &q.query, place));
    rows.splice(0..0, named);
    let count = match bound {
        None => Count::exact(counted.found),
        // Where not all were asked, those of this page may be more.
        Some(_) => Count::so_far(counted.found.max(rows.len() as u64), counted.complete),
    };
    let hits = search::hits(db, &sought, &wanted, &rows).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let unread = reads::unread(db, actor.id, audience, &ids).await?;
    let named = rows.iter().flat_map(|row| std::iter::once(row.requester).chain(row.assignee));
    let people = People::load(db, named).await?;
    Ok(Listed { audience, rows, hits, unread, people, next, count, at: now })
}
