//! Places in lists, sealed for the caller to bring back.

use crate::app::AppError;
use crate::keys::Keys;
use domain::id::{EventId, TicketId, TicketNumber};
use domain::listing::{Position, Sort};
use domain::query::Query;
use uuid::Uuid;

/// Seals a place in a list of tickets.
pub(in crate::app) fn of_tickets(keys: &Keys, sort: Sort, q: &Query, position: Position) -> String {
    let Position { key, number } = position;
    let mut place = key.to_be_bytes().to_vec();
    place.extend_from_slice(&number.get().to_be_bytes());
    keys.seal(&ticket_list(sort, q), &place)
}

/// Opens a place in a list of tickets. A cursor of another order or another query leads nowhere here.
pub(in crate::app) fn to_tickets(keys: &Keys, sort: Sort, q: &Query, cursor: &str) -> Result<Position, AppError> {
    let place = keys.open(&ticket_list(sort, q), cursor).ok_or(AppError::InvalidCursor)?;
    let (key, number) = place.split_at_checked(8).ok_or(AppError::InvalidCursor)?;
    let read = |bytes: &[u8]| bytes.try_into().map(i64::from_be_bytes).map_err(|_| AppError::InvalidCursor);
    Ok(Position { key: read(key)?, number: TicketNumber::new(read(number)?) })
}

fn ticket_list(sort: Sort, q: &Query) -> String {
    if q.is_empty() { format!("tickets by {sort}") } else { format!("tickets by {sort} of {q}") }
}

/// Which list of events of a ticket.
#[derive(Clone, Copy)]
pub(in crate::app) enum Events {
    Conversation,
    History,
}

/// Seals a place in the events of a ticket.
pub(in crate::app) fn of_events(keys: &Keys, list: Events, ticket: TicketId, event: EventId) -> String {
    keys.seal(&event_list(list, ticket), event.uuid().as_bytes())
}

/// Opens a place in the events of a ticket.
pub(in crate::app) fn to_events(
    keys: &Keys,
    list: Events,
    ticket: TicketId,
    cursor: &str,
) -> Result<EventId, AppError> {
    let place = keys.open(&event_list(list, ticket), cursor).ok_or(AppError::InvalidCursor)?;
    Uuid::from_slice(&place).map(EventId::new).map_err(|_| AppError::InvalidCursor)
}

fn event_list(list: Events, ticket: TicketId) -> String {
    match list {
        Events::Conversation => format!("conversation of {ticket}"),
        Events::History => format!("history of {ticket}"),
    }
}

/// A list whose places are ids.
#[derive(Clone, Copy)]
pub(in crate::app) enum ById {
    Inbox,
    Outbox,
    Quarantine,
}

impl ById {
    const fn name(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Outbox => "outbox",
            Self::Quarantine => "quarantine",
        }
    }
}

/// Seals a place in a list by id.
pub(in crate::app) fn of_id(keys: &Keys, list: ById, id: Uuid) -> String {
    keys.seal(list.name(), id.as_bytes())
}

/// Opens a place in a list by id.
pub(in crate::app) fn to_id(keys: &Keys, list: ById, cursor: &str) -> Result<Uuid, AppError> {
    let place = keys.open(list.name(), cursor).ok_or(AppError::InvalidCursor)?;
    Uuid::from_slice(&place).map_err(|_| AppError::InvalidCursor)
}

/// A list whose places are names.
#[derive(Clone, Copy)]
pub(in crate::app) enum ByName {
    Users,
}

impl ByName {
    const fn name(self) -> &'static str {
        match self {
            Self::Users => "users",
        }
    }
}

/// Seals a place in a list by name, and by id among those of one name.
pub(in crate::app) fn of_name(keys: &Keys, list: ByName, name: &str, id: Uuid) -> String {
    let mut place = id.as_bytes().to_vec();
    place.extend_from_slice(name.as_bytes());
    keys.seal(list.name(), &place)
}

/// Opens a place in a list by name.
pub(in crate::app) fn to_name(keys: &Keys, list: ByName, cursor: &str) -> Result<(String, Uuid), AppError> {
    let place = keys.open(list.name(), cursor).ok_or(AppError::InvalidCursor)?;
    let (id, name) = place.split_at_checked(16).ok_or(AppError::InvalidCursor)?;
    let id = Uuid::from_slice(id).map_err(|_| AppError::InvalidCursor)?;
    let name = String::from_utf8(name.to_vec()).map_err(|_| AppError::InvalidCursor)?;
    Ok((name, id))
}

/// Seals a place in the audit log.
pub(in crate::app) fn of_sequence(keys: &Keys, sequence: i64) -> String {
    keys.seal("audit", &sequence.to_be_bytes())
}

/// Opens a place in the audit log.
pub(in crate::app) fn to_sequence(keys: &Keys, cursor: &str) -> Result<i64, AppError> {
    let place = keys.open("audit", cursor).ok_or(AppError::InvalidCursor)?;
    place.try_into().map(i64::from_be_bytes).map_err(|_| AppError::InvalidCursor)
}
