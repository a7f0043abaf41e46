//! Making an account from the command line or for the demo.

use crate::app::AppError;
use crate::app::audit::{Happening, record};
use crate::state::AppState;
use domain::account::{Locale, Role, UserStatus};
use domain::audit::{AuditKind, AuditTarget};
use domain::clock::Timestamp;
use domain::email::Email;
use domain::id::UserId;
use domain::preferences::Preferences;
use domain::text::DisplayName;
use persistence::repo::accounts;
use persistence::{Account, Error, NewAccount};
use serde_json::json;

/// An account to be made.
pub struct NewUser {
    /// The address it signs in with.
    pub email: Email,
    /// Its name.
    pub display_name: DisplayName,
    /// What it may do.
    pub role: Role,
    /// The language it reads.
    pub locale: Locale,
    /// Its password, or nothing for an account that cannot sign in.
    pub password: Option<String>,
}

/// Makes an account.
///
/// # Errors
/// [`AppError::EmailTaken`].
pub async fn create(state: &AppState, new: NewUser) -> Result<UserId, AppError> {
    let id = UserId::new(state.ids.next());
    let new = prepare(state, id, new, state.clock.now()).await?;
    let (role, now) = (new.account.role, new.created_at);
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            accounts::insert(tx, new).await.map_err(|error| match error {
                Error::Duplicate(_) => AppError::EmailTaken,
                other => other.into(),
            })?;
            let made = Happening::of_nobody(AuditKind::UserCreated).to(AuditTarget::User, id);
            record(tx, now, made.with(json!({ "role": role }))).await
        })
    });
    work.await?;
    Ok(id)
}

/// An account with its password hashed, to be stored.
///
/// # Errors
/// When the password cannot be hashed.
pub async fn prepare(
    state: &AppState,
    id: UserId,
    new: NewUser,
    created_at: Timestamp,
) -> Result<NewAccount, AppError> {
    let NewUser { email, display_name, role, locale, password } = new;
    let password_hash = match password {
        Some(password) => Some(state.passwords.hash(password).await?),
        None => None,
    };
    let status = UserStatus::Active;
    let preferences = Preferences::default();
    let account =
        Account { id, email, display_name, role, locale, time_zone: None, status, password_hash, preferences };
    Ok(NewAccount { account, created_at })
}
