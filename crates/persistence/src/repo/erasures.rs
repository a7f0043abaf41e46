//! Erasing a person: what is to be done and how far it is, and taking the person out of every table. `docs/privacy.md` says of
//! every column what becomes of it; a test compares that with both databases.

use super::tombstones::{self, Tombstone};
use super::{audit, handovers, idempotency, removal};
use crate::convert::Row;
use crate::entity::{
    account_link, api_token, attachment, canned_reply, draft, erasure, held_reply, idempotency_key, identity,
    kept_mail, notification, notification_preference, oidc_flow, outbox, participant, saved_view, session,
    sign_in_failure, team_member, ticket, ticket_event, ticket_read, user, watcher,
};
use crate::error::Error;
use crate::like::contains;
use crate::people::Account;
use domain::account::UserStatus;
use domain::clock::Timestamp;
use domain::id::{ErasureId, TicketId, TicketNumber, UserId};
use domain::outbox::Channel;
use domain::privacy::{ErasureMode, TombstoneKind};
use domain::text::DisplayName;
use domain::ticket::EventKind;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use uuid::Uuid;

/// An erasure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Its id.
    pub id: ErasureId,
    /// Whose.
    pub user: UserId,
    /// What becomes of their tickets.
    pub mode: ErasureMode,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// By whom.
    pub requested_by: UserId,
    /// How many tickets they had asked then.
    pub tickets: u64,
    /// How many of them are deleted.
    pub deleted: u64,
    /// When it was done, and what proves it.
    pub finished: Option<(Timestamp, String)>,
}

/// What there is of a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Tickets they asked.
    pub tickets: u64,
    /// Files they sent.
    pub files: u64,
    /// Places where they read along.
    pub participations: u64,
    /// Texts that they have begun.
    pub drafts: u64,
    /// Tickets that they work on and that are not settled.
    pub working_on: u64,
}

/// Counts what there is of a person.
///
/// # Errors
/// When the database fails.
pub async fn holdings(db: &impl ConnectionTrait, person: &Account) -> Result<Holdings, Error> {
    let id = person.id.uuid();
    Ok(Holdings {
        tickets: ticket::Entity::find().filter(ticket::Column::RequesterId.eq(id)).count(db).await?,
        files: attachment::Entity::find().filter(attachment::Column::UploaderId.eq(id)).count(db).await?,
        participations: participant::Entity::find().filter(reads_along(person)).count(db).await?,
        drafts: draft::Entity::find().filter(draft::Column::UserId.eq(id)).count(db).await?,
        working_on: handovers::working_on(db, person.id).await?,
    })
}

pub(super) fn reads_along(person: &Account) -> Condition {
    Condition::any()
        .add(participant::Column::UserId.eq(person.id.uuid()))
        .add(participant::Column::Email.eq(person.email.as_str()))
}

/// Notes down that somebody is to be erased.
///
/// # Errors
/// [`Error::Duplicate`] where that runs already.
pub async fn insert(db: &impl ConnectionTrait, new: &Erasure) -> Result<(), Error> {
    let row = erasure::ActiveModel {
        id: Set(new.id.uuid()),
        user_id: Set(new.user.uuid()),
        mode: Set(new.mode.to_string()),
        requested_at: Set(new.requested_at.unix_micros()),
        requested_by: Set(new.requested_by.uuid()),
        tickets: Set(i64::try_from(new.tickets).unwrap_or(i64::MAX)),
        deleted: Set(0),
        finished_at: Set(None),
        receipt: Set(None),
    };
    erasure::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// The newest erasures.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn newest(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Erasure>, Error> {
    let rows = erasure::Entity::find().order_by_desc(erasure::Column::Id).limit(limit).all(db).await?;
    rows.into_iter().map(convert).collect()
}

/// One erasure.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find(db: &impl ConnectionTrait, id: ErasureId) -> Result<Option<Erasure>, Error> {
    erasure::Entity::find_by_id(id.uuid()).one(db).await?.map(convert).transpose()
}

/// The first one that is not done.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn next_running(db: &impl ConnectionTrait) -> Result<Option<Erasure>, Error> {
    let query = erasure::Entity::find().filter(erasure::Column::FinishedAt.is_null());
    query.order_by_asc(erasure::Column::Id).one(db).await?.map(convert).transpose()
}

/// The same one, which nobody else goes on with until the transaction ends; nothing once it is done.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn running(db: &impl ConnectionTrait, id: ErasureId) -> Result<Option<Erasure>, Error> {
    let query = erasure::Entity::find_by_id(id.uuid()).filter(erasure::Column::FinishedAt.is_null());
    query.lock_exclusive().one(db).await?.map(convert).transpose()
}

