//! Legal holds: what must not be erased.

use crate::convert::Row;
use crate::entity::{legal_hold, ticket};
use crate::error::Error;
use domain::clock::Timestamp;
use domain::id::{LegalHoldId, TicketId, UserId};
use domain::privacy::HoldKind;
use domain::text::Reason;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use uuid::Uuid;

/// Something that must not be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalHold {
    /// Its id.
    pub id: LegalHoldId,
    /// What it keeps.
    pub kind: HoldKind,
    /// Which person or ticket.
    pub target: Uuid,
    /// Why.
    pub reason: Reason,
    /// Since when.
    pub created_at: Timestamp,
    /// Who put it on.
    pub created_by: UserId,
}

/// Those in force, the newest first.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn in_force(db: &impl ConnectionTrait) -> Result<Vec<LegalHold>, Error> {
    let rows = legal_hold::Entity::find()
        .filter(legal_hold::Column::LiftedAt.is_null())
        .order_by_desc(legal_hold::Column::Id)
        .all(db)
        .await?;
    rows.iter().map(convert).collect()
}

/// Puts one on.
///
/// # Errors
/// [`Error::Duplicate`] where there is one already.
pub async fn put(db: &impl ConnectionTrait, new: &LegalHold) -> Result<(), Error> {
    let row = legal_hold::ActiveModel {
        id: Set(new.id.uuid()),
        kind: Set(new.kind.to_string()),
        target_id: Set(new.target),
        reason: Set(new.reason.as_str().to_owned()),
        created_at: Set(new.created_at.unix_micros()),
        created_by: Set(new.created_by.uuid()),
        lifted_at: Set(None),
        lifted_by: Set(None),
    };
    legal_hold::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Lifts one. Gives what it was; nothing where there is none in force.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn lift(
    db: &impl ConnectionTrait,
    id: LegalHoldId,
    by: UserId,
    now: Timestamp,
) -> Result<Option<LegalHold>, Error> {
    let found = legal_hold::Entity::find_by_id(id.uuid()).filter(legal_hold::Column::LiftedAt.is_null());
    let Some(row) = found.lock_exclusive().one(db).await? else { return Ok(None) };
    legal_hold::Entity::update_many()
        .col_expr(legal_hold::Column::LiftedAt, Expr::value(now.unix_micros()))
        .col_expr(legal_hold::Column::LiftedBy, Expr::value(by.uuid()))
        .filter(legal_hold::Column::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    convert(&row).map(Some)
}

/// Whether a ticket must stay: it, or whoever asked it, is under hold.
///
/// # Errors
/// When the database fails.
pub async fn keep_ticket(db: &impl ConnectionTrait, ticket: TicketId, requester: UserId) -> Result<bool, Error> {
    let on = |kind: HoldKind, target: Uuid| {
        legal_hold::Column::Kind.eq(kind.as_str()).and(legal_hold::Column::TargetId.eq(target))
    };
    let holds = legal_hold::Entity::find()
        .filter(legal_hold::Column::LiftedAt.is_null())
        .filter(on(HoldKind::Ticket, ticket.uuid()).or(on(HoldKind::User, requester.uuid())));
    Ok(holds.count(db).await? > 0)
}

/// The tickets that must stay: they, or whoever asked them, are under hold.
pub(super) fn kept() -> Condition {
    let under = |kind: HoldKind| {
        legal_hold::Entity::find()
            .select_only()
            .column(legal_hold::Column::TargetId)
            .filter(legal_hold::Column::LiftedAt.is_null())
            .filter(legal_hold::Column::Kind.eq(kind.as_str()))
            .into_query()
    };
    Condition::any()
        .add(ticket::Column::Id.in_subquery(under(HoldKind::Ticket)))
        .add(ticket::Column::RequesterId.in_subquery(under(HoldKind::User)))
}

/// How many holds keep a person or any ticket that they asked.
///
/// # Errors
/// When the database fails.
pub async fn keeping(db: &impl ConnectionTrait, person: UserId) -> Result<u64, Error> {
    let asked = ticket::Entity::find().select_only().column(ticket::Column::Id);
    let asked = asked.filter(ticket::Column::RequesterId.eq(person.uuid())).into_query();
    let on_person =
        legal_hold::Column::Kind.eq(HoldKind::User.as_str()).and(legal_hold::Column::TargetId.eq(person.uuid()));
    let on_ticket =
        legal_hold::Column::Kind.eq(HoldKind::Ticket.as_str()).and(legal_hold::Column::TargetId.in_subquery(asked));
    let holds =
        legal_hold::Entity::find().filter(legal_hold::Column::LiftedAt.is_null()).filter(on_person.or(on_ticket));
    Ok(holds.count(db).await?)
}

fn convert(row: &legal_hold::Model) -> Result<LegalHold, Error> {
    let place = Row::new("legal_holds", row.id);
    Ok(LegalHold {
        id: LegalHoldId::new(row.id),
        kind: place.word("kind", &row.kind)?,
        target: row.target_id,
        reason: place.text("reason", &row.reason, Reason::parse)?,
        created_at: place.time("created_at", row.created_at)?,
        created_by: UserId::new(row.created_by),
    })
}
