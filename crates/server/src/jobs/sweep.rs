//! Removes what has served its time.

use crate::app::attachments;
use crate::http::ANSWERS_KEPT_SECONDS;
use crate::state::AppState;
use persistence::repo::{idempotency, notifications, outbox};
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(600);
/// What was sent can be looked up for so many days.
const OUTBOX_DAYS: i64 = 30;
/// What stands in an inbox stays for so many days.
const INBOX_DAYS: i64 = 180;
/// So many rows go in one transaction, so that nobody waits for long.
const AT_ONCE: u64 = 500;

pub(super) async fn run(state: AppState) {
    loop {
        let too_old = state.clock.now().plus_seconds(-ANSWERS_KEPT_SECONDS);
        let work = state.store.write(move |tx| Box::pin(async move { idempotency::sweep(tx, too_old).await }));
        if let Err(error) = work.await {
            tracing::warn!(%error, "remembered answers could not be removed");
        }
        if let Err(error) = sweep_told(&state).await {
            tracing::warn!(%error, "what was sent long ago could not be removed");
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
