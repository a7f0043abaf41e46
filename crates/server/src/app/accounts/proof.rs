//! Proving again who one is, before what is dangerous (OWASP ASVS v5.0.0-7.5.1).

use super::authenticate::{Caller, Via};
use super::sign_in::right_password;
use crate::app::AppError;
use crate::keys::token_hash;
use crate::state::AppState;
use domain::sign_in::is_fresh;
use dto::field::FieldCode;
use persistence::repo::sessions;

/// Goes on where the caller has lately proved who they are. Whoever has just signed in has.
///
/// # Errors
/// [`AppError::ReauthenticationRequired`]; [`AppError::SessionRequired`] for a token.
pub fn require_proof(state: &AppState, caller: &Caller) -> Result<(), AppError> {
    match &caller.via {
        Via::Token { .. } => Err(AppError::SessionRequired),
        Via::Session { proved_at, .. } if is_fresh(*proved_at, state.clock.now()) => Ok(()),
        Via::Session { .. } => Err(AppError::ReauthenticationRequired),
    }
}

/// Proves it by the password.
///
/// # Errors
/// [`AppError::Invalid`] when it is wrong; [`AppError::TooManyAttempts`] after many wrong ones.
pub async fn prove(state: &AppState, caller: &Caller, password: String) -> Result<(), AppError> {
    let session = caller.session()?;
    own_password(state, caller, password, "/password").await?;
    let now = state.clock.now();
    let work = state.store.write(move |tx| Box::pin(async move { sessions::proved(tx, session, now).await }));
    Ok(work.await?)
}

/// Goes on where the password is the caller's own.
pub(super) async fn own_password(
    state: &AppState,
    caller: &Caller,
    password: String,
    pointer: &str,
) -> Result<(), AppError> {
    let place = state.passwords.place()?;
    let account = caller.account.clone();
    // Not by the address: who guesses at signing in must not keep its owner, who is in, from what needs this.
    let key = token_hash(&format!("proof of {}", account.id));
    match right_password(state, place, &key, Some(account), password).await? {
        Some(_) => Ok(()),
        None => Err(AppError::field(pointer, FieldCode::WrongPassword, "is not the password of the account")),
    }
}
