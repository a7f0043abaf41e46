//! Handing over what somebody works on: what is to be done and how far it is.

use super::desk::is_open;
use crate::convert::Row;
use crate::entity::{handover, ticket};
use crate::error::Error;
use domain::clock::Timestamp;
use domain::id::{HandoverId, TeamId, TicketId, UserId};
use domain::ticket::{Heir, HeirKind};
use sea_orm::sea_query::{Expr, ExprTrait, NullOrdering};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use uuid::Uuid;

/// A handover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Its id.
    pub id: HandoverId,
    /// Who worked on the tickets.
    pub from: UserId,
    /// Who takes them over.
    pub to: Heir,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// By whom.
    pub requested_by: UserId,
    /// How many tickets they worked on then.
    pub tickets: u64,
    /// How many of them are handed over.
    pub moved: u64,
    /// How many could not be.
    pub refused: u64,
    /// The last ticket that was looked at.
    pub last: Option<TicketId>,
    /// When it was done.
    pub finished_at: Option<Timestamp>,
}

/// How many tickets that are not settled somebody works on.
///
/// # Errors
/// When the database fails.
pub async fn working_on(db: &impl ConnectionTrait, person: UserId) -> Result<u64, Error> {
    Ok(of(person).count(db).await?)
}

fn of(person: UserId) -> Select<ticket::Entity> {
    ticket::Entity::find().filter(ticket::Column::AssigneeId.eq(person.uuid())).filter(is_open())
}

/// Notes down that somebody's tickets are to be handed over. What was asked for before goes no further: the rest goes where
/// was said last. Who calls has locked the account, so that there is one of a person at a time.
///
/// # Errors
/// When the database fails.
pub async fn put(db: &impl ConnectionTrait, new: &Handover) -> Result<(), Error> {
    handover::Entity::update_many()
        .col_expr(handover::Column::FinishedAt, Expr::value(new.requested_at.unix_micros()))
        .filter(handover::Column::FromId.eq(new.from.uuid()))
        .filter(handover::Column::FinishedAt.is_null())
        .exec(db)
        .await?;
    let Handover { id, from, to, requested_at, requested_by, tickets, moved: _, refused: _, last: _, finished_at: _ } =
        new;
    let heir = match to {
        Heir::Agent(agent) => Some(agent.uuid()),
        Heir::Team(team) => Some(team.uuid()),
        Heir::Nobody => None,
    };
    let row = handover::ActiveModel {
        id: Set(id.uuid()),
        from_id: Set(from.uuid()),
        heir: Set(to.kind().to_string()),
        heir_id: Set(heir),
        requested_at: Set(requested_at.unix_micros()),
        requested_by: Set(requested_by.uuid()),
        tickets: Set(i64::try_from(*tickets).unwrap_or(i64::MAX)),
        moved: Set(0),
        refused: Set(0),
        last_ticket: Set(None),
        finished_at: Set(None),
    };
    handover::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// The one of a person that was begun last: what runs, else what ended last. Ids are given before the account is locked, so
/// of two that were asked for at once the later id may be the one that ended.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn newest_of(db: &impl ConnectionTrait, person: UserId) -> Result<Option<Handover>, Error> {
    let query = handover::Entity::find().filter(handover::Column::FromId.eq(person.uuid()));
    let query = query.order_by_with_nulls(handover::Column::FinishedAt, Order::Desc, NullOrdering::First);
    query.order_by_desc(handover::Column::Id).one(db).await?.as_ref().map(convert).transpose()
}

/// The first one that is not done.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn next_running(db: &impl ConnectionTrait) -> Result<Option<Handover>, Error> {
    let query = handover::Entity::find().filter(handover::Column::FinishedAt.is_null());
    query.order_by_asc(handover::Column::Id).one(db).await?.as_ref().map(convert).transpose()
}

/// The same one, which nobody else goes on with until the transaction ends; nothing once it is done.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn running(db: &impl ConnectionTrait, id: HandoverId) -> Result<Option<Handover>, Error> {
    let query = handover::Entity::find_by_id(id.uuid()).filter(handover::Column::FinishedAt.is_null());
    query.lock_exclusive().one(db).await?.as_ref().map(convert).transpose()
}

/// The next tickets that are to be handed over.
///
/// # Errors
/// When the database fails.
pub async fn next_tickets(db: &impl ConnectionTrait, of_it: &Handover, limit: u64) -> Result<Vec<TicketId>, Error> {
    let mut query = of(of_it.from).select_only().column(ticket::Column::Id).order_by_asc(ticket::Column::Id);
    if let Some(last) = of_it.last {
        query = query.filter(ticket::Column::Id.gt(last.uuid()));
    }
    let found: Vec<Uuid> = query.limit(limit).into_tuple().all(db).await?;
    Ok(found.into_iter().map(TicketId::new).collect())
}

/// How far a step went.
#[derive(Debug, Clone, Copy)]
pub struct Advance {
    /// How many tickets were handed over.
    pub moved: u64,
    /// How many could not be.
    pub refused: u64,
    /// The last one that was looked at.
    pub last: TicketId,
}

/// Notes down how far it is.
///
/// # Errors
/// When the database fails.
pub async fn advance(db: &impl ConnectionTrait, id: HandoverId, step: Advance) -> Result<(), Error> {
    use handover::Column as C;
    let more = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    handover::Entity::update_many()
        .col_expr(C::Moved, C::Moved.into_expr().add(more(step.moved)))
        .col_expr(C::Refused, C::Refused.into_expr().add(more(step.refused)))
        .col_expr(C::LastTicket, Expr::value(step.last.uuid()))
        .filter(C::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// Notes down that it is done.
///
/// # Errors
/// When the database fails.
pub async fn finish(db: &impl ConnectionTrait, id: HandoverId, now: Timestamp) -> Result<(), Error> {
    handover::Entity::update_many()
        .col_expr(handover::Column::FinishedAt, Expr::value(now.unix_micros()))
        .filter(handover::Column::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

fn convert(row: &handover::Model) -> Result<Handover, Error> {
    let place = Row::new("handovers", row.id);
    let heir = || row.heir_id.ok_or_else(|| place.corrupt("heir_id", "nothing"));
    Ok(Handover {
        id: HandoverId::new(row.id),
        from: UserId::new(row.from_id),
        to: match place.word("heir", &row.heir)? {
            HeirKind::Agent => Heir::Agent(UserId::new(heir()?)),
            HeirKind::Team => Heir::Team(TeamId::new(heir()?)),
            HeirKind::Nobody => Heir::Nobody,
        },
        requested_at: place.time("requested_at", row.requested_at)?,
        requested_by: UserId::new(row.requested_by),
        tickets: place.total("tickets", row.tickets)?,
        moved: place.total("moved", row.moved)?,
        refused: place.total("refused", row.refused)?,
        last: row.last_ticket.map(TicketId::new),
        finished_at: place.time_or_none("finished_at", row.finished_at)?,
    })
}
