//! Rules on how long tickets are kept, and the tickets that they reach.

use super::{holds, pseudonyms};
use crate::convert::Row;
use crate::entity::{retention_rule, ticket};
use crate::error::Error;
use domain::category::CategoryKey;
use domain::clock::Timestamp;
use domain::id::{QueueId, RetentionRuleId, TicketId, TicketNumber, UserId};
use domain::queue::DEFAULT_QUEUE;
use domain::retention::{Basis, RetentionAction, RetentionRule, Scope, ScopeKind};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

/// All rules, the oldest first.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<RetentionRule>, Error> {
    let rows = retention_rule::Entity::find().order_by_asc(retention_rule::Column::Id).all(db).await?;
    rows.iter().map(convert).collect()
}

/// One rule, which nobody else changes until the transaction ends.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find_to_change(db: &impl ConnectionTrait, id: RetentionRuleId) -> Result<Option<RetentionRule>, Error> {
    let found = retention_rule::Entity::find_by_id(id.uuid()).lock_exclusive().one(db).await?;
    found.as_ref().map(convert).transpose()
}

/// Stores a new rule.
///
/// # Errors
/// When the database fails.
pub async fn insert(db: &impl ConnectionTrait, new: &RetentionRule, by: UserId, now: Timestamp) -> Result<(), Error> {
    retention_rule::Entity::insert(row(new, by, now)).exec_without_returning(db).await?;
    Ok(())
}

/// Stores a rule as it is to be.
///
/// # Errors
/// When the database fails.
pub async fn update(db: &impl ConnectionTrait, rule: &RetentionRule, by: UserId, now: Timestamp) -> Result<(), Error> {
    retention_rule::Entity::update(row(rule, by, now)).exec(db).await?;
    Ok(())
}

/// Removes a rule.
///
/// # Errors
/// When the database fails.
pub async fn delete(db: &impl ConnectionTrait, id: RetentionRuleId) -> Result<(), Error> {
    retention_rule::Entity::delete_by_id(id.uuid()).exec(db).await?;
    Ok(())
}

/// How many tickets there are.
///
/// # Errors
/// When the database fails.
pub async fn tickets(db: &impl ConnectionTrait) -> Result<u64, Error> {
    Ok(ticket::Entity::find().count(db).await?)
}

/// A rule among others at a moment: it reaches what none before it governs.
#[derive(Debug, Clone, Copy)]
pub struct Reach<'a> {
    /// The rule.
    pub rule: &'a RetentionRule,
    /// The rules that go before it.
    pub before: &'a [RetentionRule],
    /// The moment.
    pub as_of: Timestamp,
}

impl<'a> Reach<'a> {
    /// What each of some rules reaches, which stand in their order.
    pub fn of_each(ranked: &'a [RetentionRule], as_of: Timestamp) -> impl Iterator<Item = Self> {
        let reach = move |(index, rule)| Self { rule, before: ranked.split_at(index).0, as_of };
        ranked.iter().enumerate().map(reach)
    }

    fn condition(self) -> Condition {
        let Self { rule, before, as_of } = self;
        let since = match rule.basis {
            Basis::Closed => ticket::Column::ClosedAt,
            Basis::Changed => ticket::Column::UpdatedAt,
        };
        let mut condition =
            within(&rule.scope).add(since.is_not_null()).add(since.lte(rule.old_enough(as_of).unix_micros()));
        if rule.action == RetentionAction::Anonymise {
            condition = condition.add(ticket::Column::RequesterId.not_in_subquery(pseudonyms::nobody()));
        }
        before.iter().fold(condition, |condition, other| condition.add(within(&other.scope).not()))
    }
}

/// A row without a queue waits in the default one. Nothing here is ever unknown to SQL, so that it can be turned round.
fn within(scope: &Scope) -> Condition {
    let in_queue = |queue: QueueId| {
        Condition::all().add(ticket::Column::QueueId.is_not_null()).add(ticket::Column::QueueId.eq(queue.uuid()))
    };
    match scope {
        Scope::Everything => Condition::all().add(ticket::Column::Id.is_not_null()),
        Scope::Queue(queue) if *queue == DEFAULT_QUEUE => {
            Condition::all().add(Condition::any().add(in_queue(*queue)).add(ticket::Column::QueueId.is_null()))
        }
        Scope::Queue(queue) => in_queue(*queue),
        Scope::Category(category) => Condition::all().add(ticket::Column::Category.eq(category.as_str())),
    }
}

/// What a rule reaches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reached {
    /// Tickets that are old enough and that nothing keeps.
    pub due: u64,
    /// Tickets that are old enough and that a legal hold keeps.
    pub held: u64,
}

/// Counts what a rule reaches.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &impl ConnectionTrait, reach: Reach<'_>) -> Result<Reached, Error> {
    let reached = || ticket::Entity::find().filter(reach.condition());
    Ok(Reached {
        due: reached().filter(holds::kept().not()).count(db).await?,
        held: reached().filter(holds::kept()).count(db).await?,
    })
}

/// Some of the tickets that a rule reaches and that nothing keeps, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn due(
    db: &impl ConnectionTrait,
    reach: Reach<'_>,
    limit: u64,
) -> Result<Vec<(TicketId, TicketNumber)>, Error> {
    let rows: Vec<(Uuid, i64)> = ticket::Entity::find()
        .select_only()
        .columns([ticket::Column::Id, ticket::Column::Number])
        .filter(reach.condition())
        .filter(holds::kept().not())
        .order_by_asc(ticket::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, number)| (TicketId::new(id), TicketNumber::new(number))).collect())
}

fn row(rule: &RetentionRule, by: UserId, now: Timestamp) -> retention_rule::ActiveModel {
    let RetentionRule { id, scope, basis, days, action, active } = rule;
    let (queue, category) = match scope {
        Scope::Everything => (None, None),
        Scope::Queue(queue) => (Some(queue.uuid()), None),
        Scope::Category(category) => (None, Some(category.as_str().to_owned())),
    };
    retention_rule::ActiveModel {
        id: Set(id.uuid()),
        scope: Set(scope.kind().to_string()),
        queue_id: Set(queue),
        category: Set(category),
        basis: Set(basis.to_string()),
        days: Set(i32::try_from(*days).unwrap_or(i32::MAX)),
        action: Set(action.to_string()),
        active: Set(*active),
        updated_at: Set(now.unix_micros()),
        updated_by: Set(by.uuid()),
    }
}

fn convert(row: &retention_rule::Model) -> Result<RetentionRule, Error> {
    let place = Row::new("retention_rules", row.id);
    let scope = match place.word("scope", &row.scope)? {
        ScopeKind::Everything => Scope::Everything,
        ScopeKind::Queue => {
            Scope::Queue(QueueId::new(row.queue_id.ok_or_else(|| place.corrupt("queue_id", "nothing"))?))
        }
        ScopeKind::Category => {
            let key = place.present("category", row.category.as_deref())?;
            Scope::Category(CategoryKey::parse(key).map_err(|error| place.corrupt("category", error))?)
        }
    };
    Ok(RetentionRule {
        id: RetentionRuleId::new(row.id),
        scope,
        basis: place.word("basis", &row.basis)?,
        days: place.count("days", row.days)?,
        action: place.word("action", &row.action)?,
        active: row.active,
    })
}
