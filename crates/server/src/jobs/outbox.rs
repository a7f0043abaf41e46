//! Sends what is to be sent: finds out who is told of what happened, sends mails, calls webhooks, and makes the daily
//! summaries. Each looks when something was written, when a row's time has come, and every second in any case.

use crate::app::notifications::{Sent, deliver, fan_out_due, summaries_due, take_mails};
use crate::app::webhooks;
use crate::state::AppState;
use domain::id::WebhookId;
use futures_util::future::join_all;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// The longest that a row waits when every hint was lost.
const LOOK: Duration = Duration::from_secs(1);
/// So many mails are taken at once and sent side by side. No more are taken than are sent at once: what waits in a process
/// that ends abruptly waits for its lease.
const MAILS: u64 = 4;
/// The longest pause while the mail server cannot be reached.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// So many calls of one webhook run side by side, so that one that hangs holds up itself alone.
const CALLS_AT_ONCE: usize = 5;
const SUMMARIES: Duration = Duration::from_secs(60);

/// Waits until there may be something to do.
async fn hint(written: &mut watch::Receiver<u64>) {
    tokio::select! {
        // An error means that the server has ended, and this task with it.
        _ = written.changed() => {}
        () = tokio::time::sleep(LOOK) => {}
    }
}

pub(super) async fn fan_out(state: AppState) {
    let mut written = state.written.subscribe();
    loop {
        match fan_out_due(&state).await {
            Ok(0) => hint(&mut written).await,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "what happened could not be told on");
                tokio::time::sleep(LOOK).await;
            }
        }
    }
}

pub(super) async fn mails(state: AppState) {
    let mut written = state.written.subscribe();
    let mut pause = Duration::ZERO;
    loop {
        // After a failure one mail tries the way before others follow.
        let limit = if pause.is_zero() { MAILS } else { 1 };
        let taken = match take_mails(&state, limit).await {
            Ok(taken) => taken,
            Err(error) => {
                tracing::warn!(%error, "mails could not be taken");
                tokio::time::sleep(LOOK).await;
                continue;
            }
        };
        if taken.is_empty() {
            pause = Duration::ZERO;
            hint(&mut written).await;
            continue;
        }
        let outcomes = join_all(taken.into_iter().map(|row| deliver(&state, row))).await;
        let mut reached = true;
        for outcome in outcomes {
            match outcome {
                Ok(Sent::Settled) => {}
                Ok(Sent::NobodyThere) => reached = false,
                Err(error) => tracing::warn!(%error, "what came of a mail could not be noted"),
            }
        }
        if reached {
            pause = Duration::ZERO;
        } else {
            pause = (pause * 2).clamp(LOOK, LONGEST_PAUSE);
            tracing::warn!(seconds = pause.as_secs(), "the mail server cannot be reached; mails wait");
            // Up to a fifth more, so that several workers do not knock together.
            tokio::time::sleep(pause.mul_f64(1.0 + rand::random::<f64>() / 5.0)).await;
        }
    }
}

pub(super) async fn calls(state: AppState) {
    let mut written = state.written.subscribe();
    let running = Arc::new(Mutex::new(HashMap::<WebhookId, usize>::new()));
    let ended = Arc::new(Notify::new());
    loop {
        let mut begun = 0;
        match webhooks::targets(&state).await {
            Ok(targets) => {
                for target in targets {
                    begun += begin(&state, target, &running, &ended).await;
                }
            }
            Err(error) => tracing::warn!(%error, "calls of webhooks could not be looked for"),
        }
        if begun == 0 {
            tokio::select! {
                () = hint(&mut written) => {}
                () = ended.notified() => {}
            }
        }
    }
}

/// Begins as many calls of one webhook as may run.
async fn begin(
    state: &AppState,
    target: WebhookId,
    running: &Arc<Mutex<HashMap<WebhookId, usize>>>,
    ended: &Arc<Notify>,
) -> usize {
    let there = running.lock().unwrap_or_else(PoisonError::into_inner).get(&target).copied().unwrap_or_default();
    let free = CALLS_AT_ONCE.saturating_sub(there);
    if free == 0 {
        return 0;
    }
    let taken = match webhooks::take_calls(state, target, free as u64).await {
        Ok(taken) => taken,
        Err(error) => {
            tracing::warn!(%error, "calls of a webhook could not be taken");
            return 0;
        }
    };
    let count = taken.len();
    *running.lock().unwrap_or_else(PoisonError::into_inner).entry(target).or_default() += count;
    for row in taken {
        let (state, running, ended) = (state.clone(), running.clone(), ended.clone());
        tokio::spawn(async move {
            if let Err(error) = webhooks::deliver(&state, row).await {
                tracing::warn!(%error, "what came of a call could not be noted");
            }
            let mut running = running.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(count) = running.get_mut(&target) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    running.remove(&target);
                }
            }
            drop(running);
            ended.notify_one();
        });
    }
    count
}

pub(super) async fn summaries(state: AppState) {
    loop {
        if let Err(error) = summaries_due(&state).await {
            tracing::warn!(%error, "daily summaries could not be made");
        }
        tokio::time::sleep(SUMMARIES).await;
    }
}
