//! Replies written in advance.

use crate::convert::Row;
use crate::entity::canned_reply;
use crate::error::Error;
use domain::canned::CannedReply;
use domain::clock::Timestamp;
use domain::id::{CannedReplyId, UserId};
use domain::text::{CommentBody, Name};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// What somebody can use: their own and everybody's, by title.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn usable_by(db: &impl ConnectionTrait, user: UserId) -> Result<Vec<CannedReply>, Error> {
    let rows = canned_reply::Entity::find()
        .filter(usable(user))
        .order_by_asc(canned_reply::Column::Title)
        .order_by_asc(canned_reply::Column::Id)
        .all(db)
        .await?;
    rows.iter().map(convert).collect()
}

/// What somebody wrote for themselves.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn of(db: &impl ConnectionTrait, user: UserId) -> Result<Vec<CannedReply>, Error> {
    let query = canned_reply::Entity::find().filter(canned_reply::Column::OwnerId.eq(user.uuid()));
    query.order_by_asc(canned_reply::Column::Id).all(db).await?.iter().map(convert).collect()
}

/// One of them.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find(db: &impl ConnectionTrait, user: UserId, id: CannedReplyId) -> Result<Option<CannedReply>, Error> {
    let found = canned_reply::Entity::find_by_id(id.uuid()).filter(usable(user)).one(db).await?;
    found.as_ref().map(convert).transpose()
}

fn usable(user: UserId) -> Condition {
    Condition::any().add(canned_reply::Column::OwnerId.is_null()).add(canned_reply::Column::OwnerId.eq(user.uuid()))
}

/// Stores a new one.
///
/// # Errors
/// When the database fails.
pub async fn insert(db: &impl ConnectionTrait, new: &CannedReply, now: Timestamp) -> Result<(), Error> {
    let CannedReply { id, owner, title, body } = new;
    let row = canned_reply::ActiveModel {
        id: Set(id.uuid()),
        owner_id: Set(owner.map(UserId::uuid)),
        title: Set(title.as_str().to_owned()),
        body: Set(body.as_str().to_owned()),
        created_at: Set(now.unix_micros()),
        updated_at: Set(now.unix_micros()),
    };
    canned_reply::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Stores a changed one. Whose it is stays.
///
/// # Errors
/// When the database fails.
pub async fn update(db: &impl ConnectionTrait, changed: &CannedReply, now: Timestamp) -> Result<(), Error> {
    canned_reply::Entity::update_many()
        .col_expr(canned_reply::Column::Title, Expr::value(changed.title.as_str()))
        .col_expr(canned_reply::Column::Body, Expr::value(changed.body.as_str()))
        .col_expr(canned_reply::Column::UpdatedAt, Expr::value(now.unix_micros()))
        .filter(canned_reply::Column::Id.eq(changed.id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// Removes one.
///
/// # Errors
/// When the database fails.
pub async fn remove(db: &impl ConnectionTrait, id: CannedReplyId) -> Result<(), Error> {
    canned_reply::Entity::delete_by_id(id.uuid()).exec(db).await?;
    Ok(())
}

fn convert(row: &canned_reply::Model) -> Result<CannedReply, Error> {
    let place = Row::new("canned_replies", row.id);
    Ok(CannedReply {
        id: CannedReplyId::new(row.id),
        owner: row.owner_id.map(UserId::new),
        title: place.text("title", &row.title, Name::parse)?,
        body: place.text("body", &row.body, CommentBody::parse)?,
    })
}
