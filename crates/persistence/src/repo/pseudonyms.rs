//! Taking the requester out of one ticket, so that nobody can tell who asked it. The account stays as it is; in its place stands
//! an account that is nobody's, one for all such tickets, so that not even two of them can be known to be of the same person.

use super::removal;
use crate::entity::{
    attachment, comment, draft, held_reply, outbox, participant, resolution, ticket, ticket_event, ticket_read, user,
    watcher,
};
use crate::error::Error;
use crate::people::{Account, NewAccount};
use crate::repo::accounts;
use domain::account::{Locale, Role, UserStatus};
use domain::clock::Timestamp;
use domain::email::Email;
use domain::id::{TicketId, UserId};
use domain::preferences::Preferences;
use domain::text::DisplayName;
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

/// No address of anybody (RFC 2606).
const NOBODYS: &str = "nobody@erased.invalid";

/// The account that is nobody's, if it was needed yet.
pub(super) fn nobody() -> SelectStatement {
    let found = user::Entity::find().select_only().column(user::Column::Id);
    found.filter(user::Column::Email.eq(NOBODYS)).into_query()
}

/// The same, made where it is needed for the first time.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn somebody_else(db: &impl ConnectionTrait, new: UserId, now: Timestamp) -> Result<UserId, Error> {
    let email =
        Email::parse(NOBODYS).map_err(|error| crate::convert::Row::new("users", new).corrupt("email", error))?;
    if let Some(account) = accounts::by_email(db, &email).await? {
        return Ok(account.id);
    }
    let account = Account {
        id: new,
        email,
        display_name: DisplayName::gone(),
        role: Role::Customer,
        locale: Locale::En,
        time_zone: None,
        status: UserStatus::Erased,
        password_hash: None,
        preferences: Preferences::default(),
    };
    accounts::insert(db, NewAccount { account, created_at: now }).await?;
    Ok(new)
}

/// Puts somebody else in the place of a ticket's requester, wherever the ticket says who they are, and forgets what was told
/// about it. What they wrote stays.
///
/// # Errors
/// When the database fails.
pub async fn replace_requester(
    db: &impl ConnectionTrait,
    which: TicketId,
    requester: UserId,
    by: UserId,
    now: Timestamp,
) -> Result<(), Error> {
    let (id, from, to) = (which.uuid(), requester.uuid(), by.uuid());
    // In the order in which whoever deletes a ticket locks.
    outbox::Entity::find().filter(outbox::Column::TicketId.eq(id)).lock_exclusive().all(db).await?;
    ticket::Entity::find_by_id(id).lock_exclusive().one(db).await?;
    removal::forget_messages(db, id).await?;
    forget_own(db, id, from, now).await?;
    for column in [ticket::Column::RequesterId, ticket::Column::CreatedBy, ticket::Column::UpdatedBy] {
        ticket::Entity::update_many()
            .col_expr(column, Expr::value(to))
            .filter(ticket::Column::Id.eq(id))
            .filter(column.eq(from))
            .exec(db)
            .await?;
    }
    comment::Entity::update_many()
        .col_expr(comment::Column::AuthorId, Expr::value(to))
        .filter(comment::Column::TicketId.eq(id))
        .filter(comment::Column::AuthorId.eq(from))
        .exec(db)
        .await?;
    ticket_event::Entity::update_many()
        .col_expr(ticket_event::Column::ActorId, Expr::value(to))
        .filter(ticket_event::Column::TicketId.eq(id))
        .filter(ticket_event::Column::ActorId.eq(from))
        .exec(db)
        .await?;
    for column in [resolution::Column::AuthorId, resolution::Column::ReopenedBy] {
        resolution::Entity::update_many()
            .col_expr(column, Expr::value(to))
            .filter(resolution::Column::TicketId.eq(id))
            .filter(column.eq(from))
            .exec(db)
            .await?;
    }
    attachment::Entity::update_many()
        .col_expr(attachment::Column::UploaderId, Expr::value(to))
        .filter(attachment::Column::TicketId.eq(id))
        .filter(attachment::Column::UploaderId.eq(from))
        .exec(db)
        .await?;
    Ok(())
}

/// What the requester alone has of the ticket.
async fn forget_own(db: &impl ConnectionTrait, id: Uuid, from: Uuid, now: Timestamp) -> Result<(), Error> {
    let drafts = draft::Column::TicketId.eq(id);
    draft::Entity::delete_many().filter(drafts).filter(draft::Column::UserId.eq(from)).exec(db).await?;
    let held = held_reply::Column::TicketId.eq(id);
    held_reply::Entity::delete_many().filter(held).filter(held_reply::Column::AuthorId.eq(from)).exec(db).await?;
    let uploads =
        Condition::all().add(attachment::Column::UploaderId.eq(from)).add(attachment::Column::DraftTicketId.eq(id));
    removal::forget_attachments(db, uploads, now).await?;
    let read = ticket_read::Column::TicketId.eq(id);
    ticket_read::Entity::delete_many().filter(read).filter(ticket_read::Column::UserId.eq(from)).exec(db).await?;
    let followed = watcher::Column::TicketId.eq(id);
    watcher::Entity::delete_many().filter(followed).filter(watcher::Column::UserId.eq(from)).exec(db).await?;
    let along = participant::Column::TicketId.eq(id);
    participant::Entity::delete_many().filter(along).filter(participant::Column::UserId.eq(from)).exec(db).await?;
    Ok(())
}
