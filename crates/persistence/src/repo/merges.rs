//! Which tickets have taken up which, and what undoing that brings back.

use super::tickets::{Visible, within};
use crate::convert::Row;
use crate::entity::{merge, ticket};
use crate::error::Error;
use domain::clock::Timestamp;
use domain::id::{MergeId, TicketId, TicketNumber, UserId};
use domain::policy::TicketScope;
use domain::ticket::BeforeMerge;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// A merging.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Its id.
    pub id: MergeId,
    /// The ticket that was taken up.
    pub source: TicketId,
    /// The ticket that took it up.
    pub target: TicketId,
    /// What undoing it brings back.
    pub before: BeforeMerge,
    /// Whether the requester of the one became a participant of the other by it.
    pub participant_added: bool,
}

/// Stores a merging.
///
/// # Errors
/// [`Error::Duplicate`] when the ticket is merged already.
pub async fn insert(db: &impl ConnectionTrait, new: &Merge, by: UserId, now: Timestamp) -> Result<(), Error> {
    let Merge { id, source, target, before, participant_added } = new;
    let row = merge::ActiveModel {
        id: Set(id.uuid()),
        source_id: Set(source.uuid()),
        target_id: Set(target.uuid()),
        status: Set(before.status.to_string()),
        resolved_at: Set(before.resolved_at.map(Timestamp::unix_micros)),
        closed_at: Set(before.closed_at.map(Timestamp::unix_micros)),
        participant_added: Set(*participant_added),
        merged_at: Set(now.unix_micros()),
        merged_by: Set(by.uuid()),
        undone_at: Set(None),
        undone_by: Set(None),
    };
    merge::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// The merging that is in force for a ticket that was taken up.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn in_force(db: &impl ConnectionTrait, source: TicketId) -> Result<Option<Merge>, Error> {
    let found = merge::Entity::find()
        .filter(merge::Column::SourceId.eq(source.uuid()))
        .filter(merge::Column::UndoneAt.is_null())
        .one(db)
        .await?;
    let Some(row) = found else { return Ok(None) };
    let place = Row::new("merges", row.id);
    let before = BeforeMerge {
        status: place.word("status", &row.status)?,
        resolved_at: place.time_or_none("resolved_at", row.resolved_at)?,
        closed_at: place.time_or_none("closed_at", row.closed_at)?,
    };
    Ok(Some(Merge {
        id: MergeId::new(row.id),
        source: TicketId::new(row.source_id),
        target: TicketId::new(row.target_id),
        before,
        participant_added: row.participant_added,
    }))
}

/// Notes that a merging was undone.
///
/// # Errors
/// When the database fails.
pub async fn undo(db: &impl ConnectionTrait, id: MergeId, by: UserId, now: Timestamp) -> Result<(), Error> {
    merge::Entity::update_many()
        .col_expr(merge::Column::UndoneAt, Expr::value(now.unix_micros()))
        .col_expr(merge::Column::UndoneBy, Expr::value(by.uuid()))
        .filter(merge::Column::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// The tickets whose conversations a ticket shows beside its own: those that it has taken up, however indirectly, as far
/// as its viewer may see each of them by their own right.
///
/// # Errors
/// When the database fails.
pub async fn absorbed(db: &impl ConnectionTrait, target: &Visible) -> Result<HashMap<TicketId, TicketNumber>, Error> {
    let mut found = HashMap::new();
    if target.ticket().absorbed == 0 {
        return Ok(found);
    }
    // Who sees the ticket as a customer sees of the others what a customer sees.
    let scope = if target.standing().actor.role.is_staff() {
        TicketScope::desk(target.viewer())
    } else {
        TicketScope::Own(target.viewer().actor.id)
    };
    let mut above = vec![target.ticket().id.uuid()];
    while !above.is_empty() {
        let rows: Vec<(Uuid, i64)> = ticket::Entity::find()
            .select_only()
            .columns([ticket::Column::Id, ticket::Column::Number])
            .filter(ticket::Column::MergedInto.is_in(above))
            .filter(within(&scope))
            .into_tuple()
            .all(db)
            .await?;
        // A ticket is merged once, so none comes twice.
        above = rows.iter().map(|(id, _)| *id).collect();
        found.extend(rows.into_iter().map(|(id, number)| (TicketId::new(id), TicketNumber::new(number))));
    }
    Ok(found)
}
