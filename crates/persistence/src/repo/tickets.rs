//! Tickets: found and listed for somebody, stored with what happened to them.

use super::conversation::StoredEvent;
use super::history_rows;
use super::ticket_rows::{self, ResolutionInForce};
use crate::convert::Row;
use crate::entity::{resolution, ticket, ticket_event};
use crate::error::Error;
use domain::category::CategoryKey;
use domain::clock::Timestamp;
use domain::id::{EventId, ResolutionId, TicketId, TicketNumber, TicketRef, UserId};
use domain::listing::{AssigneeFilter, Position, Sort, TicketFilter};
use domain::policy::{Actor, Audience, TicketScope};
use domain::text::Reason;
use domain::ticket::{Changed, Priority, Status, Ticket, TicketEvent};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DerivePartialModel, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, Statement,
};
use uuid::Uuid;

/// A ticket that was loaded for somebody who may see it. There is no other way to make one than [`find`].
#[derive(Debug, Clone)]
pub struct Visible {
    ticket: Ticket,
    audience: Audience,
}

impl Visible {
    /// The ticket.
    #[must_use]
    pub const fn ticket(&self) -> &Ticket {
        &self.ticket
    }

    /// What its viewer reads below it.
    #[must_use]
    pub const fn audience(&self) -> Audience {
        self.audience
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
    actor: Actor,
    reference: TicketRef,
    purpose: For,
) -> Result<Option<Visible>, Error> {
    let by = match reference {
        TicketRef::Id(id) => ticket::Column::Id.eq(id.uuid()),
        TicketRef::Number(number) => ticket::Column::Number.eq(number.get()),
    };
    let mut query = visible_to(TicketScope::of(actor)).filter(by);
    if purpose == For::Changing {
        query = query.lock_exclusive();
    }
    let Some(row) = query.one(db).await? else { return Ok(None) };
    let resolution = match row.resolution_id {
        Some(id) => {
            resolution::Entity::find_by_id(id).one(db).await?.as_ref().map(ticket_rows::resolution).transpose()?
        }
        None => None,
    };
    Ok(Some(Visible { ticket: ticket_rows::ticket(&row, resolution)?, audience: Audience::of(actor) }))
}

/// The condition that every query for tickets begins with.
fn visible_to(scope: TicketScope) -> Select<ticket::Entity> {
    match scope {
        TicketScope::Everything => ticket::Entity::find(),
        TicketScope::RequestedBy(user) => ticket::Entity::find().filter(ticket::Column::RequesterId.eq(user.uuid())),
    }
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its id.
    pub id: TicketId,
    /// Its running number.
    pub number: TicketNumber,
    /// One line.
    pub subject: String,
    /// What it is about.
    pub category: CategoryKey,
    /// How pressing it is.
    pub priority: Priority,
    /// Where it stands.
    pub status: Status,
    /// Whose request it is.
    pub requester: UserId,
    /// Who works on it.
    pub assignee: Option<UserId>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When the ticket or its public conversation last changed.
    pub updated_at: Timestamp,
}

impl Summary {
    /// Its place in a list of this order.
    #[must_use]
    pub fn position(&self, sort: Sort) -> Position {
        let key = match sort {
            Sort::Newest | Sort::Oldest => self.number.get(),
            Sort::Updated => self.updated_at.unix_micros(),
            Sort::Priority => i64::from(self.priority.rank()),
        };
        Position { key, number: self.number }
    }
}

/// The next tickets of a list, up to `limit`.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn list(
    db: &impl ConnectionTrait,
    actor: Actor,
    filter: &TicketFilter,
    sort: Sort,
    after: Option<Position>,
    limit: u32,
) -> Result<Vec<Summary>, Error> {
    use ticket::Column as C;
    let query = filtered(actor, filter).filter(beyond(sort, after));
    let query = match sort {
        Sort::Newest => query.order_by_desc(C::Number),
        Sort::Oldest => query.order_by_asc(C::Number),
        Sort::Updated => query.order_by_desc(C::UpdatedAt).order_by_desc(C::Number),
        Sort::Priority => query.order_by_desc(C::Priority).order_by_asc(C::Number),
    };
    let rows = query.limit(u64::from(limit)).into_partial_model::<SummaryRow>().all(db).await?;
    rows.into_iter().map(summary).collect()
}

/// How many tickets a list has; counts no further than `bound`.
///
/// # Errors
/// When the database fails.
pub async fn count(
    db: &impl ConnectionTrait,
    actor: Actor,
    filter: &TicketFilter,
    bound: Option<u64>,
) -> Result<u64, Error> {
    let mut rows = filtered(actor, filter).select_only().expr(Expr::val(1));
    if let Some(bound) = bound {
        rows = rows.limit(bound);
    }
    let count = Query::select()
        .expr_as(Expr::val(1).count(), "total")
        .from_subquery(sea_orm::QueryTrait::into_query(rows), "counted")
        .to_owned();
    let row = db.query_one(&count).await?;
    let total: i64 = row.map(|row| row.try_get("", "total")).transpose()?.unwrap_or_default();
    Ok(u64::try_from(total).unwrap_or_default())
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
    append(db, created, writing).await.map(drop)
}

