//! Legal holds.

use crate::app::audit::{Happening, record};
use crate::app::error::administer;
use crate::app::{AppError, Work};
use crate::state::AppState;
use domain::audit::{AuditKind, AuditTarget};
use domain::id::{LegalHoldId, TicketId, TicketNumber, UserId};
use domain::policy::Actor;
use domain::privacy::HoldKind;
use domain::text::Reason;
use domain::ticket::Ticket;
use dto::field::FieldCode;
use dto::privacy::HoldTarget;
use persistence::repo::holds::{self, LegalHold};
use persistence::repo::tickets::{self, For};
use persistence::repo::{accounts, viewers};
use persistence::{ConnectionTrait, Error, People, Tx};
use serde_json::json;
use std::collections::HashMap;

/// Legal holds with what they name.
pub struct Holds {
    /// Those in force, the newest first.
    pub holds: Vec<LegalHold>,
    /// Who is kept, and who put them on.
    pub people: People,
    /// The tickets that are kept.
    pub numbers: HashMap<TicketId, TicketNumber>,
}

/// Refuses to take anything of a ticket away while a legal hold keeps it, or whoever asked it.
///
/// # Errors
/// [`AppError::LegalHold`].
pub(in crate::app) async fn permit_removal(tx: &Tx, ticket: &Ticket) -> Result<(), AppError> {
    if holds::keep_ticket(tx, ticket.id, ticket.requester).await? { Err(AppError::LegalHold) } else { Ok(()) }
}

/// Every legal hold in force.
///
/// # Errors
/// [`AppError::AdminsOnly`].
pub async fn list_holds(state: &AppState, actor: Actor) -> Result<Holds, AppError> {
    administer(actor)?;
    let db = state.store.connection();
    named(db, holds::in_force(db).await?).await
}

async fn named(db: &impl ConnectionTrait, holds: Vec<LegalHold>) -> Result<Holds, AppError> {
    let kept = |kind| holds.iter().filter(move |hold| hold.kind == kind).map(|hold| hold.target);
    let kept_people = kept(HoldKind::User).map(UserId::new);
    let people = People::load(db, kept_people.chain(holds.iter().map(|hold| hold.created_by))).await?;
    let numbers = tickets::numbers_of(db, kept(HoldKind::Ticket).map(TicketId::new)).await?;
    Ok(Holds { holds, people, numbers })
}

/// Puts a legal hold on. What it keeps can be neither erased nor deleted until it is lifted.
#[must_use]
pub fn put_hold(state: &AppState, actor: Actor, target: HoldTarget, reason: Reason) -> Work<Holds> {
    let (id, now) = (LegalHoldId::new(state.ids.next()), state.clock.now());
    Work::new(move |tx| {
        Box::pin(async move {
            administer(actor)?;
            let unknown = || AppError::field("/target", FieldCode::UnknownValue, "there is no such person or ticket");
            let (kind, target, about) = match target {
                HoldTarget::User(user) => {
                    accounts::by_id(tx, user).await?.ok_or_else(unknown)?;
                    (HoldKind::User, user.uuid(), (AuditTarget::User, user.to_string()))
                }
                HoldTarget::Ticket(reference) => {
                    let admin = viewers::load(tx, actor).await?;
                    let found = tickets::find(tx, &admin, reference, For::Reading).await?.ok_or_else(unknown)?;
                    let (id, number) = (found.ticket().id, found.ticket().number);
                    (HoldKind::Ticket, id.uuid(), (AuditTarget::Ticket, number.get().to_string()))
                }
            };
            let hold = LegalHold { id, kind, target, reason, created_at: now, created_by: actor.id };
            holds::put(tx, &hold).await.map_err(|error| match error {
                Error::Duplicate(_) => AppError::AlreadyHeld,
                other => other.into(),
            })?;
            let details = json!({ "hold": id, "put_on": true, "reason": hold.reason.as_str() });
            let (target_kind, target_id) = about;
            let put = Happening::by(actor.id, AuditKind::LegalHoldChanged).to(target_kind, target_id).with(details);
            let named = named(tx, vec![hold]).await?;
            record(tx, now, put).await?;
            Ok(named)
        })
    })
}

/// Lifts a legal hold.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`].
pub async fn lift_hold(state: &AppState, actor: Actor, id: LegalHoldId) -> Result<(), AppError> {
    administer(actor)?;
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let hold = holds::lift(tx, id, actor.id, now).await?.ok_or(AppError::NotFound)?;
            let lifted = Happening::by(actor.id, AuditKind::LegalHoldChanged);
            let target = match hold.kind {
                HoldKind::User => lifted.to(AuditTarget::User, hold.target),
                HoldKind::Ticket => {
                    let id = TicketId::new(hold.target);
                    let number = tickets::numbers_of(tx, [id]).await?.get(&id).map(|number| number.get().to_string());
                    lifted.to(AuditTarget::Ticket, number.unwrap_or_else(|| hold.target.to_string()))
                }
            };
            record(tx, now, target.with(json!({ "hold": id, "put_on": false }))).await
        })
    });
    work.await
}
