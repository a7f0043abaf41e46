//! The inbox, and what people want to be told of.

use super::ROWS_AT_ONCE;
use super::tickets::within;
use crate::convert::Row;
use crate::entity::{notification, notification_preference, ticket};
use crate::error::Error;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::id::{EventId, NotificationId, TicketId, TicketNumber, UserId};
use domain::notification::{DigestState as Digest, Loudness, NoticeKind, NotificationPreferences};
use domain::policy::{TicketScope, Viewer};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Something that somebody is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Its id; later ones are greater.
    pub id: NotificationId,
    /// Whom.
    pub user: UserId,
    /// Of what kind.
    pub kind: NoticeKind,
    /// Whether only staff may be told.
    pub visibility: Visibility,
    /// About which ticket.
    pub ticket: Option<TicketId>,
    /// The event that says most.
    pub event: Option<EventId>,
    /// Who did it.
    pub actor: Option<UserId>,
    /// What it is about, where it is about no ticket.
    pub subject: Option<String>,
    /// When.
    pub created_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
    /// Whether it goes into a daily summary.
    pub digest: Digest,
}

/// The ticket of a notification, as its reader sees it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboutTicket {
    /// Its number.
    pub number: TicketNumber,
    /// Its subject.
    pub subject: String,
    /// Whose request it is.
    pub requester: UserId,
}

/// Stores notifications.
///
/// # Errors
/// When the database fails.
pub async fn insert(db: &impl ConnectionTrait, new: impl IntoIterator<Item = Notification>) -> Result<(), Error> {
    let rows: Vec<_> = new.into_iter().map(row).collect();
    for part in rows.chunks(ROWS_AT_ONCE) {
        notification::Entity::insert_many(part.to_vec()).exec_without_returning(db).await?;
    }
    Ok(())
}

pub(super) fn row(new: Notification) -> notification::ActiveModel {
    notification::ActiveModel {
        id: Set(new.id.uuid()),
        user_id: Set(new.user.uuid()),
        kind: Set(new.kind.to_string()),
        visibility: Set(new.visibility.to_string()),
        ticket_id: Set(new.ticket.map(TicketId::uuid)),
        event_id: Set(new.event.map(EventId::uuid)),
        actor_id: Set(new.actor.map(UserId::uuid)),
        subject: Set(new.subject),
        created_at: Set(new.created_at.unix_micros()),
        read_at: Set(new.read_at.map(Timestamp::unix_micros)),
        digest: Set(new.digest.to_string()),
    }
}

/// Somebody's notifications, as far as they may still see what they are about: the ticket has to be in their view, and
/// what is internal has to be on their desk.
fn readable(viewer: &Viewer) -> Select<notification::Entity> {
    let tickets = |scope: &TicketScope| {
        ticket::Entity::find().select_only().column(ticket::Column::Id).filter(within(scope)).into_query()
    };
    let public = Condition::all()
        .add(notification::Column::Visibility.eq(Visibility::Public.as_str()))
        .add(notification::Column::TicketId.in_subquery(tickets(&TicketScope::of(viewer))));
    let mut readable = Condition::any().add(notification::Column::TicketId.is_null()).add(public);
    if viewer.actor.role.is_staff() {
        readable = readable.add(notification::Column::TicketId.in_subquery(tickets(&TicketScope::desk(viewer))));
    }
    notification::Entity::find().filter(notification::Column::UserId.eq(viewer.actor.id.uuid())).filter(readable)
}

/// A part of somebody's inbox, the newest first, with the tickets.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn list(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    unread_only: bool,
    before: Option<NotificationId>,
    limit: u64,
) -> Result<Vec<(Notification, Option<AboutTicket>)>, Error> {
    let mut query = readable(viewer).order_by_desc(notification::Column::Id).limit(limit);
    if unread_only {
        query = query.filter(notification::Column::ReadAt.is_null());
    }
    if let Some(before) = before {
        query = query.filter(notification::Column::Id.lt(before.uuid()));
    }
    with_tickets(db, query.all(db).await?).await
}

/// How many somebody has not read, counted up to a bound.
///
/// # Errors
/// When the database fails.
pub async fn count_unread(db: &impl ConnectionTrait, viewer: &Viewer, bound: u64) -> Result<u64, Error> {
    let unread = readable(viewer).filter(notification::Column::ReadAt.is_null());
    let rows: Vec<Uuid> =
        unread.select_only().column(notification::Column::Id).limit(bound).into_tuple().all(db).await?;
    Ok(rows.len() as u64)
}

