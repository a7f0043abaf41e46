//! Lists of tickets: filters, orders, counts.

use super::desk::is_open;
use super::sla;
use super::ticket_rows;
use super::tickets::{Visible, within};
use crate::convert::Row;
use crate::entity::{participant, ticket, ticket_tag, watcher};
use crate::error::Error;
use domain::category::CategoryKey;
use domain::clock::Timestamp;
use domain::id::{QueueId, TeamId, TicketId, TicketNumber, UserId};
use domain::listing::{Asked, AssigneeFilter, DueFilter, Position, Sort, TeamFilter, TicketFilter};
use domain::policy::TicketScope;
use domain::sla::Standing;
use domain::tag::{Tag, Tags};
use domain::ticket::{Priority, Status};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DerivePartialModel, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

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
    /// Where it waits.
    pub queue: QueueId,
    /// Which team has it.
    pub team: Option<TeamId>,
    /// Who works on it.
    pub assignee: Option<UserId>,
    /// Words that staff put on it.
    pub tags: Tags,
    /// Whether the requester asks for closing.
    pub close_requested: bool,
    /// Whether the requester asks for reopening.
    pub reopen_requested: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// When the ticket or its public conversation last changed.
    pub updated_at: Timestamp,
    /// How it stands to what was promised.
    pub sla: Standing,
}

impl Summary {
    /// Its place in a list of this order.
    #[must_use]
    pub fn position(&self, sort: Sort) -> Position {
        let key = match sort {
            Sort::Newest | Sort::Oldest => self.number.get(),
            Sort::Updated => self.updated_at.unix_micros(),
            Sort::Priority => i64::from(self.priority.rank()),
            Sort::Due => self.sla.due_at.map_or(NEVER, Timestamp::unix_micros),
        };
        Position { key, number: self.number }
    }
}

/// Where what is not due stands among moments: last.
const NEVER: i64 = i64::MAX;

/// When something is due, for sorting. A literal and not a parameter, or the index would not be used.
fn due() -> Expr {
    Expr::cust("COALESCE(due_at, 9223372036854775807)")
}

/// The next tickets of a list, up to `limit`.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &TicketScope,
    filter: &TicketFilter,
    sort: Sort,
    after: Option<Position>,
    limit: u32,
) -> Result<Vec<Summary>, Error> {
    let wanted = ticket::Entity::find().filter(matching(filter)).filter(beyond(sort, after));
    let query = first_of(scope, wanted, u64::from(limit), |query| ordered(query, sort));
    let rows = query.into_partial_model::<SummaryRow>().all(db).await?;
    rows.into_iter().map(summary).collect()
}

fn ordered(query: Select<ticket::Entity>, sort: Sort) -> Select<ticket::Entity> {
    use ticket::Column as C;
    match sort {
        Sort::Newest => query.order_by_desc(C::Number),
        Sort::Oldest => query.order_by_asc(C::Number),
        Sort::Updated => query.order_by_desc(C::UpdatedAt).order_by_desc(C::Number),
        Sort::Priority => query.order_by_desc(C::Priority).order_by_asc(C::Number),
        Sort::Due => query.order_by_asc(due()).order_by_asc(C::Number),
    }
}

/// The first so many of what is wanted and within a scope.
fn first_of(
    scope: &TicketScope,
    wanted: Select<ticket::Entity>,
    limit: u64,
    order: impl Fn(Select<ticket::Entity>) -> Select<ticket::Entity>,
) -> Select<ticket::Entity> {
    let TicketScope::Own(user) = scope else { return order(wanted.filter(within(scope))).limit(limit) };
    let ids = first_own(*user, &wanted, limit, &order);
    order(ticket::Entity::find().filter(ticket::Column::Id.in_subquery(ids))).limit(limit)
}

/// The first so many ids of what is wanted among the tickets that somebody asked, and as many among those that they take part
/// in. No index knows both, and a database that is asked for either walks through everybody's. The first of both are among
/// these.
fn first_own(
    user: UserId,
    wanted: &Select<ticket::Entity>,
    limit: u64,
    order: &impl Fn(Select<ticket::Entity>) -> Select<ticket::Entity>,
) -> SelectStatement {
    let first = |own: Expr, name: &'static str| {
        let ids = order(wanted.clone().filter(own)).limit(limit).select_only().column(ticket::Column::Id);
        // Within a union neither database takes an order without a select around it.
        Query::select().column((name, ticket::Column::Id)).from_subquery(ids.into_query(), name).to_owned()
    };
    let asked = ticket::Column::RequesterId.eq(user.uuid());
    let taking_part = ticket::Column::Id.in_subquery(taking_part(user));
    first(asked, "asked").union(UnionType::Distinct, first(taking_part, "taking_part")).to_owned()
}

