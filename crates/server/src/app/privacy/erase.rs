//! Erasing a person, by a job in steps: whoever is to be erased is out at once, their tickets go some at a time, and the person
//! last of all. Each step is one transaction, so that it can be killed anywhere and goes on.

use crate::app::AppError;
use crate::app::accounts::{Caller, require_proof, shut_out};
use crate::app::audit::{Happening, record};
use crate::app::error::administer;
use crate::keys::token_hash;
use crate::state::AppState;
use domain::account::{Held, UserStatus};
use domain::audit::{AuditKind, AuditTarget};
use domain::clock::Timestamp;
use domain::id::{ErasureId, UserId};
use domain::policy::Actor;
use domain::privacy::{ErasureCase, ErasureMode, ErasureRefusal, decide_erasure};
use persistence::repo::erasures::{self, Erasure, Holdings};
use persistence::repo::{accounts, holds, users};
use persistence::{Account, ConnectionTrait, Error, People, Tx};
use serde_json::{Value, json};

/// So many tickets are deleted in one transaction, so that nobody waits for long.
const AT_ONCE: u64 = 20;
/// So many erasures are listed.
const LISTED: u64 = 200;

/// What there is of a person, and whether they can be erased.
pub struct Preview {
    /// Who.
    pub account: Account,
    /// What there is of them.
    pub holdings: Holdings,
    /// How many legal holds keep them or a ticket of theirs.
    pub holds: u64,
    /// Why they cannot be erased now.
    pub refused: Option<ErasureRefusal>,
}

/// Some erasures, with who asked for them.
pub struct Erasures {
    /// The newest first.
    pub erasures: Vec<Erasure>,
    /// Who asked for them.
    pub people: People,
}

/// Counts what erasing somebody would concern, and changes nothing.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`].
pub async fn preview(state: &AppState, actor: Actor, user: UserId) -> Result<Preview, AppError> {
    administer(actor)?;
    let db = state.store.connection();
    let account = accounts::by_id(db, user).await?.ok_or(AppError::NotFound)?;
    let admins = users::admins(db).await?;
    look(db, actor.id, account, &admins).await
}

async fn look(
    db: &impl ConnectionTrait,
    actor: UserId,
    account: Account,
    admins: &[UserId],
) -> Result<Preview, AppError> {
    let holdings = erasures::holdings(db, &account).await?;
    let holds = holds::keeping(db, account.id).await?;
    let refused = decide_erasure(ErasureCase {
        actor,
        held: Held { id: account.id, role: account.role, status: account.status },
        other_admins: admins.iter().filter(|admin| **admin != account.id).count() as u64,
        working_on: holdings.working_on,
        holds,
    });
    Ok(Preview { account, holdings, holds, refused: refused.err() })
}

/// Begins to erase somebody. They are out at once, on every process.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::ReauthenticationRequired`]; [`AppError::NotFound`]; [`AppError::Account`],
/// [`AppError::StillWorking`] and [`AppError::LegalHold`] where the rules refuse it; [`AppError::ErasureRunning`].
pub async fn begin(state: &AppState, caller: &Caller, user: UserId, mode: ErasureMode) -> Result<Erasures, AppError> {
    administer(caller.actor())?;
    require_proof(state, caller)?;
    let (id, actor, now) = (ErasureId::new(state.ids.next()), caller.account.id, state.clock.now());
    let work = state.write(move |tx| {
        Box::pin(async move {
            let admins = users::lock_admins(tx).await?;
            let account = users::find_to_change(tx, user).await?.ok_or(AppError::NotFound)?;
            let Preview { account, holdings, holds: _, refused } = look(tx, actor, account, &admins).await?;
            if let Some(refusal) = refused {
                return Err(AppError::from(refusal));
            }
            let tickets = holdings.tickets;
            let erasure =
                Erasure { id, user, mode, requested_at: now, requested_by: actor, tickets, deleted: 0, finished: None };
            erasures::insert(tx, &erasure).await.map_err(|error| match error {
                Error::Duplicate(_) => AppError::ErasureRunning,
                other => other.into(),
            })?;
            let held = Held { id: account.id, role: account.role, status: UserStatus::Disabled };
            users::update(tx, held, now).await?;
            shut_out(tx, &account, now).await?;
            let people = People::load(tx, [actor]).await?;
            let begun = Happening::by(actor, AuditKind::Erased).to(AuditTarget::User, user);
            record(tx, now, begun.with(json!({ "erasure": id, "mode": mode, "step": "begun" }))).await?;
            Ok(Erasures { erasures: vec![erasure], people })
        })
    });
    let begun = work.await?;
    state.erasing.notify_one();
    Ok(begun)
}

