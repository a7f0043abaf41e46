//! Accounts at OpenID providers that lead to accounts here. What leads is (issuer, subject) and never an address.

use crate::convert::Row;
use crate::entity::{identity, user};
use crate::error::Error;
use crate::people::{Account, account};
use domain::clock::Timestamp;
use domain::id::{IdentityId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// An account at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its id here.
    pub id: IdentityId,
    /// Whose account it leads to.
    pub user: UserId,
    /// Who vouches for it.
    pub issuer: String,
    /// What the issuer calls it.
    pub subject: String,
    /// The provider's name in the settings when they were linked.
    pub provider: String,
    /// The address that the provider named then. For people to read, and for nothing else.
    pub email: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

/// Stores an identity.
///
/// # Errors
/// [`Error::Duplicate`] when it leads to an account already.
pub async fn insert(db: &impl ConnectionTrait, new: Identity) -> Result<(), Error> {
    let row = identity::ActiveModel {
        id: Set(new.id.uuid()),
        user_id: Set(new.user.uuid()),
        issuer: Set(new.issuer),
        subject: Set(new.subject),
        provider: Set(new.provider),
        email: Set(new.email),
        created_at: Set(new.created_at.unix_micros()),
        last_used_at: Set(new.last_used_at.map(Timestamp::unix_micros)),
    };
    identity::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Where an account at a provider leads.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find(
    db: &impl ConnectionTrait,
    issuer: &str,
    subject: &str,
) -> Result<Option<(Identity, Account)>, Error> {
    let found = identity::Entity::find()
        .filter(identity::Column::Issuer.eq(issuer))
        .filter(identity::Column::Subject.eq(subject))
        .find_also_related(user::Entity)
        .one(db)
        .await?;
    let Some((row, Some(person))) = found else { return Ok(None) };
    Ok(Some((convert(row)?, account(person)?)))
}

/// What leads to a person's account, the oldest first.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn of_user(db: &impl ConnectionTrait, user: UserId) -> Result<Vec<Identity>, Error> {
    let rows = identity::Entity::find()
        .filter(identity::Column::UserId.eq(user.uuid()))
        .order_by_asc(identity::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(convert).collect()
}

/// Notes that an identity was used.
///
/// # Errors
/// When the database fails.
pub async fn used(db: &impl ConnectionTrait, id: IdentityId, now: Timestamp) -> Result<(), Error> {
    identity::Entity::update_many()
        .col_expr(identity::Column::LastUsedAt, Expr::value(now.unix_micros()))
        .filter(identity::Column::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// Removes an identity.
///
/// # Errors
/// When the database fails.
pub async fn delete(db: &impl ConnectionTrait, id: IdentityId) -> Result<(), Error> {
    identity::Entity::delete_by_id(id.uuid()).exec(db).await?;
    Ok(())
}

fn convert(row: identity::Model) -> Result<Identity, Error> {
    let place = Row::new("identities", row.id);
    Ok(Identity {
        id: IdentityId::new(row.id),
        user: UserId::new(row.user_id),
        created_at: place.time("created_at", row.created_at)?,
        last_used_at: place.time_or_none("last_used_at", row.last_used_at)?,
        issuer: row.issuer,
        subject: row.subject,
        provider: row.provider,
        email: row.email,
    })
}
