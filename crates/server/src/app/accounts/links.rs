//! Using a mailed link.

use super::users::shut_out;
use crate::app::AppError;
use crate::app::audit::{Happening, record};
use crate::app::notifications::{Tells, inform};
use crate::keys::token_hash;
use crate::state::AppState;
use domain::account::{Role, UserStatus};
use domain::audit::AuditKind;
use domain::clock::Timestamp;
use domain::id::{AccountLinkId, UserId};
use domain::preferences::Preferences;
use domain::sign_in::LinkKind;
use persistence::repo::account_links::{self, AccountLink};
use persistence::repo::{accounts, settings, sign_in_failures, users};
use persistence::{Account, Error, NewAccount, Tx};
use serde_json::json;

/// What a link is good for.
///
/// # Errors
/// [`AppError::InvalidLink`] when it was used, has run out, or never was one.
pub async fn check_link(state: &AppState, token: &str) -> Result<AccountLink, AppError> {
    let id = state.keys.link_of(token).ok_or(AppError::InvalidLink)?;
    let link = account_links::find(state.store.connection(), id).await?.ok_or(AppError::InvalidLink)?;
    let good = link.used_at.is_none() && state.clock.now() < link.expires_at;
    if good { Ok(link) } else { Err(AppError::InvalidLink) }
}

/// Makes the account of somebody who signed up, or sets the password of one that is there.
///
/// # Errors
/// [`AppError::InvalidLink`]; [`AppError::Invalid`] for a password that is not taken.
pub async fn set_password(
    state: &AppState,
    token: &str,
    kinds: &'static [LinkKind],
    password: String,
) -> Result<(), AppError> {
    let link = check_link(state, token).await?;
    if !kinds.contains(&link.kind) {
        return Err(AppError::InvalidLink);
    }
    let personal = [link.display_name.as_str(), link.email.as_str()];
    let hash = super::password::hash_new(state, password, &personal, "/password").await?;
    let (own, now) = (state.clone(), state.clock.now());
    let id = UserId::new(state.ids.next());
    let work = state.write(move |tx| {
        Box::pin(async move {
            use_up(tx, link.id, now).await?;
            match link.user {
                None => make(tx, &link, id, hash, now).await,
                Some(user) => replace(tx, &own, &link, user, &hash, now).await,
            }
        })
    });
    work.await
}

async fn use_up(tx: &Tx, link: AccountLinkId, now: Timestamp) -> Result<(), AppError> {
    if account_links::use_up(tx, link, now).await? { Ok(()) } else { Err(AppError::InvalidLink) }
}

async fn make(tx: &Tx, link: &AccountLink, id: UserId, hash: String, now: Timestamp) -> Result<(), AppError> {
    // It may have been closed since the link was mailed.
    if !settings::load(tx).await?.settings.permits_sign_up(&link.email) {
        return Err(AppError::SignUpClosed);
    }
    let account = Account {
        id,
        email: link.email.clone(),
        display_name: link.display_name.clone(),
        role: Role::Customer,
        locale: link.locale,
        time_zone: None,
        status: UserStatus::Active,
        password_hash: Some(hash),
        preferences: Preferences::default(),
    };
    accounts::insert(tx, NewAccount { account, created_at: now }).await.map_err(|error| match error {
        // Somebody with the same address was quicker, by another link.
        Error::Duplicate(_) => AppError::InvalidLink,
        other => other.into(),
    })?;
    account_links::void(tx, id, &link.email, now).await?;
    tracing::info!(user = %id, "signed up");
    record(tx, now, Happening::own(id, AuditKind::SignedUp)).await
}

async fn replace(
    tx: &Tx,
    state: &AppState,
    link: &AccountLink,
    user: UserId,
    hash: &str,
    now: Timestamp,
) -> Result<(), AppError> {
    let account = users::find_to_change(tx, user).await?.ok_or(AppError::InvalidLink)?;
    let invited = account.status == UserStatus::Invited;
    let fits = match link.kind {
        LinkKind::Invite => invited,
        LinkKind::ResetPassword => invited || account.status == UserStatus::Active,
        LinkKind::SignUp | LinkKind::ChangeEmail => false,
    };
    if !fits || account.email != link.email {
        return Err(AppError::InvalidLink);
    }
    users::set_password(tx, user, hash, now).await?;
    if invited {
        let held = domain::account::Held { id: user, role: account.role, status: UserStatus::Active };
        users::update(tx, held, now).await?;
        account_links::void(tx, user, &account.email, now).await?;
    } else {
        // Whoever asked for this may have lost the account to somebody else.
        shut_out(tx, &account, now).await?;
        inform(tx, state, &account, Tells::PasswordChanged).await?;
    }
    // Whoever reads the mail need not wait for those who guessed.
    sign_in_failures::forget(tx, &token_hash(account.email.as_str())).await?;
    tracing::info!(user = %user, "set a password by a link");
    let details = json!({ "link": link.kind });
    record(tx, now, Happening::own(user, AuditKind::PasswordChanged).with(details)).await
}

/// Gives an account the address that a link proves.
///
/// # Errors
/// [`AppError::InvalidLink`], also when another account has the address meanwhile.
pub async fn confirm_email(state: &AppState, token: &str) -> Result<(), AppError> {
    let link = check_link(state, token).await?;
    let (Some(user), LinkKind::ChangeEmail) = (link.user, link.kind) else { return Err(AppError::InvalidLink) };
    let (own, now) = (state.clone(), state.clock.now());
    let work = state.write(move |tx| {
        Box::pin(async move {
            use_up(tx, link.id, now).await?;
            let account = users::find_to_change(tx, user).await?.ok_or(AppError::InvalidLink)?;
            if account.status != UserStatus::Active {
                return Err(AppError::InvalidLink);
            }
            users::set_email(tx, user, &link.email, now).await.map_err(|error| match error {
                Error::Duplicate(_) => AppError::InvalidLink,
                other => other.into(),
            })?;
            account_links::void(tx, user, &account.email, now).await?;
            account_links::void(tx, user, &link.email, now).await?;
            // To the address so far: its owner has to know when it was not them.
            let tells =
                Tells::EmailChanged { from: account.email.as_str().to_owned(), to: link.email.as_str().to_owned() };
            inform(tx, &own, &account, tells).await?;
            let details =
                json!({ "before": { "email": account.email.as_str() }, "after": { "email": link.email.as_str() } });
            record(tx, now, Happening::own(user, AuditKind::EmailChanged).with(details)).await
        })
    });
    work.await
}
