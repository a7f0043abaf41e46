//! How many tickets a list has.

use super::{first_of, first_own, wanted};
use crate::entity::ticket;
use crate::error::Error;
use crate::repo::filters::count_where;
use crate::repo::search::{Sought, Way};
use crate::repo::tickets::within;
use domain::listing::Selection;
use domain::policy::TicketScope;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use ticket::Column as C;

/// How many tickets a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// So many were found.
    pub found: u64,
    /// Whether the list was looked at to its end, or to the bound.
    pub complete: bool,
}

impl Counted {
    /// Of a list that was looked at to its end; no more than `bound` is said.
    pub(super) fn to_the_end(found: u64, bound: Option<u64>) -> Self {
        Self { found: bound.map_or(found, |bound| Ord::min(found, bound)), complete: true }
    }
}

/// How many tickets a list has; counts no further than `bound`. A list of words that are common is looked at as far as
/// [`EXAMINED`] unless there is no bound: where a word is common, more exact numbers are of no use and cost what the page does not.
///
/// # Errors
/// When the database fails.
pub async fn count(
    db: &impl ConnectionTrait,
    scope: &TicketScope,
    selection: &Selection,
    bound: Option<u64>,
) -> Result<Counted, Error> {
    let sought = Sought::prepare(db, scope, &selection.query, Way::Measured).await?;
    counted(db, scope, selection, &sought, bound).await
}

pub(super) async fn counted(
    db: &impl ConnectionTrait,
    scope: &TicketScope,
    selection: &Selection,
    sought: &Sought,
    bound: Option<u64>,
) -> Result<Counted, Error> {
    match bound {
        _ if !sought.walks() => total(db, scope, selection, sought, bound).await,
        Some(bound) => examine(db, scope, selection, sought, bound).await,
        // Whoever wants all of them needs each, and the index has them sooner than asking every ticket.
        None => total(db, scope, selection, &sought.leading(), None).await,
    }
}

async fn total(
    db: &impl ConnectionTrait,
    scope: &TicketScope,
    selection: &Selection,
    sought: &Sought,
    bound: Option<u64>,
) -> Result<Counted, Error> {
    let wanted = wanted(selection).filter(sought.condition());
    let one = |rows: Select<ticket::Entity>| rows.select_only().expr(Expr::val(1)).into_query();
    let rows = match (bound, scope) {
        (Some(bound), TicketScope::Own(user)) => {
            first_own(*user, &wanted, bound, &|query| query).limit(bound).to_owned()
        }
        (Some(bound), _) => one(wanted.filter(within(scope)).limit(bound)),
        (None, _) => one(wanted.filter(within(scope))),
    };
    let count = Query::select().expr_as(Expr::val(1).count(), "total").from_subquery(rows, "counted").to_owned();
    let row = db.query_one(&count).await?;
    let total: i64 = row.map(|row| row.try_get("", "total")).transpose()?.unwrap_or_default();
    Ok(Counted { found: u64::try_from(total).unwrap_or_default(), complete: true })
}

/// So many tickets are looked at for words that are common, to count them.
pub const EXAMINED: u64 = 200;

/// Counts among the newest tickets that the filters leave.
async fn examine(
    db: &impl ConnectionTrait,
    scope: &TicketScope,
    selection: &Selection,
    sought: &Sought,
    bound: u64,
) -> Result<Counted, Error> {
    let rows = first_of(scope, wanted(selection), EXAMINED, |query| query.order_by_desc(C::Number))
        .select_only()
        .columns([C::Number, C::Subject]);
    // Under the name of the table, so that the same conditions hold for its rows.
    let count = Query::select()
        .expr_as(Expr::val(1).count(), "examined")
        .expr_as(count_where(sought.condition()), "found")
        .from_subquery(rows.into_query(), ticket::Entity)
        .to_owned();
    let Some(row) = db.query_one(&count).await? else { return Ok(Counted { found: 0, complete: true }) };
    let number = |column| row.try_get::<i64>("", column).map(|number| u64::try_from(number).unwrap_or_default());
    let complete = number("examined")? < EXAMINED;
    Ok(Counted { complete, ..Counted::to_the_end(number("found")?, Some(bound)) })
}
