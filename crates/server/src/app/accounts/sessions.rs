//! Where somebody is signed in.

use super::Caller;
use crate::app::AppError;
use crate::state::AppState;
use domain::id::SessionId;
use persistence::repo::sessions::{self, Session};

/// The caller's sessions, the last used first.
///
/// # Errors
/// When the database fails.
pub async fn list_sessions(state: &AppState, caller: &Caller) -> Result<Vec<Session>, AppError> {
    Ok(sessions::of_user(state.store.connection(), caller.account.id, state.clock.now()).await?)
}

/// Ends one of the caller's sessions.
///
/// # Errors
/// [`AppError::NotFound`] when it is none of theirs, or has ended.
pub async fn end_session(state: &AppState, caller: &Caller, id: SessionId) -> Result<(), AppError> {
    let (user, now) = (caller.account.id, state.clock.now());
    let work = state.write(move |tx| {
        Box::pin(async move {
            let own = sessions::of_user(tx, user, now).await?;
            if !own.iter().any(|session| session.id == id) {
                return Err(AppError::NotFound);
            }
            Ok(sessions::revoke(tx, id, now).await?)
        })
    });
    work.await
}

/// Ends all of the caller's sessions, or all others.
///
/// # Errors
/// When the database fails.
pub async fn end_sessions(state: &AppState, caller: &Caller, keep_current: bool) -> Result<(), AppError> {
    let kept = if keep_current { Some(caller.session()?) } else { None };
    let (user, now) = (caller.account.id, state.clock.now());
    let work = state.write(move |tx| {
        Box::pin(async move {
            sessions::revoke_all(tx, user, kept, now).await?;
            Ok(())
        })
    });
    work.await
}
