//! The bytes of files: where they stand, which are to be looked at, which are to go. What they are attached to, and who
//! may see that, is `attachments`' business.

use crate::convert::Row;
use crate::entity::{attachment, file, file_removal};
use crate::error::Error;
use domain::attachment::{FileState, Kind, Verdict};
use domain::clock::Timestamp;
use domain::id::FileId;
use sea_orm::sea_query::{Expr, LockBehavior, LockType, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

/// The bytes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Its id, which is the key in the store.
    pub id: FileId,
    /// What it is.
    pub kind: Kind,
    /// How many bytes it has.
    pub size: u64,
    /// Their SHA-256, in hexadecimal digits.
    pub sha256: String,
    /// Where it stands.
    pub state: FileState,
    /// What the scanner found, or why it could not look.
    pub finding: Option<String>,
    /// When it last looked.
    pub scanned_at: Option<Timestamp>,
}

/// Notes that the bytes of a file are going to be stored. From here on a sweep finds them, whatever happens.
///
/// # Errors
/// When the database fails.
pub async fn insert(db: &impl ConnectionTrait, new: &StoredFile, now: Timestamp) -> Result<(), Error> {
    let StoredFile { id, kind, size, sha256, state, finding, scanned_at } = new;
    let row = file::ActiveModel {
        id: Set(id.uuid()),
        media_type: Set(kind.media_type().to_owned()),
        size: Set(i64::try_from(*size).unwrap_or(i64::MAX)),
        sha256: Set(sha256.clone()),
        state: Set(state.to_string()),
        finding: Set(finding.clone()),
        signatures: Set(None),
        scanned_at: Set(scanned_at.map(Timestamp::unix_micros)),
        due_at: Set(now.unix_micros()),
        leased_until: Set(None),
        created_at: Set(now.unix_micros()),
    };
    file::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Notes that the bytes are stored and have to be looked at. Nothing where a sweep came first.
///
/// # Errors
/// When the database fails.
pub async fn stored(db: &impl ConnectionTrait, id: FileId, now: Timestamp) -> Result<bool, Error> {
    let updated = file::Entity::update_many()
        .col_expr(file::Column::State, Expr::value(FileState::Scanning.as_str()))
        .col_expr(file::Column::DueAt, Expr::value(now.unix_micros()))
        .filter(file::Column::Id.eq(id.uuid()))
        .filter(file::Column::State.eq(FileState::Pending.as_str()))
        .exec(db)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Which files a worker takes.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The signatures that it looks with.
    pub signatures: &'a str,
    /// Files that came later than this are looked at again when the signatures changed.
    pub newer_than: Timestamp,
    /// The most.
    pub limit: u64,
}

/// Files that are due to be looked at, which nobody else takes until the lease ends. New ones come before those that
/// were looked at with other signatures.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn claim(
    db: &impl ConnectionTrait,
    wanted: Wanted<'_>,
    now: Timestamp,
    leased_until: Timestamp,
) -> Result<Vec<StoredFile>, Error> {
    let free = || {
        let query = file::Entity::find().filter(can_be_taken(now));
        match db.get_database_backend() {
            DbBackend::Postgres => query.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked),
            _ => query,
        }
    };
    let new = free().filter(file::Column::State.eq(FileState::Scanning.as_str()));
    let mut rows =
        new.order_by_asc(file::Column::DueAt).order_by_asc(file::Column::Id).limit(wanted.limit).all(db).await?;
    let left = wanted.limit.saturating_sub(rows.len() as u64);
    if left > 0 {
        let again = [FileState::Clean.as_str(), FileState::Unscannable.as_str()];
        let otherwise = free()
            .filter(file::Column::State.is_in(again))
            .filter(file::Column::CreatedAt.gt(wanted.newer_than.unix_micros()))
            .filter(file::Column::Signatures.is_not_null())
            .filter(file::Column::Signatures.ne(wanted.signatures))
            .order_by_asc(file::Column::CreatedAt)
            .limit(left);
        rows.extend(otherwise.all(db).await?);
    }
    if !rows.is_empty() {
        file::Entity::update_many()
            .col_expr(file::Column::LeasedUntil, Expr::value(leased_until.unix_micros()))
            .filter(file::Column::Id.is_in(rows.iter().map(|row| row.id)))
            .exec(db)
            .await?;
    }
    rows.into_iter().map(convert).collect()
}

/// Whether a file is due and nobody has it.
fn can_be_taken(now: Timestamp) -> Condition {
    let leased_until = file::Column::LeasedUntil;
    let unleased = Condition::any().add(leased_until.is_null()).add(leased_until.lte(now.unix_micros()));
    Condition::all().add(unleased).add(file::Column::DueAt.lte(now.unix_micros()))
}

