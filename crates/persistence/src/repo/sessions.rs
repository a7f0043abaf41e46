//! Signed-in browsers.

use crate::convert::Row;
use crate::entity::{session, user};
use crate::error::Error;
use crate::people::{Account, account};
use domain::clock::Timestamp;
use domain::id::{SessionId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// A session. Refresh tokens are stored as hashes only.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id, `sid` in the access token.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// The hash of the refresh token in use.
    pub refresh_hash: String,
    /// The hash of the one before, good for a few seconds more.
    pub previous_hash: Option<String>,
    /// When the token was last exchanged.
    pub rotated_at: Timestamp,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When it was ended.
    pub revoked_at: Option<Timestamp>,
}

/// Stores a new session, and removes what has run out of the same person.
///
/// # Errors
/// When the database fails.
pub async fn insert(db: &impl ConnectionTrait, new: &Session) -> Result<(), Error> {
    session::Entity::delete_many()
        .filter(session::Column::UserId.eq(new.user.uuid()))
        .filter(session::Column::ExpiresAt.lt(new.created_at.unix_micros()))
        .exec(db)
        .await?;
    let row = session::ActiveModel {
        id: Set(new.id.uuid()),
        user_id: Set(new.user.uuid()),
        refresh_hash: Set(new.refresh_hash.clone()),
        previous_hash: Set(new.previous_hash.clone()),
        rotated_at: Set(new.rotated_at.unix_micros()),
        created_at: Set(new.created_at.unix_micros()),
        expires_at: Set(new.expires_at.unix_micros()),
        revoked_at: Set(new.revoked_at.map(Timestamp::unix_micros)),
    };
    session::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// A session with its account.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn by_id(db: &impl ConnectionTrait, id: SessionId) -> Result<Option<(Session, Account)>, Error> {
    let found = session::Entity::find_by_id(id.uuid()).find_also_related(user::Entity).one(db).await?;
    convert(found)
}

/// Exchanges the refresh token.
///
/// # Errors
/// [`Error::Stale`] when another request has exchanged it first.
pub async fn rotate(db: &impl ConnectionTrait, session: &Session, new_hash: &str, now: Timestamp) -> Result<(), Error> {
    let updated = session::Entity::update_many()
        .col_expr(session::Column::PreviousHash, Expr::value(session.refresh_hash.clone()))
        .col_expr(session::Column::RefreshHash, Expr::value(new_hash))
        .col_expr(session::Column::RotatedAt, Expr::value(now.unix_micros()))
        .filter(session::Column::Id.eq(session.id.uuid()))
        .filter(session::Column::RefreshHash.eq(session.refresh_hash.clone()))
        .exec(db)
        .await?;
    if updated.rows_affected == 0 { Err(Error::Stale) } else { Ok(()) }
}

/// Ends a session. One that has ended stays as it is.
///
/// # Errors
/// When the database fails.
pub async fn revoke(db: &impl ConnectionTrait, id: SessionId, now: Timestamp) -> Result<(), Error> {
    session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(now.unix_micros()))
        .filter(session::Column::Id.eq(id.uuid()))
        .filter(session::Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

fn convert(found: Option<(session::Model, Option<user::Model>)>) -> Result<Option<(Session, Account)>, Error> {
    let Some((row, Some(person))) = found else { return Ok(None) };
    let place = Row::new("sessions", row.id);
    let session = Session {
        id: SessionId::new(row.id),
        user: UserId::new(row.user_id),
        rotated_at: place.time("rotated_at", row.rotated_at)?,
        created_at: place.time("created_at", row.created_at)?,
        expires_at: place.time("expires_at", row.expires_at)?,
        revoked_at: place.time_or_none("revoked_at", row.revoked_at)?,
        refresh_hash: row.refresh_hash,
        previous_hash: row.previous_hash,
    };
    Ok(Some((session, account(person)?)))
}
