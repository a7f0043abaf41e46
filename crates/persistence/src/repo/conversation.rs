//! Comments and events below a ticket. Every function takes a [`Visible`] ticket: who has not loaded the ticket for
//! somebody cannot load what is below it for them.

use super::comments::{by_id, places, readable};
use super::history_rows;
use super::merges;
use super::tickets::Visible;
use crate::entity::ticket_event;
use crate::error::Error;
use domain::clock::Timestamp;
use domain::comment::Comment;
use domain::id::{CommentId, EventId, TicketId, TicketNumber, UserId};
use domain::ticket::{EventKind, TicketEvent};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::collections::HashMap;

/// An event with who and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its id; later events have greater ones.
    pub id: EventId,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it; nobody where Lotse itself.
    pub actor: Option<UserId>,
    /// The version of the ticket after it.
    pub version: i64,
    /// What happened.
    pub event: TicketEvent,
}

/// An entry of a conversation.
#[derive(Debug, Clone)]
pub enum Entry {
    /// Somebody wrote.
    Comment {
        /// The event that tells of it.
        event: EventId,
        /// What they wrote.
        comment: Comment,
    },
    /// Something happened.
    Event {
        /// To which ticket: the one that is shown, or one that it has taken up.
        ticket: TicketId,
        /// What.
        event: StoredEvent,
    },
}

/// The tickets that a conversation shows beside its own, with their numbers.
pub type Sources = HashMap<TicketId, TicketNumber>;

/// A part of a conversation, oldest first.
#[derive(Debug, Clone)]
pub struct Part {
    /// The entries.
    pub entries: Vec<Entry>,
    /// The first event of the part, when there are earlier ones.
    pub earlier_than: Option<EventId>,
    /// The tickets that entries can come from beside the one that is shown.
    pub sources: Sources,
}

/// The newest entries that the viewer may see, or those before an event; with those of tickets that this one has taken
/// up.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn newest(
    db: &impl ConnectionTrait,
    ticket: &Visible,
    before: Option<EventId>,
    limit: u32,
) -> Result<Part, Error> {
    let sources = merges::absorbed(db, ticket).await?;
    let mut query =
        visible_events(ticket, &sources).order_by_desc(ticket_event::Column::Id).limit(u64::from(limit) + 1);
    if let Some(before) = before {
        query = query.filter(ticket_event::Column::Id.lt(before.uuid()));
    }
    let mut rows = query.all(db).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    rows.reverse();
    let earlier_than = rows.first().filter(|_| more).map(|row| EventId::new(row.id));
    let entries = entries(db, ticket, &sources, rows).await?;
    Ok(Part { entries, earlier_than, sources })
}

/// What others did since an event, as far as the viewer may see it. Their own doings they know.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn since_event(db: &impl ConnectionTrait, ticket: &Visible, seen: EventId) -> Result<Part, Error> {
    let sources = merges::absorbed(db, ticket).await?;
    let rows = visible_events(ticket, &sources)
        .filter(ticket_event::Column::Id.gt(seen.uuid()))
        .filter(by_others(ticket))
        .order_by_asc(ticket_event::Column::Id)
        .limit(MOST_MISSED)
        .all(db)
        .await?;
    let entries = entries(db, ticket, &sources, rows).await?;
    Ok(Part { entries, earlier_than: None, sources })
}

/// The last event that the viewer may see; every visible ticket has one.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn last_event(db: &impl ConnectionTrait, ticket: &Visible) -> Result<Option<EventId>, Error> {
    let sources = merges::absorbed(db, ticket).await?;
    let query = visible_events(ticket, &sources).order_by_desc(ticket_event::Column::Id);
    Ok(query.one(db).await?.map(|row| EventId::new(row.id)))
}

/// The first event by somebody else after the last one that was read, as far as the viewer may see it.
///
/// # Errors
/// When the database fails.
pub async fn first_unread(
    db: &impl ConnectionTrait,
    ticket: &Visible,
    read: Option<EventId>,
) -> Result<Option<EventId>, Error> {
    let sources = merges::absorbed(db, ticket).await?;
    let mut query = visible_events(ticket, &sources).filter(by_others(ticket)).order_by_asc(ticket_event::Column::Id);
    if let Some(read) = read {
        query = query.filter(ticket_event::Column::Id.gt(read.uuid()));
    }
    Ok(query.one(db).await?.map(|row| EventId::new(row.id)))
}