/// Stores a changed ticket with what happened. The row must still have the version it was loaded with.
///
/// # Errors
/// [`Error::Stale`] when somebody else changed it meanwhile.
pub async fn save(
    db: &impl ConnectionTrait,
    loaded_version: i64,
    changed: &Changed,
    writing: &Writing<'_>,
) -> Result<(), Error> {
    let in_force = append(db, changed, writing).await?;
    let updated = ticket::Entity::update_many()
        .set(ticket_rows::row(&changed.ticket, &in_force))
        .filter(ticket::Column::Id.eq(changed.ticket.id.uuid()))
        .filter(ticket::Column::Version.eq(loaded_version))
        .exec(db)
        .await?;
    if updated.rows_affected == 0 { Err(Error::Stale) } else { Ok(()) }
}

/// Appends the events, and stores the resolutions among them.
pub(super) async fn append(
    db: &impl ConnectionTrait,
    changed: &Changed,
    writing: &Writing<'_>,
) -> Result<ResolutionInForce, Error> {
    let Changed { ticket, events } = changed;
    let mut in_force = ResolutionInForce::Unchanged;
    let mut rows = Vec::with_capacity(events.len());
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
            _ => {}
        }
        let stored = StoredEvent {
            id: EventId::new((writing.ids)()),
            at: writing.now,
            actor: writing.actor,
            version: ticket.version,
            event: event.clone(),
        };
        rows.push(history_rows::row(ticket.id.uuid(), &stored, given));
    }
    if !rows.is_empty() {
        ticket_event::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(in_force)
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

#[derive(DerivePartialModel)]
#[sea_orm(entity = "ticket::Entity")]
struct SummaryRow {
    id: Uuid,
    number: i64,
    subject: String,
    category: String,
    priority: i32,
    status: String,
    requester_id: Uuid,
    assignee_id: Option<Uuid>,
    created_at: i64,
    updated_at: i64,
}

fn summary(row: SummaryRow) -> Result<Summary, Error> {
    let place = Row::new("tickets", row.id);
    Ok(Summary {
        id: TicketId::new(row.id),
        number: TicketNumber::new(row.number),
        subject: row.subject,
        category: CategoryKey::parse(&row.category).map_err(|error| place.corrupt("category", error))?,
        priority: ticket_rows::priority(&place, row.priority)?,
        status: place.word("status", &row.status)?,
        requester: UserId::new(row.requester_id),
        assignee: row.assignee_id.map(UserId::new),
        created_at: place.time("created_at", row.created_at)?,
        updated_at: place.time("updated_at", row.updated_at)?,
    })
}

fn filtered(actor: Actor, filter: &TicketFilter) -> Select<ticket::Entity> {
    use ticket::Column as C;
    let TicketFilter { statuses, priorities, categories, assignee, requester } = filter;
    let mut query = visible_to(TicketScope::of(actor));
    if !statuses.is_empty() {
        query = query.filter(C::Status.is_in(statuses.iter().map(|status| status.as_str())));
    }
    if !priorities.is_empty() {
        query = query.filter(C::Priority.is_in(priorities.iter().map(|priority| i32::from(priority.rank()))));
    }
    if !categories.is_empty() {
        query = query.filter(C::Category.is_in(categories.iter().map(CategoryKey::as_str)));
    }
    query = match assignee {
        Some(AssigneeFilter::Nobody) => query.filter(C::AssigneeId.is_null()),
        Some(AssigneeFilter::User(user)) => query.filter(C::AssigneeId.eq(user.uuid())),
        None => query,
    };
    match requester {
        Some(user) => query.filter(C::RequesterId.eq(user.uuid())),
        None => query,
    }
}

/// What comes after a place in the list.
fn beyond(sort: Sort, after: Option<Position>) -> Condition {
    use ticket::Column as C;
    let Some(Position { key, number }) = after else { return Condition::all() };
    let number = number.get();
    let then = |leading: C, next: sea_orm::sea_query::SimpleExpr| {
        let tied = Condition::all().add(leading.eq(key)).add(next);
        Condition::any().add(leading.lt(key)).add(tied)
    };
    match sort {
        Sort::Newest => Condition::all().add(C::Number.lt(number)),
        Sort::Oldest => Condition::all().add(C::Number.gt(number)),
        Sort::Updated => then(C::UpdatedAt, C::Number.lt(number)),
        Sort::Priority => then(C::Priority, C::Number.gt(number)),
    }
}
