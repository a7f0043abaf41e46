//! Asking for a mailed link: to sign up, to reset a password, to change one's address.
//!
//! Nothing is looked up while the caller waits. What was asked is written down, whether there is such an account or not,
//! and the worker finds out what the mail says. So the answer is the same, and takes the same time (OWASP ASVS
//! v5.0.0-6.3.8).

use super::Caller;
use super::limit::within;
use super::proof::require_proof;
use crate::app::AppError;
use crate::app::notifications::Tells;
use crate::app::settings;
use crate::state::AppState;
use domain::email::Email;
use domain::id::OutboxId;
use dto::identity::SignUp;
use persistence::repo::outbox;

/// Asks for an account.
///
/// # Errors
/// [`AppError::SignUpClosed`] where nobody, or nobody with this address, can make one; [`AppError::RateLimited`].
pub async fn ask_to_sign_up(state: &AppState, person: SignUp) -> Result<(), AppError> {
    if !settings::in_force(state).await?.permits_sign_up(&person.email) {
        return Err(AppError::SignUpClosed);
    }
    within(state.limits.signup_address.count(&person.email.as_str().to_owned()))?;
    let SignUp { email, display_name, locale } = person;
    let tells = Tells::SignUp { email: email.as_str().to_owned(), name: display_name.into_string(), locale };
    write_down(state, tells, &email).await
}

/// Asks for a link to set another password.
///
/// # Errors
/// [`AppError::RateLimited`].
pub async fn ask_for_reset(state: &AppState, email: Email) -> Result<(), AppError> {
    within(state.limits.reset_address.count(&email.as_str().to_owned()))?;
    write_down(state, Tells::Forgot { email: email.as_str().to_owned() }, &email).await
}

/// Asks for a link that proves another address.
///
/// # Errors
/// [`AppError::ReauthenticationRequired`]; [`AppError::RateLimited`].
pub async fn ask_for_email(state: &AppState, caller: &Caller, email: Email) -> Result<(), AppError> {
    require_proof(state, caller)?;
    within(state.limits.reset_address.count(&caller.account.email.as_str().to_owned()))?;
    let tells = Tells::ChangeEmail { user: caller.account.id, email: email.as_str().to_owned() };
    write_down(state, tells, &email).await
}

async fn write_down(state: &AppState, tells: Tells, email: &Email) -> Result<(), AppError> {
    let id = OutboxId::new(state.ids.next());
    let row = tells.to_address(id, email, state.clock.now())?;
    state.write(move |tx| Box::pin(async move { Ok(outbox::insert(tx, [row]).await?) })).await
}
