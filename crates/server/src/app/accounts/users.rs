//! People as admins see and change them.

use super::Caller;
use super::proof::require_proof;
use crate::app::audit::{Happening, differences, record};
use crate::app::cursor::{self, ByName};
use crate::app::error::administer;
use crate::app::notifications::Tells;
use crate::app::tickets::{self, Beginning};
use crate::app::{AppError, Work};
use crate::state::AppState;
use domain::account::{AccountChange, Held, UserStatus, change};
use domain::audit::{AuditKind, AuditTarget};
use domain::clock::Timestamp;
use domain::id::{HandoverId, OutboxId, UserId};
use domain::policy::Actor;
use domain::preferences::Preferences;
use domain::ticket::Heir;
use dto::identity::{Invitation, SignUp, UserFilter};
use persistence::repo::users::{self, Place, Wanted};
use persistence::repo::{account_links, accounts, api_tokens, identities, outbox, sessions};
use persistence::{Account, Error, NewAccount, Tx};
use serde_json::json;
use std::collections::HashMap;

/// So many are shown at a time.
const PART: usize = 50;

/// Somebody, with when the account was made and last used.
pub struct User {
    /// The account.
    pub account: Account,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

/// Some of the people, by name.
pub struct Users {
    /// They.
    pub users: Vec<User>,
    /// Leads to more.
    pub next: Option<String>,
}

/// Looks for people.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::InvalidCursor`].
pub async fn list_users(
    state: &AppState,
    actor: Actor,
    filter: UserFilter,
    after: Option<&str>,
) -> Result<Users, AppError> {
    administer(actor)?;
    let after = after.map(|text| cursor::to_name(&state.keys, ByName::Users, text)).transpose()?;
    let after = after.map(|(name, id)| Place { name, id: UserId::new(id) });
    let UserFilter { search, role, status } = filter;
    let db = state.store.connection();
    let mut found = users::list(db, Wanted { search, role, status, after }, PART as u64 + 1).await?;
    let more = found.len() > PART;
    found.truncate(PART);
    let next = found
        .last()
        .filter(|_| more)
        .map(|(last, _)| cursor::of_name(&state.keys, ByName::Users, last.display_name.as_str(), last.id.uuid()));
    let used = sessions::last_used(db, found.iter().map(|(account, _)| account.id)).await?;
    Ok(Users { users: found.into_iter().map(|(account, created_at)| user(account, created_at, &used)).collect(), next })
}

fn user(account: Account, created_at: Timestamp, used: &HashMap<UserId, Timestamp>) -> User {
    User { last_used_at: used.get(&account.id).copied(), account, created_at }
}

/// Somebody.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`].
pub async fn show_user(state: &AppState, actor: Actor, id: UserId) -> Result<User, AppError> {
    administer(actor)?;
    let db = state.store.connection();
    let (account, created_at) = users::find(db, id).await?.ok_or(AppError::NotFound)?;
    let used = sessions::last_used(db, [id]).await?;
    Ok(user(account, created_at, &used))
}

/// Invites somebody: makes an account that is of no use before its owner has chosen a password.
#[must_use]
pub fn invite(state: &AppState, caller: &Caller, invitation: Invitation) -> Work<User> {
    let (actor, proof) = (caller.actor(), require_proof(state, caller));
    let (id, mail, now) = (UserId::new(state.ids.next()), OutboxId::new(state.ids.next()), state.clock.now());
    Work::new(move |tx| {
        Box::pin(async move {
            administer(actor)?;
            proof?;
            let Invitation { person: SignUp { email, display_name, locale }, role } = invitation;
            let account = Account {
                id,
                email,
                display_name,
                role,
                locale,
                time_zone: None,
                status: UserStatus::Invited,
                password_hash: None,
                preferences: Preferences::default(),
            };
            let new = NewAccount { account: account.clone(), created_at: now };
            accounts::insert(tx, new).await.map_err(|error| match error {
                Error::Duplicate(_) => AppError::EmailTaken,
                other => other.into(),
            })?;
            outbox::insert(tx, [Tells::Invited { by: actor.id }.to_person(mail, &account, now)?]).await?;
            let details = json!({ "role": account.role });
            let invited = Happening::by(actor.id, AuditKind::UserInvited).to(AuditTarget::User, id).with(details);
            record(tx, now, invited).await?;
            Ok(User { account, created_at: now, last_used_at: None })
        })
    })
}

/// Sends the invitation once more; the links before are good for nothing from then on.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::ReauthenticationRequired`]; [`AppError::NotFound`] for somebody who is not waited for.
pub async fn invite_again(state: &AppState, caller: &Caller, id: UserId) -> Result<(), AppError> {
    let actor = caller.actor();
    administer(actor)?;
    require_proof(state, caller)?;
    let (mail, now) = (OutboxId::new(state.ids.next()), state.clock.now());
    let work = state.write(move |tx| {
        Box::pin(async move {
            let found = users::find_to_change(tx, id).await?;
            let account = found.filter(|account| account.status == UserStatus::Invited).ok_or(AppError::NotFound)?;
            account_links::void(tx, id, &account.email, now).await?;
            outbox::insert(tx, [Tells::Invited { by: actor.id }.to_person(mail, &account, now)?]).await?;
            let again = Happening::by(actor.id, AuditKind::UserInvited).to(AuditTarget::User, id);
            record(tx, now, again.with(json!({ "again": true }))).await
        })
    });
    work.await
}

/// Changes what somebody may do, and whether they can sign in. Where an heir is named, what they work on is handed over.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::ReauthenticationRequired`]; [`AppError::NotFound`];
/// [`AppError::Account`] where the rules refuse it; [`AppError::Invalid`] for an heir who cannot be one.
pub async fn change_user(
    state: &AppState,
    caller: &Caller,
    id: UserId,
    wanted: AccountChange,
    heir: Option<Heir>,
) -> Result<User, AppError> {
    administer(caller.actor())?;
    require_proof(state, caller)?;
    let (actor, handover, now) = (caller.account.id, HandoverId::new(state.ids.next()), state.clock.now());
    let work = state.write(move |tx| {
        Box::pin(async move {
            let admins = users::lock_admins(tx).await?;
            let account = users::find_to_change(tx, id).await?.ok_or(AppError::NotFound)?;
            let held = Held { id, role: account.role, status: account.status };
            let others = admins.iter().filter(|admin| **admin != id).count();
            let way_in = account.password_hash.is_some() || !identities::of_user(tx, id).await?.is_empty();
            let new = change(Some(actor), held, wanted, others as u64, way_in)?;
            if new != held {
                users::update(tx, new, now).await?;
            }
            if new.status == UserStatus::Disabled && held.status != UserStatus::Disabled {
                shut_out(tx, &account, now).await?;
            }
            if let Some(to) = heir {
                tickets::check_heir(tx, id, to, "/hand_over_to").await?;
                tickets::begin(tx, Beginning { id: handover, from: id, to, by: actor, now }).await?;
            }
            if new == held {
                return Ok(());
            }
            let facts = |held: Held| json!({ "role": held.role, "status": held.status });
            let changed = Happening::by(actor, AuditKind::UserChanged).to(AuditTarget::User, id);
            record(tx, now, changed.with(differences(&facts(held), &facts(new)))).await
        })
    });
    work.await?;
    if heir.is_some() {
        state.handing_over.notify_one();
    }
    tracing::info!(user = %actor, of = %id, "changed an account");
    show_user(state, caller.actor(), id).await
}

/// Ends every session, token and mailed link of an account: whoever has it now has to come in anew, if they can.
pub(in crate::app) async fn shut_out(tx: &Tx, account: &Account, now: Timestamp) -> Result<(), AppError> {
    sessions::revoke_all(tx, account.id, None, now).await?;
    api_tokens::delete_all(tx, account.id).await?;
    Ok(account_links::void(tx, account.id, &account.email, now).await?)
}

/// Signs somebody out everywhere.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`].
pub async fn sign_user_out(state: &AppState, actor: Actor, id: UserId) -> Result<(), AppError> {
    administer(actor)?;
    let now = state.clock.now();
    let work = state.write(move |tx| {
        Box::pin(async move {
            accounts::by_id(tx, id).await?.ok_or(AppError::NotFound)?;
            sessions::revoke_all(tx, id, None, now).await?;
            record(tx, now, Happening::by(actor.id, AuditKind::UserSignedOut).to(AuditTarget::User, id)).await
        })
    });
    work.await
}
