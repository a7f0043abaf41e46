//! The settings that admins change while Lotse runs.

use crate::convert::Row;
use crate::entity::settings;
use crate::error::Error;
use domain::clock::Timestamp;
use domain::id::UserId;
use domain::settings::Settings;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// There is one row.
const ID: i32 = 1;

/// The settings and their version; the defaults have version 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stored {
    /// What is set.
    pub settings: Settings,
    /// Grows by one with every change.
    pub version: i64,
}

/// The settings in force.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn load(db: &impl ConnectionTrait) -> Result<Stored, Error> {
    let Some(row) = settings::Entity::find_by_id(ID).one(db).await? else { return Ok(Stored::default()) };
    let place = Row::new("settings", row.id);
    let settings = serde_json::from_str(&row.value).map_err(|error| place.corrupt("value", error))?;
    Ok(Stored { settings, version: row.version })
}

/// Stores other settings, where the loaded version still is the one in force.
///
/// # Errors
/// [`Error::Stale`] when somebody else changed them meanwhile.
pub async fn save(
    db: &impl ConnectionTrait,
    loaded_version: i64,
    new: &Settings,
    by: UserId,
    now: Timestamp,
) -> Result<(), Error> {
    let value = serde_json::to_string(new).map_err(|error| Row::new("settings", ID).corrupt("value", error))?;
    if loaded_version == 0 {
        let row = settings::ActiveModel {
            id: Set(ID),
            value: Set(value),
            version: Set(1),
            updated_at: Set(now.unix_micros()),
            updated_by: Set(Some(by.uuid())),
        };
        let inserted = settings::Entity::insert(row).exec_without_returning(db).await;
        return inserted.map(drop).map_err(|error| match Error::from(error) {
            Error::Duplicate(_) => Error::Stale,
            other => other,
        });
    }
    let updated = settings::Entity::update_many()
        .col_expr(settings::Column::Value, Expr::value(value))
        .col_expr(settings::Column::Version, Expr::value(loaded_version + 1))
        .col_expr(settings::Column::UpdatedAt, Expr::value(now.unix_micros()))
        .col_expr(settings::Column::UpdatedBy, Expr::value(by.uuid()))
        .filter(settings::Column::Id.eq(ID))
        .filter(settings::Column::Version.eq(loaded_version))
        .exec(db)
        .await?;
    if updated.rows_affected == 0 { Err(Error::Stale) } else { Ok(()) }
}
