//! What was deleted for good: to be deleted again where a backup brings it back.

use crate::convert::Row;
use crate::entity::tombstone;
use crate::error::Error;
use domain::clock::Timestamp;
use domain::id::TicketNumber;
use domain::privacy::TombstoneKind;
use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashSet;
use uuid::Uuid;

/// That something was deleted for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tombstone {
    /// Its id.
    pub id: Uuid,
    /// What it was.
    pub kind: TombstoneKind,
    /// The running number that it had.
    pub number: Option<TicketNumber>,
    /// When.
    pub at: Timestamp,
}

/// Puts one up. The first one of a thing stays.
///
/// # Errors
/// When the database fails.
pub async fn put(db: &impl ConnectionTrait, stone: &Tombstone) -> Result<(), Error> {
    let Tombstone { id, kind, number, at } = stone;
    let row = tombstone::ActiveModel {
        id: Set(*id),
        kind: Set(kind.to_string()),
        number: Set(number.map(TicketNumber::get)),
        at: Set(at.unix_micros()),
    };
    let there_already = OnConflict::column(tombstone::Column::Id).do_nothing().to_owned();
    tombstone::Entity::insert_many([row]).on_conflict(there_already).exec_without_returning(db).await?;
    Ok(())
}

/// Some in the order of their times, from a moment on or after one that was read.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn from(
    db: &impl ConnectionTrait,
    moment: Timestamp,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Tombstone>, Error> {
    use tombstone::Column as C;
    let later = match after {
        Some(id) => C::At.gt(moment.unix_micros()).or(C::At.eq(moment.unix_micros()).and(C::Id.gt(id))),
        None => C::At.gte(moment.unix_micros()),
    };
    let query = tombstone::Entity::find().filter(later).order_by_asc(C::At).order_by_asc(C::Id);
    query.limit(limit).all(db).await?.iter().map(convert).collect()
}

/// Which of some ids have one.
///
/// # Errors
/// When the database fails.
pub async fn known(db: &impl ConnectionTrait, ids: impl IntoIterator<Item = Uuid>) -> Result<HashSet<Uuid>, Error> {
    let query = tombstone::Entity::find().select_only().column(tombstone::Column::Id);
    let found: Vec<Uuid> = query.filter(tombstone::Column::Id.is_in(ids)).into_tuple().all(db).await?;
    Ok(found.into_iter().collect())
}

fn convert(row: &tombstone::Model) -> Result<Tombstone, Error> {
    let place = Row::new("tombstones", row.id);
    Ok(Tombstone {
        id: row.id,
        kind: place.word("kind", &row.kind)?,
        number: row.number.map(TicketNumber::new),
        at: place.time("at", row.at)?,
    })
}
