//! Comments: stored with what they do to their ticket, found below a [`Visible`] one.

use super::conversation::Sources;
use super::tickets::{self, Visible, Writing};
use crate::convert::Row;
use crate::entity::{comment, mention, ticket_event};
use crate::error::Error;
use crate::many::many;
use domain::clock::Timestamp;
use domain::comment::{Comment, Redaction, Visibility};
use domain::id::{CommentId, EventId, TicketId, UserId};
use domain::text::CommentBody;
use domain::ticket::{Changed, CommentEffect, Ticket, TicketEvent};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// Stores a comment with what it does to its ticket, which must still have the version it was loaded with. Gives the id of
/// the event that tells of it.
///
/// # Errors
/// [`Error::Stale`] when somebody else changed the ticket meanwhile.
pub async fn insert(
    db: &impl ConnectionTrait,
    new: &Comment,
    loaded_version: i64,
    effect: &CommentEffect,
    writing: &Writing<'_>,
) -> Result<EventId, Error> {
    insert_row(db, new, None).await?;
    tickets::store_effect(db, loaded_version, effect, writing).await
}

/// Stores a public copy of a note, like a comment that was just written.
///
/// # Errors
/// [`Error::Stale`] when somebody else changed the ticket meanwhile.
pub async fn publish(
    db: &impl ConnectionTrait,
    note: CommentId,
    copy: &Comment,
    loaded_version: i64,
    effect: &CommentEffect,
    writing: &Writing<'_>,
) -> Result<EventId, Error> {
    insert_row(db, copy, Some(note)).await?;
    tickets::store_effect(db, loaded_version, effect, writing).await
}

/// Stores that a comment was put differently, which touches the ticket as the comment itself did. Gives the id of the event
/// that tells of the comment.
///
/// # Errors
/// [`Error::Stale`] when somebody else changed the ticket meanwhile.
pub async fn edit(
    db: &impl ConnectionTrait,
    edited: &Comment,
    loaded_version: i64,
    effect: &CommentEffect,
    writing: &Writing<'_>,
) -> Result<EventId, Error> {
    comment::Entity::update_many()
        .col_expr(comment::Column::Body, Expr::value(edited.body.as_str()))
        .col_expr(comment::Column::EditedAt, Expr::value(edited.edited_at.map(Timestamp::unix_micros)))
        .filter(comment::Column::Id.eq(edited.id.uuid()))
        .exec(db)
        .await?;
    put_mentions(db, edited).await?;
    tickets::store_effect(db, loaded_version, effect, writing).await?;
    event_of(db, edited).await
}

/// The event that tells of a comment.
///
/// # Errors
/// When the database fails or the comment has none.
pub async fn event_of(db: &impl ConnectionTrait, comment: &Comment) -> Result<EventId, Error> {
    let found: Option<Uuid> = ticket_event::Entity::find()
        .select_only()
        .column(ticket_event::Column::Id)
        .filter(ticket_event::Column::TicketId.eq(comment.ticket.uuid()))
        .filter(ticket_event::Column::CommentId.eq(comment.id.uuid()))
        .filter(ticket_event::Column::Kind.eq("commented"))
        .into_tuple()
        .one(db)
        .await?;
    found.map(EventId::new).ok_or_else(|| Row::new("comments", comment.id).corrupt("id", "a comment without event"))
}

/// Copies comments to another ticket, which are events of it from now on. Gives each comment with its copy.
///
/// # Errors
/// When the database fails.
pub async fn copy(
    db: &impl ConnectionTrait,
    comments: &[Comment],
    to: &Ticket,
    writing: &Writing<'_>,
) -> Result<Vec<(CommentId, CommentId)>, Error> {
    let mut events = Vec::with_capacity(comments.len());
    let mut copies = Vec::with_capacity(comments.len());
    for original in comments {
        let copy = Comment { id: CommentId::new((writing.ids)()), ticket: to.id, ..original.clone() };
        insert_row(db, &copy, Some(original.id)).await?;
        events.push(TicketEvent::Commented { comment: copy.id, visibility: copy.visibility });
        copies.push((original.id, copy.id));
    }
    // Nobody is told: who was to hear of these words has heard of them where they were written.
    tickets::append_untold(db, &Changed { ticket: to.clone(), events }, writing).await?;
    Ok(copies)
}

/// Comments below a ticket that the viewer may see, in the order asked for; those that are not there are left out.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find(db: &impl ConnectionTrait, ticket: &Visible, ids: &[CommentId]) -> Result<Vec<Comment>, Error> {
    let mut found = by_id(db, ticket, &Sources::new(), ids.iter().map(|id| id.uuid()).collect()).await?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// The ticket that a comment stands under. Whether somebody may see it, the ticket tells.
