//! What a person provided beside the tickets that they asked, for taking it along. Everything comes in parts, in the order of
//! its ids.

use super::attachments::{self, Attachment};
use super::{comments, erasures, ticket_rows};
use crate::entity::{attachment, comment, participant, resolution, ticket, watcher};
use crate::error::Error;
use crate::people::Account;
use domain::comment::Comment;
use domain::id::{AttachmentId, CommentId, ResolutionId, TicketId, TicketNumber, UserId};
use domain::ticket::Resolution;
use sea_orm::sea_query::{ExprTrait, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

/// Comments and notes that somebody wrote under tickets of others. Copies that others made are theirs, not the writer's.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn comments_elsewhere(
    db: &impl ConnectionTrait,
    person: UserId,
    after: Option<CommentId>,
    limit: u64,
) -> Result<Vec<Comment>, Error> {
    let mut query = comment::Entity::find()
        .filter(comment::Column::AuthorId.eq(person.uuid()))
        .filter(comment::Column::CopiedFrom.is_null())
        .filter(comment::Column::TicketId.not_in_subquery(asked_by(person)))
        .order_by_asc(comment::Column::Id);
    if let Some(after) = after {
        query = query.filter(comment::Column::Id.gt(after.uuid()));
    }
    query.limit(limit).all(db).await?.iter().map(|row| comments::convert(row, Vec::new())).collect()
}

/// Resolutions that somebody gave to tickets of others.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn resolutions_elsewhere(
    db: &impl ConnectionTrait,
    person: UserId,
    after: Option<ResolutionId>,
    limit: u64,
) -> Result<Vec<(ResolutionId, TicketId, Resolution)>, Error> {
    let mut query = resolution::Entity::find()
        .filter(resolution::Column::AuthorId.eq(person.uuid()))
        .filter(resolution::Column::TicketId.not_in_subquery(asked_by(person)))
        .order_by_asc(resolution::Column::Id);
    if let Some(after) = after {
        query = query.filter(resolution::Column::Id.gt(after.uuid()));
    }
    let rows = query.limit(limit).all(db).await?;
    let given = |row: &resolution::Model| {
        Ok((ResolutionId::new(row.id), TicketId::new(row.ticket_id), ticket_rows::resolution(row)?))
    };
    rows.iter().map(given).collect()
}

/// Files that somebody sent under tickets of others, or has not sent yet. Of deleted ones there is nothing to take along.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn files_elsewhere(
    db: &impl ConnectionTrait,
    person: UserId,
    after: Option<AttachmentId>,
    limit: u64,
) -> Result<Vec<Attachment>, Error> {
    let outside =
        attachment::Column::TicketId.is_null().or(attachment::Column::TicketId.not_in_subquery(asked_by(person)));
    let mut query = attachment::Entity::find()
        .filter(attachment::Column::UploaderId.eq(person.uuid()))
        .filter(attachment::Column::DeletedAt.is_null())
        .filter(outside)
        .order_by_asc(attachment::Column::Id);
    if let Some(after) = after {
        query = query.filter(attachment::Column::Id.gt(after.uuid()));
    }
    attachments::with_files(db, query.limit(limit).all(db).await?).await
}

fn asked_by(person: UserId) -> SelectStatement {
    let asked = ticket::Entity::find().select_only().column(ticket::Column::Id);
    asked.filter(ticket::Column::RequesterId.eq(person.uuid())).into_query()
}

/// The tickets that somebody reads along.
///
/// # Errors
/// When the database fails.
pub async fn reads_along(db: &impl ConnectionTrait, person: &Account) -> Result<Vec<TicketNumber>, Error> {
    let along = participant::Entity::find().select_only().column(participant::Column::TicketId);
    numbers(db, along.filter(erasures::reads_along(person)).into_query()).await
}

/// The tickets that somebody follows.
///
/// # Errors
/// When the database fails.
pub async fn follows(db: &impl ConnectionTrait, person: UserId) -> Result<Vec<TicketNumber>, Error> {
    let followed = watcher::Entity::find().select_only().column(watcher::Column::TicketId);
    numbers(db, followed.filter(watcher::Column::UserId.eq(person.uuid())).into_query()).await
}

async fn numbers(db: &impl ConnectionTrait, tickets: SelectStatement) -> Result<Vec<TicketNumber>, Error> {
    let query = ticket::Entity::find().select_only().column(ticket::Column::Number);
    let query = query.filter(ticket::Column::Id.in_subquery(tickets)).order_by_asc(ticket::Column::Number);
    let found: Vec<i64> = query.into_tuple().all(db).await?;
    Ok(found.into_iter().map(TicketNumber::new).collect())
}
