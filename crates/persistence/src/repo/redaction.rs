//! Taking the words of a comment out of every table: its copies under other tickets, what was made of it, drafts that hold
//! it, mails that were kept, answers that are remembered. The rows of the outbox hold ids alone.

use super::tickets::{self, Writing};
use super::{idempotency, removal};
use crate::entity::{comment, draft, held_reply, mention, outbox, resolution, ticket, ticket_event};
use crate::error::Error;
use crate::like::contains;
use domain::comment::Comment;
use domain::id::{CommentId, TicketId};
use domain::outbox::Channel;
use domain::text::{CommentBody, Reason};
use domain::ticket::{CommentEffect, EventKind};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A comment with the one that it is a copy of and all copies of these, by the tickets that they stand under.
///
/// # Errors
/// When the database fails.
pub async fn copies(db: &impl ConnectionTrait, id: CommentId) -> Result<BTreeMap<TicketId, Vec<CommentId>>, Error> {
    let mut found = BTreeSet::from([id.uuid()]);
    let mut places = BTreeMap::<_, Vec<_>>::new();
    loop {
        let near = |column: comment::Column| column.is_in(found.iter().copied());
        let rows: Vec<(Uuid, Uuid, Option<Uuid>)> = comment::Entity::find()
            .select_only()
            .columns([comment::Column::Id, comment::Column::TicketId, comment::Column::CopiedFrom])
            .filter(near(comment::Column::Id).or(near(comment::Column::CopiedFrom)))
            .into_tuple()
            .all(db)
            .await?;
        let before = found.len();
        found.extend(rows.iter().flat_map(|(id, _, from)| std::iter::once(*id).chain(*from)));
        if found.len() > before {
            continue;
        }
        for (id, ticket, _) in rows {
            places.entry(TicketId::new(ticket)).or_default().push(CommentId::new(id));
        }
        return Ok(places);
    }
}

/// Forgets the mails that tell of these comments, or of what was made of them, whether they were sent or not. What of it is
/// not written yet does not tell of them any more.
///
/// Who calls has locked the tickets: a mail that is kept meanwhile waits for them, and is written anew.
///
/// # Errors
/// When the database fails.
pub async fn forget_mails(db: &impl ConnectionTrait, comments: &[CommentId]) -> Result<(), Error> {
    let with_words = comment::Entity::find()
        .filter(comment::Column::Id.is_in(comments.iter().map(|id| id.uuid())))
        .filter(comment::Column::RedactedAt.is_null());
    let rows = with_words.all(db).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let places = || rows.iter().map(|row| row.ticket_id);
    // A ticket that was split off has them as its description, of which the mail about its beginning tells.
    // Asked first: as a query within the next one it would be the one part of that which no index finds.
    let began: Vec<Uuid> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(ticket::Column::Id.is_in(places()))
        .filter(ticket::Column::Description.is_in(rows.iter().map(|row| row.body.as_str())))
        .into_tuple()
        .all(db)
        .await?;
    let mut telling = Condition::any();
    // Among no tickets there is none, which SQLite finds out by reading all events.
    if !began.is_empty() {
        let created = ticket_event::Column::Kind.eq(EventKind::Created.as_str());
        telling = telling.add(created.and(ticket_event::Column::TicketId.is_in(began)));
    }
    for row in &rows {
        telling = telling.add(ticket_event::Column::CommentId.eq(row.id)).add(caused(row));
    }
    let query = ticket_event::Entity::find().select_only().column(ticket_event::Column::Id).filter(telling);
    let told: Vec<Uuid> = query.into_tuple().all(db).await?;
    if told.is_empty() {
        return Ok(());
    }
    let named = told
        .iter()
        .fold(Condition::any(), |any, event| any.add(contains(Expr::col(outbox::Column::Payload), &event.to_string())));
    let mails = Condition::all()
        .add(outbox::Column::Channel.eq(Channel::Mail.as_str()))
        .add(outbox::Column::TicketId.is_in(places()))
        .add(named);
    removal::forget_deliveries(db, mails).await
}

