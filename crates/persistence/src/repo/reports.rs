//! Counting for reports. Each figure is one statement, however many tickets there are.
//!
//! What is counted by queue, team, category or priority goes by what the ticket has now: a ticket that was moved is counted where
//! it is, with all that happened to it.

use super::filters::{count_where, filtered};
use crate::convert::Row;
use crate::entity::{sla_clock, ticket, ticket_event};
use crate::error::Error;
use domain::clock::Timestamp;
use domain::listing::TicketFilter;
use domain::policy::TicketScope;
use domain::report::{Grouping, Part};
use domain::sla::TargetKind;
use domain::ticket::{EventKind, Priority, Status};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, JoinType, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryResult, QuerySelect, QueryTrait};
use std::collections::HashMap;
use uuid::Uuid;

/// The tickets that a report is about.
#[derive(Debug, Clone, Copy)]
pub struct Which<'a> {
    /// What the reader may see.
    pub scope: &'a TicketScope,
    /// What they ask for.
    pub filter: &'a TicketFilter,
}

/// From a moment on, and before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within {
    /// The first moment.
    pub from: Timestamp,
    /// The moment that no longer belongs to it.
    pub before: Timestamp,
}

/// What happened in a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Tickets that were created.
    pub created: u64,
    /// How often one was resolved or closed that was neither.
    pub settled: u64,
    /// How often one was taken up again.
    pub reopened: u64,
}

/// How long something took, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Times {
    /// How often.
    pub count: u64,
    /// At most so long in half of the cases.
    pub median: i64,
    /// At most so long in nine of ten.
    pub p90: i64,
}

/// What is timed, from when a ticket was created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Staff first answered.
    FirstResponse,
    /// It was resolved, or closed at once; the last time.
    Solution,
}

/// How promises were kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kept {
    /// Targets that were.
    pub kept: u64,
    /// Targets that were not.
    pub breached: u64,
}

/// What a figure is told apart by: the id of a queue or a team, the key of a category, the word of a priority; nothing for
/// tickets that have none.
pub type Key = Option<String>;

const KEY: &str = "key";
const NUMBER: &str = "number";
const SETTLED: &str = "settled";
const REOPENED: &str = "reopened";
const SPANS: &str = "spans";
const OF: &str = "of";

/// What happened in each of some spans, in their order.
///
/// # Errors
/// When the database fails.
pub async fn by_span(db: &impl ConnectionTrait, which: Which<'_>, parts: &[Part]) -> Result<Vec<Tally>, Error> {
    let mut tallies = vec![Tally::default(); parts.len()];
    let place =
        |row: &QueryResult| row.try_get::<i64>("", KEY).map(|place| usize::try_from(place).unwrap_or(usize::MAX));
    for row in db.query_all(&created_by_span(which, parts)).await? {
        if let Some(tally) = tallies.get_mut(place(&row)?) {
            tally.created = number(&row, NUMBER)?;
        }
    }
    for row in db.query_all(&moves_by_span(which, parts)).await? {
        if let Some(tally) = tallies.get_mut(place(&row)?) {
            tally.settled = number(&row, SETTLED)?;
            tally.reopened = number(&row, REOPENED)?;
        }
    }
    Ok(tallies)
}

fn created_by_span(which: Which<'_>, parts: &[Part]) -> SelectStatement {
    let tickets = tickets(which).column(ticket::Column::CreatedAt).into_query();
    let at = Expr::col((OF, ticket::Column::CreatedAt));
    spans(parts).expr_as(count(), NUMBER).join_subquery(JoinType::InnerJoin, tickets, OF, in_span(at)).to_owned()
}

fn moves_by_span(which: Which<'_>, parts: &[Part]) -> SelectStatement {
    let at = Expr::col((ticket_event::Entity, ticket_event::Column::At));
    let moved = ticket_event::Column::Kind.eq(EventKind::StatusChanged.as_str());
    let happened = spans(parts).join(JoinType::InnerJoin, ticket_event::Entity, in_span(at).and(moved)).to_owned();
    moves_of(happened, tickets(which).column(ticket::Column::Id).into_query())
}

/// The numbers of the spans, to which is joined what falls into them.
fn spans(parts: &[Part]) -> SelectStatement {
    let bounds =
        parts.iter().zip(0_i64..).map(|(part, place)| (place, part.from.unix_micros(), part.before.unix_micros()));
    let place = Expr::col((SPANS, Alias::new("column1")));
    Query::select().expr_as(place.clone(), KEY).from_values(bounds, SPANS).add_group_by([place]).to_owned()
}

