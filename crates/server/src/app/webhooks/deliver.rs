//! Calling webhooks.

use super::calls::row;
use crate::app::AppError;
use crate::app::notifications::{Telling, Tells, tell};
use crate::state::AppState;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::id::WebhookId;
use domain::notification::NoticeKind;
use domain::outbox::{Channel, OutboxState, WEBHOOK_PATIENCE_SECONDS, WEBHOOK_TRIES, webhook_wait};
use notify::webhook::{Answer, Call, CallFailure, Rules, Secret, Target};
use persistence::Tx;
use persistence::repo::outbox::{self, Attempt, OutboxRow, Settlement, Wanted};
use persistence::repo::webhooks::Webhook;
use persistence::repo::{accounts, webhooks};

/// So long a worker may take for what it has taken, in seconds. Longer than any call.
const LEASE_SECONDS: i64 = 60;

/// So often a call is made whose receiver says that the call is wrong.
const TRIES_WHEN_BLAMED: u32 = 3;

/// The webhooks for which calls are due.
///
/// # Errors
/// When the database fails.
pub async fn targets(state: &AppState) -> Result<Vec<WebhookId>, AppError> {
    Ok(outbox::targets(state.store.connection(), state.clock.now()).await?)
}

/// Takes calls of one webhook that are due; they are this process's for a while.
///
/// # Errors
/// When the database fails.
pub async fn take_calls(state: &AppState, target: WebhookId, limit: u64) -> Result<Vec<OutboxRow>, AppError> {
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let wanted = Wanted { channel: Channel::Webhook, target: Some(target), limit };
            outbox::claim(tx, wanted, now, now.plus_seconds(LEASE_SECONDS)).await.map_err(AppError::from)
        })
    });
    work.await
}

/// Makes a call that was taken, and notes what came of it.
///
/// # Errors
/// When the database fails. The call is made again when its lease has run out.
pub async fn deliver(state: &AppState, taken: OutboxRow) -> Result<(), AppError> {
    let Some(id) = taken.new.target else { return Ok(()) };
    let hook = webhooks::find(state.store.connection(), id).await?;
    let begun = state.clock.now();
    let outcome = match &hook {
        Some(hook) if taken.new.visibility == Visibility::Internal && !hook.internal => Outcome::NotForIt,
        Some(hook) if hook.active || is_test(&taken) => call(state, hook, &taken, begun).await,
        _ => Outcome::SwitchedOff,
    };
    let ended = state.clock.now();
    let took_ms = match outcome {
        Outcome::Answered(Answer { took, .. }) => i64::try_from(took.as_millis()).unwrap_or(i64::MAX),
        _ => (ended.unix_micros() - begun.unix_micros()) / 1_000,
    };
    let attempt = Attempt { at: ended, took_ms, outcome: outcome.word() };
    state.metrics.attempted(Channel::Webhook, &attempt.outcome);
    let settlement = settlement(&taken, outcome, ended);
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            outbox::settle(tx, &taken, settlement, &attempt).await?;
            // As it is now: it may have been changed while it was called.
            let hook = if is_test(&taken) { None } else { webhooks::find_to_change(tx, id).await? };
            if let Some(hook) = hook {
                note_health(tx, &own, &hook, outcome, ended).await?;
            }
            Ok::<_, AppError>(())
        })
    });
    work.await
}

/// A test is made of a webhook that is switched off as well: it is how one finds out whether it can be switched on.
fn is_test(row: &OutboxRow) -> bool {
    row.new.ticket.is_none()
}

#[derive(Debug, Clone, Copy)]
enum Outcome {
    Answered(Answer),
    Failed(CallFailure),
    /// Its address or secret cannot be used.
    Unusable,
    SwitchedOff,
    /// It was for staff when this was written down, and is not any more.
    NotForIt,
}

impl Outcome {
    fn word(self) -> String {
        match self {
            Self::Answered(answer) => format!("http_{}", answer.status),
            Self::Failed(failure) => failure.to_string(),
            Self::Unusable => "unusable".to_owned(),
            Self::SwitchedOff => "switched_off".to_owned(),
            Self::NotForIt => "not_for_it".to_owned(),
        }
    }

    /// Answers of RFC 9110, 15.5, but for those that speak of the moment.
    fn blames_the_call(self) -> bool {
        matches!(self, Self::Answered(Answer { status: 400..=499, .. }))
            && !matches!(self, Self::Answered(Answer { status: 408 | 410 | 425 | 429, .. }))
    }

