//! Comments and events below a ticket. Every function takes a [`Visible`] ticket: who has not loaded the ticket for
//! somebody cannot load what is below it for them.

use super::history_rows;
use super::tickets::{self, Visible, Writing};
use crate::convert::Row;
use crate::entity::{comment, ticket_event};
use crate::error::Error;
use domain::clock::Timestamp;
use domain::comment::Comment;
use domain::id::{CommentId, EventId, TicketId, UserId};
use domain::text::CommentBody;
use domain::ticket::{CommentEffect, TicketEvent};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
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
    Comment(Comment),
    /// Something happened.
    Event(StoredEvent),
}

/// A part of a conversation, oldest first.
#[derive(Debug, Clone)]
pub struct Part {
    /// The entries.
    pub entries: Vec<Entry>,
    /// The first event of the part, when there are earlier ones.
    pub earlier_than: Option<EventId>,
}

/// The newest entries that the viewer may see, or those before an event.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn newest(
    db: &impl ConnectionTrait,
    ticket: &Visible,
    before: Option<EventId>,
    limit: u32,
) -> Result<Part, Error> {
    let mut query = visible_events(ticket).order_by_desc(ticket_event::Column::Id).limit(u64::from(limit) + 1);
    if let Some(before) = before {
        query = query.filter(ticket_event::Column::Id.lt(before.uuid()));
    }
    let mut rows = query.all(db).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    rows.reverse();
    let earlier_than = rows.first().filter(|_| more).map(|row| EventId::new(row.id));
    let events = history_rows::events(db, rows).await?;
    let mut comments = comments(db, ticket, &events).await?;
    let entries = events.into_iter().filter_map(|stored| match &stored.event {
        // A comment that has gone, or that the second look at its visibility hides, leaves no entry.
        TicketEvent::Commented { comment, .. } => comments.remove(comment).map(Entry::Comment),
        _ => Some(Entry::Event(stored)),
    });
    Ok(Part { entries: entries.collect(), earlier_than })
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
    let mut query = visible_events(ticket).order_by_asc(ticket_event::Column::Id).limit(u64::from(limit) + 1);
    if let Some(after) = after {
        query = query.filter(ticket_event::Column::Id.gt(after.uuid()));
    }
    let mut rows = query.all(db).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| EventId::new(row.id));
    Ok((history_rows::events(db, rows).await?, next))
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
    let query = visible_events(ticket)
        .filter(ticket_event::Column::TicketVersion.gt(version))
        .order_by_asc(ticket_event::Column::Id)
        .limit(MOST_MISSED);
    history_rows::events(db, query.all(db).await?).await
}

/// Stores a comment with what it does to its ticket, which must still have the version it was loaded with.
///
/// # Errors
/// [`Error::Stale`] when somebody else changed the ticket meanwhile.
pub async fn insert(
    db: &impl ConnectionTrait,
    new: &Comment,
    loaded_version: i64,
    effect: &CommentEffect,
    writing: &Writing<'_>,
) -> Result<(), Error> {
    let CommentEffect { changed, touches_ticket } = effect;
    insert_row(db, new).await?;
    // A note must not touch the row of the ticket, where a customer could see that something happened.
    if *touches_ticket {
        tickets::save(db, loaded_version, changed, writing).await
    } else {
        tickets::append(db, changed, writing).await.map(drop)
    }
}

async fn insert_row(db: &impl ConnectionTrait, new: &Comment) -> Result<(), Error> {
    let Comment { id, ticket, author, body, visibility, created_at } = new;
    let row = comment::ActiveModel {
        id: Set(id.uuid()),
        ticket_id: Set(ticket.uuid()),
        author_id: Set(author.uuid()),
        body: Set(body.as_str().to_owned()),
        visibility: Set(visibility.to_string()),
        created_at: Set(created_at.unix_micros()),
    };
    comment::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

fn visible_events(ticket: &Visible) -> Select<ticket_event::Entity> {
    let words = ticket.audience().reads().iter().map(|visibility| visibility.as_str());
    ticket_event::Entity::find()
        .filter(ticket_event::Column::TicketId.eq(ticket.ticket().id.uuid()))
        .filter(ticket_event::Column::Visibility.is_in(words))
}

async fn comments(
    db: &impl ConnectionTrait,
    ticket: &Visible,
    events: &[StoredEvent],
) -> Result<HashMap<CommentId, Comment>, Error> {
    let ids: Vec<_> = events
        .iter()
        .filter_map(|stored| match stored.event {
            TicketEvent::Commented { comment, .. } => Some(comment.uuid()),
            _ => None,
        })
        .collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let words = ticket.audience().reads().iter().map(|visibility| visibility.as_str());
    let rows = comment::Entity::find()
        .filter(comment::Column::Id.is_in(ids))
        .filter(comment::Column::TicketId.eq(ticket.ticket().id.uuid()))
        .filter(comment::Column::Visibility.is_in(words))
        .all(db)
        .await?;
    rows.iter().map(|row| convert(row).map(|comment| (comment.id, comment))).collect()
}

fn convert(row: &comment::Model) -> Result<Comment, Error> {
    let place = Row::new("comments", row.id);
    Ok(Comment {
        id: CommentId::new(row.id),
        ticket: TicketId::new(row.ticket_id),
        author: UserId::new(row.author_id),
        body: place.text("body", &row.body, CommentBody::parse)?,
        visibility: place.word("visibility", &row.visibility)?,
        created_at: place.time("created_at", row.created_at)?,
    })
}
