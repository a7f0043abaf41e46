//! Removing what nobody needs any more.

use crate::app::AppError;
use crate::state::AppState;
use domain::attachment::{STORING_SECONDS, UNSENT_SECONDS};
use persistence::repo::{attachments, files};

/// So many rows go in one transaction, so that nobody waits for long.
const AT_ONCE: u64 = 100;
/// An object that cannot be removed now is tried again after so long, and holds up no other meanwhile.
const AGAIN_SECONDS: i64 = 600;

/// Throws away uploads that were not sent, and what storing them left; then removes the objects of all that was thrown
/// away or deleted.
///
/// # Errors
/// When the database fails.
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
            let removed = state.files.store.remove(id.uuid()).await;
            if let Err(error) = &removed {
                tracing::warn!(file = %id, %error, "an object could not be removed");
            }
            let again = removed.is_err().then(|| now.plus_seconds(AGAIN_SECONDS));
            state.store.write(move |tx| Box::pin(async move { files::removed(tx, id, again).await })).await?;
        }
    }
}
