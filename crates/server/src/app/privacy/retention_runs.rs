//! Going through what was kept for long enough, by a job in steps, each one transaction. A run that would concern too much, or
//! that meets a clock that moved, waits for an admin.

use super::retention_rules::reached;
use crate::app::AppError;
use crate::app::accounts::{Caller, require_proof};
use crate::app::audit::{Happening, record};
use crate::app::error::administer;
use crate::app::notifications::{Telling, Tells, tell};
use crate::state::AppState;
use domain::audit::AuditKind;
use domain::clock::Timestamp;
use domain::id::{RetentionRunId, TicketId, TicketNumber, UserId};
use domain::notification::NoticeKind;
use domain::policy::Actor;
use domain::retention::{
    RUN_EVERY_SECONDS, RetentionAction, RetentionRule, RunCase, RunStop, clock_jumped, decide_run, governing, ranked,
};
use persistence::repo::retention_rules::{self, Reach, Reached};
use persistence::repo::retention_runs::{self, Run};
use persistence::repo::tickets::{self, For};
use persistence::repo::{accounts, holds, pseudonyms, removal};
use persistence::{ConnectionTrait, People, Tx};
use serde_json::json;

/// So many tickets are done in one transaction, so that nobody waits for long.
const AT_ONCE: u64 = 20;
/// So many runs are listed.
const LISTED: u64 = 50;
/// What the clock says is written down this seldom, in seconds.
const NOTED_EVERY: i64 = 50;

/// Some runs, with who began them and decided about them.
pub struct Runs {
    /// The newest first.
    pub runs: Vec<Run>,
    /// Who had to do with them.
    pub people: People,
}

async fn with_people(db: &impl ConnectionTrait, runs: Vec<Run>) -> Result<Runs, AppError> {
    let named = runs.iter().flat_map(|run| run.started_by.into_iter().chain(run.decided.map(|(_, by)| by)));
    let people = People::load(db, named).await?;
    Ok(Runs { runs, people })
}

/// The newest runs.
///
/// # Errors
/// [`AppError::AdminsOnly`].
pub async fn list_runs(state: &AppState, actor: Actor) -> Result<Runs, AppError> {
    administer(actor)?;
    let db = state.store.connection();
    with_people(db, retention_runs::newest(db, LISTED).await?).await
}

/// How far a run is.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`].
pub async fn show_run(state: &AppState, actor: Actor, id: RetentionRunId) -> Result<Runs, AppError> {
    administer(actor)?;
    let db = state.store.connection();
    let run = retention_runs::find(db, id).await?.ok_or(AppError::NotFound)?;
    with_people(db, vec![run]).await
}

/// Begins a run now. Where one has not ended, that one is given.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::ReauthenticationRequired`].
pub async fn begin_run(state: &AppState, caller: &Caller) -> Result<Runs, AppError> {
    administer(caller.actor())?;
    require_proof(state, caller)?;
    let (id, by, now) = (RetentionRunId::new(state.ids.next()), caller.account.id, state.clock.now());
    let own = state.clone();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let seen = retention_runs::lock_clock(tx).await?;
            let run = match retention_runs::open(tx).await? {
                Some(run) => run,
                None => begin(tx, &own, Beginning { id, by: Some(by), seen, now }).await?,
            };
            with_people(tx, vec![run]).await
        })
    });
    let begun = work.await?;
    state.retaining.notify_one();
    Ok(begun)
}

/// What is begun.
struct Beginning {
    id: RetentionRunId,
    by: Option<UserId>,
    /// When the clock was last looked at.
    seen: Option<Timestamp>,
    now: Timestamp,
}

/// That a run waits for one of them.
async fn tell_admins(tx: &Tx, state: &AppState, due: u64) -> Result<(), AppError> {
    for admin in accounts::admins(tx).await? {
        let kind = NoticeKind::RetentionWaits;
        let telling = Telling { kind, ticket: None, subject: None, tells: Tells::RetentionWaits { due } };
        tell(tx, state, &admin, telling).await?;
    }
    Ok(())
}

