//! Replies that were sent and can still be taken back: stored, visible to their author only, and released by a job.
//!
//! They stand in a table of their own, so that no query for comments can show one by a forgotten condition.

use crate::convert::Row;
use crate::entity::held_reply;
use crate::error::Error;
use domain::clock::Timestamp;
use domain::held::{HeldReply, Stop};
use domain::id::{CommentId, EventId, TicketId, UserId};
use domain::text::CommentBody;
use domain::ticket::Status;
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// Stores a reply to be released later.
///
/// # Errors
/// When the database fails.
pub async fn insert(db: &impl ConnectionTrait, new: &HeldReply) -> Result<(), Error> {
    let HeldReply {
        id,
        ticket,
        author,
        body,
        visibility,
        status,
        mentions,
        last_seen,
        force,
        created_at,
        release_at,
        stopped,
    } = new;
    let mentions = mentions.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let row = held_reply::ActiveModel {
        id: Set(id.uuid()),
        ticket_id: Set(ticket.uuid()),
        author_id: Set(author.uuid()),
        body: Set(body.as_str().to_owned()),
        visibility: Set(visibility.to_string()),
        status: Set(status.map(|status| status.to_string())),
        mentions: Set(mentions),
        last_seen: Set(last_seen.uuid()),
        force: Set(*force),
        created_at: Set(created_at.unix_micros()),
        release_at: Set(release_at.unix_micros()),
        stopped_at: Set(stopped.map(|(at, _)| at.unix_micros())),
        stopped_because: Set(stopped.map(|(_, why)| why.to_string())),
    };
    held_reply::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// A held reply of its author, to be changed.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find(db: &impl ConnectionTrait, author: UserId, id: CommentId) -> Result<Option<HeldReply>, Error> {
    let found = held_reply::Entity::find_by_id(id.uuid())
        .filter(held_reply::Column::AuthorId.eq(author.uuid()))
        .lock_exclusive()
        .one(db)
        .await?;
    found.map(|row| convert(&row)).transpose()
}

/// What an author has sent under a ticket and can still take back, or has to decide on.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn of(db: &impl ConnectionTrait, author: UserId, ticket: TicketId) -> Result<Vec<HeldReply>, Error> {
    let rows = held_reply::Entity::find()
        .filter(held_reply::Column::TicketId.eq(ticket.uuid()))
        .filter(held_reply::Column::AuthorId.eq(author.uuid()))
        .order_by_asc(held_reply::Column::Id)
        .all(db)
        .await?;
    rows.iter().map(convert).collect()
}

/// All that an author has sent and can still take back, or has to decide on.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn of_author(db: &impl ConnectionTrait, author: UserId) -> Result<Vec<HeldReply>, Error> {
    let query = held_reply::Entity::find().filter(held_reply::Column::AuthorId.eq(author.uuid()));
    query.order_by_asc(held_reply::Column::Id).all(db).await?.iter().map(convert).collect()
}

/// The next reply whose time has come. Nobody else gets it until the transaction ends.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn next_due(db: &impl ConnectionTrait, now: Timestamp) -> Result<Option<HeldReply>, Error> {
    let mut query = held_reply::Entity::find()
        .filter(held_reply::Column::StoppedAt.is_null())
        .filter(held_reply::Column::ReleaseAt.lte(now.unix_micros()))
        .order_by_asc(held_reply::Column::ReleaseAt)
        .limit(1);
    if db.get_database_backend() == DbBackend::Postgres {
        query = query.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    query.one(db).await?.map(|row| convert(&row)).transpose()
}

/// When the next one is due, for those who wait.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn next_time(db: &impl ConnectionTrait) -> Result<Option<Timestamp>, Error> {
    let found = held_reply::Entity::find()
        .filter(held_reply::Column::StoppedAt.is_null())
        .order_by_asc(held_reply::Column::ReleaseAt)
        .one(db)
        .await?;
    found.map(|row| Row::new("held_replies", row.id).time("release_at", row.release_at)).transpose()
}

/// Leaves a reply unsent, for its author to decide.
///
/// # Errors
/// When the database fails.
pub async fn stop(db: &impl ConnectionTrait, id: CommentId, why: Stop, now: Timestamp) -> Result<(), Error> {
    held_reply::Entity::update_many()
        .col_expr(held_reply::Column::StoppedAt, Expr::value(now.unix_micros()))
        .col_expr(held_reply::Column::StoppedBecause, Expr::value(why.as_str()))
        .filter(held_reply::Column::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// Removes a reply that was released or taken back.
///
/// # Errors
/// When the database fails.
pub async fn remove(db: &impl ConnectionTrait, id: CommentId) -> Result<(), Error> {
    held_reply::Entity::delete_by_id(id.uuid()).exec(db).await?;
    Ok(())
}

fn convert(row: &held_reply::Model) -> Result<HeldReply, Error> {
    let place = Row::new("held_replies", row.id);
    let mentions = row.mentions.split_ascii_whitespace().map(|id| place.word::<UserId>("mentions", id));
    let stopped = match row.stopped_at {
        Some(at) => {
            let why = place.present("stopped_because", row.stopped_because.as_deref())?;
            Some((place.time("stopped_at", at)?, place.word::<Stop>("stopped_because", why)?))
        }
        None => None,
    };
    Ok(HeldReply {
        id: CommentId::new(row.id),
        ticket: TicketId::new(row.ticket_id),
        author: UserId::new(row.author_id),
        body: place.text("body", &row.body, CommentBody::parse)?,
        visibility: place.word("visibility", &row.visibility)?,
        status: row.status.as_deref().map(|word| place.word::<Status>("status", word)).transpose()?,
        mentions: mentions.collect::<Result<_, _>>()?,
        last_seen: EventId::new(row.last_seen),
        force: row.force,
        created_at: place.time("created_at", row.created_at)?,
        release_at: place.time("release_at", row.release_at)?,
        stopped,
    })
}