async fn with_tickets(
    db: &impl ConnectionTrait,
    rows: Vec<notification::Model>,
) -> Result<Vec<(Notification, Option<AboutTicket>)>, Error> {
    let ids: Vec<_> = rows.iter().filter_map(|row| row.ticket_id).collect();
    let mut tickets = HashMap::new();
    if !ids.is_empty() {
        let found: Vec<(Uuid, i64, String, Uuid)> = ticket::Entity::find()
            .select_only()
            .columns([ticket::Column::Id, ticket::Column::Number, ticket::Column::Subject, ticket::Column::RequesterId])
            .filter(ticket::Column::Id.is_in(ids))
            .into_tuple()
            .all(db)
            .await?;
        tickets.extend(found.into_iter().map(|(id, number, subject, requester)| {
            (id, AboutTicket { number: TicketNumber::new(number), subject, requester: UserId::new(requester) })
        }));
    }
    rows.iter()
        .map(|row| {
            let about = row.ticket_id.and_then(|id| tickets.get(&id).cloned());
            Ok((convert(row)?, about))
        })
        .collect()
}

/// Marks as read: one of somebody's notifications, those about a ticket up to an event, or all. Tells how many.
///
/// # Errors
/// When the database fails.
pub async fn mark_read(db: &impl ConnectionTrait, user: UserId, which: Which, now: Timestamp) -> Result<u64, Error> {
    let mut update = notification::Entity::update_many()
        .col_expr(notification::Column::ReadAt, Expr::value(now.unix_micros()))
        .filter(notification::Column::UserId.eq(user.uuid()))
        .filter(notification::Column::ReadAt.is_null());
    update = match which {
        Which::One(id) => update.filter(notification::Column::Id.eq(id.uuid())),
        Which::Ticket { ticket, up_to } => update
            .filter(notification::Column::TicketId.eq(ticket.uuid()))
            .filter(notification::Column::EventId.lte(up_to.uuid())),
        Which::UpTo(id) => update.filter(notification::Column::Id.lte(id.uuid())),
    };
    Ok(update.exec(db).await?.rows_affected)
}

/// Which notifications are meant.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    /// This one.
    One(NotificationId),
    /// Those about a ticket.
    Ticket {
        /// Which.
        ticket: TicketId,
        /// The last event that was read.
        up_to: EventId,
    },
    /// This one and all before it.
    UpTo(NotificationId),
}

/// Whether there is such a notification of somebody.
///
/// # Errors
/// When the database fails.
pub async fn exists(db: &impl ConnectionTrait, user: UserId, id: NotificationId) -> Result<bool, Error> {
    let found = notification::Entity::find_by_id(id.uuid()).filter(notification::Column::UserId.eq(user.uuid()));
    Ok(found.one(db).await?.is_some())
}

/// Who has got something since, for telling those who look.
///
/// # Errors
/// When the database fails.
pub async fn since(
    db: &impl ConnectionTrait,
    after: NotificationId,
    users: impl IntoIterator<Item = UserId>,
    limit: u64,
) -> Result<Vec<(NotificationId, UserId)>, Error> {
    let found: Vec<(Uuid, Uuid)> = notification::Entity::find()
        .select_only()
        .columns([notification::Column::Id, notification::Column::UserId])
        .filter(notification::Column::Id.gt(after.uuid()))
        .filter(notification::Column::UserId.is_in(users.into_iter().map(UserId::uuid)))
        .order_by_asc(notification::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().map(|(id, user)| (NotificationId::new(id), UserId::new(user))).collect())
}

/// What somebody has chosen.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn preferences(db: &impl ConnectionTrait, user: UserId) -> Result<NotificationPreferences, Error> {
    Ok(preferences_of(db, [user]).await?.remove(&user).unwrap_or_default())
}

/// What some people have chosen; those who have chosen nothing are not in it.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn preferences_of(
    db: &impl ConnectionTrait,
    users: impl IntoIterator<Item = UserId>,
) -> Result<HashMap<UserId, NotificationPreferences>, Error> {
    let rows = notification_preference::Entity::find()
        .filter(notification_preference::Column::UserId.is_in(users.into_iter().map(UserId::uuid)))
        .all(db)
        .await?;
    let mut found = HashMap::<UserId, NotificationPreferences>::new();
    for row in rows {
        let place = Row::new("notification_preferences", row.user_id);
        let kind = place.word("kind", &row.kind)?;
        let loudness = place.word("loudness", &row.loudness)?;
        found.entry(UserId::new(row.user_id)).or_default().chosen.insert(kind, loudness);
    }
    Ok(found)
}

