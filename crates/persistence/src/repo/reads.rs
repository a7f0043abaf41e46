//! How far people have read.

use crate::entity::{ticket, ticket_event, ticket_read};
use crate::error::Error;
use crate::many::many;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::id::{EventId, TicketId, UserId};
use domain::policy::Audience;
use sea_orm::sea_query::{Expr, ExprTrait, Func, OnConflict, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashSet;
use uuid::Uuid;

/// The last event that somebody has read.
///
/// # Errors
/// When the database fails.
pub async fn last(db: &impl ConnectionTrait, user: UserId, ticket: TicketId) -> Result<Option<EventId>, Error> {
    let found = ticket_read::Entity::find_by_id((user.uuid(), ticket.uuid())).one(db).await?;
    Ok(found.map(|row| EventId::new(row.event_id)))
}

/// Notes that somebody has read up to an event. Reading never goes backwards.
///
/// # Errors
/// When the database fails.
pub async fn put(
    db: &impl ConnectionTrait,
    user: UserId,
    ticket: TicketId,
    event: EventId,
    now: Timestamp,
) -> Result<(), Error> {
    let row = ticket_read::ActiveModel {
        user_id: Set(user.uuid()),
        ticket_id: Set(ticket.uuid()),
        event_id: Set(event.uuid()),
        read_at: Set(now.unix_micros()),
    };
    let further = OnConflict::columns([ticket_read::Column::UserId, ticket_read::Column::TicketId])
        .update_columns([ticket_read::Column::EventId, ticket_read::Column::ReadAt])
        .action_and_where(Expr::col((ticket_read::Entity, ticket_read::Column::EventId)).lt(event.uuid()))
        .to_owned();
    ticket_read::Entity::insert(row).on_conflict(further).exec_without_returning(db).await?;
    Ok(())
}

/// Which of some tickets hold something by others that somebody has not read.
///
/// # Errors
/// When the database fails.
pub async fn unread(
    db: &impl ConnectionTrait,
    user: UserId,
    audience: Audience,
    tickets: &[TicketId],
) -> Result<HashSet<TicketId>, Error> {
    if tickets.is_empty() {
        return Ok(HashSet::new());
    }
    // From where each was read on, by one look into the index for each: a history may be long, and all of it is old.
    let read = Query::select()
        .column((ticket_read::Entity, ticket_read::Column::EventId))
        .from(ticket_read::Entity)
        .and_where(ticket_read::Column::UserId.eq(user.uuid()))
        .and_where(
            Expr::col((ticket_read::Entity, ticket_read::Column::TicketId))
                .equals((ticket::Entity, ticket::Column::Id)),
        )
        .to_owned();
    let read = Expr::SubQuery(None, Box::new(read.into()));
    let words = audience.reads().iter().map(|visibility: &Visibility| visibility.as_str());
    let new = Query::select()
        .expr(Expr::val(1))
        .from(ticket_event::Entity)
        .and_where(
            Expr::col((ticket_event::Entity, ticket_event::Column::TicketId))
                .equals((ticket::Entity, ticket::Column::Id)),
        )
        .and_where(
            Expr::col((ticket_event::Entity, ticket_event::Column::Id))
                .gt(Func::coalesce([read, Expr::value(Uuid::nil())])),
        )
        .and_where(ticket_event::Column::Visibility.is_in(words))
        .and_where(ticket_event::Column::ActorId.ne(user.uuid()))
        .to_owned();
    let rows: Vec<Uuid> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(ticket::Column::Id.is_in(many(tickets.iter().map(|ticket| ticket.uuid()))))
        .filter(Expr::exists(new))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(TicketId::new).collect())
}
