//! Has files looked at for viruses: those that came in, and those that were looked at with other signatures. While the
//! scanner is away everything waits where it is, and goes on when it is back.

use crate::app::attachments::{Looked, look, take};
use crate::state::AppState;
use futures_util::future::join_all;
use persistence::repo::files;
use std::time::Duration;
use storage::Clamd;

/// So often it is looked whether something came in, should the wake-up have been lost or have gone to another process.
const LOOK: Duration = Duration::from_secs(1);
/// So many times of looking go by before the scanner is asked whether its signatures have changed: a minute's worth.
const ASK_EVERY: u32 = 60;
/// Looked at by this process at the same time. The daemon has ten threads by default, for all who ask.
const AT_ONCE: u64 = 4;

pub(super) async fn run(state: AppState) {
    let Some(scanner) = state.files.scanner.clone() else { return };
    let (mut away, mut quiet) = (false, ASK_EVERY);
    loop {
        tokio::select! {
            () = state.files.came_in.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
        quiet += 1;
        let due = files::is_due(state.store.connection(), state.clock.now()).await;
        match due {
            Ok(false) if quiet < ASK_EVERY => continue,
            Ok(_) => quiet = 0,
            Err(error) => {
                tracing::warn!(%error, "files that wait to be looked at could not be found");
                continue;
            }
        }
        let there = look_at_all(&state, &scanner).await;
        if there == away {
            away = !there;
            if away {
                tracing::warn!("the virus scanner is away; files wait");
            } else {
                tracing::info!("the virus scanner is back");
            }
        }
    }
}

/// Looks at everything that is due. Tells whether the scanner was there.
async fn look_at_all(state: &AppState, scanner: &Clamd) -> bool {
    loop {
        let Ok(signatures) = scanner.version().await else { return false };
        let taken = match take(state, &signatures, AT_ONCE).await {
            Ok(taken) => taken,
            Err(error) => {
                tracing::warn!(%error, "files could not be taken to be looked at");
                return true;
            }
        };
        if taken.is_empty() {
            return true;
        }
        let looked = join_all(taken.into_iter().map(|file| look(state, scanner, &signatures, file))).await;
        for outcome in looked {
            match outcome {
                Ok(Looked::ScannerAway) => return false,
                Ok(Looked::Settled | Looked::StoreAway) => {}
                Err(error) => tracing::warn!(%error, "what came of looking at a file could not be noted"),
            }
        }
    }
}
