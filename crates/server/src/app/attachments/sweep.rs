//! Removing what nobody needs any more.

use crate::app::AppError;
use crate::state::AppState;
use domain::attachment::{STORING_SECONDS, UNSENT_SECONDS};
use persistence::repo::{attachments, files};

/// So many rows go in one transaction, so that nobody waits for long.
const AT_ONCE: u64 = 100;

/// Throws away uploads that were not sent, and what storing them left; then removes the objects of all that was thrown
/// away or deleted. An object that cannot be removed now is tried again the next time.
///
/// # Errors
/// When the database or the store fails.
pub async fn sweep(state: &AppState) -> Result<(), AppError> {
    let now = state.clock.now();
    let (unsent, storing) = (now.plus_seconds(-UNSENT_SECONDS), now.plus_seconds(-STORING_SECONDS));
    loop {
        let work = state.store.write(move |tx| {
            Box::pin(async move {
                let thrown = attachments::sweep_unsent(tx, unsent, AT_ONCE, now).await?;
                Ok::<_, AppError>(thrown.max(files::sweep_pending(tx, storing, AT_ONCE, now).await?))
            })
        });
        if work.await? < AT_ONCE {
            break;
        }
    }
    loop {
        let gone = files::to_remove(state.store.connection(), now, AT_ONCE).await?;
        if gone.is_empty() {
            return Ok(());
        }
        for id in gone {
            state.files.store.remove(id.uuid()).await?;
            state.store.write(move |tx| Box::pin(async move { files::removed(tx, id).await })).await?;
        }
    }
}
