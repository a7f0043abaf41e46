//! Exchanging the refresh token for a new access token.

use super::{GRACE_SECONDS, is_live};
use crate::app::AppError;
use crate::app::audit::{Happening, record};
use crate::keys::{TokenSubject, token_hash};
use crate::state::AppState;
use domain::audit::{AuditKind, AuditTarget};
use domain::clock::Timestamp;
use domain::id::SessionId;
use persistence::repo::sessions::{self, Session};
use persistence::{Account, Error, Tx};
use serde_json::json;

/// A session that goes on.
pub struct Refreshed {
    /// Whose it is.
    pub account: Account,
    /// For the header.
    pub access_token: String,
    /// For the cookie; nothing for the second of two tabs, whose browser has the first one's answer.
    pub refresh_token: Option<String>,
}

/// What a refresh token is good for.
enum Standing {
    /// It was exchanged.
    Exchanged,
    /// It was exchanged a moment ago by another tab.
    JustExchanged,
    /// Somebody uses a token that was exchanged long ago: theirs or the present one is stolen.
    Reused,
}

/// Goes on with a session.
///
/// # Errors
/// [`AppError::SessionEnded`] when there is none for this token, or no longer.
pub async fn refresh(state: &AppState, token: &str) -> Result<Refreshed, AppError> {
    let now = state.clock.now();
    let id = state.keys.session_of(token).ok_or(AppError::SessionEnded)?;
    let hash = token_hash(token);
    let new_token = state.keys.new_refresh_token(id);
    let new_hash = token_hash(&new_token);
    let (session, account, standing) =
        state.store.write(move |tx| Box::pin(async move { exchange(tx, id, &hash, &new_hash, now).await })).await?;
    let refresh_token = match standing {
        Standing::Exchanged => Some(new_token),
        Standing::JustExchanged => None,
        Standing::Reused => {
            tracing::warn!(user = %account.id, session = %session.id, "a refresh token was used twice; session ended");
            return Err(AppError::SessionEnded);
        }
    };
    let subject = TokenSubject { user: account.id, session: session.id };
    let access_token = state.keys.issue(subject, account.role, now).map_err(AppError::Internal)?;
    Ok(Refreshed { account, access_token, refresh_token })
}

async fn exchange(
    tx: &Tx,
    id: SessionId,
    hash: &str,
    new_hash: &str,
    now: Timestamp,
) -> Result<(Session, Account, Standing), AppError> {
    let (session, account) = sessions::by_id(tx, id).await?.ok_or(AppError::SessionEnded)?;
    if !is_live(&session, &account, now) {
        return Err(AppError::SessionEnded);
    }
    if session.refresh_hash == hash {
        let standing = match sessions::rotate(tx, &session, new_hash, now).await {
            Ok(()) => Standing::Exchanged,
            Err(Error::Stale) => Standing::JustExchanged,
            Err(error) => return Err(error.into()),
        };
        return Ok((session, account, standing));
    }
    let just_before = session.previous_hash.as_deref() == Some(hash);
    if just_before && now <= session.rotated_at.plus_seconds(GRACE_SECONDS) {
        return Ok((session, account, Standing::JustExchanged));
    }
    sessions::revoke(tx, session.id, now).await?;
    let ended = Happening::of_nobody(AuditKind::SignedOut).to(AuditTarget::User, account.id);
    record(tx, now, ended.with(json!({ "because": "refresh_token_reused" }))).await?;
    Ok((session, account, Standing::Reused))
}
