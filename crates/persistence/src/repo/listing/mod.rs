//! Lists of tickets: filters and orders.

mod count;

pub use count::{Counted, EXAMINED, count};

use super::filters;
use super::search::{Sought, Way};
use super::sla;
use super::ticket_rows;
use super::tickets::{Visible, within};
use crate::convert::Row;
use crate::entity::ticket;
use crate::error::Error;
use domain::category::CategoryKey;
use domain::clock::Timestamp;
use domain::id::{QueueId, TeamId, TicketId, TicketNumber, UserId};
use domain::listing::{Position, Selection, Sort};
use domain::policy::TicketScope;
use domain::sla::Standing;
use domain::tag::Tags;
use domain::ticket::{Priority, Status};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DerivePartialModel, EntityTrait, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
};
use ticket::Column as C;
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

/// Which part of a list.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// In which order.
    pub sort: Sort,
    /// What comes after this place.
    pub after: Option<Position>,
    /// So many rows at most, and one at least.
    pub limit: u32,
    /// All but this ticket.
    pub without: Option<TicketNumber>,
    /// How words are looked for.
    pub way: Way,
}

impl Part {
    /// The first rows of a list.
    #[must_use]
    pub const fn first(sort: Sort, limit: u32) -> Self {
        Self { sort, after: None, limit, without: None, way: Way::Measured }
    }
}

/// The next tickets of a list.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &TicketScope,
    selection: &Selection,
    part: &Part,
) -> Result<Vec<Summary>, Error> {
    let sought = Sought::prepare(db, scope, &selection.query, part.way).await?;
    rows_of(db, scope, selection, &sought, part).await
}

/// A part of a list with what belongs to it.
pub struct Page {
    /// Its tickets.
    pub rows: Vec<Summary>,
    /// How many there are in all.
    pub counted: Counted,
    /// How their words were found, for [`hits`](super::search::hits).
    pub sought: Sought,
}

/// What [`list`] and [`count`] say, with one statement where the list begins with this part and either ends with it or had to find
/// all tickets of a rare word to put them in order.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn page(
    db: &impl ConnectionTrait,
    scope: &TicketScope,
    selection: &Selection,
    part: &Part,
    bound: Option<u64>,
) -> Result<Page, Error> {
    let sought = Sought::prepare(db, scope, &selection.query, part.way).await?;
    let begins = part.after.is_none() && part.without.is_none();
    if begins && finds_all(scope, &sought) {
        let rows = counted_rows(scope, selection, &sought, part).into_partial_model::<CountedRow>().all(db).await?;
        let found = rows.first().map_or(0, |row| u64::try_from(row.total).unwrap_or_default());
        let rows = rows.into_iter().map(|row| summary(row.row)).collect::<Result<_, _>>()?;
        return Ok(Page { rows, counted: Counted::to_the_end(found, bound), sought });
    }
    let rows = rows_of(db, scope, selection, &sought, part).await?;
    let counted = if begins && rows.len() < part.limit as usize {
        Counted::to_the_end(rows.len() as u64, bound)
    } else {
        count::counted(db, scope, selection, &sought, bound).await?
    };
    Ok(Page { rows, counted, sought })
}

/// Whether the statement for the first rows has all others before it too. The parts that [`first_own`] is made of are limited
/// themselves, so over them a count would end at twice the limit.
const fn finds_all(scope: &TicketScope, sought: &Sought) -> bool {
    sought.leads() && !matches!(scope, TicketScope::Own(_))
}

async fn rows_of(
    db: &impl ConnectionTrait,
    scope: &TicketScope,
    selection: &Selection,
    sought: &Sought,
    part: &Part,
) -> Result<Vec<Summary>, Error> {
    let rows = query_of(scope, selection, sought, part).into_partial_model::<SummaryRow>().all(db).await?;
    rows.into_iter().map(summary).collect()
}

fn query_of(scope: &TicketScope, selection: &Selection, sought: &Sought, part: &Part) -> Select<ticket::Entity> {
    let Part { sort, after, limit, without, way: _ } = *part;
    let wanted = wanted(selection)
        .filter(sought.condition())
        .filter(beyond(sort, after))
        .filter(without.map_or_else(Condition::all, |number| Condition::all().add(C::Number.ne(number.get()))));
    let order = if sought.leads() { ordered_by_itself } else { ordered };
    first_of(scope, wanted, u64::from(limit), |query| order(query, sort))
}