/// A requester's comment on a resolved ticket is the reason of its reopening, written down in the same moment.
fn caused(by: &comment::Model) -> Condition {
    Condition::all()
        .add(ticket_event::Column::TicketId.eq(by.ticket_id))
        .add(ticket_event::Column::ActorId.eq(by.author_id))
        .add(ticket_event::Column::At.eq(by.created_at))
        .add(ticket_event::Column::Reason.is_not_null())
}

/// Stores that the words of a comment were taken away, with what that does to its ticket, and forgets them wherever else they
/// are. `before` still has them.
///
/// # Errors
/// [`Error::Stale`] when somebody else changed the ticket meanwhile.
pub async fn redact(
    db: &impl ConnectionTrait,
    before: &Comment,
    redacted: &Comment,
    loaded_version: i64,
    effect: &CommentEffect,
    writing: &Writing<'_>,
) -> Result<(), Error> {
    let id = before.id.uuid();
    let Some(row) = comment::Entity::find_by_id(id).one(db).await? else { return Err(Error::Stale) };
    comment::Entity::update_many()
        .col_expr(comment::Column::Body, Expr::value(redacted.body.as_str()))
        .col_expr(comment::Column::RedactedAt, Expr::value(redacted.redacted.map(|mark| mark.at.unix_micros())))
        .col_expr(comment::Column::RedactedBy, Expr::value(redacted.redacted.map(|mark| mark.by.uuid())))
        .filter(comment::Column::Id.eq(id))
        .exec(db)
        .await?;
    mention::Entity::delete_many().filter(mention::Column::CommentId.eq(id)).exec(db).await?;
    forget_reasons(db, &row).await?;
    forget_quotes(db, before).await?;
    idempotency::forget_naming(db, before.ticket.uuid()).await?;
    tickets::store_effect(db, loaded_version, effect, writing).await?;
    Ok(())
}

async fn forget_reasons(db: &impl ConnectionTrait, of: &comment::Model) -> Result<(), Error> {
    let gone = Reason::gone();
    ticket_event::Entity::update_many()
        .col_expr(ticket_event::Column::Reason, Expr::value(gone.as_str()))
        .filter(caused(of))
        .exec(db)
        .await?;
    resolution::Entity::update_many()
        .col_expr(resolution::Column::ReopenedReason, Expr::value(gone.as_str()))
        .filter(resolution::Column::TicketId.eq(of.ticket_id))
        .filter(resolution::Column::ReopenedBy.eq(of.author_id))
        .filter(resolution::Column::ReopenedAt.eq(of.created_at))
        .exec(db)
        .await?;
    Ok(())
}

/// What people are just writing under the ticket may quote it. A draft gets another revision, so that a tab that has it open
/// does not put the words back.
async fn forget_quotes(db: &impl ConnectionTrait, before: &Comment) -> Result<(), Error> {
    let (ticket, words) = (before.ticket.uuid(), before.body.as_str());
    let without = |column: Expr| {
        let parts = [column, Expr::value(words), Expr::value(CommentBody::gone().as_str())];
        Expr::expr(Func::cust("REPLACE").args(parts))
    };
    draft::Entity::update_many()
        .col_expr(draft::Column::Content, without(Expr::col(draft::Column::Content)))
        .col_expr(draft::Column::Revision, draft::Column::Revision.into_expr().add(1))
        .filter(draft::Column::TicketId.eq(ticket))
        .filter(contains(Expr::col(draft::Column::Content), words))
        .exec(db)
        .await?;
    held_reply::Entity::update_many()
        .col_expr(held_reply::Column::Body, without(Expr::col(held_reply::Column::Body)))
        .filter(held_reply::Column::TicketId.eq(ticket))
        .filter(contains(Expr::col(held_reply::Column::Body), words))
        .exec(db)
        .await?;
    Ok(())
}
