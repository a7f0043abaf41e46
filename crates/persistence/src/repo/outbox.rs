//! What is to be sent: rows written in the transaction that caused them, taken by workers, kept until they are settled
//! and a while longer, so that people can see what became of them.
//!
//! A row that is taken is leased: when its worker dies, another takes it when the lease has run out. Rows of the same
//! lane go one after the other, in the order they were made, also when an earlier one has to wait.

use crate::convert::Row;
use crate::entity::{outbox, outbox_attempt};
use crate::error::Error;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::id::{EventId, OutboxId, TicketId, UserId, WebhookId};
use domain::outbox::{Channel, OutboxState as State};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, LockBehavior, LockType, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

/// A row to be written.
#[derive(Debug, Clone)]
pub struct NewOutbox {
    /// Its id.
    pub id: OutboxId,
    /// What it becomes.
    pub channel: Channel,
    /// What it keeps its order with.
    pub lane: String,
    /// The ticket it is about.
    pub ticket: Option<TicketId>,
    /// Who gets it.
    pub recipient: Option<UserId>,
    /// Which webhook gets it.
    pub target: Option<WebhookId>,
    /// Who may read it.
    pub visibility: Visibility,
    /// What it tells, as JSON: ids, never texts, so that what is sent is what may be read at that moment.
    pub payload: String,
    /// When it was caused.
    pub created_at: Timestamp,
    /// When it is to be sent.
    pub due_at: Timestamp,
}

/// A row.
#[derive(Debug, Clone)]
pub struct OutboxRow {
    /// As it was written.
    pub new: NewOutbox,
    /// Where it stands.
    pub state: State,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was settled.
    pub settled_at: Option<Timestamp>,
    /// What came of the last attempt, in a word.
    pub outcome: Option<String>,
}

/// An attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When.
    pub at: Timestamp,
    /// How long it took.
    pub took_ms: i64,
    /// What came of it, in a word.
    pub outcome: String,
}

/// Notes that events happened to a ticket, for somebody to find out who is told. Has the id of the first event.
pub(super) async fn announce(
    db: &impl ConnectionTrait,
    ticket: TicketId,
    events: &[EventId],
    visibility: Visibility,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(first) = events.first() else { return Ok(()) };
    let ids: Vec<_> = events.iter().map(ToString::to_string).collect();
    let new = NewOutbox {
        id: OutboxId::new(first.uuid()),
        channel: Channel::FanOut,
        lane: format!("fan_out {ticket}"),
        ticket: Some(ticket),
        recipient: None,
        target: None,
        visibility,
        payload: ids.join(" "),
        created_at: now,
        due_at: now,
    };
    insert(db, [new]).await
}

/// Writes rows.
///
/// # Errors
/// When the database fails.
pub async fn insert(db: &impl ConnectionTrait, new: impl IntoIterator<Item = NewOutbox>) -> Result<(), Error> {
    let rows: Vec<_> = new
        .into_iter()
        .map(|new| outbox::ActiveModel {
            id: Set(new.id.uuid()),
            channel: Set(new.channel.to_string()),
            lane: Set(new.lane),
            ticket_id: Set(new.ticket.map(TicketId::uuid)),
            recipient_id: Set(new.recipient.map(UserId::uuid)),
            target: Set(new.target.map(WebhookId::uuid)),
            visibility: Set(new.visibility.to_string()),
            payload: Set(new.payload),
            state: Set(State::Pending.to_string()),
            attempts: Set(0),
            created_at: Set(new.created_at.unix_micros()),
            due_at: Set(new.due_at.unix_micros()),
            leased_until: Set(None),
            settled_at: Set(None),
            outcome: Set(None),
        })
        .collect();
    for part in rows.chunks(super::ROWS_AT_ONCE) {
        outbox::Entity::insert_many(part.to_vec()).exec_without_returning(db).await?;
    }
    Ok(())
}

/// What a worker looks for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Of which channel.
    pub channel: Channel,
    /// For which webhook, where it is about one.
    pub target: Option<WebhookId>,
    /// How many at most.
    pub limit: u64,
}

