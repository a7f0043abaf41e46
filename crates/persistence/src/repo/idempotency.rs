//! Answers that were given to calls with an `Idempotency-Key`, to be given again.

use crate::entity::idempotency_key;
use crate::error::Error;
use domain::clock::Timestamp;
use domain::id::UserId;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement};

/// Which call: by whom, where to, under which key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CallKey {
    /// Who calls.
    pub user: UserId,
    /// Method and path.
    pub route: String,
    /// What the caller named it.
    pub key: String,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// Tells whether a second call says the same.
    pub body_hash: String,
    /// The answer, in the server's own form.
    pub answer: String,
}

/// The answer to an earlier call, if it is not older than `since`.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, call: &CallKey, since: Timestamp) -> Result<Option<Remembered>, Error> {
    let key = (call.user.uuid(), call.route.clone(), call.key.clone());
    let found = idempotency_key::Entity::find_by_id(key)
        .filter(idempotency_key::Column::CreatedAt.gte(since.unix_micros()))
        .one(db)
        .await?;
    Ok(found.map(|row| Remembered { body_hash: row.body_hash, answer: row.answer }))
}

/// Keeps other processes from running the same call until the transaction ends. Tells whether none does already. On
/// SQLite there are no other processes.
///
/// # Errors
/// When the database fails.
pub async fn claim(db: &impl ConnectionTrait, number: i64) -> Result<bool, Error> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(true);
    }
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT pg_try_advisory_xact_lock($1) AS claimed",
        [number.into()],
    );
    let row = db.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get("", "claimed")).transpose()?.unwrap_or_default())
}

/// Keeps an answer, in the place of one that is too old.
///
/// # Errors
/// [`Error::Duplicate`] when another call under the key was faster.
pub async fn insert(
    db: &impl ConnectionTrait,
    call: &CallKey,
    remembered: &Remembered,
    too_old: Timestamp,
    now: Timestamp,
) -> Result<(), Error> {
    let CallKey { user, route, key } = call;
    idempotency_key::Entity::delete_by_id((user.uuid(), route.clone(), key.clone()))
        .filter(idempotency_key::Column::CreatedAt.lt(too_old.unix_micros()))
        .exec(db)
        .await?;
    let row = idempotency_key::ActiveModel {
        user_id: Set(user.uuid()),
        route: Set(route.clone()),
        idempotency_key: Set(key.clone()),
        body_hash: Set(remembered.body_hash.clone()),
        answer: Set(remembered.answer.clone()),
        created_at: Set(now.unix_micros()),
    };
    idempotency_key::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Removes what is too old to be given again. Tells how many went.
///
/// # Errors
/// When the database fails.
pub async fn sweep(db: &impl ConnectionTrait, too_old: Timestamp) -> Result<u64, Error> {
    let removed = idempotency_key::Entity::delete_many()
        .filter(idempotency_key::Column::CreatedAt.lt(too_old.unix_micros()))
        .exec(db)
        .await?;
    Ok(removed.rows_affected)
}
