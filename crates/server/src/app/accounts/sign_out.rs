//! Signing out.

use crate::app::AppError;
use crate::app::audit::{Happening, record};
use crate::state::AppState;
use domain::audit::AuditKind;
use persistence::repo::sessions;

/// Ends the session of a refresh token. A token without a session is no error: whoever wants to be signed out is.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(state: &AppState, token: &str) -> Result<(), AppError> {
    let now = state.clock.now();
    let Some(id) = state.keys.session_of(token) else { return Ok(()) };
    state
        .store
        .write(move |tx| {
            Box::pin(async move {
                let Some((session, account)) = sessions::by_id(tx, id).await? else { return Ok(()) };
                sessions::revoke(tx, id, now).await?;
                if session.revoked_at.is_none() {
                    let out = Happening::own(account.id, AuditKind::SignedOut);
                    record(tx, now, out).await?;
                }
                Ok(())
            })
        })
        .await
}
