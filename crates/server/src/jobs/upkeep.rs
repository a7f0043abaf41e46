//! What every process does for itself, whoever does the work for all: reading keys that were rotated, forgetting who has
//! not called for a while.

use crate::state::AppState;
use std::time::Duration;

/// A new key signs a minute after it was made; every process knows it long before.
const EVERY: Duration = Duration::from_secs(5);

pub(super) async fn run(state: AppState) {
    loop {
        tokio::time::sleep(EVERY).await;
        match state.keys.reload() {
            Ok(true) => tracing::info!("read the signing keys again"),
            Ok(false) => {}
            Err(error) => {
                let error = format!("{error:#}");
                tracing::error!(error, "the signing keys cannot be read; those so far go on");
            }
        }
        state.limits.forget();
    }
}
