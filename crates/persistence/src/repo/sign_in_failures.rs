//! Wrong passwords in a row, by address. Addresses without an account count alike, so that counting tells nothing.

use crate::convert::Row;
use crate::entity::sign_in_failure;
use crate::error::Error;
use domain::clock::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::OnConflict,
};

/// Wrong passwords for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How many in a row.
    pub count: u32,
    /// The last one.
    pub last_at: Timestamp,
    /// No password is looked at before.
    pub locked_until: Timestamp,
}

/// What is known of an address, which nobody else changes until the transaction ends; none so far for one that is new. A row that is not
/// there cannot be locked, so it is made first: many who try at once come one after the other.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find_to_change(db: &impl ConnectionTrait, address_hash: &str, now: Timestamp) -> Result<Failures, Error> {
    let none = Failures { count: 0, last_at: now, locked_until: now };
    let there_already = OnConflict::column(sign_in_failure::Column::AddressHash).do_nothing().to_owned();
    sign_in_failure::Entity::insert_many([row(address_hash, none)])
        .on_conflict(there_already)
        .exec_without_returning(db)
        .await?;
    let found = sign_in_failure::Entity::find_by_id(address_hash).lock_exclusive().one(db).await?;
    found.as_ref().map_or(Ok(none), convert)
}

/// Stores what is known now.
///
/// # Errors
/// When the database fails.
pub async fn put(db: &impl ConnectionTrait, address_hash: &str, failures: Failures) -> Result<(), Error> {
    use sign_in_failure::Column as C;
    let newer = OnConflict::column(C::AddressHash).update_columns([C::Failures, C::LastAt, C::LockedUntil]).to_owned();
    sign_in_failure::Entity::insert(row(address_hash, failures)).on_conflict(newer).exec_without_returning(db).await?;
    Ok(())
}

fn row(address_hash: &str, failures: Failures) -> sign_in_failure::ActiveModel {
    sign_in_failure::ActiveModel {
        address_hash: Set(address_hash.to_owned()),
        failures: Set(i32::try_from(failures.count).unwrap_or(i32::MAX)),
        last_at: Set(failures.last_at.unix_micros()),
        locked_until: Set(failures.locked_until.unix_micros()),
    }
}

/// Forgets an address.
///
/// # Errors
/// When the database fails.
pub async fn forget(db: &impl ConnectionTrait, address_hash: &str) -> Result<(), Error> {
    sign_in_failure::Entity::delete_by_id(address_hash).exec(db).await?;
    Ok(())
}

/// Forgets addresses without a wrong password since a moment.
///
/// # Errors
/// When the database fails.
pub async fn sweep(db: &impl ConnectionTrait, before: Timestamp) -> Result<(), Error> {
    sign_in_failure::Entity::delete_many()
        .filter(sign_in_failure::Column::LastAt.lt(before.unix_micros()))
        .exec(db)
        .await?;
    Ok(())
}

fn convert(row: &sign_in_failure::Model) -> Result<Failures, Error> {
    let place = Row::new("sign_in_failures", "one of them");
    Ok(Failures {
        count: place.count("failures", row.failures)?,
        last_at: place.time("last_at", row.last_at)?,
        locked_until: place.time("locked_until", row.locked_until)?,
    })
}