fn in_span(at: Expr) -> Expr {
    let bound = |column: &'static str| Expr::col((SPANS, Alias::new(column)));
    at.clone().gte(bound("column2")).and(at.lt(bound("column3")))
}

/// What happened in a time, told apart.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn by_group(
    db: &impl ConnectionTrait,
    which: Which<'_>,
    grouping: Grouping,
    within: Within,
) -> Result<HashMap<Key, Tally>, Error> {
    let mut tallies: HashMap<Key, Tally> = HashMap::new();
    let created = grouped(which, grouping)
        .filter(between(Expr::col((ticket::Entity, ticket::Column::CreatedAt)), within))
        .expr_as(count(), NUMBER)
        .group_by(column(grouping))
        .into_query();
    for row in db.query_all(&created).await? {
        tallies.entry(key(&row, grouping)?).or_default().created = number(&row, NUMBER)?;
    }
    let at = Expr::col((ticket_event::Entity, ticket_event::Column::At));
    let moves = Query::select()
        .expr_as(Expr::col((OF, KEY)), KEY)
        .from(ticket_event::Entity)
        .and_where(ticket_event::Column::Kind.eq(EventKind::StatusChanged.as_str()))
        .and_where(between(at, within))
        .group_by_col((OF, KEY))
        .to_owned();
    let tickets = grouped(which, grouping).column(ticket::Column::Id).into_query();
    let moves = moves_of(moves, tickets);
    for row in db.query_all(&moves).await? {
        let tally = tallies.entry(key(&row, grouping)?).or_default();
        tally.settled = number(&row, SETTLED)?;
        tally.reopened = number(&row, REOPENED)?;
    }
    Ok(tallies)
}

/// How many tickets are neither resolved nor closed now, told apart.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn open_now(
    db: &impl ConnectionTrait,
    which: Which<'_>,
    grouping: Grouping,
) -> Result<HashMap<Key, u64>, Error> {
    let open = Status::ALL.iter().filter(|status| !status.is_settled()).map(|status| status.as_str());
    let query = grouped(which, grouping)
        .filter(ticket::Column::Status.is_in(open))
        .expr_as(count(), NUMBER)
        .group_by(column(grouping))
        .into_query();
    let rows = db.query_all(&query).await?;
    rows.iter().map(|row| Ok((key(row, grouping)?, number(row, NUMBER)?))).collect()
}

