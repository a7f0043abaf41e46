//! Deleting a ticket with all that is below it, so that nothing of it stays in the database but a tombstone.

use super::tombstones::{self, Tombstone};
use super::{files, idempotency};
use crate::entity::{
    attachment, comment, draft, held_reply, kept_mail, merge, notification, outbox, outbox_attempt, resolution, ticket,
    ticket_event,
};
use crate::error::Error;
use domain::clock::Timestamp;
use domain::id::{TicketId, TicketNumber};
use domain::privacy::TombstoneKind;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

/// Deletes a ticket: comments, history, resolutions, what was to be sent about it and what was
/// kept of that, drafts, and files that nothing else needs. Tickets that it had taken up are tickets of their own again;
/// histories of others keep its number.
///
/// # Errors
/// When the database fails.
pub async fn delete_ticket(
    db: &impl ConnectionTrait,
    which: TicketId,
    number: TicketNumber,
    now: Timestamp,
) -> Result<(), Error> {
    let id = which.uuid();
    // Whoever tells of it holds rows of the outbox and then refers to the ticket, so they are locked in this order. The lock
    // on the ticket is harder than for changing: nobody can refer to it from here on, and whoever just did is waited for.
    outbox::Entity::find().filter(outbox::Column::TicketId.eq(id)).lock_exclusive().all(db).await?;
    ticket::Entity::find_by_id(id).lock_exclusive().one(db).await?;
    forget_messages(db, id).await?;
    let of_ticket = attachment::Column::TicketId.eq(id).or(attachment::Column::DraftTicketId.eq(id));
    forget_attachments(db, Condition::all().add(of_ticket), now).await?;
    forget_merges(db, id).await?;
    draft::Entity::delete_many().filter(draft::Column::TicketId.eq(id)).exec(db).await?;
    held_reply::Entity::delete_many().filter(held_reply::Column::TicketId.eq(id)).exec(db).await?;
    ticket_event::Entity::delete_many().filter(ticket_event::Column::TicketId.eq(id)).exec(db).await?;
    resolution::Entity::delete_many().filter(resolution::Column::TicketId.eq(id)).exec(db).await?;
    let below = comment::Entity::find().select_only().column(comment::Column::Id);
    comment::Entity::update_many()
        .col_expr(comment::Column::CopiedFrom, Expr::value(None::<Uuid>))
        .filter(comment::Column::CopiedFrom.in_subquery(below.filter(comment::Column::TicketId.eq(id)).into_query()))
        .exec(db)
        .await?;
    comment::Entity::delete_many().filter(comment::Column::TicketId.eq(id)).exec(db).await?;
    ticket::Entity::update_many()
        .col_expr(ticket::Column::FollowUpOf, Expr::value(None::<Uuid>))
        .filter(ticket::Column::FollowUpOf.eq(id))
        .exec(db)
        .await?;
    // Tags, participants, watchers and read marks go with it.
    ticket::Entity::delete_by_id(id).exec(db).await?;
    let stone = Tombstone { id, kind: TombstoneKind::Ticket, number: Some(number), at: now };
    tombstones::put(db, &stone).await
}

/// Forgets what was or is to be sent, with its attempts and what was kept of it.
pub(super) async fn forget_deliveries(db: &impl ConnectionTrait, which: Condition) -> Result<(), Error> {
    let rows = || -> SelectStatement {
        outbox::Entity::find().select_only().column(outbox::Column::Id).filter(which.clone()).into_query()
    };
    kept_mail::Entity::delete_many().filter(kept_mail::Column::Id.in_subquery(rows())).exec(db).await?;
    outbox_attempt::Entity::delete_many().filter(outbox_attempt::Column::OutboxId.in_subquery(rows())).exec(db).await?;
    outbox::Entity::delete_many().filter(which.clone()).exec(db).await?;
    Ok(())
}

/// Forgets what was told or is to be told about a ticket.
pub(super) async fn forget_messages(db: &impl ConnectionTrait, id: Uuid) -> Result<(), Error> {
    forget_deliveries(db, Condition::all().add(outbox::Column::TicketId.eq(id))).await?;
    notification::Entity::delete_many().filter(notification::Column::TicketId.eq(id)).exec(db).await?;
    idempotency::forget_naming(db, id).await
}

/// Forgets files, and lets go of the bytes that nothing else needs.
pub(super) async fn forget_attachments(
    db: &impl ConnectionTrait,
    which: Condition,
    now: Timestamp,
) -> Result<(), Error> {
    let bytes: Vec<Option<Uuid>> = attachment::Entity::find()
        .select_only()
        .column(attachment::Column::FileId)
        .filter(which.clone())
        .into_tuple()
        .all(db)
        .await?;
    attachment::Entity::delete_many().filter(which).exec(db).await?;
    let bytes: Vec<_> = bytes.into_iter().flatten().collect();
    files::let_go(db, &bytes, now).await
}

async fn forget_merges(db: &impl ConnectionTrait, id: Uuid) -> Result<(), Error> {
    let into = merge::Entity::find().filter(merge::Column::SourceId.eq(id)).filter(merge::Column::UndoneAt.is_null());
    if let Some(into) = into.one(db).await? {
        ticket::Entity::update_many()
            .col_expr(ticket::Column::Absorbed, ticket::Column::Absorbed.into_expr().sub(1))
            .filter(ticket::Column::Id.eq(into.target_id))
            .exec(db)
            .await?;
    }
    let part = merge::Column::SourceId.eq(id).or(merge::Column::TargetId.eq(id));
    merge::Entity::delete_many().filter(part).exec(db).await?;
    ticket::Entity::update_many()
        .col_expr(ticket::Column::MergedInto, Expr::value(None::<Uuid>))
        .filter(ticket::Column::MergedInto.eq(id))
        .exec(db)
        .await?;
    Ok(())
}
