//! The audit log: appended to, read, and never changed.

use crate::convert::Row;
use crate::entity::{audit_event, audit_head};
use crate::error::Error;
use domain::audit::{AuditEntry, AuditKind, AuditTarget, Details, Hash};
use domain::clock::Timestamp;
use domain::id::UserId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// There is one row that repeats the last entry.
const HEAD: i32 = 1;

/// What is to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Option<UserId>,
    /// What.
    pub kind: AuditKind,
    /// What it is about.
    pub target: Option<(AuditTarget, String)>,
    /// More about it.
    pub details: Details,
}

/// The last entry: its place and its hash. Before the first, 0 and [`Hash::NONE`].
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn head(db: &impl ConnectionTrait) -> Result<(i64, Hash), Error> {
    read_head(audit_head::Entity::find_by_id(HEAD).one(db).await?)
}

fn read_head(row: Option<audit_head::Model>) -> Result<(i64, Hash), Error> {
    let place = Row::new("audit_head", HEAD);
    let row = row.ok_or_else(|| place.corrupt("id", "nothing"))?;
    Ok((row.sequence, place.word("hash", &row.hash)?))
}

/// Appends an entry. Whoever else appends waits until the transaction ends, so this is done as late in it as can be.
///
/// # Errors
/// When the database fails.
pub async fn append(db: &impl ConnectionTrait, new: NewEntry) -> Result<(), Error> {
    let (last, before) = read_head(audit_head::Entity::find_by_id(HEAD).lock_exclusive().one(db).await?)?;
    let NewEntry { at, actor, kind, target, details } = new;
    let mut entry = AuditEntry {
        sequence: last + 1,
        at,
        actor,
        kind: kind.to_string(),
        target: target.map(|(kind, id)| (kind.to_string(), id)),
        digest: details.digest(),
        details: Some(details),
        hash: before,
    };
    entry.hash = entry.hash_after(before);
    let AuditEntry { sequence, digest, hash, kind, target, details, .. } = entry;
    let (target_kind, target_id) = target.unzip();
    let (details, salt) = details.map(|Details { text, salt }| (text, salt)).unzip();
    let row = audit_event::ActiveModel {
        sequence: Set(sequence),
        at: Set(at.unix_micros()),
        actor_id: Set(actor.map(UserId::uuid)),
        kind: Set(kind),
        target_kind: Set(target_kind),
        target_id: Set(target_id),
        details: Set(details),
        salt: Set(salt),
        digest: Set(digest.to_string()),
        hash: Set(hash.to_string()),
    };
    audit_event::Entity::insert(row).exec_without_returning(db).await?;
    audit_head::Entity::update_many()
        .col_expr(audit_head::Column::Sequence, Expr::value(sequence))
        .col_expr(audit_head::Column::Hash, Expr::value(hash.to_string()))
        .filter(audit_head::Column::Id.eq(HEAD))
        .exec(db)
        .await?;
    Ok(())
}

/// Which entries are wanted; what is absent does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Of this kind.
    pub kind: Option<AuditKind>,
    /// Done by this person.
    pub actor: Option<UserId>,
    /// About this thing.
    pub target: Option<(AuditTarget, String)>,
    /// Not before this.
    pub from: Option<Timestamp>,
    /// Before this.
    pub until: Option<Timestamp>,
}

/// Entries before a place, the newest first.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn newest(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<AuditEntry>, Error> {
    let mut query = select(wanted).order_by_desc(audit_event::Column::Sequence).limit(limit);
    if let Some(before) = before {
        query = query.filter(audit_event::Column::Sequence.lt(before));
    }
    query.all(db).await?.into_iter().map(convert).collect()
}

/// Entries after a place, the oldest first: for reading all of it part by part.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn following(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    after: i64,
    limit: u64,
) -> Result<Vec<AuditEntry>, Error> {
    let query = select(wanted).filter(audit_event::Column::Sequence.gt(after));
    let rows = query.order_by_asc(audit_event::Column::Sequence).limit(limit).all(db).await?;
    rows.into_iter().map(convert).collect()
}

fn select(wanted: &Wanted) -> sea_orm::Select<audit_event::Entity> {
    use audit_event::Column;
    let Wanted { kind, actor, target, from, until } = wanted;
    let mut query = audit_event::Entity::find();
    if let Some(kind) = kind {
        query = query.filter(Column::Kind.eq(kind.as_str()));
    }
    if let Some(actor) = actor {
        query = query.filter(Column::ActorId.eq(actor.uuid()));
    }
    if let Some((kind, id)) = target {
        query = query.filter(Column::TargetKind.eq(kind.as_str())).filter(Column::TargetId.eq(id));
    }
    if let Some(from) = from {
        query = query.filter(Column::At.gte(from.unix_micros()));
    }
    if let Some(until) = until {
        query = query.filter(Column::At.lt(until.unix_micros()));
    }
    query
}

/// Takes away what the entries about a person say; that there are entries, stays.
///
/// # Errors
/// When the database fails.
pub async fn erase_details(db: &impl ConnectionTrait, person: UserId) -> Result<u64, Error> {
    use audit_event::Column;
    let about = Column::TargetKind.eq(AuditTarget::User.as_str()).and(Column::TargetId.eq(person.to_string()));
    let erased = audit_event::Entity::update_many()
        .col_expr(Column::Details, Expr::value(Option::<String>::None))
        .col_expr(Column::Salt, Expr::value(Option::<String>::None))
        .filter(about.or(Column::ActorId.eq(person.uuid())))
        .filter(Column::Details.is_not_null())
        .exec(db)
        .await?;
    Ok(erased.rows_affected)
}

fn convert(row: audit_event::Model) -> Result<AuditEntry, Error> {
    let place = Row::new("audit_events", row.sequence);
    Ok(AuditEntry {
        sequence: row.sequence,
        at: place.time("at", row.at)?,
        actor: row.actor_id.map(UserId::new),
        kind: row.kind,
        target: row.target_kind.zip(row.target_id),
        details: row.details.zip(row.salt).map(|(text, salt)| Details { text, salt }),
        digest: place.word("digest", &row.digest)?,
        hash: place.word("hash", &row.hash)?,
    })
}
