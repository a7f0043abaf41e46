//! What people are writing. A draft belongs to one person, place and kind; nobody else's doing touches it.

use crate::convert::Row;
use crate::entity::{draft, ticket};
use crate::error::Error;
use domain::clock::Timestamp;
use domain::draft::DraftKind;
use domain::id::{TicketId, TicketRef, UserId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
};
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
    /// Grows with every change, so that two tabs notice each other. One below no ticket has each only once, also after it was
    /// removed.
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

/// Stores what was written over `before`, which is what was loaded. Gives the new revision; nothing where that is not there any
/// more, because another device was faster.
///
/// # Errors
/// When the database fails.
pub async fn put(
    db: &impl ConnectionTrait,
    key: DraftKey,
    content: &str,
    before: Option<&Draft>,
    now: Timestamp,
) -> Result<Option<i64>, Error> {
    let revision = before.map_or_else(|| first_revision(key, now), |before| before.revision + 1);
    let row = draft::ActiveModel {
        user_id: Set(key.user.uuid()),
        place: Set(key.place()),
        kind: Set(key.kind.to_string()),
        ticket_id: Set(key.ticket.map(TicketId::uuid)),
        content: Set(content.to_owned()),
        revision: Set(revision),
        updated_at: Set(now.unix_micros()),
    };
    let stored = match before {
        Some(before) => {
            let update = draft::Entity::update_many().set(row).filter(is_revision(key, before.revision));
            update.exec(db).await?.rows_affected
        }
        None => {
            let there_already = OnConflict::columns([draft::Column::UserId, draft::Column::Place, draft::Column::Kind])
                .do_nothing()
                .to_owned();
            draft::Entity::insert_many([row]).on_conflict(there_already).exec_without_returning(db).await?
        }
    };
    Ok((stored > 0).then_some(revision))
}

fn is_revision(key: DraftKey, revision: i64) -> Condition {
    Condition::all()
        .add(draft::Column::UserId.eq(key.user.uuid()))
        .add(draft::Column::Place.eq(key.place()))
        .add(draft::Column::Kind.eq(key.kind.to_string()))
        .add(draft::Column::Revision.eq(revision))
}

/// A draft of a new ticket is removed by its revision, so a later one must not come to the same: it begins with the time.
const fn first_revision(key: DraftKey, now: Timestamp) -> i64 {
    if key.ticket.is_none() { now.unix_micros() } else { 1 }
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

/// Removes a draft of just this revision, because it was sent. One that was written further meanwhile stays.
///
/// # Errors
/// When the database fails.
pub async fn remove_revision(db: &impl ConnectionTrait, key: DraftKey, revision: i64) -> Result<(), Error> {
    draft::Entity::delete_many().filter(is_revision(key, revision)).exec(db).await?;
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
