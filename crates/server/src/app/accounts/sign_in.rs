//! Signing in with e-mail and password.

use super::begin::{Entrance, SignedIn, begin};
use super::limit::within;
use crate::app::AppError;
use crate::app::audit::{Happening, record};
use crate::keys::token_hash;
use crate::passwords::Place;
use crate::state::AppState;
use domain::account::UserStatus;
use domain::audit::{AuditKind, AuditTarget};
use domain::clock::Timestamp;
use domain::id::UserId;
use domain::lockout::{MEMORY_SECONDS, wait_after};
use dto::account::Credentials;
use persistence::repo::accounts;
use persistence::repo::sign_in_failures::{self, Failures};
use persistence::{Account, Tx};

/// Begins a session.
///
/// # Errors
/// [`AppError::InvalidCredentials`], after the same work, whether there is no such account, the password is wrong or
/// the account is not in use (SECURITY.md). [`AppError::TooManyAttempts`] after many wrong ones, for any address;
/// [`AppError::RateLimited`] after many tries of whatever outcome.
pub async fn sign_in(state: &AppState, credentials: Credentials, entrance: Entrance) -> Result<SignedIn, AppError> {
    let Credentials { email, password } = credentials;
    // Before anything is counted, read or written: a flood that is turned away here costs nothing, and takes no tries of an account.
    let place = state.passwords.place()?;
    within(state.limits.login_account.count(&email.as_str().to_owned()))?;
    let found = accounts::by_email(state.store.connection(), &email).await?;
    let usable = found.filter(|account| account.status == UserStatus::Active);
    let key = token_hash(email.as_str());
    let account = right_password(state, place, &key, usable, password).await?.ok_or(AppError::InvalidCredentials)?;
    let (own, now) = (state.clone(), state.clock.now());
    let work = state.store.write(move |tx| Box::pin(async move { begin(tx, &own, account, entrance, now).await }));
    work.await
}

/// The account, where the password is its own. Each try counts as a wrong one before the password is looked at, so that many
/// at once are no more than many in a row; a right one is forgotten again. Wrong ones are counted by `key`, whether there is
/// an account or not, and everything is done for both alike.
///
/// # Errors
/// [`AppError::TooManyAttempts`] while the key has to wait; no password is looked at then.
pub(super) async fn right_password(
    state: &AppState,
    place: Place,
    key: &str,
    account: Option<Account>,
    password: String,
) -> Result<Option<Account>, AppError> {
    let (now, counted) = (state.clock.now(), key.to_owned());
    state.store.write_aside(move |tx| Box::pin(async move { count(tx, &counted, now).await })).await?;
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    let right = state.passwords.verify(place, password, hash).await?;
    let (key, known) = (key.to_owned(), account.as_ref().map(|account| account.id));
    let work = state.store.write_aside(move |tx| {
        Box::pin(async move {
            if right { Ok(sign_in_failures::forget(tx, &key).await?) } else { record(tx, now, failed(known)).await }
        })
    });
    work.await?;
    Ok(account.filter(|_| right))
}

/// The address is not written down: where there is no such account, it may be anything, a password among it.
fn failed(account: Option<UserId>) -> Happening {
    let failed = Happening::of_nobody(AuditKind::SignInFailed);
    match account {
        Some(account) => failed.to(AuditTarget::User, account),
        None => failed,
    }
}

async fn count(tx: &Tx, key: &str, now: Timestamp) -> Result<(), AppError> {
    let before = sign_in_failures::find_to_change(tx, key, now).await?;
    // One that costs nothing yet may have been noted a moment later than this one came in.
    if let Some(wait) = seconds_left(before, now).filter(|_| wait_after(before.count) > 0) {
        return Err(AppError::TooManyAttempts(wait));
    }
    let remembered = if now <= before.last_at.plus_seconds(MEMORY_SECONDS) { before.count } else { 0 };
    let count = remembered.saturating_add(1);
    let failures = Failures { count, last_at: now, locked_until: now.plus_seconds(wait_after(count)) };
    Ok(sign_in_failures::put(tx, key, failures).await?)
}

fn seconds_left(failures: Failures, now: Timestamp) -> Option<i64> {
    let micros = failures.locked_until.unix_micros() - now.unix_micros();
    // Rounded up, so that whoever waits so long does not come too early.
    (micros > 0).then(|| (micros + 999_999) / 1_000_000)
}
