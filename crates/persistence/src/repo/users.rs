//! People as admins look for them and change them.

use super::AGAINST_CHANGES;
use crate::convert::Row;
use crate::entity::user;
use crate::error::Error;
use crate::like::contains;
use crate::people::{Account, account};
use domain::account::{Held, Role, UserStatus};
use domain::clock::Timestamp;
use domain::email::Email;
use domain::id::UserId;
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

/// Who is looked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// A part of the name or address, in lower case.
    pub search: Option<String>,
    /// Only this role.
    pub role: Option<Role>,
    /// Only this state.
    pub status: Option<UserStatus>,
    /// Only those behind this one.
    pub after: Option<Place>,
}

/// Where somebody stands in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Their name.
    pub name: String,
    /// Their id.
    pub id: UserId,
}

/// Some people by name, with when their accounts were made.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn list(db: &impl ConnectionTrait, wanted: Wanted, limit: u64) -> Result<Vec<(Account, Timestamp)>, Error> {
    use user::Column as C;
    let mut query = user::Entity::find().order_by_asc(C::DisplayName).order_by_asc(C::Id).limit(limit);
    if let Some(text) = wanted.search {
        // The previous release writes no key while it still runs.
        let name =
            Expr::expr(Func::coalesce([Expr::col(C::NameKey), Expr::expr(Func::lower(Expr::col(C::DisplayName)))]));
        query = query.filter(Condition::any().add(contains(name, &text)).add(contains(Expr::col(C::Email), &text)));
    }
    if let Some(role) = wanted.role {
        query = query.filter(C::Role.eq(role.as_str()));
    }
    if let Some(status) = wanted.status {
        query = query.filter(C::Status.eq(status.as_str()));
    }
    if let Some(Place { name, id }) = wanted.after {
        let same = Condition::all().add(C::DisplayName.eq(name.clone())).add(C::Id.gt(id.uuid()));
        query = query.filter(Condition::any().add(C::DisplayName.gt(name)).add(same));
    }
    let rows = query.all(db).await?;
    rows.into_iter().map(with_time).collect()
}

/// Somebody, with when the account was made.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find(db: &impl ConnectionTrait, id: UserId) -> Result<Option<(Account, Timestamp)>, Error> {
    user::Entity::find_by_id(id.uuid()).one(db).await?.map(with_time).transpose()
}

fn with_time(row: user::Model) -> Result<(Account, Timestamp), Error> {
    let created_at = Row::new("users", row.id).time("created_at", row.created_at)?;
    Ok((account(row)?, created_at))
}

/// An account that nobody else changes until the transaction ends.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find_to_change(db: &impl ConnectionTrait, id: UserId) -> Result<Option<Account>, Error> {
    user::Entity::find_by_id(id.uuid()).lock(AGAINST_CHANGES).one(db).await?.map(account).transpose()
}

/// The admins who can sign in, whom nobody else changes until the transaction ends: of two admins who take each other's
/// role at once, one comes too late.
///
/// # Errors
/// When the database fails.
pub async fn lock_admins(db: &impl ConnectionTrait) -> Result<Vec<UserId>, Error> {
    let rows = running().lock(AGAINST_CHANGES).all(db).await?;
    Ok(rows.into_iter().map(|row| UserId::new(row.id)).collect())
}

/// The admins who can sign in.
///
/// # Errors
/// When the database fails.
pub async fn admins(db: &impl ConnectionTrait) -> Result<Vec<UserId>, Error> {
    let rows = running().all(db).await?;
    Ok(rows.into_iter().map(|row| UserId::new(row.id)).collect())
}

fn running() -> Select<user::Entity> {
    user::Entity::find()
        .filter(user::Column::Role.eq(Role::Admin.as_str()))
        .filter(user::Column::Status.eq(UserStatus::Active.as_str()))
        .order_by_asc(user::Column::Id)
}

/// Stores what somebody may do and whether they can sign in.
///
/// # Errors
/// When the database fails.
pub async fn update(db: &impl ConnectionTrait, held: Held, now: Timestamp) -> Result<(), Error> {
    user::Entity::update_many()
        .col_expr(user::Column::Role, Expr::value(held.role.as_str()))
        .col_expr(user::Column::Status, Expr::value(held.status.as_str()))
        .col_expr(user::Column::UpdatedAt, Expr::value(now.unix_micros()))
        .filter(user::Column::Id.eq(held.id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// Stores another password.
///
/// # Errors
/// When the database fails.
pub async fn set_password(db: &impl ConnectionTrait, id: UserId, hash: &str, now: Timestamp) -> Result<(), Error> {
    user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(hash))
        .col_expr(user::Column::UpdatedAt, Expr::value(now.unix_micros()))
        .filter(user::Column::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// Stores another address.
///
/// # Errors
/// [`Error::Duplicate`] when an account has it.
pub async fn set_email(db: &impl ConnectionTrait, id: UserId, email: &Email, now: Timestamp) -> Result<(), Error> {
    user::Entity::update_many()
        .col_expr(user::Column::Email, Expr::value(email.as_str()))
        .col_expr(user::Column::UpdatedAt, Expr::value(now.unix_micros()))
        .filter(user::Column::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}
