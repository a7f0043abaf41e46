//! Removes what has served its time.

use crate::http::ANSWERS_KEPT_SECONDS;
use crate::state::AppState;
use persistence::repo::idempotency;
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(600);

pub(super) async fn run(state: AppState) {
    loop {
        let too_old = state.clock.now().plus_seconds(-ANSWERS_KEPT_SECONDS);
        let work = state.store.write(move |tx| Box::pin(async move { idempotency::sweep(tx, too_old).await }));
        if let Err(error) = work.await {
            tracing::warn!(%error, "remembered answers could not be removed");
        }
        tokio::time::sleep(EVERY).await;
    }
}
