//! Tokens for programs, stored as hashes only.

use crate::convert::Row;
use crate::entity::{api_token, user};
use crate::error::Error;
use crate::people::{Account, account};
use domain::clock::Timestamp;
use domain::id::{ApiTokenId, UserId};
use domain::scope::Scope;
use domain::text::Name;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

/// A token.
#[derive(Debug, Clone)]
pub struct ApiToken {
    /// Its id.
    pub id: ApiTokenId,
    /// Whose it is.
    pub user: UserId,
    /// What it is for.
    pub name: Name,
    /// How it begins.
    pub prefix: String,
    /// The hash of the whole.
    pub hash: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it runs out.
    pub expires_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

/// Stores a token.
///
/// # Errors
/// When the database fails.
pub async fn insert(db: &impl ConnectionTrait, token: &ApiToken) -> Result<(), Error> {
    let scopes: Vec<_> = token.scopes.iter().map(|scope| scope.as_str()).collect();
    let row = api_token::ActiveModel {
        id: Set(token.id.uuid()),
        user_id: Set(token.user.uuid()),
        name: Set(token.name.as_str().to_owned()),
        prefix: Set(token.prefix.clone()),
        token_hash: Set(token.hash.clone()),
        scopes: Set(scopes.join(" ")),
        created_at: Set(token.created_at.unix_micros()),
        expires_at: Set(token.expires_at.unix_micros()),
        last_used_at: Set(token.last_used_at.map(Timestamp::unix_micros)),
    };
    api_token::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// The token of a hash, with its account.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn by_hash(db: &impl ConnectionTrait, hash: &str) -> Result<Option<(ApiToken, Account)>, Error> {
    let found =
        api_token::Entity::find().filter(api_token::Column::TokenHash.eq(hash)).find_also_related(user::Entity).one(db);
    let Some((row, Some(person))) = found.await? else { return Ok(None) };
    Ok(Some((convert(row)?, account(person)?)))
}

/// The tokens of a person, the newest first.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn of_user(db: &impl ConnectionTrait, user: UserId) -> Result<Vec<ApiToken>, Error> {
    let rows = api_token::Entity::find()
        .filter(api_token::Column::UserId.eq(user.uuid()))
        .order_by_desc(api_token::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(convert).collect()
}

/// How many tokens a person has.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &impl ConnectionTrait, user: UserId) -> Result<u64, Error> {
    Ok(api_token::Entity::find().filter(api_token::Column::UserId.eq(user.uuid())).count(db).await?)
}

/// Notes that a token was used.
///
/// # Errors
/// When the database fails.
pub async fn used(db: &impl ConnectionTrait, id: ApiTokenId, now: Timestamp) -> Result<(), Error> {
    api_token::Entity::update_many()
        .col_expr(api_token::Column::LastUsedAt, Expr::value(now.unix_micros()))
        .filter(api_token::Column::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// Removes a token of a person. Tells whether it was there.
///
/// # Errors
/// When the database fails.
pub async fn delete(db: &impl ConnectionTrait, user: UserId, id: ApiTokenId) -> Result<bool, Error> {
    let deleted = api_token::Entity::delete_many()
        .filter(api_token::Column::Id.eq(id.uuid()))
        .filter(api_token::Column::UserId.eq(user.uuid()))
        .exec(db)
        .await?;
    Ok(deleted.rows_affected > 0)
}

/// Removes all tokens of a person.
///
/// # Errors
/// When the database fails.
pub async fn delete_all(db: &impl ConnectionTrait, user: UserId) -> Result<(), Error> {
    api_token::Entity::delete_many().filter(api_token::Column::UserId.eq(user.uuid())).exec(db).await?;
    Ok(())
}

fn convert(row: api_token::Model) -> Result<ApiToken, Error> {
    let place = Row::new("api_tokens", row.id);
    let scopes = row.scopes.split_whitespace().map(|word| place.word("scopes", word)).collect::<Result<_, _>>()?;
    Ok(ApiToken {
        id: ApiTokenId::new(row.id),
        user: UserId::new(row.user_id),
        name: place.text("name", &row.name, Name::parse)?,
        scopes,
        created_at: place.time("created_at", row.created_at)?,
        expires_at: place.time("expires_at", row.expires_at)?,
        last_used_at: place.time_or_none("last_used_at", row.last_used_at)?,
        prefix: row.prefix,
        hash: row.token_hash,
    })
}