/// Takes rows whose time has come and that nobody has, until `leased_until`.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn claim(
    db: &impl ConnectionTrait,
    wanted: Wanted,
    now: Timestamp,
    leased_until: Timestamp,
) -> Result<Vec<OutboxRow>, Error> {
    let mut query = free(wanted.channel, now).order_by_asc(outbox::Column::DueAt).order_by_asc(outbox::Column::Id);
    if let Some(target) = wanted.target {
        query = query.filter(outbox::Column::Target.eq(target.uuid()));
    }
    query = query.limit(wanted.limit);
    if db.get_database_backend() == DbBackend::Postgres {
        query = query.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let rows = query.all(db).await?;
    if !rows.is_empty() {
        outbox::Entity::update_many()
            .col_expr(outbox::Column::LeasedUntil, Expr::value(leased_until.unix_micros()))
            .filter(outbox::Column::Id.is_in(rows.iter().map(|row| row.id)))
            .exec(db)
            .await?;
    }
    rows.iter().map(convert).collect()
}

/// Rows that can be taken: due, not leased, and the first of their lane.
fn free(channel: Channel, now: Timestamp) -> Select<outbox::Entity> {
    let earlier = Alias::new("earlier");
    let before = Query::select()
        .expr(Expr::val(1))
        .from_as(outbox::Entity, earlier.clone())
        .and_where(Expr::col((earlier.clone(), outbox::Column::State)).eq(State::Pending.as_str()))
        .and_where(Expr::col((earlier.clone(), outbox::Column::Lane)).equals((outbox::Entity, outbox::Column::Lane)))
        .and_where(Expr::col((earlier, outbox::Column::Id)).lt(Expr::col((outbox::Entity, outbox::Column::Id))))
        .to_owned();
    let unleased = Condition::any()
        .add(outbox::Column::LeasedUntil.is_null())
        .add(outbox::Column::LeasedUntil.lte(now.unix_micros()));
    outbox::Entity::find()
        .filter(outbox::Column::Channel.eq(channel.as_str()))
        .filter(outbox::Column::State.eq(State::Pending.as_str()))
        .filter(outbox::Column::DueAt.lte(now.unix_micros()))
        .filter(unleased)
        .filter(Expr::exists(before).not())
}

/// The webhooks for which something can be taken.
///
/// # Errors
/// When the database fails.
pub async fn targets(db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<WebhookId>, Error> {
    let found: Vec<Uuid> = free(Channel::Webhook, now)
        .select_only()
        .column(outbox::Column::Target)
        .distinct()
        .filter(outbox::Column::Target.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().map(WebhookId::new).collect())
}

/// Whether a row of a channel may be there to be taken: one that is due and that nobody has. Only reads, for those who
/// look often.
///
/// # Errors
/// When the database fails.
pub async fn is_due(db: &impl ConnectionTrait, channel: Channel, now: Timestamp) -> Result<bool, Error> {
    let unleased = Condition::any()
        .add(outbox::Column::LeasedUntil.is_null())
        .add(outbox::Column::LeasedUntil.lte(now.unix_micros()));
    let found: Option<Uuid> = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::Id)
        .filter(outbox::Column::Channel.eq(channel.as_str()))
        .filter(outbox::Column::State.eq(State::Pending.as_str()))
        .filter(outbox::Column::DueAt.lte(now.unix_micros()))
        .filter(unleased)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// When the last row of a lane was caused.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn last_of_lane(db: &impl ConnectionTrait, lane: &str) -> Result<Option<Timestamp>, Error> {
    let found: Option<(Uuid, i64)> = outbox::Entity::find()
        .select_only()
        .columns([outbox::Column::Id, outbox::Column::CreatedAt])
        .filter(outbox::Column::Lane.eq(lane))
        .order_by_desc(outbox::Column::Id)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    found.map(|(id, at)| Row::new("outbox", id).time("created_at", at)).transpose()
}

/// Gives back whatever is taken. Only for a process that knows to be the only one.
///
/// # Errors
/// When the database fails.
pub async fn release_all(db: &impl ConnectionTrait) -> Result<(), Error> {
    outbox::Entity::update_many()
        .col_expr(outbox::Column::LeasedUntil, Expr::value(None::<i64>))
        .filter(outbox::Column::State.eq(State::Pending.as_str()))
        .filter(outbox::Column::LeasedUntil.is_not_null())
        .exec(db)
        .await?;
    Ok(())
}

/// What came of a row that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// It is settled.
    Settled(State),
    /// It is tried again then.
    Again(Timestamp),
}

