//! Where somebody is signed in.

use super::Caller;
use crate::app::AppError;
use crate::app::audit::{Happening, record};
use crate::state::AppState;
use domain::audit::AuditKind;
use domain::id::SessionId;
use persistence::repo::sessions::{self, Session};
use serde_json::json;

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
            sessions::revoke(tx, id, now).await?;
            record(tx, now, Happening::own(user, AuditKind::SignedOut)).await
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
            let details = json!({ "sessions": if kept.is_some() { "others" } else { "all" } });
            let out = Happening::own(user, AuditKind::SignedOut).with(details);
            record(tx, now, out).await
        })
    });
    work.await
}
