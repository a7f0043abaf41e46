//! Tickets: found for somebody, stored with what happened to them.

use super::AGAINST_CHANGES;
use super::conversation::StoredEvent;
use super::filters::taking_part;
use super::history_rows;
use super::outbox;
use super::sla;
use super::tags;
use super::ticket_rows::{self, ResolutionInForce};
use crate::convert::Row;
use crate::entity::{resolution, ticket, ticket_event};
use crate::error::Error;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::id::{EventId, QueueId, ResolutionId, TicketId, TicketNumber, TicketRef, UserId};
use domain::policy::{Access, Audience, Standing, TicketScope, Viewer};
use domain::text::Reason;
use domain::ticket::{Changed, CommentEffect, Resolution, Status, Ticket, TicketEvent};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};
use std::collections::HashMap;
use uuid::Uuid;

/// A ticket that was loaded for somebody who may see it. There is no other way to make one than [`find`].
#[derive(Debug, Clone)]
pub struct Visible {
    ticket: Ticket,
    viewer: Viewer,
    standing: Standing,
}

impl Visible {
    /// The ticket.
    #[must_use]
    pub const fn ticket(&self) -> &Ticket {
        &self.ticket
    }

    /// How its viewer stands to it.
    #[must_use]
    pub const fn standing(&self) -> Standing {
        self.standing
    }

    /// Who looks, as in general.
    #[must_use]
    pub const fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// What its viewer reads below it.
    #[must_use]
    pub const fn audience(&self) -> Audience {
        self.standing.audience()
    }
}

/// Whether a ticket is loaded to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// To be shown.
    Reading,
    /// To be changed: nobody else can change it until the transaction ends.
    Changing,
}

/// The ticket, if the actor may see it.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    reference: TicketRef,
    purpose: For,
) -> Result<Option<Visible>, Error> {
    let by = match reference {
        TicketRef::Id(id) => ticket::Column::Id.eq(id.uuid()),
        TicketRef::Number(number) => ticket::Column::Number.eq(number.get()),
    };
    let mut query = ticket::Entity::find().filter(within(&TicketScope::of(viewer))).filter(by);
    if purpose == For::Changing {
        query = query.lock(AGAINST_CHANGES);
    }
    let Some(row) = query.one(db).await? else { return Ok(None) };
    let resolution = in_force(db, &row).await?;
    let ticket = ticket_rows::ticket(&row, resolution)?;
    // Who sees a ticket that is neither theirs nor on their desk was found as a participant.
    let access = Access { queue: ticket.queue, requester: ticket.requester, participant: true };
    let on_desk = viewer.actor.role.is_staff() && !viewer.hidden.contains(&ticket.queue);
    let standing = viewer.stands(Access { participant: !on_desk, ..access });
    Ok(standing.map(|standing| Visible { ticket, viewer: viewer.clone(), standing }))
}

/// A ticket for Lotse itself, whoever may see it.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find_for_system(db: &impl ConnectionTrait, id: TicketId, purpose: For) -> Result<Option<Ticket>, Error> {
    let mut query = ticket::Entity::find_by_id(id.uuid());
    if purpose == For::Changing {
        query = query.lock(AGAINST_CHANGES);
    }
    let Some(row) = query.one(db).await? else { return Ok(None) };
    let resolution = in_force(db, &row).await?;
    ticket_rows::ticket(&row, resolution).map(Some)
}

/// Waits for whoever changes a ticket, and lets nobody change it until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn hold_still(db: &impl ConnectionTrait, id: TicketId) -> Result<(), Error> {
    ticket::Entity::find_by_id(id.uuid()).lock_shared().one(db).await?;
    Ok(())
}

/// Tickets that were resolved before a moment and still are, the earliest first, without those whose requester objects.
///
/// # Errors
/// When the database fails.
pub async fn resolved_before(db: &impl ConnectionTrait, moment: Timestamp) -> Result<Vec<TicketId>, Error> {
    let rows: Vec<Uuid> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(ticket::Column::Status.eq(Status::Resolved.as_str()))
        .filter(ticket::Column::ResolvedAt.lte(moment.unix_micros()))
        .filter(ticket::Column::ReopenRequestedAt.is_null())
        .order_by_asc(ticket::Column::ResolvedAt)
        .limit(100)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(TicketId::new).collect())
}

async fn in_force(db: &impl ConnectionTrait, row: &ticket::Model) -> Result<Option<Resolution>, Error> {
    let Some(id) = row.resolution_id else { return Ok(None) };
    let found = resolution::Entity::find_by_id(id).one(db).await?;
    found.as_ref().map(ticket_rows::resolution).transpose()
}

