//! Goes on with what was asked for and takes many steps. Each step is one transaction, so that it can be killed anywhere.

use crate::app::AppError;
use crate::state::AppState;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// So often is looked whether another process left something undone.
const EVERY: Duration = Duration::from_secs(60);
/// After a failure.
const PAUSE: Duration = Duration::from_secs(5);

/// Takes steps while there are any, and then whenever it is woken. `what` says in the log what failed.
pub(super) async fn run(
    state: AppState,
    woken: Arc<Notify>,
    what: &'static str,
    step: impl AsyncFn(&AppState) -> Result<bool, AppError>,
) {
    loop {
        match step(&state).await {
            Ok(true) => {}
            Ok(false) => {
                tokio::select! {
                    () = woken.notified() => {}
                    () = tokio::time::sleep(EVERY) => {}
                }
            }
            Err(error) => {
                tracing::warn!(%error, what, "a step failed and is taken again");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}
