//! Accounts.

use crate::entity::user;
use crate::error::Error;
use crate::people::{Account, NewAccount, account, row};
use domain::account::{Role, UserStatus};
use domain::email::Email;
use domain::id::UserId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

/// The account of an address.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn by_email(db: &impl ConnectionTrait, email: &Email) -> Result<Option<Account>, Error> {
    let found = user::Entity::find().filter(user::Column::Email.eq(email.as_str())).one(db).await?;
    found.map(account).transpose()
}

/// The account of an id.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn by_id(db: &impl ConnectionTrait, id: UserId) -> Result<Option<Account>, Error> {
    let found = user::Entity::find_by_id(id.uuid()).one(db).await?;
    found.map(account).transpose()
}

/// Stores a new account.
///
/// # Errors
/// [`Error::Duplicate`] when the address is taken.
pub async fn insert(db: &impl ConnectionTrait, new: NewAccount) -> Result<(), Error> {
    user::Entity::insert(row(new)).exec_without_returning(db).await?;
    Ok(())
}

/// Everybody who can be assigned: active agents and admins, by name.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn assignable(db: &impl ConnectionTrait) -> Result<Vec<Account>, Error> {
    let rows = user::Entity::find()
        .filter(user::Column::Role.is_in([Role::Agent.as_str(), Role::Admin.as_str()]))
        .filter(user::Column::Status.eq(UserStatus::Active.as_str()))
        .order_by_asc(user::Column::DisplayName)
        .order_by_asc(user::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(account).collect()
}

/// Whether there is any account.
///
/// # Errors
/// When the database fails.
pub async fn any(db: &impl ConnectionTrait) -> Result<bool, Error> {
    Ok(user::Entity::find().count(db).await? > 0)
}
