//! Closes tickets some days after they were resolved.

use crate::app::AppError;
use crate::app::tickets::{close_by_time, due_for_closing};
use crate::state::AppState;
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(60);

pub(super) async fn run(state: AppState) {
    loop {
        match close_due(&state).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "closed what was resolved long enough ago"),
            Err(error) => tracing::warn!(%error, "resolved tickets could not be closed"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Closes what is due, and tells how many tickets that were.
///
/// # Errors
/// When the database fails; what was closed until then is.
pub async fn close_due(state: &AppState) -> Result<u64, AppError> {
    let mut closed = 0;
    loop {
        let due = due_for_closing(state).await?;
        if due.is_empty() {
            return Ok(closed);
        }
        let before = closed;
        for ticket in due {
            closed += u64::from(close_by_time(state, ticket).await?);
        }
        // What another process closes is gone at the next look; what cannot be closed must not hold up the job.
        if closed == before {
            return Ok(closed);
        }
    }
}
