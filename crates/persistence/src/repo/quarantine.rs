//! Files that do not go out: something was found in them, or they could not be looked at. For admins, who see them
//! wherever they were sent.

use super::attachments::{Attachment, with_files};
use crate::entity::{attachment, file};
use crate::error::Error;
use domain::attachment::FileState;
use domain::clock::Timestamp;
use domain::id::AttachmentId;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

const WITHHELD: [&str; 2] = [FileState::Infected.as_str(), FileState::Unscannable.as_str()];

fn withheld() -> Select<attachment::Entity> {
    let files = Query::select()
        .column(file::Column::Id)
        .from(file::Entity)
        .and_where(file::Column::State.is_in(WITHHELD))
        .to_owned();
    attachment::Entity::find().filter(attachment::Column::FileId.in_subquery(files))
}

/// Those before one, the newest first.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn list(
    db: &impl ConnectionTrait,
    before: Option<AttachmentId>,
    limit: u64,
) -> Result<Vec<Attachment>, Error> {
    let mut query = withheld().order_by_desc(attachment::Column::Id).limit(limit);
    if let Some(before) = before {
        query = query.filter(attachment::Column::Id.lt(before.uuid()));
    }
    with_files(db, query.all(db).await?).await
}

/// One of them.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find(db: &impl ConnectionTrait, id: AttachmentId) -> Result<Option<Attachment>, Error> {
    let rows = withheld().filter(attachment::Column::Id.eq(id.uuid())).all(db).await?;
    Ok(with_files(db, rows).await?.pop())
}

/// Lets one be looked at again, with every copy of it.
///
/// # Errors
/// When the database fails.
pub async fn rescan(db: &impl ConnectionTrait, which: &Attachment, now: Timestamp) -> Result<(), Error> {
    let Some(file) = &which.file else { return Ok(()) };
    file::Entity::update_many()
        .col_expr(file::Column::State, Expr::value(FileState::Scanning.as_str()))
        .col_expr(file::Column::Finding, Expr::value(None::<String>))
        .col_expr(file::Column::DueAt, Expr::value(now.unix_micros()))
        .col_expr(file::Column::LeasedUntil, Expr::value(None::<i64>))
        .filter(file::Column::Id.eq(file.id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// How many files stand where.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn count(db: &impl ConnectionTrait, state: FileState) -> Result<u64, Error> {
    use sea_orm::PaginatorTrait;
    Ok(file::Entity::find().filter(file::Column::State.eq(state.as_str())).count(db).await?)
}
