//! Signing out.

use crate::app::AppError;
use crate::keys::token_hash;
use crate::state::AppState;
use persistence::repo::sessions;

/// Ends the session of a refresh token. A token without a session is no error: whoever wants to be signed out is.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(state: &AppState, token: &str) -> Result<(), AppError> {
    let now = state.clock.now();
    let hash = token_hash(token);
    state
        .store
        .write(move |tx| {
            Box::pin(async move {
                if let Some((session, _)) = sessions::by_refresh_hash(tx, &hash).await? {
                    sessions::revoke(tx, session.id, now).await?;
                }
                Ok(())
            })
        })
        .await
}
