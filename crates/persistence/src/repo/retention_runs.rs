//! Runs of the rules on how long tickets are kept: what each is to do and how far it is; and when the clock was last looked at.

use crate::convert::Row;
use crate::entity::{retention_clock, retention_run};
use crate::error::Error;
use domain::clock::Timestamp;
use domain::id::{RetentionRunId, UserId};
use domain::retention::RunStop;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

/// A run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: RetentionRunId,
    /// When it began: by this moment tickets are old enough.
    pub as_of: Timestamp,
    /// Who began it; nobody where it was time.
    pub started_by: Option<UserId>,
    /// How many tickets there were then.
    pub tickets: u64,
    /// How many of them it concerns.
    pub due: u64,
    /// How many more a legal hold kept.
    pub held: u64,
    /// How many are deleted by now.
    pub deleted: u64,
    /// How many are anonymised by now.
    pub anonymised: u64,
    /// Why it waits for an admin, or did.
    pub stopped: Option<RunStop>,
    /// When somebody decided, and who.
    pub decided: Option<(Timestamp, UserId)>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Whether it was broken off.
    pub cancelled: bool,
}

impl Run {
    /// Whether it waits for somebody to decide.
    #[must_use]
    pub const fn waits(&self) -> bool {
        self.finished_at.is_none() && self.stopped.is_some() && self.decided.is_none()
    }

    /// How many tickets it has done.
    #[must_use]
    pub const fn done(&self) -> u64 {
        self.deleted + self.anonymised
    }
}

/// When the clock was last looked at. Nobody else looks, or begins a run, until the transaction ends.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn lock_clock(db: &impl ConnectionTrait) -> Result<Option<Timestamp>, Error> {
    let place = Row::new("retention_clock", 1);
    let row = retention_clock::Entity::find_by_id(1).lock_exclusive().one(db).await?;
    let row = row.ok_or_else(|| place.corrupt("id", "nothing"))?;
    place.time_or_none("seen_at", row.seen_at)
}

/// Notes down what the clock says.
///
/// # Errors
/// When the database fails.
pub async fn put_clock(db: &impl ConnectionTrait, now: Timestamp) -> Result<(), Error> {
    retention_clock::Entity::update_many()
        .col_expr(retention_clock::Column::SeenAt, Expr::value(now.unix_micros()))
        .filter(retention_clock::Column::Id.eq(1))
        .exec(db)
        .await?;
    Ok(())
}

/// Notes down that a run begins.
///
/// # Errors
/// When the database fails.
pub async fn insert(db: &impl ConnectionTrait, new: &Run) -> Result<(), Error> {
    let number = |number: u64| Set(i64::try_from(number).unwrap_or(i64::MAX));
    let row = retention_run::ActiveModel {
        id: Set(new.id.uuid()),
        as_of: Set(new.as_of.unix_micros()),
        started_by: Set(new.started_by.map(UserId::uuid)),
        tickets: number(new.tickets),
        due: number(new.due),
        held: number(new.held),
        deleted: number(new.deleted),
        anonymised: number(new.anonymised),
        stopped: Set(new.stopped.map(|why| why.to_string())),
        decided_at: Set(new.decided.map(|(at, _)| at.unix_micros())),
        decided_by: Set(new.decided.map(|(_, by)| by.uuid())),
        finished_at: Set(new.finished_at.map(Timestamp::unix_micros)),
        cancelled: Set(new.cancelled),
    };
    retention_run::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Stores how far a run is, and what was decided.
///
/// # Errors
/// When the database fails.
pub async fn update(db: &impl ConnectionTrait, run: &Run) -> Result<(), Error> {
    use retention_run::Column as C;
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    retention_run::Entity::update_many()
        .col_expr(C::Deleted, Expr::value(number(run.deleted)))
        .col_expr(C::Anonymised, Expr::value(number(run.anonymised)))
        .col_expr(C::Stopped, Expr::value(run.stopped.map(|why| why.to_string())))
        .col_expr(C::DecidedAt, Expr::value(run.decided.map(|(at, _)| at.unix_micros())))
        .col_expr(C::DecidedBy, Expr::value(run.decided.map(|(_, by)| by.uuid())))
        .col_expr(C::FinishedAt, Expr::value(run.finished_at.map(Timestamp::unix_micros)))
        .col_expr(C::Cancelled, Expr::value(run.cancelled))
        .filter(C::Id.eq(run.id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// The run that has not ended.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn open(db: &impl ConnectionTrait) -> Result<Option<Run>, Error> {
    let found = unfinished().order_by_asc(retention_run::Column::Id).one(db).await?;
    found.as_ref().map(convert).transpose()
}

/// A run that has not ended, which nobody else goes on with or decides about until the transaction ends.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn open_to_change(db: &impl ConnectionTrait, id: RetentionRunId) -> Result<Option<Run>, Error> {
    let query = unfinished().filter(retention_run::Column::Id.eq(id.uuid()));
    query.lock_exclusive().one(db).await?.as_ref().map(convert).transpose()
}

fn unfinished() -> Select<retention_run::Entity> {
    retention_run::Entity::find().filter(retention_run::Column::FinishedAt.is_null())
}

/// One run.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find(db: &impl ConnectionTrait, id: RetentionRunId) -> Result<Option<Run>, Error> {
    retention_run::Entity::find_by_id(id.uuid()).one(db).await?.as_ref().map(convert).transpose()
}

/// The newest runs.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn newest(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Run>, Error> {
    let rows = retention_run::Entity::find().order_by_desc(retention_run::Column::Id).limit(limit).all(db).await?;
    rows.iter().map(convert).collect()
}

fn convert(row: &retention_run::Model) -> Result<Run, Error> {
    let place = Row::new("retention_runs", row.id);
    let decided_at = place.time_or_none("decided_at", row.decided_at)?;
    Ok(Run {
        id: RetentionRunId::new(row.id),
        as_of: place.time("as_of", row.as_of)?,
        started_by: row.started_by.map(UserId::new),
        tickets: place.total("tickets", row.tickets)?,
        due: place.total("due", row.due)?,
        held: place.total("held", row.held)?,
        deleted: place.total("deleted", row.deleted)?,
        anonymised: place.total("anonymised", row.anonymised)?,
        stopped: row.stopped.as_deref().map(|why| place.word("stopped", why)).transpose()?,
        decided: decided_at.zip(row.decided_by.map(UserId::new)),
        finished_at: place.time_or_none("finished_at", row.finished_at)?,
        cancelled: row.cancelled,
    })
}
