//! Removes what has served its time.

use crate::app::accounts::FLOW_SECONDS;
use crate::app::attachments;
use crate::http::ANSWERS_KEPT_SECONDS;
use crate::state::AppState;
use domain::lockout::MEMORY_SECONDS;
use persistence::repo::{account_links, idempotency, notifications, oidc_flows, outbox, sign_in_failures};
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(600);
/// What was sent can be looked up for so many days.
const OUTBOX_DAYS: i64 = 30;
/// What stands in an inbox stays for so many days.
const INBOX_DAYS: i64 = 180;
/// A link that ran out is told from one that never was for so many days.
const LINK_DAYS: i64 = 30;
/// So many rows go in one transaction, so that nobody waits for long.
const AT_ONCE: u64 = 500;

pub(super) async fn run(state: AppState) {
    loop {
        if let Err(error) = sweep_answers(&state).await {
            tracing::warn!(%error, "remembered answers could not be removed");
        }
        if let Err(error) = sweep_told(&state).await {
            tracing::warn!(%error, "what was sent long ago could not be removed");
        }
        if let Err(error) = sweep_sign_in(&state).await {
            tracing::warn!(%error, "what signing in left behind could not be removed");
        }
        if let Err(error) = attachments::sweep(&state).await {
            tracing::warn!(%error, "files that nobody needs could not be removed");
        }
        if let Err(error) = state.files.incoming.sweep(state.clock.now()).await {
            tracing::warn!(%error, "what broken uploads left could not be removed");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Links and visits at providers that ran out, and wrong passwords of long ago.
async fn sweep_sign_in(state: &AppState) -> Result<(), persistence::Error> {
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            account_links::sweep(tx, now.plus_seconds(-LINK_DAYS * 86_400)).await?;
            oidc_flows::sweep(tx, now.plus_seconds(-FLOW_SECONDS)).await?;
            sign_in_failures::sweep(tx, now.plus_seconds(-MEMORY_SECONDS)).await
        })
    });
    work.await
}

async fn sweep_answers(state: &AppState) -> Result<(), persistence::Error> {
    let too_old = state.clock.now().plus_seconds(-ANSWERS_KEPT_SECONDS);
    loop {
        let work = state.store.write(move |tx| Box::pin(async move { idempotency::sweep(tx, too_old, AT_ONCE).await }));
        if work.await? < AT_ONCE {
            return Ok(());
        }
    }
}

async fn sweep_told(state: &AppState) -> Result<(), persistence::Error> {
    let now = state.clock.now();
    let (sent, told) = (now.plus_seconds(-OUTBOX_DAYS * 86_400), now.plus_seconds(-INBOX_DAYS * 86_400));
    loop {
        let work = state.store.write(move |tx| Box::pin(async move { outbox::sweep(tx, sent, AT_ONCE).await }));
        let removed = work.await?;
        let work = state.store.write(move |tx| Box::pin(async move { notifications::sweep(tx, told, AT_ONCE).await }));
        if removed.max(work.await?) < AT_ONCE {
            return Ok(());
        }
    }
}