/// Some of the tickets that a person asked, the oldest first, or those after one.
///
/// # Errors
/// When the database fails.
pub async fn tickets_of(
    db: &impl ConnectionTrait,
    person: UserId,
    after: Option<TicketId>,
    limit: u64,
) -> Result<Vec<(TicketId, TicketNumber)>, Error> {
    let mut query = ticket::Entity::find()
        .select_only()
        .columns([ticket::Column::Id, ticket::Column::Number])
        .filter(ticket::Column::RequesterId.eq(person.uuid()))
        .order_by_asc(ticket::Column::Id);
    if let Some(after) = after {
        query = query.filter(ticket::Column::Id.gt(after.uuid()));
    }
    let rows: Vec<(Uuid, i64)> = query.limit(limit).into_tuple().all(db).await?;
    Ok(rows.into_iter().map(|(id, number)| (TicketId::new(id), TicketNumber::new(number))).collect())
}

/// Deletes some tickets of an erasure, and notes down that they are gone.
///
/// # Errors
/// When the database fails.
pub async fn delete_tickets(
    db: &impl ConnectionTrait,
    id: ErasureId,
    tickets: &[(TicketId, TicketNumber)],
    now: Timestamp,
) -> Result<(), Error> {
    for (ticket, number) in tickets {
        removal::delete_ticket(db, *ticket, *number, now).await?;
    }
    let more = i64::try_from(tickets.len()).unwrap_or(i64::MAX);
    erasure::Entity::update_many()
        .col_expr(erasure::Column::Deleted, erasure::Column::Deleted.into_expr().add(more))
        .filter(erasure::Column::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// Notes down that it is done.
///
/// # Errors
/// When the database fails.
pub async fn finish(db: &impl ConnectionTrait, id: ErasureId, receipt: &str, now: Timestamp) -> Result<(), Error> {
    erasure::Entity::update_many()
        .col_expr(erasure::Column::FinishedAt, Expr::value(now.unix_micros()))
        .col_expr(erasure::Column::Receipt, Expr::value(receipt))
        .filter(erasure::Column::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// Takes a person out of every table. The account stays as a pseudonym, which tickets, comments and entries of the audit log
/// refer to; what they wrote under tickets stays as well. Doing it again changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn take_out(
    db: &impl ConnectionTrait,
    person: &Account,
    address_hash: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let (id, name) = (person.id.uuid(), DisplayName::gone());
    forget_sign_in(db, person, address_hash).await?;
    forget_own(db, id).await?;
    forget_uploads(db, id, now).await?;
    forget_messages(db, person).await?;
    forget_participation(db, person).await?;
    audit::erase_details(db, person.id).await?;
    user::Entity::update_many()
        .col_expr(user::Column::Email, Expr::value(pseudonym(person.id)))
        .col_expr(user::Column::DisplayName, Expr::value(name.as_str()))
        .col_expr(user::Column::NameKey, Expr::value(name.key()))
        .col_expr(user::Column::TimeZone, Expr::value(None::<String>))
        .col_expr(user::Column::PasswordHash, Expr::value(None::<String>))
        .col_expr(user::Column::Preferences, Expr::value(None::<String>))
        .col_expr(user::Column::Status, Expr::value(UserStatus::Erased.as_str()))
        .col_expr(user::Column::UpdatedAt, Expr::value(now.unix_micros()))
        .filter(user::Column::Id.eq(id))
        .exec(db)
        .await?;
    tombstones::put(db, &Tombstone { id, kind: TombstoneKind::User, number: None, at: now }).await
}

/// What stands in the place of the address: no address of anybody (RFC 2606), and of each person another.
fn pseudonym(person: UserId) -> String {
    format!("{person}@erased.invalid")
}

async fn forget_sign_in(db: &impl ConnectionTrait, person: &Account, address_hash: &str) -> Result<(), Error> {
    let id = person.id.uuid();
    let sessions = session::Entity::find().select_only().column(session::Column::Id);
    let sessions = sessions.filter(session::Column::UserId.eq(id)).into_query();
    oidc_flow::Entity::delete_many().filter(oidc_flow::Column::SessionId.in_subquery(sessions)).exec(db).await?;
    session::Entity::delete_many().filter(session::Column::UserId.eq(id)).exec(db).await?;
    api_token::Entity::delete_many().filter(api_token::Column::UserId.eq(id)).exec(db).await?;
    identity::Entity::delete_many().filter(identity::Column::UserId.eq(id)).exec(db).await?;
    let links = account_link::Column::UserId.eq(id).or(account_link::Column::Email.eq(person.email.as_str()));
    account_link::Entity::delete_many().filter(links).exec(db).await?;
    sign_in_failure::Entity::delete_many()
        .filter(sign_in_failure::Column::AddressHash.eq(address_hash))
        .exec(db)
        .await?;
    Ok(())
}

/// What is nobody else's.
async fn forget_own(db: &impl ConnectionTrait, id: Uuid) -> Result<(), Error> {
    draft::Entity::delete_many().filter(draft::Column::UserId.eq(id)).exec(db).await?;
    held_reply::Entity::delete_many().filter(held_reply::Column::AuthorId.eq(id)).exec(db).await?;
    idempotency_key::Entity::delete_many().filter(idempotency_key::Column::UserId.eq(id)).exec(db).await?;
    notification::Entity::delete_many().filter(notification::Column::UserId.eq(id)).exec(db).await?;
    notification_preference::Entity::delete_many()
        .filter(notification_preference::Column::UserId.eq(id))
        .exec(db)
        .await?;
    canned_reply::Entity::delete_many().filter(canned_reply::Column::OwnerId.eq(id)).exec(db).await?;
    saved_view::Entity::delete_many().filter(saved_view::Column::UserId.eq(id)).exec(db).await?;
    team_member::Entity::delete_many().filter(team_member::Column::UserId.eq(id)).exec(db).await?;
    ticket_read::Entity::delete_many().filter(ticket_read::Column::UserId.eq(id)).exec(db).await?;
    watcher::Entity::delete_many().filter(watcher::Column::UserId.eq(id)).exec(db).await?;
    Ok(())
}

/// Files that were not sent, also those of replies that were held; what was sent is a part of its ticket.
async fn forget_uploads(db: &impl ConnectionTrait, id: Uuid, now: Timestamp) -> Result<(), Error> {
    let unsent = Condition::all()
        .add(attachment::Column::UploaderId.eq(id))
        .add(attachment::Column::SentAt.is_null().or(attachment::Column::Held.eq(true)));
    removal::forget_attachments(db, unsent, now).await
}

/// What was told to them and what told others of them: kept mails name whoever did something.
async fn forget_messages(db: &impl ConnectionTrait, person: &Account) -> Result<(), Error> {
    let (email, name) = (person.email.as_str(), person.display_name.as_str());
    let names = Condition::any()
        .add(contains(Expr::col(kept_mail::Column::Recipient), email))
        .add(contains(Expr::col(kept_mail::Column::Subject), name))
        .add(contains(Expr::col(kept_mail::Column::TextPart), email))
        .add(contains(Expr::col(kept_mail::Column::TextPart), name))
        .add(contains(Expr::col(kept_mail::Column::HtmlPart), email))
        .add(contains(Expr::col(kept_mail::Column::HtmlPart), name));
    kept_mail::Entity::delete_many().filter(names).exec(db).await?;
    // What goes to an address that they only asked to have names them by their id.
    let asked_for = Condition::all()
        .add(outbox::Column::Channel.eq(Channel::Mail.as_str()))
        .add(outbox::Column::RecipientId.is_null())
        .add(contains(Expr::col(outbox::Column::Payload), &person.id.to_string()));
    let theirs = Condition::any()
        .add(outbox::Column::RecipientId.eq(person.id.uuid()))
        .add(contains(Expr::col(outbox::Column::Payload), email))
        .add(asked_for);
    removal::forget_deliveries(db, theirs).await?;
    idempotency::forget_saying(db, email).await?;
    idempotency::forget_naming(db, person.id.uuid()).await
}

async fn forget_participation(db: &impl ConnectionTrait, person: &Account) -> Result<(), Error> {
    participant::Entity::delete_many().filter(reads_along(person)).exec(db).await?;
    use ticket_event::Column as C;
    for (kind, column) in [(EventKind::ParticipantAdded, C::ToValue), (EventKind::ParticipantRemoved, C::FromValue)] {
        ticket_event::Entity::update_many()
            .col_expr(column, Expr::value(pseudonym(person.id)))
            // Not as a value: the indexes are of this kind alone, and a plan that has to do for any kind cannot use them.
            .filter(Expr::cust(format!("kind = '{kind}'")))
            .filter(column.eq(person.email.as_str()))
            .exec(db)
            .await?;
    }
    Ok(())
}

fn convert(row: erasure::Model) -> Result<Erasure, Error> {
    let place = Row::new("erasures", row.id);
    let finished_at = place.time_or_none("finished_at", row.finished_at)?;
    Ok(Erasure {
        id: ErasureId::new(row.id),
        user: UserId::new(row.user_id),
        mode: place.word("mode", &row.mode)?,
        requested_at: place.time("requested_at", row.requested_at)?,
        requested_by: UserId::new(row.requested_by),
        tickets: place.total("tickets", row.tickets)?,
        deleted: place.total("deleted", row.deleted)?,
        finished: finished_at.zip(row.receipt),
    })
}