///
/// # Errors
/// When the database fails.
pub async fn ticket_of(db: &impl ConnectionTrait, id: CommentId) -> Result<Option<TicketId>, Error> {
    let found: Option<Uuid> = comment::Entity::find_by_id(id.uuid())
        .select_only()
        .column(comment::Column::TicketId)
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.map(TicketId::new))
}

async fn insert_row(db: &impl ConnectionTrait, new: &Comment, copied_from: Option<CommentId>) -> Result<(), Error> {
    comment::Entity::insert(row(new, copied_from)).exec_without_returning(db).await?;
    put_mentions(db, new).await
}

pub(super) fn row(new: &Comment, copied_from: Option<CommentId>) -> comment::ActiveModel {
    let Comment { id, ticket, author, body, visibility, mentions: _, created_at, edited_at, redacted } = new;
    comment::ActiveModel {
        id: Set(id.uuid()),
        ticket_id: Set(ticket.uuid()),
        author_id: Set(author.uuid()),
        body: Set(body.as_str().to_owned()),
        visibility: Set(visibility.to_string()),
        created_at: Set(created_at.unix_micros()),
        edited_at: Set(edited_at.map(Timestamp::unix_micros)),
        copied_from: Set(copied_from.map(CommentId::uuid)),
        redacted_at: Set(redacted.map(|redaction| redaction.at.unix_micros())),
        redacted_by: Set(redacted.map(|redaction| redaction.by.uuid())),
    }
}

/// Somebody who was called upon stays so, also when an edit takes their name out: they were told already.
async fn put_mentions(db: &impl ConnectionTrait, comment: &Comment) -> Result<(), Error> {
    let rows: Vec<_> = comment
        .mentions
        .iter()
        .map(|user| mention::ActiveModel { comment_id: Set(comment.id.uuid()), user_id: Set(user.uuid()) })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let there_already =
        OnConflict::columns([mention::Column::CommentId, mention::Column::UserId]).do_nothing().to_owned();
    mention::Entity::insert_many(rows).on_conflict(there_already).exec_without_returning(db).await?;
    Ok(())
}

pub(super) fn places(ticket: &Visible, sources: &Sources) -> impl Iterator<Item = Uuid> {
    std::iter::once(ticket.ticket().id)
        .chain(sources.keys().copied())
        .map(TicketId::uuid)
        .collect::<Vec<_>>()
        .into_iter()
}

pub(super) fn readable(ticket: &Visible) -> impl Iterator<Item = &'static str> {
    ticket.audience().reads().iter().map(|visibility| visibility.as_str())
}

pub(super) async fn by_id(
    db: &impl ConnectionTrait,
    ticket: &Visible,
    sources: &Sources,
    ids: Vec<Uuid>,
) -> Result<HashMap<CommentId, Comment>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = comment::Entity::find()
        .filter(comment::Column::Id.is_in(many(ids)))
        .filter(comment::Column::TicketId.is_in(places(ticket, sources)))
        .filter(comment::Column::Visibility.is_in(readable(ticket)))
        .all(db)
        .await?;
    let mut mentions = mentions(db, &rows).await?;
    rows.iter()
        .map(|row| convert(row, mentions.remove(&row.id).unwrap_or_default()).map(|comment| (comment.id, comment)))
        .collect()
}

/// Whom notes call upon. Only notes can, so a conversation without one costs no query.
async fn mentions(db: &impl ConnectionTrait, rows: &[comment::Model]) -> Result<HashMap<Uuid, Vec<UserId>>, Error> {
    let notes: Vec<_> = rows
        .iter()
        .filter(|row| row.visibility == Visibility::Internal.as_str() && row.body.contains('@'))
        .map(|row| row.id)
        .collect();
    let mut found = HashMap::<_, Vec<_>>::new();
    if notes.is_empty() {
        return Ok(found);
    }
    let rows = mention::Entity::find().filter(mention::Column::CommentId.is_in(many(notes))).all(db).await?;
    for row in rows {
        found.entry(row.comment_id).or_default().push(UserId::new(row.user_id));
    }
    Ok(found)
}

pub(super) fn convert(row: &comment::Model, mentions: Vec<UserId>) -> Result<Comment, Error> {
    let place = Row::new("comments", row.id);
    let redacted_at = place.time_or_none("redacted_at", row.redacted_at)?;
    Ok(Comment {
        id: CommentId::new(row.id),
        ticket: TicketId::new(row.ticket_id),
        author: UserId::new(row.author_id),
        body: place.text("body", &row.body, CommentBody::parse)?,
        visibility: place.word("visibility", &row.visibility)?,
        mentions,
        created_at: place.time("created_at", row.created_at)?,
        edited_at: place.time_or_none("edited_at", row.edited_at)?,
        redacted: redacted_at.zip(row.redacted_by).map(|(at, by)| Redaction { by: UserId::new(by), at }),
    })
}