/// Stores a choice; what is as usual need not be stored.
///
/// # Errors
/// When the database fails.
pub async fn put_preference(
    db: &impl ConnectionTrait,
    user: UserId,
    kind: NoticeKind,
    loudness: Loudness,
) -> Result<(), Error> {
    let row = notification_preference::ActiveModel {
        user_id: Set(user.uuid()),
        kind: Set(kind.to_string()),
        loudness: Set(loudness.to_string()),
    };
    let changed = OnConflict::columns([notification_preference::Column::UserId, notification_preference::Column::Kind])
        .update_column(notification_preference::Column::Loudness)
        .to_owned();
    notification_preference::Entity::insert(row).on_conflict(changed).exec_without_returning(db).await?;
    Ok(())
}

/// Those for whom something waits for a daily summary.
///
/// # Errors
/// When the database fails.
pub async fn waiting_for_digest(db: &impl ConnectionTrait) -> Result<Vec<UserId>, Error> {
    let found: Vec<Uuid> = notification::Entity::find()
        .select_only()
        .column(notification::Column::UserId)
        .distinct()
        .filter(notification::Column::Digest.eq(Digest::Due.as_str()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().map(UserId::new).collect())
}

/// The first notification that waits for somebody's summary.
///
/// # Errors
/// When the database fails.
pub async fn first_for_digest(db: &impl ConnectionTrait, user: UserId) -> Result<Option<NotificationId>, Error> {
    let found: Option<Uuid> = notification::Entity::find()
        .select_only()
        .column(notification::Column::Id)
        .filter(notification::Column::UserId.eq(user.uuid()))
        .filter(notification::Column::Digest.eq(Digest::Due.as_str()))
        .order_by_asc(notification::Column::Id)
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.map(NotificationId::new))
}

/// Takes what waits for somebody's summary: it counts as sent from here on. The same rows are had again by
/// [`of_digest`].
///
/// # Errors
/// When the database fails.
pub async fn take_digest(db: &impl ConnectionTrait, user: UserId, up_to: NotificationId) -> Result<u64, Error> {
    let taken = notification::Entity::update_many()
        .col_expr(notification::Column::Digest, Expr::value(Digest::Sent.as_str()))
        .filter(notification::Column::UserId.eq(user.uuid()))
        .filter(notification::Column::Digest.eq(Digest::Due.as_str()))
        .filter(notification::Column::Id.lte(up_to.uuid()))
        .exec(db)
        .await?;
    Ok(taken.rows_affected)
}

/// What a summary tells: what was in it and may still be seen, oldest first, without what was read meanwhile.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn of_digest(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    from: NotificationId,
    up_to: NotificationId,
) -> Result<Vec<(Notification, Option<AboutTicket>)>, Error> {
    let query = readable(viewer)
        .filter(notification::Column::Digest.eq(Digest::Sent.as_str()))
        .filter(notification::Column::ReadAt.is_null())
        .filter(notification::Column::Id.between(from.uuid(), up_to.uuid()))
        .order_by_asc(notification::Column::Id);
    with_tickets(db, query.all(db).await?).await
}

/// Removes notifications of before a moment, at most so many. Tells how many.
///
/// # Errors
/// When the database fails.
pub async fn sweep(db: &impl ConnectionTrait, before: Timestamp, limit: u64) -> Result<u64, Error> {
    let old = notification::Entity::find()
        .select_only()
        .column(notification::Column::Id)
        .filter(notification::Column::CreatedAt.lt(before.unix_micros()))
        .limit(limit)
        .into_query();
    let removed =
        notification::Entity::delete_many().filter(notification::Column::Id.in_subquery(old)).exec(db).await?;
    Ok(removed.rows_affected)
}

fn convert(row: &notification::Model) -> Result<Notification, Error> {
    let place = Row::new("notifications", row.id);
    Ok(Notification {
        id: NotificationId::new(row.id),
        user: UserId::new(row.user_id),
        kind: place.word("kind", &row.kind)?,
        visibility: place.word("visibility", &row.visibility)?,
        ticket: row.ticket_id.map(TicketId::new),
        event: row.event_id.map(EventId::new),
        actor: row.actor_id.map(UserId::new),
        subject: row.subject.clone(),
        created_at: place.time("created_at", row.created_at)?,
        read_at: place.time_or_none("read_at", row.read_at)?,
        digest: place.word("digest", &row.digest)?,
    })
}
