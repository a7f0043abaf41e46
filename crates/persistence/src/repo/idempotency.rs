//! Answers that were given to calls with an `Idempotency-Key`, to be given again.

use crate::entity::{idempotency_key, idempotency_name};
use crate::error::Error;
use crate::like::contains;
use domain::clock::Timestamp;
use domain::id::UserId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    Statement,
};
use std::collections::BTreeSet;
use uuid::Uuid;

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
    /// Which answer.
    pub id: Uuid,
    /// Tells whether a second call says the same.
    pub body_hash: String,
    /// The answer, in the server's own form.
    pub answer: String,
    /// What it says something about: once that is deleted, the answer is forgotten ([`forget_naming`]).
    pub names: BTreeSet<Uuid>,
}

/// The hash and the answer of an earlier call, if it is not older than `since`.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: &impl ConnectionTrait,
    call: &CallKey,
    since: Timestamp,
) -> Result<Option<(String, String)>, Error> {
    let key = (call.user.uuid(), call.route.clone(), call.key.clone());
    let found = idempotency_key::Entity::find_by_id(key)
        .filter(idempotency_key::Column::CreatedAt.gte(since.unix_micros()))
        .one(db)
        .await?;
    Ok(found.map(|row| (row.body_hash, row.answer)))
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
        id: Set(Some(remembered.id)),
    };
    idempotency_key::Entity::insert(row).exec_without_returning(db).await?;
    let naming = |name: &Uuid| idempotency_name::ActiveModel { name: Set(*name), answer_id: Set(remembered.id) };
    let names = remembered.names.iter().map(naming);
    idempotency_name::Entity::insert_many(names).exec_without_returning(db).await?;
    Ok(())
}

/// Forgets answers that name something by its id.
///
/// # Errors
/// When the database fails.
pub async fn forget_naming(db: &impl ConnectionTrait, name: Uuid) -> Result<(), Error> {
    use idempotency_key::Column as C;
    let naming = idempotency_name::Entity::find().select_only().column(idempotency_name::Column::AnswerId);
    let naming = naming.filter(idempotency_name::Column::Name.eq(name)).into_query();
    idempotency_key::Entity::delete_many().filter(C::Id.in_subquery(naming)).exec(db).await?;
    // Those of the previous release, for a day after it has ended.
    let unnamed = contains(Expr::col(C::Answer), &name.to_string());
    idempotency_key::Entity::delete_many().filter(C::Id.is_null()).filter(unnamed).exec(db).await?;
    Ok(())
}

/// Forgets answers that have a text anywhere in them. Reads them all.
///
/// # Errors
/// When the database fails.
pub async fn forget_saying(db: &impl ConnectionTrait, text: &str) -> Result<(), Error> {
    let says = contains(Expr::col(idempotency_key::Column::Answer), text);
    idempotency_key::Entity::delete_many().filter(says).exec(db).await?;
    Ok(())
}

/// Removes what is too old to be given again, at most so many. Tells how many went.
///
/// # Errors
/// When the database fails.
pub async fn sweep(db: &impl ConnectionTrait, too_old: Timestamp, limit: u64) -> Result<u64, Error> {
    use idempotency_key::Column as C;
    let key = [C::UserId, C::Route, C::IdempotencyKey];
    let old = idempotency_key::Entity::find()
        .select_only()
        .columns(key)
        .filter(C::CreatedAt.lt(too_old.unix_micros()))
        .limit(limit)
        .into_query();
    let theirs = Expr::tuple(key.map(Expr::col)).in_subquery(old);
    let removed = idempotency_key::Entity::delete_many().filter(theirs).exec(db).await?;
    Ok(removed.rows_affected)
}
