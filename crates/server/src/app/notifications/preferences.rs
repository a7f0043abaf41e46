//! What people want to be told of.

use crate::app::AppError;
use crate::state::AppState;
use domain::notification::{Loudness, NoticeKind, NotificationPreferences};
use domain::policy::Actor;
use persistence::repo::notifications;

/// What the actor has chosen.
///
/// # Errors
/// When the database fails.
pub async fn preferences(state: &AppState, actor: Actor) -> Result<NotificationPreferences, AppError> {
    Ok(notifications::preferences(state.store.connection(), actor.id).await?)
}

/// Changes some choices of the actor. Shows all.
///
/// # Errors
/// When the database fails.
pub async fn change_preferences(
    state: &AppState,
    actor: Actor,
    choices: Vec<(NoticeKind, Loudness)>,
) -> Result<NotificationPreferences, AppError> {
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            for (kind, loudness) in choices {
                notifications::put_preference(tx, actor.id, kind, loudness).await?;
            }
            notifications::preferences(tx, actor.id).await.map_err(AppError::from)
        })
    });
    work.await
}
