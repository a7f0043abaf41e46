//! Releases replies whose time has come.

use crate::app::tickets::{Released, release_next};
use crate::state::AppState;
use persistence::repo::held;
use std::time::Duration;

/// The longest that a reply waits when the wake-up was lost, such as with another process that went down.
const LOOK: Duration = Duration::from_secs(2);

pub(super) async fn run(state: AppState) {
    loop {
        tokio::select! {
            () = state.held.notified() => {}
            () = tokio::time::sleep(until_next(&state).await) => {}
        }
        release_due(&state).await;
    }
}

async fn release_due(state: &AppState) {
    loop {
        match release_next(state).await {
            Ok(None) => return,
            Ok(Some(Released::Sent(_))) => {}
            Ok(Some(Released::Stopped(ticket, why))) => tracing::info!(%ticket, %why, "a held reply was not sent"),
            Err(error) => {
                tracing::warn!(%error, "held replies could not be released");
                return;
            }
        }
    }
}

/// How long to wait. When the database does not answer, as long as without it.
async fn until_next(state: &AppState) -> Duration {
    let Ok(Some(at)) = held::next_time(state.store.connection()).await else { return LOOK };
    let micros = at.unix_micros().saturating_sub(state.clock.now().unix_micros());
    // Due already, and still there: somebody else has it, or the last try failed.
    let wait = if micros <= 0 { Duration::from_millis(100) } else { Duration::from_micros(micros.unsigned_abs()) };
    wait.min(LOOK)
}
