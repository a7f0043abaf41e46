//! Categories.

use super::ticket_rows;
use crate::convert::Row;
use crate::entity::category;
use crate::error::Error;
use domain::category::{Category, CategoryKey};
use domain::id::QueueId;
use domain::ticket::Priority;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// All of them, in the order that admins chose.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Category>, Error> {
    let rows = category::Entity::find()
        .order_by_asc(category::Column::Place)
        .order_by_asc(category::Column::CategoryKey)
        .all(db)
        .await?;
    rows.into_iter().map(convert).collect()
}

/// The category of a key.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn by_key(db: &impl ConnectionTrait, key: &CategoryKey) -> Result<Option<Category>, Error> {
    let found = category::Entity::find_by_id(key.as_str().to_owned()).one(db).await?;
    found.map(convert).transpose()
}

/// Stores a category as it is to be; a new one comes last.
///
/// # Errors
/// When the database fails.
pub async fn put(db: &impl ConnectionTrait, new: &Category) -> Result<(), Error> {
    let Category { key, name_de, name_en, default_priority, queue, active } = new;
    let mut row = category::ActiveModel {
        category_key: Set(key.as_str().to_owned()),
        name_de: Set(name_de.clone()),
        name_en: Set(name_en.clone()),
        default_priority: Set(i32::from(default_priority.rank())),
        active: Set(*active),
        queue_id: Set(Some(queue.uuid())),
        ..Default::default()
    };
    if category::Entity::find_by_id(key.as_str().to_owned()).one(db).await?.is_some() {
        category::Entity::update(row).exec(db).await?;
        return Ok(());
    }
    let last = category::Entity::find().order_by_desc(category::Column::Place).one(db).await?;
    row.place = Set(last.map_or(1, |last| last.place.saturating_add(1)));
    category::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Lets new tickets of a category wait in a queue.
///
/// # Errors
/// When the database fails.
pub async fn lead_to(db: &impl ConnectionTrait, key: &CategoryKey, queue: QueueId) -> Result<(), Error> {
    category::Entity::update_many()
        .col_expr(category::Column::QueueId, Expr::value(queue.uuid()))
        .filter(category::Column::CategoryKey.eq(key.as_str()))
        .exec(db)
        .await?;
    Ok(())
}

fn convert(row: category::Model) -> Result<Category, Error> {
    let place = Row::new("categories", &row.category_key);
    let key = CategoryKey::parse(&row.category_key).map_err(|error| place.corrupt("category_key", error))?;
    let rank = i16::try_from(row.default_priority).ok();
    let default_priority =
        rank.and_then(Priority::from_rank).ok_or_else(|| place.corrupt("default_priority", "no priority"))?;
    let queue = ticket_rows::queue(row.queue_id);
    Ok(Category { key, name_de: row.name_de, name_en: row.name_en, default_priority, queue, active: row.active })
}
