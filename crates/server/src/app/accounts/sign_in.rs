//! Signing in with e-mail and password.

use super::SESSION_SECONDS;
use crate::app::AppError;
use crate::keys::{TokenSubject, token_hash};
use crate::state::AppState;
use domain::account::UserStatus;
use domain::id::SessionId;
use dto::account::Credentials;
use persistence::Account;
use persistence::repo::{accounts, sessions};

/// A new session.
pub struct SignedIn {
    /// Whose it is.
    pub account: Account,
    /// For the header.
    pub access_token: String,
    /// For the cookie.
    pub refresh_token: String,
}

/// Begins a session.
///
/// # Errors
/// [`AppError::InvalidCredentials`], after the same work, whether there is no such account, the password is wrong or
/// the account is not in use (SECURITY.md 6).
pub async fn sign_in(state: &AppState, credentials: Credentials) -> Result<SignedIn, AppError> {
    let Credentials { email, password } = credentials;
    let found = accounts::by_email(state.store.connection(), &email).await?;
    let usable = found.filter(|account| account.status == UserStatus::Active);
    let hash = usable.as_ref().and_then(|account| account.password_hash.clone());
    let right = state.passwords.verify(password, hash).await?;
    let account = usable.filter(|_| right).ok_or(AppError::InvalidCredentials)?;

    let now = state.clock.now();
    let id = SessionId::new(state.ids.next());
    let refresh_token = state.keys.new_refresh_token(id);
    let session = sessions::Session {
        id,
        user: account.id,
        refresh_hash: token_hash(&refresh_token),
        previous_hash: None,
        rotated_at: now,
        created_at: now,
        expires_at: now.plus_seconds(SESSION_SECONDS),
        revoked_at: None,
    };
    let subject = TokenSubject { user: account.id, session: session.id };
    let access_token = state.keys.issue(subject, account.role, now).map_err(AppError::Internal)?;
    state
        .store
        .write(move |tx| Box::pin(async move { Ok::<_, AppError>(sessions::insert(tx, &session).await?) }))
        .await?;
    tracing::info!(user = %account.id, "signed in");
    Ok(SignedIn { account, access_token, refresh_token })
}
