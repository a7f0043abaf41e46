//! Tickets on their way out of Lotse, in parts of constant size.

use super::comments;
use super::filters::filtered;
use super::ticket_rows;
use crate::entity::{comment, resolution, ticket};
use crate::error::Error;
use domain::comment::{Comment, Visibility};
use domain::id::{CommentId, TicketId, TicketNumber};
use domain::listing::TicketFilter;
use domain::policy::TicketScope;
use domain::ticket::{Resolution, Ticket};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// The next tickets by number.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn tickets(
    db: &impl ConnectionTrait,
    scope: &TicketScope,
    filter: &TicketFilter,
    after: TicketNumber,
    limit: u64,
) -> Result<Vec<Ticket>, Error> {
    let rows = filtered(scope, filter)
        .filter(ticket::Column::Number.gt(after.get()))
        .order_by_asc(ticket::Column::Number)
        .limit(limit)
        .all(db)
        .await?;
    let in_force: Vec<Uuid> = rows.iter().filter_map(|row| row.resolution_id).collect();
    let mut in_force: HashMap<Uuid, resolution::Model> = if in_force.is_empty() {
        HashMap::new()
    } else {
        let found = resolution::Entity::find().filter(resolution::Column::Id.is_in(in_force)).all(db).await?;
        found.into_iter().map(|row| (row.id, row)).collect()
    };
    let ticket = |row: &ticket::Model| {
        let resolution = row.resolution_id.and_then(|id| in_force.remove(&id));
        ticket_rows::ticket(row, resolution.as_ref().map(ticket_rows::resolution).transpose()?)
    };
    rows.iter().map(ticket).collect()
}

/// The next comments of a ticket, the oldest first.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn comments_of(
    db: &impl ConnectionTrait,
    ticket: TicketId,
    readable: &[Visibility],
    after: Option<CommentId>,
    limit: u64,
) -> Result<Vec<Comment>, Error> {
    let mut query = comment::Entity::find()
        .filter(comment::Column::TicketId.eq(ticket.uuid()))
        .filter(comment::Column::Visibility.is_in(readable.iter().map(|visibility| visibility.as_str())))
        .order_by_asc(comment::Column::Id)
        .limit(limit);
    if let Some(after) = after {
        query = query.filter(comment::Column::Id.gt(after.uuid()));
    }
    let rows = query.all(db).await?;
    rows.iter().map(|row| comments::convert(row, Vec::new())).collect()
}

/// All resolutions that a ticket has had, the oldest first.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn resolutions_of(db: &impl ConnectionTrait, ticket: TicketId) -> Result<Vec<Resolution>, Error> {
    let rows = resolution::Entity::find()
        .filter(resolution::Column::TicketId.eq(ticket.uuid()))
        .order_by_asc(resolution::Column::Cycle)
        .order_by_asc(resolution::Column::Revision)
        .all(db)
        .await?;
    rows.iter().map(ticket_rows::resolution).collect()
}