/// Notes what came of an attempt.
///
/// # Errors
/// When the database fails.
pub async fn settle(
    db: &impl ConnectionTrait,
    row: &OutboxRow,
    settlement: Settlement,
    attempt: &Attempt,
) -> Result<(), Error> {
    let number = i32::try_from(row.attempts + 1).unwrap_or(i32::MAX);
    let mut update = outbox::Entity::update_many()
        .col_expr(outbox::Column::Attempts, Expr::value(number))
        .col_expr(outbox::Column::LeasedUntil, Expr::value(None::<i64>))
        .col_expr(outbox::Column::Outcome, Expr::value(attempt.outcome.clone()));
    update = match settlement {
        Settlement::Settled(state) => update
            .col_expr(outbox::Column::State, Expr::value(state.as_str()))
            .col_expr(outbox::Column::SettledAt, Expr::value(attempt.at.unix_micros())),
        Settlement::Again(due_at) => update.col_expr(outbox::Column::DueAt, Expr::value(due_at.unix_micros())),
    };
    update.filter(outbox::Column::Id.eq(row.new.id.uuid())).exec(db).await?;
    let Attempt { at, took_ms, outcome } = attempt.clone();
    let attempt = outbox_attempt::ActiveModel {
        outbox_id: Set(row.new.id.uuid()),
        number: Set(number),
        at: Set(at.unix_micros()),
        took_ms: Set(took_ms),
        outcome: Set(outcome),
    };
    outbox_attempt::Entity::insert(attempt).exec_without_returning(db).await?;
    Ok(())
}

/// Settles rows whose work was done in the same transaction.
///
/// # Errors
/// When the database fails.
pub async fn done(db: &impl ConnectionTrait, ids: &[OutboxId], now: Timestamp) -> Result<(), Error> {
    outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(State::Done.as_str()))
        .col_expr(outbox::Column::SettledAt, Expr::value(now.unix_micros()))
        .col_expr(outbox::Column::LeasedUntil, Expr::value(None::<i64>))
        .filter(outbox::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .exec(db)
        .await?;
    Ok(())
}

/// Makes rows that are not pending wait to be sent again: one of them, or all that were given up, of a webhook where
/// one is named. Tells how many.
///
/// # Errors
/// When the database fails.
pub async fn replay(db: &impl ConnectionTrait, which: Replay, now: Timestamp) -> Result<u64, Error> {
    let mut update = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(State::Pending.as_str()))
        .col_expr(outbox::Column::DueAt, Expr::value(now.unix_micros()))
        .col_expr(outbox::Column::SettledAt, Expr::value(None::<i64>))
        // From now on it may fail for as long as a new one.
        .col_expr(outbox::Column::CreatedAt, Expr::value(now.unix_micros()))
        .filter(outbox::Column::State.ne(State::Pending.as_str()))
        // What was told on is not told on twice.
        .filter(
            Condition::any()
                .add(outbox::Column::Channel.ne(Channel::FanOut.as_str()))
                .add(outbox::Column::State.eq(State::Dead.as_str())),
        );
    update = match which {
        Replay::One(id) => update.filter(outbox::Column::Id.eq(id.uuid())),
        Replay::Dead { channel, target } => {
            let dead = update
                .filter(outbox::Column::State.eq(State::Dead.as_str()))
                .filter(outbox::Column::Channel.eq(channel.as_str()));
            match target {
                Some(target) => dead.filter(outbox::Column::Target.eq(target.uuid())),
                None => dead,
            }
        }
    };
    Ok(update.exec(db).await?.rows_affected)
}

/// Which rows are sent again.
#[derive(Debug, Clone, Copy)]
pub enum Replay {
    /// This one.
    One(OutboxId),
    /// All that were given up.
    Dead {
        /// Of which channel.
        channel: Channel,
        /// Of which webhook, where not of all.
        target: Option<WebhookId>,
    },
}

/// One row.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find(db: &impl ConnectionTrait, id: OutboxId) -> Result<Option<OutboxRow>, Error> {
    outbox::Entity::find_by_id(id.uuid()).one(db).await?.map(|row| convert(&row)).transpose()
}

/// What people look for among the rows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Looked {
    /// Of which channel.
    pub channel: Option<Channel>,
    /// For which webhook.
    pub target: Option<WebhookId>,
    /// Where they stand.
    pub state: Option<State>,
    /// Those before this one.
    pub before: Option<OutboxId>,
}