/// What others did. That time has passed is nobody's doing: it is nothing that one has to have read before one answers.
fn by_others(ticket: &Visible) -> Condition {
    let by_time = [EventKind::SlaDueSoon, EventKind::SlaBreached].map(EventKind::as_str);
    let by_somebody_else = Condition::any()
        .add(ticket_event::Column::ActorId.is_null())
        .add(ticket_event::Column::ActorId.ne(ticket.viewer().actor.id.uuid()));
    Condition::all().add(ticket_event::Column::Kind.is_not_in(by_time)).add(by_somebody_else)
}

async fn entries(
    db: &impl ConnectionTrait,
    ticket: &Visible,
    sources: &Sources,
    rows: Vec<ticket_event::Model>,
) -> Result<Vec<Entry>, Error> {
    let of: HashMap<_, _> = rows.iter().map(|row| (row.id, TicketId::new(row.ticket_id))).collect();
    let events = history_rows::events(db, rows).await?;
    let mut comments = comments(db, ticket, sources, &events).await?;
    let entries = events.into_iter().filter_map(|stored| match &stored.event {
        // A comment that has gone, or that the second look at its visibility hides, leaves no entry.
        TicketEvent::Commented { comment, .. } => {
            comments.remove(comment).map(|comment| Entry::Comment { event: stored.id, comment })
        }
        // The comment itself says that it was edited or redacted.
        TicketEvent::CommentEdited { .. } | TicketEvent::CommentRedacted { .. } => None,
        _ => of.get(&stored.id.uuid()).map(|&ticket| Entry::Event { ticket, event: stored }),
    });
    Ok(entries.collect())
}

/// The history from the beginning, or after an event.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn history(
    db: &impl ConnectionTrait,
    ticket: &Visible,
    after: Option<EventId>,
    limit: u32,
) -> Result<(Vec<StoredEvent>, Option<EventId>), Error> {
    let (rows, next) = following(db, ticket, after, limit).await?;
    Ok((history_rows::events(db, rows).await?, next))
}

/// The entries of the ticket itself from the beginning, or after an event.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn onwards(
    db: &impl ConnectionTrait,
    ticket: &Visible,
    after: Option<EventId>,
    limit: u32,
) -> Result<(Part, Option<EventId>), Error> {
    let (rows, next) = following(db, ticket, after, limit).await?;
    let sources = Sources::new();
    let entries = entries(db, ticket, &sources, rows).await?;
    Ok((Part { entries, earlier_than: None, sources }, next))
}

async fn following(
    db: &impl ConnectionTrait,
    ticket: &Visible,
    after: Option<EventId>,
    limit: u32,
) -> Result<(Vec<ticket_event::Model>, Option<EventId>), Error> {
    let mut query =
        visible_events(ticket, &Sources::new()).order_by_asc(ticket_event::Column::Id).limit(u64::from(limit) + 1);
    if let Some(after) = after {
        query = query.filter(ticket_event::Column::Id.gt(after.uuid()));
    }
    let mut rows = query.all(db).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| EventId::new(row.id));
    Ok((rows, next))
}

/// Some entries by their events, as far as the viewer may see them, oldest first.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn by_events(db: &impl ConnectionTrait, ticket: &Visible, ids: &[EventId]) -> Result<Vec<Entry>, Error> {
    let sources = Sources::new();
    let rows = visible_events(ticket, &sources)
        .filter(ticket_event::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .order_by_asc(ticket_event::Column::Id)
        .all(db)
        .await?;
    entries(db, ticket, &sources, rows).await
}

/// How many events the answer to a stale version lists at most.
const MOST_MISSED: u64 = 100;

/// What the viewer has missed since a version of the ticket.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn since_version(
    db: &impl ConnectionTrait,
    ticket: &Visible,
    version: i64,
) -> Result<Vec<StoredEvent>, Error> {
    let query = visible_events(ticket, &Sources::new())
        .filter(ticket_event::Column::TicketVersion.gt(version))
        .order_by_asc(ticket_event::Column::Id)
        .limit(MOST_MISSED);
    history_rows::events(db, query.all(db).await?).await
}

fn visible_events(ticket: &Visible, sources: &Sources) -> Select<ticket_event::Entity> {
    ticket_event::Entity::find()
        .filter(ticket_event::Column::TicketId.is_in(places(ticket, sources)))
        .filter(ticket_event::Column::Visibility.is_in(readable(ticket)))
}

async fn comments(
    db: &impl ConnectionTrait,
    ticket: &Visible,
    sources: &Sources,
    events: &[StoredEvent],
) -> Result<HashMap<CommentId, Comment>, Error> {
    let ids: Vec<_> = events
        .iter()
        .filter_map(|stored| match stored.event {
            TicketEvent::Commented { comment, .. } => Some(comment.uuid()),
            _ => None,
        })
        .collect();
    by_id(db, ticket, sources, ids).await
}
