//! Signed-in browsers.

use crate::convert::Row;
use crate::entity::{session, user};
use crate::error::Error;
use crate::people::{Account, account};
use domain::clock::Timestamp;
use domain::id::{SessionId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

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
    /// What the browser called itself.
    pub device: Option<String>,
    /// The provider that it began at; none: with a password.
    pub provider: Option<String>,
    /// When its owner last proved who they are.
    pub proved_at: Option<Timestamp>,
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
        device: Set(new.device.clone()),
        provider: Set(new.provider.clone()),
        proved_at: Set(new.proved_at.map(Timestamp::unix_micros)),
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

/// The sessions of a person that have not ended, the last used first.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn of_user(db: &impl ConnectionTrait, user: UserId, now: Timestamp) -> Result<Vec<Session>, Error> {
    let rows = session::Entity::find()
        .filter(session::Column::UserId.eq(user.uuid()))
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now.unix_micros()))
        .order_by_desc(session::Column::RotatedAt)
        .order_by_desc(session::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(session).collect()
}

/// When each of some people last used a session.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn last_used(
    db: &impl ConnectionTrait,
    users: impl IntoIterator<Item = UserId>,
) -> Result<HashMap<UserId, Timestamp>, Error> {
    let rows: Vec<(Uuid, i64)> = session::Entity::find()
        .select_only()
        .column(session::Column::UserId)
        .column_as(session::Column::RotatedAt.max(), "last")
        .filter(session::Column::UserId.is_in(users.into_iter().map(UserId::uuid)))
        .group_by(session::Column::UserId)
        .into_tuple()
        .all(db)
        .await?;
    let read = |(user, at): (Uuid, i64)| Ok((UserId::new(user), Row::new("sessions", user).time("rotated_at", at)?));
    rows.into_iter().map(read).collect()
}

/// Ends all sessions of a person but one. Tells how many that were.
///
/// # Errors
/// When the database fails.
pub async fn revoke_all(
    db: &impl ConnectionTrait,
    user: UserId,
    except: Option<SessionId>,
    now: Timestamp,
) -> Result<u64, Error> {
    let mut update = session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(now.unix_micros()))
        .filter(session::Column::UserId.eq(user.uuid()))
        .filter(session::Column::RevokedAt.is_null());
    if let Some(kept) = except {
        update = update.filter(session::Column::Id.ne(kept.uuid()));
    }
    Ok(update.exec(db).await?.rows_affected)
}

/// Notes that the owner of a session has proved who they are.
///
/// # Errors
/// When the database fails.
pub async fn proved(db: &impl ConnectionTrait, id: SessionId, now: Timestamp) -> Result<(), Error> {
    session::Entity::update_many()
        .col_expr(session::Column::ProvedAt, Expr::value(now.unix_micros()))
        .filter(session::Column::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

fn convert(found: Option<(session::Model, Option<user::Model>)>) -> Result<Option<(Session, Account)>, Error> {
    let Some((row, Some(person))) = found else { return Ok(None) };
    Ok(Some((session(row)?, account(person)?)))
}

fn session(row: session::Model) -> Result<Session, Error> {
    let place = Row::new("sessions", row.id);
    Ok(Session {
        id: SessionId::new(row.id),
        user: UserId::new(row.user_id),
        rotated_at: place.time("rotated_at", row.rotated_at)?,
        created_at: place.time("created_at", row.created_at)?,
        expires_at: place.time("expires_at", row.expires_at)?,
        revoked_at: place.time_or_none("revoked_at", row.revoked_at)?,
        refresh_hash: row.refresh_hash,
        previous_hash: row.previous_hash,
        device: row.device,
        provider: row.provider,
        proved_at: place.time_or_none("proved_at", row.proved_at)?,
    })
}