/// Rows, the newest first.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn list(db: &impl ConnectionTrait, looked: Looked, limit: u64) -> Result<Vec<OutboxRow>, Error> {
    let Looked { channel, target, state, before } = looked;
    let mut query = outbox::Entity::find().order_by_desc(outbox::Column::Id).limit(limit);
    if let Some(channel) = channel {
        query = query.filter(outbox::Column::Channel.eq(channel.as_str()));
    }
    if let Some(target) = target {
        query = query.filter(outbox::Column::Target.eq(target.uuid()));
    }
    if let Some(state) = state {
        query = query.filter(outbox::Column::State.eq(state.as_str()));
    }
    if let Some(before) = before {
        query = query.filter(outbox::Column::Id.lt(before.uuid()));
    }
    query.all(db).await?.iter().map(convert).collect()
}

/// The attempts of a row, in order.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn attempts(db: &impl ConnectionTrait, id: OutboxId) -> Result<Vec<Attempt>, Error> {
    let rows = outbox_attempt::Entity::find()
        .filter(outbox_attempt::Column::OutboxId.eq(id.uuid()))
        .order_by_asc(outbox_attempt::Column::Number)
        .all(db)
        .await?;
    let place = Row::new("outbox_attempts", id);
    rows.into_iter()
        .map(|row| Ok(Attempt { at: place.time("at", row.at)?, took_ms: row.took_ms, outcome: row.outcome }))
        .collect()
}

/// How many rows of a channel stand where, and since when the oldest waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// The channel.
    pub channel: Channel,
    /// Waiting.
    pub pending: u64,
    /// Given up.
    pub dead: u64,
    /// When the oldest that waits was caused.
    pub oldest: Option<Timestamp>,
}

/// Counts what waits and what was given up. What was sent is not counted; there may be millions.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn tally(db: &impl ConnectionTrait) -> Result<Vec<Tally>, Error> {
    let rows: Vec<(String, String, i64, Option<i64>)> = outbox::Entity::find()
        .select_only()
        .columns([outbox::Column::Channel, outbox::Column::State])
        .column_as(outbox::Column::Id.count(), "count")
        .column_as(outbox::Column::CreatedAt.min(), "oldest")
        .filter(outbox::Column::State.is_in([State::Pending.as_str(), State::Dead.as_str()]))
        .group_by(outbox::Column::Channel)
        .group_by(outbox::Column::State)
        .into_tuple()
        .all(db)
        .await?;
    let mut tallies: Vec<_> =
        Channel::ALL.iter().map(|&channel| Tally { channel, pending: 0, dead: 0, oldest: None }).collect();
    let place = Row::new("outbox", "all");
    for (channel, state, count, oldest) in rows {
        let channel: Channel = place.word("channel", &channel)?;
        let Some(tally) = tallies.iter_mut().find(|tally| tally.channel == channel) else { continue };
        let count = u64::try_from(count).unwrap_or_default();
        match place.word("state", &state)? {
            State::Pending => {
                tally.pending = count;
                tally.oldest = place.time_or_none("created_at", oldest)?;
            }
            _ => tally.dead = count,
        }
    }
    Ok(tallies)
}

/// Removes what was settled before a moment, at most so many rows. Tells how many.
///
/// # Errors
/// When the database fails.
pub async fn sweep(db: &impl ConnectionTrait, before: Timestamp, limit: u64) -> Result<u64, Error> {
    let old = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::Id)
        .filter(outbox::Column::SettledAt.lt(before.unix_micros()))
        .limit(limit)
        .into_query();
    let removed = outbox::Entity::delete_many()
        .filter(outbox::Column::Id.in_subquery(old))
        // Once more, for one that is sent again at this moment.
        .filter(outbox::Column::SettledAt.lt(before.unix_micros()))
        .exec(db)
        .await?;
    Ok(removed.rows_affected)
}

fn convert(row: &outbox::Model) -> Result<OutboxRow, Error> {
    let place = Row::new("outbox", row.id);
    Ok(OutboxRow {
        new: NewOutbox {
            id: OutboxId::new(row.id),
            channel: place.word("channel", &row.channel)?,
            lane: row.lane.clone(),
            ticket: row.ticket_id.map(TicketId::new),
            recipient: row.recipient_id.map(UserId::new),
            target: row.target.map(WebhookId::new),
            visibility: place.word("visibility", &row.visibility)?,
            payload: row.payload.clone(),
            created_at: place.time("created_at", row.created_at)?,
            due_at: place.time("due_at", row.due_at)?,
        },
        state: place.word("state", &row.state)?,
        attempts: place.count("attempts", row.attempts)?,
        settled_at: place.time_or_none("settled_at", row.settled_at)?,
        outcome: row.outcome.clone(),
    })
}