/// The condition that every query for tickets begins with.
pub(super) fn within(scope: &TicketScope) -> Condition {
    let not_hidden = |hidden: &[QueueId]| {
        let hidden = hidden.iter().map(|queue| queue.uuid());
        // A row without a queue waits in the default one, which is never restricted.
        Condition::any().add(ticket::Column::QueueId.is_null()).add(ticket::Column::QueueId.is_not_in(hidden))
    };
    match scope {
        TicketScope::Everything => Condition::all(),
        TicketScope::AllBut(hidden) => not_hidden(hidden),
        TicketScope::AllButOrOwn(hidden, user) => not_hidden(hidden).add(own(*user)),
        TicketScope::Own(user) => own(*user),
    }
}

fn own(user: UserId) -> Condition {
    Condition::any()
        .add(ticket::Column::RequesterId.eq(user.uuid()))
        .add(ticket::Column::Id.in_subquery(taking_part(user)))
}

/// The next running number.
///
/// # Errors
/// When the database fails.
pub async fn next_number(db: &impl ConnectionTrait) -> Result<TicketNumber, Error> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => "SELECT nextval('ticket_number') AS value",
        _ => "UPDATE counters SET value = value + 1 WHERE name = 'ticket_number' RETURNING value",
    };
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await?;
    let value = row.map(|row| row.try_get::<i64>("", "value")).transpose()?;
    let place = Row::new("counters", "ticket_number");
    value.map(TicketNumber::new).ok_or_else(|| place.corrupt("value", "nothing"))
}

/// Who stores something, and with which new ids.
pub struct Writing<'a> {
    /// Who did it; nobody where Lotse itself.
    pub actor: Option<UserId>,
    /// When.
    pub now: Timestamp,
    /// Makes ids that grow.
    pub ids: &'a (dyn Fn() -> Uuid + Sync),
}

/// Stores a new ticket with its first events.
///
/// # Errors
/// When the database fails.
pub async fn insert(db: &impl ConnectionTrait, created: &Changed, writing: &Writing<'_>) -> Result<(), Error> {
    let row = ticket_rows::row(&created.ticket, &ResolutionInForce::None);
    ticket::Entity::insert(row).exec_without_returning(db).await?;
    tags::put(db, created.ticket.id, &created.ticket.tags, writing.now).await?;
    append(db, created, writing).await?;
    sla::follow(db, created, writing.now).await
}

/// The running number of a ticket that something refers to.
///
/// # Errors
/// When the database fails.
pub async fn number_of(db: &impl ConnectionTrait, id: TicketId) -> Result<Option<TicketNumber>, Error> {
    let found: Option<i64> =
        ticket::Entity::find_by_id(id.uuid()).select_only().column(ticket::Column::Number).into_tuple().one(db).await?;
    Ok(found.map(TicketNumber::new))
}