    fn went_well(self) -> bool {
        matches!(self, Self::Answered(answer) if (200..300).contains(&answer.status))
    }
}

async fn call(state: &AppState, hook: &Webhook, taken: &OutboxRow, now: Timestamp) -> Outcome {
    let rules = Rules { loopback: state.config.webhooks_may_call_loopback() };
    let Ok(target) = Target::parse(&hook.url, rules) else { return Outcome::Unusable };
    let old = hook.old_secret.as_ref().filter(|(_, until)| *until > now).map(|(secret, _)| secret);
    let secrets: Vec<_> =
        [Some(&hook.secret), old].into_iter().flatten().filter_map(|text| Secret::parse(text).ok()).collect();
    if secrets.is_empty() {
        return Outcome::Unusable;
    }
    let id = taken.new.id.to_string();
    let timestamp = now.unix_micros().div_euclid(1_000_000);
    let call = Call { id: &id, timestamp, body: &taken.new.payload, secrets: &secrets };
    match state.webhooks.call(&target, call).await {
        Ok(answer) => Outcome::Answered(answer),
        Err(failure) => Outcome::Failed(failure),
    }
}

fn settlement(taken: &OutboxRow, outcome: Outcome, now: Timestamp) -> Settlement {
    if outcome.went_well() {
        return Settlement::Settled(OutboxState::Done);
    }
    if matches!(outcome, Outcome::NotForIt) {
        return Settlement::Settled(OutboxState::Cancelled);
    }
    // A test is made once; whoever makes it looks at what comes of it.
    if is_test(taken) || matches!(outcome, Outcome::SwitchedOff | Outcome::Unusable) {
        return Settlement::Settled(OutboxState::Dead);
    }
    // Who says that it is the call that is wrong says so again; others of the same ticket wait for this one.
    if outcome.blames_the_call() && taken.attempts + 1 >= TRIES_WHEN_BLAMED {
        return Settlement::Settled(OutboxState::Dead);
    }
    // One that is sent again after it was given up has all its tries again.
    match webhook_wait(taken.attempts % WEBHOOK_TRIES + 1, rand::random()) {
        Some(wait) => Settlement::Again(now.plus_seconds(wait)),
        None => Settlement::Settled(OutboxState::Dead),
    }
}

/// Keeps since when calls fail, and switches off what has failed for days or says that it is gone (410).
async fn note_health(
    tx: &Tx,
    state: &AppState,
    hook: &Webhook,
    outcome: Outcome,
    now: Timestamp,
) -> Result<(), AppError> {
    if outcome.went_well() {
        if hook.failing_since.is_some() {
            webhooks::failing(tx, hook.id, None).await?;
        }
        return Ok(());
    }
    if !hook.active || matches!(outcome, Outcome::SwitchedOff | Outcome::NotForIt) {
        return Ok(());
    }
    let gone = matches!(outcome, Outcome::Answered(answer) if answer.status == 410);
    let Some(since) = hook.failing_since else {
        webhooks::failing(tx, hook.id, Some(now)).await?;
        return if gone { switch_off(tx, state, hook, "gone", now).await } else { Ok(()) };
    };
    if gone {
        return switch_off(tx, state, hook, "gone", now).await;
    }
    if now >= since.plus_seconds(WEBHOOK_PATIENCE_SECONDS) {
        return switch_off(tx, state, hook, "failing", now).await;
    }
    Ok(())
}

/// Switches a webhook off and tells the admins. What waits for it stays, to be sent again when it is switched on.
async fn switch_off(tx: &Tx, state: &AppState, hook: &Webhook, why: &str, now: Timestamp) -> Result<(), AppError> {
    if !webhooks::disable(tx, hook.id, why, now).await? {
        return Ok(());
    }
    let name = hook.name.as_str().to_owned();
    for admin in accounts::admins(tx).await? {
        let telling = Telling {
            kind: NoticeKind::WebhookDisabled,
            ticket: None,
            subject: Some(name.clone()),
            tells: Tells::WebhookDisabled { name: name.clone() },
        };
        tell(tx, state, &admin, telling).await?;
    }
    Ok(())
}

/// A row for a test call.
pub(super) fn test_row(state: &AppState, hook: WebhookId) -> Result<outbox::NewOutbox, AppError> {
    let now = state.clock.now();
    let body = serde_json::json!({ "type": "lotse.test", "timestamp": now, "data": {} });
    // A lane of its own: a test does not wait for what hangs.
    row(state, hook, &format!("webhook {hook} test {}", state.ids.next()), &body)
}
