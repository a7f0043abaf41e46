//! Accounts.

use crate::entity::user;
use crate::error::Error;
use crate::people::{Account, NewAccount, account, preferences_column, row};
use domain::account::{Role, UserStatus};
use domain::clock::Timestamp;
use domain::email::Email;
use domain::id::UserId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// The account of an address.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn by_email(db: &impl ConnectionTrait, email: &Email) -> Result<Option<Account>, Error> {
    let found = user::Entity::find().filter(user::Column::Email.eq(email.as_str())).one(db).await?;
    found.map(account).transpose()
}

/// Which of some addresses belong to whom.
///
/// # Errors
/// When the database fails.
pub async fn ids_by_email(db: &impl ConnectionTrait, emails: &[&str]) -> Result<Vec<(String, UserId)>, Error> {
    if emails.is_empty() {
        return Ok(Vec::new());
    }
    let query = user::Entity::find().select_only().columns([user::Column::Email, user::Column::Id]);
    let found: Vec<(String, Uuid)> =
        query.filter(user::Column::Email.is_in(emails.iter().copied())).into_tuple().all(db).await?;
    Ok(found.into_iter().map(|(email, id)| (email, UserId::new(id))).collect())
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

/// Some accounts.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn by_ids(db: &impl ConnectionTrait, ids: impl IntoIterator<Item = UserId>) -> Result<Vec<Account>, Error> {
    let ids = ids.into_iter().map(UserId::uuid);
    user::Entity::find().filter(user::Column::Id.is_in(ids)).all(db).await?.into_iter().map(account).collect()
}

/// Admins who can sign in.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn admins(db: &impl ConnectionTrait) -> Result<Vec<Account>, Error> {
    let rows = user::Entity::find()
        .filter(user::Column::Role.eq(Role::Admin.as_str()))
        .filter(user::Column::Status.eq(UserStatus::Active.as_str()))
        .all(db)
        .await?;
    rows.into_iter().map(account).collect()
}

/// Stores what a person can change about themselves: name, language, zone, preferences.
///
/// # Errors
/// When the database fails.
pub async fn update_profile(db: &impl ConnectionTrait, account: &Account, now: Timestamp) -> Result<(), Error> {
    user::Entity::update_many()
        .col_expr(user::Column::DisplayName, Expr::value(account.display_name.as_str()))
        .col_expr(user::Column::NameKey, Expr::value(account.display_name.key()))
        .col_expr(user::Column::Locale, Expr::value(account.locale.as_str()))
        .col_expr(user::Column::TimeZone, Expr::value(account.time_zone.clone()))
        .col_expr(user::Column::Preferences, Expr::value(preferences_column(&account.preferences)))
        .col_expr(user::Column::UpdatedAt, Expr::value(now.unix_micros()))
        .filter(user::Column::Id.eq(account.id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// Whether there is any account.
///
/// # Errors
/// When the database fails.
pub async fn any(db: &impl ConnectionTrait) -> Result<bool, Error> {
    Ok(user::Entity::find().count(db).await? > 0)
}
