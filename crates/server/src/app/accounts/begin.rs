//! Beginning a session, however its owner proved who they are.

use super::SESSION_SECONDS;
use crate::app::AppError;
use crate::app::audit::{Happening, record};
use crate::keys::{TokenSubject, token_hash};
use crate::state::AppState;
use domain::audit::AuditKind;
use domain::clock::Timestamp;
use domain::id::SessionId;
use persistence::repo::sessions::{self, Session};
use persistence::{Account, Tx};
use serde_json::json;

/// A new session.
pub struct SignedIn {
    /// Whose it is.
    pub account: Account,
    /// For the header.
    pub access_token: String,
    /// For the cookie.
    pub refresh_token: String,
}

/// How somebody comes in.
#[derive(Debug, Clone, Default)]
pub struct Entrance {
    /// What their browser calls itself.
    pub device: Option<String>,
    /// The provider that vouches for them; none: their password does.
    pub provider: Option<String>,
}

/// Stores a session for an account whose owner has just proved who they are.
pub(super) async fn begin(
    tx: &Tx,
    state: &AppState,
    account: Account,
    entrance: Entrance,
    now: Timestamp,
) -> Result<SignedIn, AppError> {
    let id = SessionId::new(state.ids.next());
    let refresh_token = state.keys.new_refresh_token(id);
    let Entrance { device, provider } = entrance;
    let session = Session {
        id,
        user: account.id,
        refresh_hash: token_hash(&refresh_token),
        previous_hash: None,
        rotated_at: now,
        created_at: now,
        expires_at: now.plus_seconds(SESSION_SECONDS),
        revoked_at: None,
        device,
        provider,
        proved_at: Some(now),
    };
    let subject = TokenSubject { user: account.id, session: session.id };
    let access_token = state.keys.issue(subject, account.role, now).map_err(AppError::Internal)?;
    sessions::insert(tx, &session).await?;
    let method = session.provider.as_deref().unwrap_or("password");
    let details = json!({ "method": method, "device": session.device });
    let signed_in = Happening::own(account.id, AuditKind::SignedIn).with(details);
    record(tx, now, signed_in).await?;
    tracing::info!(user = %account.id, "signed in");
    Ok(SignedIn { account, access_token, refresh_token })
}
