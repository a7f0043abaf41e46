//! Handing over what somebody works on, by a job in steps: each is one transaction, so that it can be killed anywhere and goes
//! on. Each ticket changes as by hand, with the same events.

use super::change::check_references;
use crate::app::AppError;
use crate::app::audit::{Happening, record};
use crate::app::error::administer;
use crate::state::AppState;
use domain::account::{Role, UserStatus};
use domain::audit::{AuditKind, AuditTarget};
use domain::clock::Timestamp;
use domain::id::{HandoverId, TicketId, UserId};
use domain::policy::Actor;
use domain::ticket::Heir;
use dto::field::FieldCode;
use persistence::repo::handovers::{self, Advance, Handover};
use persistence::repo::tickets::{self, For, Writing};
use persistence::repo::{accounts, desk, users};
use persistence::{ConnectionTrait, People, Tx};
use serde_json::json;

/// So many tickets are handed over in one transaction, so that nobody waits for long.
const AT_ONCE: u64 = 20;

/// What somebody works on, and how far handing it over is.
pub struct ShownHandover {
    /// How many tickets that are not settled they work on.
    pub open: u64,
    /// The last handover of theirs.
    pub last: Option<Handover>,
    /// Who asked for it, and who takes over.
    pub people: People,
}

/// Counts what somebody works on, and tells how far handing it over is.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`].
pub async fn show_handover(state: &AppState, actor: Actor, user: UserId) -> Result<ShownHandover, AppError> {
    administer(actor)?;
    let db = state.store.connection();
    accounts::by_id(db, user).await?.ok_or(AppError::NotFound)?;
    shown(db, user).await
}

async fn shown(db: &impl ConnectionTrait, user: UserId) -> Result<ShownHandover, AppError> {
    let open = handovers::working_on(db, user).await?;
    let last = handovers::newest_of(db, user).await?;
    let named = last.iter().flat_map(|last| match last.to {
        Heir::Agent(agent) => vec![last.requested_by, agent],
        Heir::Team(_) | Heir::Nobody => vec![last.requested_by],
    });
    let people = People::load(db, named).await?;
    Ok(ShownHandover { open, last, people })
}

/// Begins to hand over what somebody works on. Where that runs already, the rest goes where is said now.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`]; [`AppError::Invalid`] for an heir who cannot be one.
pub async fn hand_over(state: &AppState, actor: Actor, user: UserId, to: Heir) -> Result<ShownHandover, AppError> {
    administer(actor)?;
    let (id, now) = (HandoverId::new(state.ids.next()), state.clock.now());
    let work = state.write(move |tx| {
        Box::pin(async move {
            users::find_to_change(tx, user).await?.ok_or(AppError::NotFound)?;
            check_heir(tx, user, to, "").await?;
            begin(tx, Beginning { id, from: user, to, by: actor.id, now }).await?;
            shown(tx, user).await
        })
    });
    let begun = work.await?;
    state.handing_over.notify_one();
    Ok(begun)
}

/// What is begun.
pub(in crate::app) struct Beginning {
    pub(in crate::app) id: HandoverId,
    pub(in crate::app) from: UserId,
    pub(in crate::app) to: Heir,
    pub(in crate::app) by: UserId,
    pub(in crate::app) now: Timestamp,
}

/// The part of it that stands in the transaction of something else. Who calls has locked the account.
pub(in crate::app) async fn begin(tx: &Tx, new: Beginning) -> Result<(), AppError> {
    let Beginning { id, from, to, by, now } = new;
    let tickets = handovers::working_on(tx, from).await?;
    let handover = Handover {
        id,
        from,
        to,
        requested_at: now,
        requested_by: by,
        tickets,
        moved: 0,
        refused: 0,
        last: None,
        finished_at: None,
    };
    handovers::put(tx, &handover).await?;
    let begun = Happening::by(by, AuditKind::HandedOver).to(AuditTarget::User, from);
    let heir = match to {
        Heir::Agent(agent) => json!(agent),
        Heir::Team(team) => json!(team),
        Heir::Nobody => json!(null),
    };
    let details = json!({ "step": "begun", "to": to.kind(), "heir": heir, "tickets": tickets });
    record(tx, now, begun.with(details)).await
}

/// Only active staff can be heirs, and teams in use.
pub(in crate::app) async fn check_heir(tx: &Tx, from: UserId, to: Heir, pointer: &str) -> Result<(), AppError> {
    let at = format!("{pointer}/id");
    let unknown = |message| Err(AppError::field(&at, FieldCode::UnknownValue, message));
    match to {
        Heir::Agent(agent) if agent == from => Err(AppError::field(&at, FieldCode::Contradiction, "is who hands over")),
        Heir::Agent(agent) => {
            let found = accounts::by_id(tx, agent).await?;
            match found.filter(|account| account.role.is_staff() && account.status == UserStatus::Active) {
                Some(_) => Ok(()),
                None => unknown("there is no such agent"),
            }
        }
        Heir::Team(team) => match desk::team(tx, team).await?.filter(|found| found.team.active) {
            Some(_) => Ok(()),
            None => unknown("there is no such team"),
        },
        Heir::Nobody => Ok(()),
    }
}

/// Goes one step on with the first handover that is not done. Tells whether there was one.
///
/// # Errors
/// When the database fails; what the step did is undone then.
pub async fn hand_over_some(state: &AppState) -> Result<bool, AppError> {
    let Some(next) = handovers::next_running(state.store.connection()).await? else { return Ok(false) };
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            // Another process may have done it meanwhile.
            let Some(handover) = handovers::running(tx, next.id).await? else { return Ok(()) };
            let now = own.clock.now();
            let tickets = handovers::next_tickets(tx, &handover, AT_ONCE).await?;
            let Some(&last) = tickets.last() else { return finish(tx, &handover, now).await };
            let mut step = Advance { moved: 0, refused: 0, last };
            for ticket in tickets {
                match one(tx, &own, &handover, ticket, now).await {
                    Ok(moved) => step.moved += u64::from(moved),
                    // Nothing of it is written yet. It stays where it is, for the admin to look at.
                    Err(AppError::Refused(_) | AppError::Invalid(_)) => step.refused += 1,
                    Err(error) => return Err(error),
                }
            }
            Ok(handovers::advance(tx, handover.id, step).await?)
        })
    });
    work.await?;
    Ok(true)
}

/// Hands one ticket over in the name of the admin who asked for it, and tells whether it was still to be.
async fn one(tx: &Tx, state: &AppState, handover: &Handover, id: TicketId, now: Timestamp) -> Result<bool, AppError> {
    let found = tickets::find_for_system(tx, id, For::Changing).await?;
    let due = found.filter(|ticket| ticket.assignee == Some(handover.from) && !ticket.status.is_settled());
    let Some(ticket) = due else { return Ok(false) };
    let by = Actor { id: handover.requested_by, role: Role::Admin };
    let changed = ticket.clone().hand_over(handover.to, by, now)?;
    check_references(tx, &ticket, &changed.ticket).await?;
    let ids = || state.ids.next();
    let writing = Writing { actor: Some(by.id), now, ids: &ids };
    tickets::save(tx, ticket.version, &changed, &writing).await?;
    Ok(true)
}

async fn finish(tx: &Tx, handover: &Handover, now: Timestamp) -> Result<(), AppError> {
    handovers::finish(tx, handover.id, now).await?;
    let done = Happening::of_nobody(AuditKind::HandedOver).to(AuditTarget::User, handover.from);
    let details = json!({ "step": "done", "moved": handover.moved, "refused": handover.refused });
    record(tx, now, done.with(details)).await
}
