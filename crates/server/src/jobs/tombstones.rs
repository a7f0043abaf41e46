//! Keeps what was deleted for good outside of the database as well.

use crate::app::privacy::Keeper;
use crate::state::AppState;
use std::time::Duration;

/// So often is looked whether another process deleted something.
const EVERY: Duration = Duration::from_secs(60);
/// After something was written here: much is written, and little of it deletes.
const SOON: Duration = Duration::from_secs(5);

pub(super) async fn run(state: AppState) {
    let (mut keeper, mut written) = (Keeper::default(), state.written.subscribe());
    loop {
        if let Err(error) = keeper.keep(&state).await {
            let error = format!("{error:#}");
            tracing::error!(error, "what was deleted cannot be kept outside of the database");
        }
        let written = async {
            // The sender lives as long as the state.
            let _ = written.changed().await;
            tokio::time::sleep(SOON).await;
        };
        tokio::select! {
            () = written => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
