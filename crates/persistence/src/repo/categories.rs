//! Categories.

use super::ticket_rows;
use crate::convert::Row;
use crate::entity::category;
use crate::error::Error;
use domain::category::{Category, CategoryKey};
use domain::id::QueueId;
use domain::ticket::Priority;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

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
