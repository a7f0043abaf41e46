//! Who reads along with a requester, and which staff follow a ticket.

use super::tickets::Visible;
use crate::convert::Row;
use crate::entity::{participant, watcher};
use crate::error::Error;
use domain::clock::Timestamp;
use domain::email::Email;
use domain::id::{TicketId, UserId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// Somebody who reads along. Named by address: who looks cannot tell from it whether there is such an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Their address.
    pub email: Email,
    /// Their account, where there is one.
    pub user: Option<UserId>,
}

/// Everybody who reads along, by address.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn of(db: &impl ConnectionTrait, ticket: &Visible) -> Result<Vec<Participant>, Error> {
    let rows = participant::Entity::find()
        .filter(participant::Column::TicketId.eq(ticket.ticket().id.uuid()))
        .order_by_asc(participant::Column::Email)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let place = Row::new("ticket_participants", &row.email);
            let email = Email::parse(&row.email).map_err(|error| place.corrupt("email", error))?;
            Ok(Participant { email, user: row.user_id.map(UserId::new) })
        })
        .collect()
}

/// Lets somebody read along. Tells whether they did not before.
///
/// # Errors
/// When the database fails.
pub async fn add(
    db: &impl ConnectionTrait,
    ticket: TicketId,
    new: &Participant,
    by: UserId,
    now: Timestamp,
) -> Result<bool, Error> {
    let row = participant::ActiveModel {
        ticket_id: Set(ticket.uuid()),
        email: Set(new.email.as_str().to_owned()),
        user_id: Set(new.user.map(UserId::uuid)),
        added_by: Set(by.uuid()),
        added_at: Set(now.unix_micros()),
    };
    let there_already =
        OnConflict::columns([participant::Column::TicketId, participant::Column::Email]).do_nothing().to_owned();
    let added = participant::Entity::insert(row).on_conflict(there_already).exec_without_returning(db).await?;
    Ok(added > 0)
}

/// Ends somebody's reading along. Tells whether they did before.
///
/// # Errors
/// When the database fails.
pub async fn remove(db: &impl ConnectionTrait, ticket: TicketId, email: &Email) -> Result<bool, Error> {
    let removed = participant::Entity::delete_many()
        .filter(participant::Column::TicketId.eq(ticket.uuid()))
        .filter(participant::Column::Email.eq(email.as_str()))
        .exec(db)
        .await?;
    Ok(removed.rows_affected > 0)
}

/// The staff who follow a ticket.
///
/// # Errors
/// When the database fails.
pub async fn watchers(db: &impl ConnectionTrait, ticket: &Visible) -> Result<Vec<UserId>, Error> {
    let rows = watcher::Entity::find()
        .filter(watcher::Column::TicketId.eq(ticket.ticket().id.uuid()))
        .order_by_asc(watcher::Column::Since)
        .order_by_asc(watcher::Column::UserId)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| UserId::new(row.user_id)).collect())
}

/// Lets staff follow a ticket; who does already goes on.
///
/// # Errors
/// When the database fails.
pub async fn watch(
    db: &impl ConnectionTrait,
    ticket: TicketId,
    users: impl IntoIterator<Item = UserId>,
    now: Timestamp,
) -> Result<(), Error> {
    let rows: Vec<_> = users
        .into_iter()
        .map(|user| watcher::ActiveModel {
            ticket_id: Set(ticket.uuid()),
            user_id: Set(user.uuid()),
            since: Set(now.unix_micros()),
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let there_already =
        OnConflict::columns([watcher::Column::TicketId, watcher::Column::UserId]).do_nothing().to_owned();
    watcher::Entity::insert_many(rows).on_conflict(there_already).exec_without_returning(db).await?;
    Ok(())
}

/// Ends following.
///
/// # Errors
/// When the database fails.
pub async fn unwatch(db: &impl ConnectionTrait, ticket: TicketId, user: UserId) -> Result<(), Error> {
    watcher::Entity::delete_by_id((ticket.uuid(), user.uuid())).exec(db).await?;
    Ok(())
}