/// The same rows, each with how many there are without the limit. Only the first ones are looked at as a whole: to count and to
/// order the others their ids do, and what is short is counted sooner.
fn counted_rows(scope: &TicketScope, selection: &Selection, sought: &Sought, part: &Part) -> Select<ticket::Entity> {
    let ids = query_of(scope, selection, sought, part)
        .select_only()
        .column(C::Id)
        .expr_as(Expr::cust("count(*) OVER ()"), "total")
        .into_query();
    let mut rows = ticket::Entity::find();
    let same = Expr::col(("found", C::Id)).equals((ticket::Entity, C::Id));
    QueryTrait::query(&mut rows).join_subquery(JoinType::InnerJoin, ids, "found", same);
    ordered_by_itself(rows, part.sort)
}

fn ordered(query: Select<ticket::Entity>, sort: Sort) -> Select<ticket::Entity> {
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
    let taking_part = ticket::Column::Id.in_subquery(filters::taking_part(user));
    first(asked, "asked").union(UnionType::Distinct, first(taking_part, "taking_part")).to_owned()
}

/// The same order by expressions that no index has. The few tickets that have a rare word are then found first and put in order;
/// in the order of an index the database would walk over all others to meet them.
fn ordered_by_itself(query: Select<ticket::Entity>, sort: Sort) -> Select<ticket::Entity> {
    let plain = |column: &'static str| Expr::cust(format!("\"tickets\".\"{column}\" + 0"));
    match sort {
        Sort::Newest => query.order_by_desc(plain("number")),
        Sort::Oldest => query.order_by_asc(plain("number")),
        Sort::Updated => query.order_by_desc(plain("updated_at")).order_by_desc(C::Number),
        Sort::Priority => query.order_by_desc(plain("priority")).order_by_asc(C::Number),
        Sort::Due => query.order_by_asc(due().add(0)).order_by_asc(C::Number),
    }
}

/// Whether a ticket belongs to a list.
///
/// # Errors
/// When the database fails.
pub async fn matches(
    db: &impl ConnectionTrait,
    scope: &TicketScope,
    selection: &Selection,
    ticket: TicketId,
) -> Result<bool, Error> {
    let sought = Sought::prepare(db, scope, &selection.query, Way::Walk).await?;
    let found = selected(scope, selection, &sought).filter(C::Id.eq(ticket.uuid())).count(db).await?;
    Ok(found > 0)
}

/// The ticket of a number, if it belongs to a list but for its words.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn by_number(
    db: &impl ConnectionTrait,
    scope: &TicketScope,
    selection: &Selection,
    number: TicketNumber,
) -> Result<Option<Summary>, Error> {
    let query = filtered_by(scope, selection).filter(C::Number.eq(number.get()));
    query.into_partial_model::<SummaryRow>().one(db).await?.map(summary).transpose()
}

fn selected(scope: &TicketScope, selection: &Selection, sought: &Sought) -> Select<ticket::Entity> {
    filtered_by(scope, selection).filter(sought.condition())
}

fn filtered_by(scope: &TicketScope, selection: &Selection) -> Select<ticket::Entity> {
    wanted(selection).filter(within(scope))
}

/// What is asked for but for its words, whoever may see it.
fn wanted(selection: &Selection) -> Select<ticket::Entity> {
    let Selection { filter, query } = selection;
    let clauses = query.clauses.iter().fold(Condition::all(), |all, each| all.add(filters::clause(each)));
    ticket::Entity::find().filter(filters::matching(filter)).filter(clauses)
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

/// A row that knows how many there are without the limit.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "ticket::Entity")]
struct CountedRow {
    #[sea_orm(nested)]
    row: SummaryRow,
    #[sea_orm(from_expr = r#"Expr::col(("found", "total"))"#)]
    total: i64,
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

/// What comes after a place in the list. Where both keys go the same way they are compared as one, which databases look up in an
/// index; where they do not, the first is bounded by itself as well. By "either, or" alone they would read from the beginning.
fn beyond(sort: Sort, after: Option<Position>) -> Condition {
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