async fn begin(tx: &Tx, state: &AppState, new: Beginning) -> Result<Run, AppError> {
    let Beginning { id, by, seen, now } = new;
    let rules = ranked(retention_rules::all(tx).await?);
    let Reached { due, held } = reached(tx, &rules, now).await?;
    let tickets = retention_rules::tickets(tx).await?;
    let stopped = decide_run(RunCase { tickets, due, seen, now }).err();
    let run = Run {
        id,
        as_of: now,
        started_by: by,
        tickets,
        due,
        held,
        deleted: 0,
        anonymised: 0,
        stopped,
        decided: None,
        finished_at: None,
        cancelled: false,
    };
    retention_runs::insert(tx, &run).await?;
    // A clock that moved is not believed before an admin says so.
    if stopped != Some(RunStop::Clock) {
        retention_runs::put_clock(tx, now).await?;
    }
    if let Some(why) = stopped {
        tell_admins(tx, state, due).await?;
        tracing::error!(run = %id, %why, due, tickets, "what was kept for long enough is not gone through before an admin has looked");
    }
    let begun = match by {
        Some(by) => Happening::by(by, AuditKind::RetentionRun),
        None => Happening::of_nobody(AuditKind::RetentionRun),
    };
    let details =
        json!({ "run": id, "step": "begun", "tickets": tickets, "due": due, "held": held, "stopped": stopped });
    record(tx, now, begun.with(details)).await?;
    Ok(run)
}

/// Lets a run that waits go on.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::ReauthenticationRequired`]; [`AppError::NotFound`] for a run that does not wait.
pub async fn confirm_run(state: &AppState, caller: &Caller, id: RetentionRunId) -> Result<Runs, AppError> {
    administer(caller.actor())?;
    require_proof(state, caller)?;
    let (by, now) = (caller.account.id, state.clock.now());
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            retention_runs::lock_clock(tx).await?;
            let found = retention_runs::open_to_change(tx, id).await?.filter(Run::waits);
            let run = Run { decided: Some((now, by)), ..found.ok_or(AppError::NotFound)? };
            retention_runs::update(tx, &run).await?;
            // Whoever says that it may go on says that the clock is right.
            retention_runs::put_clock(tx, now).await?;
            let confirmed = Happening::by(by, AuditKind::RetentionRun);
            let details = json!({ "run": id, "step": "confirmed", "due": run.due, "stopped": run.stopped });
            record(tx, now, confirmed.with(details)).await?;
            with_people(tx, vec![run]).await
        })
    });
    let confirmed = work.await?;
    state.retaining.notify_one();
    Ok(confirmed)
}

/// Breaks a run off, whether it goes on or waits. What is done is done.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`] for a run that has ended.
pub async fn cancel_run(state: &AppState, actor: Actor, id: RetentionRunId) -> Result<(), AppError> {
    administer(actor)?;
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let run = retention_runs::open_to_change(tx, id).await?.ok_or(AppError::NotFound)?;
            let decided = run.decided.or(Some((now, actor.id)));
            retention_runs::update(tx, &Run { decided, finished_at: Some(now), cancelled: true, ..run }).await?;
            let cancelled = Happening::by(actor.id, AuditKind::RetentionRun);
            record(tx, now, cancelled.with(json!({ "run": id, "step": "cancelled", "done": run.done() }))).await
        })
    });
    work.await
}

/// Goes one step on with the run that goes on, or looks whether it is time for one. Tells whether there is more to do now.
///
/// # Errors
/// When the database fails; what the step did is undone then.
pub async fn retain_some(state: &AppState) -> Result<bool, AppError> {
    match retention_runs::open(state.store.connection()).await? {
        Some(run) if run.waits() => Ok(false),
        Some(run) => go_on(state, run.id).await,
        None => look(state).await,
    }
}

/// Notes down what the clock says, and begins a run where it is time.
async fn look(state: &AppState) -> Result<bool, AppError> {
    let (own, id) = (state.clone(), RetentionRunId::new(state.ids.next()));
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let (seen, now) = (retention_runs::lock_clock(tx).await?, own.clock.now());
            if retention_runs::open(tx).await?.is_some() {
                return Ok(true);
            }
            let in_force = retention_rules::all(tx).await?.iter().any(|rule| rule.active);
            let last = retention_runs::newest(tx, 1).await?.pop().map(|run| run.as_of);
            let moved = seen.is_some_and(|seen| clock_jumped(seen, now));
            // After the clock was put back, the last run lies ahead; that is no reason to wait for it.
            let due = last.is_none_or(|last| now >= last.plus_seconds(RUN_EVERY_SECONDS)) || moved;
            if in_force && due {
                let run = begin(tx, &own, Beginning { id, by: None, seen, now }).await?;
                return Ok(!run.waits());
            }
            if seen.is_none_or(|seen| moved || now > seen.plus_seconds(NOTED_EVERY)) {
                retention_runs::put_clock(tx, now).await?;
            }
            Ok(false)
        })
    });
    work.await
}

