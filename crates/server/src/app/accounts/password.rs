//! Changing a password.

use super::Caller;
use super::proof::{own_password, require_proof};
use crate::app::AppError;
use crate::app::audit::{Happening, record};
use crate::app::notifications::{Tells, inform};
use crate::state::AppState;
use domain::audit::AuditKind;
use dto::field::{FieldCode, Fields};
use dto::identity::new_password;
use persistence::repo::{account_links, sessions, users};
use zxcvbn::zxcvbn;

/// Only the beginning of a long password is looked up: its length alone makes it a good one, and looking takes time.
const LOOKED_UP: usize = 64;
/// So many guesses, as a power of ten, that somebody who knows the common ones needs at least. Online guessing comes
/// nowhere near.
const LEAST_GUESSES_LOG10: f64 = 8.0;

/// Sets another password, and ends all other sessions.
///
/// # Errors
/// [`AppError::Invalid`] when the one so far is wrong, or the new one is not taken; [`AppError::ReauthenticationRequired`]
/// for an account that has none so far.
pub async fn change_password(
    state: &AppState,
    caller: &Caller,
    current: Option<String>,
    new: String,
) -> Result<(), AppError> {
    let session = caller.session()?;
    match (current, &caller.account.password_hash) {
        (Some(current), Some(_)) => own_password(state, caller, current, "/current_password").await?,
        (_, None) => require_proof(state, caller)?,
        (None, Some(_)) => {
            return Err(AppError::field("/current_password", FieldCode::Required, "is required"));
        }
    }
    let account = caller.account.clone();
    let personal = [account.display_name.as_str(), account.email.as_str()];
    let hash = hash_new(state, new, &personal, "/new_password").await?;
    let (own, now) = (state.clone(), state.clock.now());
    let work = state.write(move |tx| {
        Box::pin(async move {
            users::set_password(tx, account.id, &hash, now).await?;
            sessions::revoke_all(tx, account.id, Some(session), now).await?;
            account_links::void(tx, account.id, &account.email, now).await?;
            inform(tx, &own, &account, Tells::PasswordChanged).await?;
            record(tx, now, Happening::own(account.id, AuditKind::PasswordChanged)).await
        })
    });
    work.await
}

/// Checks and hashes a new password. `personal` is what others know of its owner.
pub(super) async fn hash_new(
    state: &AppState,
    password: String,
    personal: &[&str],
    pointer: &str,
) -> Result<String, AppError> {
    let mut fields = Fields::new();
    new_password(&mut fields, pointer, &password, personal);
    fields.finish(Some(())).map_err(AppError::Invalid)?;
    if is_common(&password, personal) {
        return Err(AppError::field(pointer, FieldCode::TooCommon, "is among the first that anybody would try"));
    }
    Ok(state.passwords.hash(password).await?)
}

fn is_common(password: &str, personal: &[&str]) -> bool {
    let begin: String = password.chars().take(LOOKED_UP).collect();
    zxcvbn(&begin, personal).guesses_log10() < LEAST_GUESSES_LOG10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_of_a_list_is_common_and_a_phrase_is_not() {
        for common in ["password123456", "iloveyou1234", "qwerty123456", "1234567890ab"] {
            assert!(is_common(common, &[]), "{common}");
        }
        for good in ["lotse-demo-password", "ihre oma mag kuchen", "a password of twelve"] {
            assert!(!is_common(good, &[]), "{good}");
        }
    }
}