/// The newest erasures.
///
/// # Errors
/// [`AppError::AdminsOnly`].
pub async fn list(state: &AppState, actor: Actor) -> Result<Erasures, AppError> {
    administer(actor)?;
    let db = state.store.connection();
    let erasures = erasures::newest(db, LISTED).await?;
    let people = People::load(db, erasures.iter().map(|erasure| erasure.requested_by)).await?;
    Ok(Erasures { erasures, people })
}

/// How far an erasure is.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`].
pub async fn show(state: &AppState, actor: Actor, id: ErasureId) -> Result<Erasures, AppError> {
    administer(actor)?;
    let db = state.store.connection();
    let erasure = erasures::find(db, id).await?.ok_or(AppError::NotFound)?;
    let people = People::load(db, [erasure.requested_by]).await?;
    Ok(Erasures { erasures: vec![erasure], people })
}

/// Goes one step on with the first erasure that is not done. Tells whether there was one.
///
/// # Errors
/// When the database fails; what the step did is undone then.
pub async fn step(state: &AppState) -> Result<bool, AppError> {
    let Some(next) = erasures::next_running(state.store.connection()).await? else { return Ok(false) };
    let (own, now) = (state.clone(), state.clock.now());
    let work = state.write(move |tx| {
        Box::pin(async move {
            // Another process may have done it meanwhile.
            let Some(erasure) = erasures::running(tx, next.id).await? else { return Ok(()) };
            let tickets = match erasure.mode {
                ErasureMode::DeleteTickets => erasures::tickets_of(tx, erasure.user, None, AT_ONCE).await?,
                ErasureMode::Anonymise => Vec::new(),
            };
            if tickets.is_empty() {
                return finish(tx, &own, &erasure, now).await;
            }
            Ok(erasures::delete_tickets(tx, erasure.id, &tickets, now).await?)
        })
    });
    work.await?;
    Ok(true)
}

async fn finish(tx: &Tx, state: &AppState, erasure: &Erasure, now: Timestamp) -> Result<(), AppError> {
    let account = users::find_to_change(tx, erasure.user).await?.ok_or(AppError::NotFound)?;
    erasures::take_out(tx, &account, &token_hash(account.email.as_str()), now).await?;
    let receipt = receipt(state, erasure, now)?;
    erasures::finish(tx, erasure.id, &receipt, now).await?;
    let done = Happening::of_nobody(AuditKind::Erased).to(AuditTarget::User, erasure.user);
    let details = json!({ "erasure": erasure.id, "mode": erasure.mode, "step": "done", "deleted": erasure.deleted });
    record(tx, now, done.with(details)).await
}

fn receipt(state: &AppState, erasure: &Erasure, now: Timestamp) -> Result<String, AppError> {
    let Erasure { id, user, mode, requested_at, requested_by: _, tickets, deleted, finished: _ } = erasure;
    let claims: Value = json!({
        "erasure": id,
        "account": user,
        "mode": mode,
        "requested_at": requested_at,
        "finished_at": now,
        "tickets": tickets,
        "deleted": deleted,
    });
    state.keys.sign_receipt(&claims, now).map_err(AppError::Internal)
}