/// Whether a new file waits to be looked at. Only reads, for those who look often.
///
/// # Errors
/// When the database fails.
pub async fn is_due(db: &impl ConnectionTrait, now: Timestamp) -> Result<bool, Error> {
    let found: Option<Uuid> = file::Entity::find()
        .select_only()
        .column(file::Column::Id)
        .filter(file::Column::State.eq(FileState::Scanning.as_str()))
        .filter(can_be_taken(now))
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Notes what the scanner said.
///
/// # Errors
/// When the database fails.
pub async fn settle(
    db: &impl ConnectionTrait,
    id: FileId,
    verdict: &Verdict,
    signatures: &str,
    now: Timestamp,
) -> Result<(), Error> {
    file::Entity::update_many()
        .col_expr(file::Column::State, Expr::value(verdict.state().as_str()))
        .col_expr(file::Column::Finding, Expr::value(verdict.finding()))
        .col_expr(file::Column::Signatures, Expr::value(signatures))
        .col_expr(file::Column::ScannedAt, Expr::value(now.unix_micros()))
        .col_expr(file::Column::LeasedUntil, Expr::value(None::<i64>))
        .filter(file::Column::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// Gives a file back that could not be looked at now, to be taken again at a moment.
///
/// # Errors
/// When the database fails.
pub async fn again(db: &impl ConnectionTrait, id: FileId, due_at: Timestamp) -> Result<(), Error> {
    file::Entity::update_many()
        .col_expr(file::Column::DueAt, Expr::value(due_at.unix_micros()))
        .col_expr(file::Column::LeasedUntil, Expr::value(None::<i64>))
        .filter(file::Column::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// Gives back whatever is taken. Only for a process that knows to be the only one.
///
/// # Errors
/// When the database fails.
pub async fn release_all(db: &impl ConnectionTrait) -> Result<(), Error> {
    file::Entity::update_many()
        .col_expr(file::Column::LeasedUntil, Expr::value(None::<i64>))
        .filter(file::Column::LeasedUntil.is_not_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Lets go of files that are stored for nobody any more, unless something is still attached to them. Their objects are
/// then to be removed.
///
/// # Errors
/// When the database fails.
pub(super) async fn let_go(db: &impl ConnectionTrait, ids: &[Uuid], now: Timestamp) -> Result<(), Error> {
    // In the order in which everybody locks them.
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    for ids in ids.chunks(super::ROWS_AT_ONCE) {
        let_go_of_some(db, ids, now).await?;
    }
    Ok(())
}

async fn let_go_of_some(db: &impl ConnectionTrait, ids: &[Uuid], now: Timestamp) -> Result<(), Error> {
    // Locked before looking, so that of two who let go of the last two copies the second one sees it.
    let held = file::Entity::find().filter(file::Column::Id.is_in(ids.iter().copied())).order_by_asc(file::Column::Id);
    let held: Vec<Uuid> = held.select_only().column(file::Column::Id).lock_exclusive().into_tuple().all(db).await?;
    let attached = Query::select()
        .column(attachment::Column::FileId)
        .from(attachment::Entity)
        .and_where(attachment::Column::FileId.is_in(held.iter().copied()))
        .to_owned();
    let free: Vec<Uuid> = file::Entity::find()
        .select_only()
        .column(file::Column::Id)
        .filter(file::Column::Id.is_in(held))
        .filter(file::Column::Id.not_in_subquery(attached))
        .into_tuple()
        .all(db)
        .await?;
    if free.is_empty() {
        return Ok(());
    }
    file::Entity::delete_many().filter(file::Column::Id.is_in(free.iter().copied())).exec(db).await?;
    let removal = |id| file_removal::ActiveModel { id: Set(id), due_at: Set(now.unix_micros()) };
    file_removal::Entity::insert_many(free.into_iter().map(removal))
        .on_conflict(OnConflict::column(file_removal::Column::Id).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Lets go of files whose bytes began to be stored before a moment and never were. Tells how many.
///
/// # Errors
/// When the database fails.
pub async fn sweep_pending(
    db: &impl ConnectionTrait,
    before: Timestamp,
    limit: u64,
    now: Timestamp,
) -> Result<u64, Error> {
    let left: Vec<Uuid> = file::Entity::find()
        .select_only()
        .column(file::Column::Id)
        .filter(file::Column::State.eq(FileState::Pending.as_str()))
        .filter(file::Column::CreatedAt.lt(before.unix_micros()))
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let_go(db, &left, now).await?;
    Ok(left.len() as u64)
}

/// Objects that are to be removed from the store.
///
/// # Errors
/// When the database fails.
pub async fn to_remove(db: &impl ConnectionTrait, now: Timestamp, limit: u64) -> Result<Vec<FileId>, Error> {
    let found: Vec<Uuid> = file_removal::Entity::find()
        .select_only()
        .column(file_removal::Column::Id)
        .filter(file_removal::Column::DueAt.lte(now.unix_micros()))
        .order_by_asc(file_removal::Column::DueAt)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().map(FileId::new).collect())
}

/// Notes that an object is gone, or when it is to be tried again.
///
/// # Errors
/// When the database fails.
pub async fn removed(db: &impl ConnectionTrait, id: FileId, again: Option<Timestamp>) -> Result<(), Error> {
    match again {
        None => {
            file_removal::Entity::delete_by_id(id.uuid()).exec(db).await?;
        }
        Some(at) => {
            file_removal::Entity::update_many()
                .col_expr(file_removal::Column::DueAt, Expr::value(at.unix_micros()))
                .filter(file_removal::Column::Id.eq(id.uuid()))
                .exec(db)
                .await?;
        }
    }
    Ok(())
}

pub(super) fn convert(row: file::Model) -> Result<StoredFile, Error> {
    let place = Row::new("files", row.id);
    Ok(StoredFile {
        id: FileId::new(row.id),
        kind: Kind::of_type(&row.media_type).ok_or_else(|| place.corrupt("media_type", "an unknown type"))?,
        size: place.total("size", row.size)?,
        state: place.word("state", &row.state)?,
        scanned_at: place.time_or_none("scanned_at", row.scanned_at)?,
        sha256: row.sha256,
        finding: row.finding,
    })
}
