//! The conditions of a list of tickets: whose, and with which filters.

use super::desk::is_open;
use super::tickets::within;
use crate::entity::{participant, ticket, ticket_tag, watcher};
use domain::category::CategoryKey;
use domain::id::UserId;
use domain::listing::{Asked, AssigneeFilter, Clause, DueFilter, TeamFilter, TicketFilter};
use domain::policy::TicketScope;
use domain::tag::Tag;
use domain::ticket::Status;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Func, IntoCondition, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Select};

pub(super) fn filtered(scope: &TicketScope, filter: &TicketFilter) -> Select<ticket::Entity> {
    ticket::Entity::find().filter(within(scope)).filter(matching(filter))
}

/// How many of the rows fulfil a condition.
pub(super) fn count_where(condition: impl IntoCondition) -> Expr {
    Func::count(CaseStatement::new().case(condition, Expr::cust("1"))).into()
}

/// The condition of a clause. What is not known (a ticket without a team) does not hold, so its contrary does.
pub(super) fn clause(clause: &Clause) -> Condition {
    let Clause { any, excluded } = clause;
    if any.is_empty() {
        let holds = if *excluded { "1 = 1" } else { "1 = 0" };
        return Condition::all().add(Expr::cust(holds));
    }
    let holds = any.iter().fold(Condition::any(), |holds, filter| holds.add(matching(filter)));
    if *excluded {
        Condition::all().add(Expr::from(Func::coalesce([Expr::from(holds), Expr::val(false)])).not())
    } else {
        holds
    }
}

/// The condition of a filter.
pub(super) fn matching(filter: &TicketFilter) -> Condition {
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

fn tagged(tags: &[Tag]) -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(ticket_tag::Column::TicketId)
        .from(ticket_tag::Entity)
        .and_where(ticket_tag::Column::Tag.is_in(tags.iter().map(Tag::as_str)))
        .to_owned()
}

pub(super) fn taking_part(user: UserId) -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(participant::Column::TicketId)
        .from(participant::Entity)
        .and_where(participant::Column::UserId.eq(user.uuid()))
        .to_owned()
}

fn watching(user: UserId) -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(watcher::Column::TicketId)
        .from(watcher::Entity)
        .and_where(watcher::Column::UserId.eq(user.uuid()))
        .to_owned()
}