/// How many tickets a list has; counts no further than `bound`.
///
/// # Errors
/// When the database fails.
pub async fn count(
    db: &impl ConnectionTrait,
    scope: &TicketScope,
    filter: &TicketFilter,
    bound: Option<u64>,
) -> Result<u64, Error> {
    let one = |rows: Select<ticket::Entity>| rows.select_only().expr(Expr::val(1)).into_query();
    let rows = match (bound, scope) {
        (Some(bound), TicketScope::Own(user)) => {
            let wanted = ticket::Entity::find().filter(matching(filter));
            first_own(*user, &wanted, bound, &|query| query).limit(bound).to_owned()
        }
        (Some(bound), _) => one(filtered(scope, filter).limit(bound)),
        (None, _) => one(filtered(scope, filter)),
    };
    let count = Query::select().expr_as(Expr::val(1).count(), "total").from_subquery(rows, "counted").to_owned();
    let row = db.query_one(&count).await?;
    let total: i64 = row.map(|row| row.try_get("", "total")).transpose()?.unwrap_or_default();
    Ok(u64::try_from(total).unwrap_or_default())
}

/// Whether a ticket belongs to a list.
///
/// # Errors
/// When the database fails.
pub async fn matches(
    db: &impl ConnectionTrait,
    scope: &TicketScope,
    filter: &TicketFilter,
    ticket: TicketId,
) -> Result<bool, Error> {
    let found = filtered(scope, filter).filter(ticket::Column::Id.eq(ticket.uuid())).count(db).await?;
    Ok(found > 0)
}

/// The tickets of some ids that the viewer of a ticket may see.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn by_ids(db: &impl ConnectionTrait, viewer: &Visible, ids: &[TicketId]) -> Result<Vec<Summary>, Error> {
    linked(db, viewer, ticket::Column::Id.is_in(ids.iter().map(|id| id.uuid()))).await
}

/// The tickets that go on from a closed one, as far as its viewer may see them.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn follow_ups(db: &impl ConnectionTrait, of: &Visible) -> Result<Vec<Summary>, Error> {
    // What was never settled was never closed.
    if of.ticket().cycles == 0 {
        return Ok(Vec::new());
    }
    linked(db, of, ticket::Column::FollowUpOf.eq(of.ticket().id.uuid())).await
}

/// The tickets that one has taken up itself, as far as its viewer may see them.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn absorbed(db: &impl ConnectionTrait, by: &Visible) -> Result<Vec<Summary>, Error> {
    if by.ticket().absorbed == 0 {
        return Ok(Vec::new());
    }
    linked(db, by, ticket::Column::MergedInto.eq(by.ticket().id.uuid())).await
}

/// The most links that a ticket shows.
const MOST_LINKS: u64 = 50;

async fn linked(db: &impl ConnectionTrait, viewer: &Visible, link: Expr) -> Result<Vec<Summary>, Error> {
    let rows = ticket::Entity::find()
        .filter(within(&TicketScope::of(viewer.viewer())))
        .filter(link)
        .order_by_asc(ticket::Column::Number)
        .limit(MOST_LINKS)
        .into_partial_model::<SummaryRow>()
        .all(db)
        .await?;
    rows.into_iter().map(summary).collect()
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
    queue_id: Option<Uuid>,
    team_id: Option<Uuid>,
    assignee_id: Option<Uuid>,
    tags: String,
    close_requested_at: Option<i64>,
    reopen_requested_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
    sla_state: String,
    due_at: Option<i64>,
    due_target: Option<String>,
    sla_next_at: Option<i64>,
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
        queue: ticket_rows::queue(row.queue_id),
        team: row.team_id.map(TeamId::new),
        assignee: row.assignee_id.map(UserId::new),
        tags: ticket_rows::tags(&place, &row.tags)?,
        close_requested: row.close_requested_at.is_some(),
        reopen_requested: row.reopen_requested_at.is_some(),
        created_at: place.time("created_at", row.created_at)?,
        updated_at: place.time("updated_at", row.updated_at)?,
        sla: sla::standing(&place, &row.sla_state, row.due_at, row.due_target.as_deref(), row.sla_next_at)?,
    })
}

pub(super) fn filtered(scope: &TicketScope, filter: &TicketFilter) -> Select<ticket::Entity> {
    ticket::Entity::find().filter(within(scope)).filter(matching(filter))
}

