//! Links that are mailed to people: good once, and for a while. What makes a link secret is not stored: it is sealed by
//! the server's key.

use crate::convert::Row;
use crate::entity::account_link;
use crate::error::Error;
use domain::account::Locale;
use domain::clock::Timestamp;
use domain::email::Email;
use domain::id::{AccountLinkId, UserId};
use domain::sign_in::LinkKind;
use domain::text::DisplayName;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, TryInsertResult};

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLink {
    /// Its id, that of the mail that brings it.
    pub id: AccountLinkId,
    /// What it does.
    pub kind: LinkKind,
    /// Whose account it is about; nobody's where it makes one.
    pub user: Option<UserId>,
    /// The address it is mailed to.
    pub email: Email,
    /// The name of the account.
    pub display_name: DisplayName,
    /// The language of the account.
    pub locale: Locale,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it runs out.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// Stores a link. One that is there already stays: its mail is written once more.
///
/// # Errors
/// When the database fails.
pub async fn insert(db: &impl ConnectionTrait, link: AccountLink) -> Result<(), Error> {
    let row = account_link::ActiveModel {
        id: Set(link.id.uuid()),
        kind: Set(link.kind.to_string()),
        user_id: Set(link.user.map(UserId::uuid)),
        email: Set(link.email.as_str().to_owned()),
        display_name: Set(link.display_name.into_string()),
        locale: Set(link.locale.to_string()),
        created_at: Set(link.created_at.unix_micros()),
        expires_at: Set(link.expires_at.unix_micros()),
        used_at: Set(link.used_at.map(Timestamp::unix_micros)),
    };
    let there = OnConflict::column(account_link::Column::Id).do_nothing().to_owned();
    match account_link::Entity::insert(row).on_conflict(there).try_insert().exec_without_returning(db).await? {
        TryInsertResult::Empty | TryInsertResult::Conflicted | TryInsertResult::Inserted(_) => Ok(()),
    }
}

/// A link.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find(db: &impl ConnectionTrait, id: AccountLinkId) -> Result<Option<AccountLink>, Error> {
    account_link::Entity::find_by_id(id.uuid()).one(db).await?.as_ref().map(convert).transpose()
}

/// Uses a link up. Tells whether it was still to be used: of two who come at once, one gets yes.
///
/// # Errors
/// When the database fails.
pub async fn use_up(db: &impl ConnectionTrait, id: AccountLinkId, now: Timestamp) -> Result<bool, Error> {
    let used = account_link::Entity::update_many()
        .col_expr(account_link::Column::UsedAt, Expr::value(now.unix_micros()))
        .filter(account_link::Column::Id.eq(id.uuid()))
        .filter(account_link::Column::UsedAt.is_null())
        .filter(account_link::Column::ExpiresAt.gt(now.unix_micros()))
        .exec(db)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Makes every other link useless that leads to an account or was mailed to its address.
///
/// # Errors
/// When the database fails.
pub async fn void(db: &impl ConnectionTrait, user: UserId, email: &Email, now: Timestamp) -> Result<(), Error> {
    let about = Condition::any()
        .add(account_link::Column::UserId.eq(user.uuid()))
        .add(account_link::Column::Email.eq(email.as_str()));
    account_link::Entity::update_many()
        .col_expr(account_link::Column::UsedAt, Expr::value(now.unix_micros()))
        .filter(about)
        .filter(account_link::Column::UsedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Removes links that ran out before a moment.
///
/// # Errors
/// When the database fails.
pub async fn sweep(db: &impl ConnectionTrait, before: Timestamp) -> Result<(), Error> {
    account_link::Entity::delete_many()
        .filter(account_link::Column::ExpiresAt.lt(before.unix_micros()))
        .exec(db)
        .await?;
    Ok(())
}

fn convert(row: &account_link::Model) -> Result<AccountLink, Error> {
    let place = Row::new("account_links", row.id);
    Ok(AccountLink {
        id: AccountLinkId::new(row.id),
        kind: place.word("kind", &row.kind)?,
        user: row.user_id.map(UserId::new),
        email: Email::parse(&row.email).map_err(|error| place.corrupt("email", error))?,
        display_name: place.text("display_name", &row.display_name, DisplayName::parse)?,
        locale: place.word("locale", &row.locale)?,
        created_at: place.time("created_at", row.created_at)?,
        expires_at: place.time("expires_at", row.expires_at)?,
        used_at: place.time_or_none("used_at", row.used_at)?,
    })
}
