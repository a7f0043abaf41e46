//! Erases people, step by step.

use crate::app::privacy;
use crate::state::AppState;
use std::time::Duration;

/// So often is looked whether another process left something undone.
const EVERY: Duration = Duration::from_secs(60);
/// After a failure.
const PAUSE: Duration = Duration::from_secs(5);

pub(super) async fn run(state: AppState) {
    loop {
        match privacy::step(&state).await {
            Ok(true) => {}
            Ok(false) => {
                tokio::select! {
                    () = state.erasing.notified() => {}
                    () = tokio::time::sleep(EVERY) => {}
                }
            }
            Err(error) => {
                tracing::warn!(%error, "a person could not be erased yet");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}