async fn go_on(state: &AppState, id: RetentionRunId) -> Result<bool, AppError> {
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let (seen, now) = (retention_runs::lock_clock(tx).await?, own.clock.now());
            // Another process may have ended it meanwhile, or an admin.
            let Some(mut run) = retention_runs::open_to_change(tx, id).await?.filter(|run| !run.waits()) else {
                return Ok(());
            };
            if seen.is_some_and(|seen| clock_jumped(seen, now)) {
                tracing::error!(run = %id, "the clock moved while tickets were gone through; an admin has to look");
                run = Run { stopped: Some(RunStop::Clock), decided: None, ..run };
                retention_runs::update(tx, &run).await?;
                tell_admins(tx, &own, run.due.saturating_sub(run.done())).await?;
                let stopped = Happening::of_nobody(AuditKind::RetentionRun);
                return record(tx, now, stopped.with(json!({ "run": id, "step": "stopped", "stopped": run.stopped })))
                    .await;
            }
            retention_runs::put_clock(tx, now).await?;
            step(tx, &own, run, now).await
        })
    });
    work.await?;
    Ok(true)
}

/// Never more tickets than were counted when the run was begun or confirmed, whatever rules say by now.
async fn step(tx: &Tx, state: &AppState, mut run: Run, now: Timestamp) -> Result<(), AppError> {
    let rules = ranked(retention_rules::all(tx).await?);
    let left = run.due.saturating_sub(run.done()).min(AT_ONCE);
    for reach in Reach::of_each(&rules, run.as_of) {
        let tickets = if left > 0 { retention_rules::due(tx, reach, left).await? } else { Vec::new() };
        if tickets.is_empty() {
            continue;
        }
        let mut done = Vec::with_capacity(tickets.len());
        for (ticket, number) in tickets {
            if apply(tx, state, &rules, ticket, &run, now).await? {
                done.push(number);
            }
        }
        match reach.rule.action {
            RetentionAction::Delete => run.deleted += done.len() as u64,
            RetentionAction::Anonymise => run.anonymised += done.len() as u64,
        }
        return note(tx, &run, reach.rule, &done, now).await;
    }
    retention_runs::update(tx, &Run { finished_at: Some(now), ..run }).await?;
    let done = Happening::of_nobody(AuditKind::RetentionRun);
    let details = json!({ "run": run.id, "step": "done", "deleted": run.deleted, "anonymised": run.anonymised });
    record(tx, now, done.with(details)).await
}

async fn note(tx: &Tx, run: &Run, rule: &RetentionRule, done: &[TicketNumber], now: Timestamp) -> Result<(), AppError> {
    retention_runs::update(tx, run).await?;
    let went = Happening::of_nobody(AuditKind::RetentionRun);
    let details = json!({ "run": run.id, "rule": rule.id, "action": rule.action, "tickets": done });
    record(tx, now, went.with(details)).await
}

/// Does to a ticket what its rule says, if it still does: it may have been taken up again, moved, or put under hold since it was
/// looked for. Tells whether it did.
async fn apply(
    tx: &Tx,
    state: &AppState,
    rules: &[RetentionRule],
    id: TicketId,
    run: &Run,
    now: Timestamp,
) -> Result<bool, AppError> {
    let Some(ticket) = tickets::find_for_system(tx, id, For::Changing).await? else { return Ok(false) };
    let rule = governing(rules, &ticket).filter(|rule| rule.is_due(&ticket, run.as_of));
    let (Some(rule), false) = (rule, holds::keep_ticket(tx, ticket.id, ticket.requester).await?) else {
        return Ok(false);
    };
    match rule.action {
        RetentionAction::Delete => removal::delete_ticket(tx, ticket.id, ticket.number, now).await?,
        RetentionAction::Anonymise => {
            let nobody = pseudonyms::somebody_else(tx, UserId::new(state.ids.next()), now).await?;
            pseudonyms::replace_requester(tx, ticket.id, ticket.requester, nobody, now).await?;
        }
    }
    Ok(true)
}