/// How long it took until something that happened in a time, told apart, or of all tickets under no key.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn times(
    db: &impl ConnectionTrait,
    which: Which<'_>,
    grouping: Option<Grouping>,
    until: Until,
    within: Within,
) -> Result<HashMap<Key, Times>, Error> {
    let end = match until {
        Until::FirstResponse => Expr::col((ticket::Entity, ticket::Column::FirstResponseAt)),
        // As its index has it.
        Until::Solution => Expr::cust(r#"COALESCE("tickets"."resolved_at", "tickets"."closed_at")"#),
    };
    let took = end.clone().sub(Expr::col((ticket::Entity, ticket::Column::CreatedAt)));
    let tickets = match grouping {
        Some(grouping) => grouped(which, grouping),
        None => tickets(which).expr_as(Expr::cust("0"), KEY),
    };
    let tickets = tickets.filter(between(end, within)).expr_as(took, "took").into_query();
    // By nearest rank, because only one of the two databases has a function for it.
    let ranked = Query::select()
        .columns([KEY, "took"])
        .expr_as(Expr::cust(r#"ROW_NUMBER() OVER (PARTITION BY "key" ORDER BY "took")"#), "place")
        .expr_as(Expr::cust(r#"COUNT(*) OVER (PARTITION BY "key")"#), NUMBER)
        .from_subquery(tickets, OF)
        .to_owned();
    let at = |place: &'static str| Expr::cust(format!(r#"MAX(CASE WHEN "place" = {place} THEN "took" END)"#));
    let query = Query::select()
        .column(KEY)
        .expr_as(Func::max(Expr::col(NUMBER)), NUMBER)
        .expr_as(at(r#"("number" + 1) / 2"#), "median")
        .expr_as(at(r#"("number" * 9 + 9) / 10"#), "p90")
        .from_subquery(ranked, OF)
        .group_by_col(KEY)
        .to_owned();
    let rows = db.query_all(&query).await?;
    let seconds =
        |row: &QueryResult, name: &str| row.try_get::<i64>("", name).map(|took| std::cmp::max(took / 1_000_000, 0));
    let times = |row: &QueryResult| {
        let key = grouping.map(|grouping| key(row, grouping)).transpose()?.flatten();
        let times = Times { count: number(row, NUMBER)?, median: seconds(row, "median")?, p90: seconds(row, "p90")? };
        Ok((key, times))
    };
    rows.iter().map(times).collect()
}

/// How the promises were kept of which that became certain in a time, told apart.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn kept(
    db: &impl ConnectionTrait,
    which: Which<'_>,
    grouping: Grouping,
    within: Within,
) -> Result<HashMap<(Key, TargetKind), Kept>, Error> {
    use sla_clock::Column as C;
    let tickets = grouped(which, grouping).column(ticket::Column::Id).into_query();
    let of_ticket = Expr::col((OF, ticket::Column::Id)).equals((sla_clock::Entity, C::TicketId));
    let query = Query::select()
        .expr_as(Expr::col((OF, KEY)), KEY)
        .column((sla_clock::Entity, C::Target))
        .column((sla_clock::Entity, C::Kept))
        .expr_as(count(), NUMBER)
        .from(sla_clock::Entity)
        .and_where(between(Expr::col((sla_clock::Entity, C::DecidedAt)), within))
        .join_subquery(JoinType::InnerJoin, tickets, OF, of_ticket)
        .group_by_col((OF, KEY))
        .group_by_col((sla_clock::Entity, C::Target))
        .group_by_col((sla_clock::Entity, C::Kept))
        .to_owned();
    let mut all: HashMap<(Key, TargetKind), Kept> = HashMap::new();
    for row in db.query_all(&query).await? {
        let target: String = row.try_get("", "target")?;
        let target = Row::new("sla_clocks", "").word("target", &target)?;
        let figure = all.entry((key(&row, grouping)?, target)).or_default();
        let is_kept: bool = row.try_get("", "kept")?;
        *(if is_kept { &mut figure.kept } else { &mut figure.breached }) = number(&row, NUMBER)?;
    }
    Ok(all)
}

fn tickets(which: Which<'_>) -> sea_orm::Select<ticket::Entity> {
    filtered(which.scope, which.filter).select_only()
}

fn grouped(which: Which<'_>, grouping: Grouping) -> sea_orm::Select<ticket::Entity> {
    tickets(which).expr_as(Expr::col((ticket::Entity, column(grouping))), KEY)
}

const fn column(grouping: Grouping) -> ticket::Column {
    match grouping {
        Grouping::Queue => ticket::Column::QueueId,
        Grouping::Team => ticket::Column::TeamId,
        Grouping::Category => ticket::Column::Category,
        Grouping::Priority => ticket::Column::Priority,
    }
}

fn key(row: &QueryResult, grouping: Grouping) -> Result<Key, Error> {
    Ok(match grouping {
        Grouping::Queue => {
            let queue = super::ticket_rows::queue(row.try_get::<Option<Uuid>>("", KEY)?);
            Some(queue.to_string())
        }
        Grouping::Team => row.try_get::<Option<Uuid>>("", KEY)?.map(|id| id.to_string()),
        Grouping::Category => row.try_get("", KEY)?,
        Grouping::Priority => {
            let rank: i32 = row.try_get("", KEY)?;
            let priority: Priority = super::ticket_rows::priority(&Row::new("tickets", ""), rank)?;
            Some(priority.as_str().to_owned())
        }
    })
}

fn between(at: Expr, within: Within) -> Expr {
    at.clone().gte(within.from.unix_micros()).and(at.lt(within.before.unix_micros()))
}

/// Counts the moves among the changes of status that a query is over, of some tickets.
fn moves_of(mut query: SelectStatement, tickets: SelectStatement) -> SelectStatement {
    let of_ticket = Expr::col((OF, ticket::Column::Id)).equals((ticket_event::Entity, ticket_event::Column::TicketId));
    query
        .expr_as(moves(false, true), SETTLED)
        .expr_as(moves(true, false), REOPENED)
        .join_subquery(JoinType::InnerJoin, tickets, OF, of_ticket)
        .to_owned()
}

/// How many changes of status went from settled, or not, to settled, or not.
fn moves(from: bool, to: bool) -> Expr {
    let words =
        |settled| Status::ALL.iter().filter(move |status| status.is_settled() == settled).map(|status| status.as_str());
    let column = |column| Expr::col((ticket_event::Entity, column));
    let is = column(ticket_event::Column::FromValue)
        .is_in(words(from))
        .and(column(ticket_event::Column::ToValue).is_in(words(to)));
    count_where(is)
}

fn count() -> Expr {
    Expr::cust("COUNT(*)")
}

fn number(row: &QueryResult, name: &str) -> Result<u64, Error> {
    let number: i64 = row.try_get("", name)?;
    Ok(u64::try_from(number).unwrap_or_default())
}
