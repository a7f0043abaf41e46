//! Tells when a target is nearly used up, and when it is.

use crate::app::{AppError, sla};
use crate::state::AppState;
use domain::sla::ReachedKind;
use std::time::Duration;

/// How late somebody is told at most. Nobody can do anything about a second.
const EVERY: Duration = Duration::from_secs(5);

pub(super) async fn run(state: AppState) {
    loop {
        match look_at_due(&state).await {
            Ok(Looked { due_soon: 0, breached: 0 }) => {}
            Ok(Looked { due_soon, breached }) => tracing::info!(due_soon, breached, "targets were reached"),
            Err(error) => tracing::warn!(%error, "the targets of tickets could not be looked at"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// What was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Looked {
    /// Targets that are nearly used up.
    pub due_soon: u64,
    /// Targets that are.
    pub breached: u64,
}

/// Looks at every ticket whose time has come. One that cannot be looked at is put off and told in the log.
///
/// # Errors
/// When the database fails; what was told until then is.
pub async fn look_at_due(state: &AppState) -> Result<Looked, AppError> {
    let mut looked = Looked::default();
    loop {
        let due = sla::due(state).await?;
        if due.is_empty() {
            return Ok(looked);
        }
        for ticket in due {
            match sla::look(state, ticket).await {
                Ok(reached) => {
                    for reached in reached {
                        match reached.kind {
                            ReachedKind::DueSoon => looked.due_soon += 1,
                            ReachedKind::Breached => looked.breached += 1,
                        }
                    }
                }
                Err(AppError::Storage(error @ persistence::Error::Unavailable(_))) => return Err(error.into()),
                Err(error) => {
                    tracing::error!(%ticket, %error, "the clocks of a ticket could not be computed");
                    sla::put_off(state, ticket).await?;
                }
            }
        }
    }
}
