//! Keeps the log of the database short.

use crate::state::AppState;
use std::time::Duration;

/// A busy second writes some megabytes.
const EVERY: Duration = Duration::from_secs(1);

pub(super) async fn run(state: AppState) {
    loop {
        tokio::time::sleep(EVERY).await;
        if let Err(error) = state.store.tidy().await {
            tracing::warn!(%error, "the log of the database could not be shortened");
        }
    }
}
