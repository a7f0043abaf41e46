//! What people are writing. A draft belongs to one person, place and kind; nobody else's doing touches it.

use crate::convert::Row;
use crate::entity::{draft, ticket};
use crate::error::Error;
use domain::clock::Timestamp;
use domain::draft::DraftKind;
use domain::id::{TicketId, TicketRef, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

/// Whose draft of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DraftKey {
    /// Who writes.
    pub user: UserId,
    /// Below which ticket; none for a new one.
    pub ticket: Option<TicketId>,
    /// What.
    pub kind: DraftKind,
}

impl DraftKey {
    /// Part of the primary key, which cannot be empty in a database.
    fn place(self) -> String {
        self.ticket.map(|ticket| ticket.to_string()).unwrap_or_default()
    }
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What was written so far.
    pub content: String,
    /// Grows with every change, so that two tabs notice each other.
    pub revision: i64,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A draft, where there is one.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn load(db: &impl ConnectionTrait, key: DraftKey) -> Result<Option<Draft>, Error> {
    let found = draft::Entity::find_by_id((key.user.uuid(), key.place(), key.kind.to_string())).one(db).await?;
    let Some(row) = found else { return Ok(None) };
    let updated_at = Row::new("drafts", key.user).time("updated_at", row.updated_at)?;
    Ok(Some(Draft { content: row.content, revision: row.revision, updated_at }))
}

/// The ticket of a reference, where the person has begun a draft below it; whether they still see it does not matter:
/// what somebody wrote stays theirs.
///
/// # Errors
/// When the database fails.
pub async fn begun_below(
    db: &impl ConnectionTrait,
    user: UserId,
    reference: TicketRef,
) -> Result<Option<TicketId>, Error> {
    let by = match reference {
        TicketRef::Id(id) => ticket::Column::Id.eq(id.uuid()),
        TicketRef::Number(number) => ticket::Column::Number.eq(number.get()),
    };
    let own = draft::Entity::find()
        .select_only()
        .column(draft::Column::TicketId)
        .filter(draft::Column::UserId.eq(user.uuid()))
        .filter(draft::Column::TicketId.is_not_null());
    let query = ticket::Entity::find().select_only().column(ticket::Column::Id).filter(by);
    let found: Option<Uuid> =
        query.filter(ticket::Column::Id.in_subquery(own.into_query())).into_tuple().one(db).await?;
    Ok(found.map(TicketId::new))
}

/// Stores what was written, over what was there before. Gives the new revision.
///
/// # Errors
/// When the database fails.
pub async fn put(db: &impl ConnectionTrait, key: DraftKey, content: &str, now: Timestamp) -> Result<i64, Error> {
    let before = load(db, key).await?.map_or(0, |draft| draft.revision);
    let row = draft::ActiveModel {
        user_id: Set(key.user.uuid()),
        place: Set(key.place()),
        kind: Set(key.kind.to_string()),
        ticket_id: Set(key.ticket.map(TicketId::uuid)),
        content: Set(content.to_owned()),
        revision: Set(before + 1),
        updated_at: Set(now.unix_micros()),
    };
    let replace = OnConflict::columns([draft::Column::UserId, draft::Column::Place, draft::Column::Kind])
        .update_columns([draft::Column::Content, draft::Column::UpdatedAt])
        .value(draft::Column::Revision, Expr::col((draft::Entity, draft::Column::Revision)).add(1))
        .to_owned();
    draft::Entity::insert(row).on_conflict(replace).exec_without_returning(db).await?;
    Ok(before + 1)
}

/// Removes a draft. One that is not there stays so.
///
/// # Errors
/// When the database fails.
pub async fn remove(db: &impl ConnectionTrait, key: DraftKey) -> Result<(), Error> {
    draft::Entity::delete_by_id((key.user.uuid(), key.place(), key.kind.to_string())).exec(db).await?;
    Ok(())
}

/// Removes a draft that says just this, because it was sent. One that was written further meanwhile stays.
///
/// # Errors
/// When the database fails.
pub async fn remove_sent(db: &impl ConnectionTrait, key: DraftKey, sent: &str) -> Result<(), Error> {
    if load(db, key).await?.is_some_and(|draft| draft.content.trim() == sent.trim()) {
        remove(db, key).await?;
    }
    Ok(())
}

/// What a person has begun to write under a ticket.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn below(
    db: &impl ConnectionTrait,
    user: UserId,
    ticket: TicketId,
) -> Result<Vec<(DraftKind, Draft)>, Error> {
    let rows = draft::Entity::find()
        .filter(draft::Column::UserId.eq(user.uuid()))
        .filter(draft::Column::Place.eq(ticket.to_string()))
        .all(db)
        .await?;
    rows.into_iter().map(|row| read(user, row).map(|(key, draft)| (key.kind, draft))).collect()
}

/// Every draft of a person.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn of(db: &impl ConnectionTrait, user: UserId) -> Result<Vec<(DraftKey, Draft)>, Error> {
    let rows = draft::Entity::find().filter(draft::Column::UserId.eq(user.uuid())).all(db).await?;
    rows.into_iter().map(|row| read(user, row)).collect()
}

fn read(user: UserId, row: draft::Model) -> Result<(DraftKey, Draft), Error> {
    let place = Row::new("drafts", user);
    let kind = place.word("kind", &row.kind)?;
    let updated_at = place.time("updated_at", row.updated_at)?;
    let key = DraftKey { user, ticket: row.ticket_id.map(TicketId::new), kind };
    Ok((key, Draft { content: row.content, revision: row.revision, updated_at }))
}