/// The condition of a filter.
fn matching(filter: &TicketFilter) -> Condition {
    use ticket::Column as C;
    let TicketFilter {
        statuses,
        priorities,
        categories,
        queues,
        teams,
        tags,
        assignee,
        requester,
        participant,
        watcher,
        asked,
        created,
        updated,
        due,
    } = filter;
    let priorities = priorities.iter().map(|priority| i32::from(priority.rank()));
    let asked = asked.iter().map(|asked| match asked {
        Asked::Closing => C::CloseRequestedAt.is_not_null(),
        Asked::Reopening => C::ReopenRequestedAt.is_not_null(),
    });
    Condition::all()
        .add_option(in_status(statuses))
        .add_option(one_of(C::Priority, priorities))
        .add_option(one_of(C::Category, categories.iter().map(CategoryKey::as_str)))
        .add_option(one_of(C::QueueId, queues.iter().map(|queue| queue.uuid())))
        .add_option(in_team(teams))
        .add_option((!tags.is_empty()).then(|| C::Id.in_subquery(tagged(tags))))
        .add_option(assignee.map(|assignee| match assignee {
            AssigneeFilter::Nobody => C::AssigneeId.is_null(),
            AssigneeFilter::User(user) => C::AssigneeId.eq(user.uuid()),
        }))
        .add_option(requester.map(|user| C::RequesterId.eq(user.uuid())))
        .add_option(participant.map(|user| C::Id.in_subquery(taking_part(user))))
        .add_option(watcher.map(|user| C::Id.in_subquery(watching(user))))
        .add_option(any_of(asked))
        .add_option(created.from.map(|at| C::CreatedAt.gte(at.unix_micros())))
        .add_option(created.before.map(|at| C::CreatedAt.lt(at.unix_micros())))
        .add_option(updated.from.map(|at| C::UpdatedAt.gte(at.unix_micros())))
        .add_option(updated.before.map(|at| C::UpdatedAt.lt(at.unix_micros())))
        .add_option(due.map(|due| match due {
            DueFilter::By(at) => C::DueAt.lte(at.unix_micros()),
            DueFilter::Nothing => C::DueAt.is_null(),
        }))
}

/// One of some statuses. That it is an open one is said apart, for the sake of the small indexes of what is open, and instead
/// where it is any of these.
fn in_status(statuses: &[Status]) -> Option<Condition> {
    let open = |status: &&Status| !status.is_settled();
    let only_open = statuses.iter().all(|status| open(&status));
    let all_open = only_open && Status::ALL.iter().filter(open).all(|status| statuses.contains(status));
    let named = one_of(ticket::Column::Status, statuses.iter().map(|status| status.as_str()))?;
    Some(match (all_open, only_open) {
        (true, _) => Condition::all().add(is_open()),
        (false, true) => named.add(is_open()),
        (false, false) => named,
    })
}

/// An empty set of values means "any".
fn one_of<V: Into<sea_orm::Value>>(column: ticket::Column, values: impl Iterator<Item = V>) -> Option<Condition> {
    let mut values = values.peekable();
    values.peek().is_some().then_some(())?;
    Some(Condition::all().add(column.is_in(values)))
}

fn any_of(conditions: impl Iterator<Item = Expr>) -> Option<Condition> {
    let mut conditions = conditions.peekable();
    conditions.peek().is_some().then_some(())?;
    Some(conditions.fold(Condition::any(), Condition::add))
}

fn in_team(teams: &[TeamFilter]) -> Option<Condition> {
    use ticket::Column as C;
    any_of(teams.iter().map(|team| match team {
        TeamFilter::Nobody => C::TeamId.is_null(),
        TeamFilter::Team(team) => C::TeamId.eq(team.uuid()),
    }))
}

fn tagged(tags: &[Tag]) -> SelectStatement {
    Query::select()
        .column(ticket_tag::Column::TicketId)
        .from(ticket_tag::Entity)
        .and_where(ticket_tag::Column::Tag.is_in(tags.iter().map(Tag::as_str)))
        .to_owned()
}

pub(super) fn taking_part(user: UserId) -> SelectStatement {
    Query::select()
        .column(participant::Column::TicketId)
        .from(participant::Entity)
        .and_where(participant::Column::UserId.eq(user.uuid()))
        .to_owned()
}

fn watching(user: UserId) -> SelectStatement {
    Query::select()
        .column(watcher::Column::TicketId)
        .from(watcher::Entity)
        .and_where(watcher::Column::UserId.eq(user.uuid()))
        .to_owned()
}

/// What comes after a place in the list. Where both keys go the same way they are compared as one, which databases look up in an
/// index; where they do not, the first is bounded by itself as well. By "either, or" alone they would read from the beginning.
fn beyond(sort: Sort, after: Option<Position>) -> Condition {
    use ticket::Column as C;
    let Some(Position { key, number }) = after else { return Condition::all() };
    let number = number.get();
    let place = Expr::tuple([Expr::value(key), Expr::value(number)]);
    let column = |column: C| Expr::col((ticket::Entity, column));
    Condition::all().add(match sort {
        Sort::Newest => C::Number.lt(number),
        Sort::Oldest => C::Number.gt(number),
        Sort::Updated => Expr::tuple([column(C::UpdatedAt), column(C::Number)]).lt(place),
        // SQLite looks up no expression in a pair.
        Sort::Due => due().gte(key).and(Expr::tuple([due(), column(C::Number)]).gt(place)),
        Sort::Priority => {
            let tied = C::Priority.eq(key).and(C::Number.gt(number));
            C::Priority.lte(key).and(C::Priority.lt(key).or(tied))
        }
    })
}