/// The running numbers of some tickets, for those who may know of all.
///
/// # Errors
/// When the database fails.
pub async fn numbers_of(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = TicketId>,
) -> Result<HashMap<TicketId, TicketNumber>, Error> {
    let found: Vec<(Uuid, i64)> = ticket::Entity::find()
        .select_only()
        .columns([ticket::Column::Id, ticket::Column::Number])
        .filter(ticket::Column::Id.is_in(ids.into_iter().map(TicketId::uuid)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().map(|(id, number)| (TicketId::new(id), TicketNumber::new(number))).collect())
}

/// Stores a changed ticket with what happened. The row must still have the version it was loaded with. Gives the ids of
/// the events.
///
/// # Errors
/// [`Error::Stale`] when somebody else changed it meanwhile.
pub async fn save(
    db: &impl ConnectionTrait,
    loaded_version: i64,
    changed: &Changed,
    writing: &Writing<'_>,
) -> Result<Vec<EventId>, Error> {
    let Appended { in_force, ids } = append(db, changed, writing).await?;
    let updated = ticket::Entity::update_many()
        .set(ticket_rows::changed(&changed.ticket, &in_force))
        .filter(ticket::Column::Id.eq(changed.ticket.id.uuid()))
        .filter(ticket::Column::Version.eq(loaded_version))
        .exec(db)
        .await?;
    if updated.rows_affected == 0 {
        return Err(Error::Stale);
    }
    sla::follow(db, changed, writing.now).await?;
    Ok(ids)
}

/// Stores what a comment does to its ticket. Gives the id of the first event.
pub(super) async fn store_effect(
    db: &impl ConnectionTrait,
    loaded_version: i64,
    effect: &CommentEffect,
    writing: &Writing<'_>,
) -> Result<EventId, Error> {
    let CommentEffect { changed, touches_ticket } = effect;
    // A note must not touch the row of the ticket, where a customer could see that something happened.
    let ids = if *touches_ticket {
        save(db, loaded_version, changed, writing).await?
    } else {
        append(db, changed, writing).await?.ids
    };
    ids.first().copied().ok_or(Error::Stale)
}

/// What appending events has led to.
pub(super) struct Appended {
    in_force: ResolutionInForce,
    /// The events, in order.
    pub(super) ids: Vec<EventId>,
}

/// Appends the events, and stores the resolutions among them. Every event goes through here, so that none can be stored
/// without somebody being told.
pub(super) async fn append(
    db: &impl ConnectionTrait,
    changed: &Changed,
    writing: &Writing<'_>,
) -> Result<Appended, Error> {
    let appended = append_untold(db, changed, writing).await?;
    let public = changed.events.iter().any(|event| event.visibility() == Visibility::Public);
    let visibility = if public { Visibility::Public } else { Visibility::Internal };
    outbox::announce(db, changed.ticket.id, &appended.ids, visibility, writing.now).await?;
    Ok(appended)
}

/// The same for events that are copies of others.
pub(super) async fn append_untold(
    db: &impl ConnectionTrait,
    changed: &Changed,
    writing: &Writing<'_>,
) -> Result<Appended, Error> {
    let Changed { ticket, events } = changed;
    let mut in_force = ResolutionInForce::Unchanged;
    let mut rows = Vec::with_capacity(events.len());
    let mut ids = Vec::with_capacity(events.len());
    let mut last = last_event(db, ticket.id).await?;
    for event in events {
        let mut given = None;
        match event {
            TicketEvent::ResolutionGiven(resolution) => {
                let id = ResolutionId::new((writing.ids)());
                let row = ticket_rows::resolution_row(id, ticket.id, resolution);
                resolution::Entity::insert(row).exec_without_returning(db).await?;
                given = Some(id);
                in_force = ResolutionInForce::Now(id);
            }
            TicketEvent::StatusChanged { from, to, reason } if from.is_settled() && !to.is_settled() => {
                mark_reopened(db, ticket, reason.as_ref().map(Reason::as_str), writing).await?;
                in_force = ResolutionInForce::None;
            }
            TicketEvent::TagsChanged { to, .. } => tags::put(db, ticket.id, to, writing.now).await?,
            _ => {}
        }
        last = later((writing.ids)(), last);
        let stored = StoredEvent {
            id: EventId::new(last),
            at: writing.now,
            actor: writing.actor,
            version: ticket.version,
            event: event.clone(),
        };
        ids.push(stored.id);
        rows.push(history_rows::row(ticket.id.uuid(), &stored, given));
    }
    if !rows.is_empty() {
        ticket_event::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(Appended { in_force, ids })
}

/// The newest event of a ticket. Who asks has locked the ticket, so that none can come in between.
async fn last_event(db: &impl ConnectionTrait, ticket: TicketId) -> Result<Uuid, Error> {
    let found = ticket_event::Entity::find()
        .select_only()
        .column(ticket_event::Column::Id)
        .filter(ticket_event::Column::TicketId.eq(ticket.uuid()))
        .order_by_desc(ticket_event::Column::Id)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.unwrap_or_else(Uuid::nil))
}

/// The ids of a ticket's events grow, also when another process, whose clock is ahead, wrote the last one. Else somebody
/// who has read up to an event would miss a later one.
fn later(made: Uuid, last: Uuid) -> Uuid {
    if made > last { made } else { Uuid::from_u128(last.as_u128() + 1) }
}

/// Writes onto the resolutions of the cycle that ends who ended it and why.
async fn mark_reopened(
    db: &impl ConnectionTrait,
    ticket: &Ticket,
    reason: Option<&str>,
    writing: &Writing<'_>,
) -> Result<(), Error> {
    use resolution::Column as C;
    resolution::Entity::update_many()
        .col_expr(C::ReopenedAt, Expr::value(writing.now.unix_micros()))
        .col_expr(C::ReopenedBy, Expr::value(writing.actor.map(UserId::uuid)))
        .col_expr(C::ReopenedReason, Expr::value(reason))
        .filter(C::TicketId.eq(ticket.id.uuid()))
        .filter(C::ReopenedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}
