//! Signing in at a provider (SECURITY.md). Who somebody is, says (issuer, subject). An address never leads to an account:
//! where an account has it already, its owner signs in the usual way and connects the two.

use super::begin::{Entrance, SignedIn, begin};
use super::proof::require_proof;
use super::{Caller, is_live};
use crate::app::AppError;
use crate::app::audit::{Happening, record};
use crate::keys::token_hash;
use crate::oidc::{Begun, Provider, ProviderError, Vouched};
use crate::state::{AppState, random_secret};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::{Held, Locale, Role, UserStatus, change};
use domain::audit::{AuditKind, AuditTarget};
use domain::clock::Timestamp;
use domain::email::Email;
use domain::id::{IdentityId, SessionId, UserId};
use domain::local_path::LocalPath;
use domain::preferences::Preferences;
use domain::sign_in::{PROOF_SECONDS, Purpose, SignInRefusal};
use domain::text::DisplayName;
use persistence::repo::identities::{self, Identity};
use persistence::repo::oidc_flows::{self, OidcFlow};
use persistence::repo::{accounts, sessions, users};
use persistence::{Account, Error, NewAccount, Tx};
use serde_json::json;

/// So long a browser may stay at a provider, in seconds.
pub const FLOW_SECONDS: i64 = 600;

/// Where a browser is sent.
pub struct Sent {
    /// The provider's address.
    pub url: String,
    /// For a cookie: only the browser that was sent may come back.
    pub browser: String,
}

/// What a browser is sent for.
pub enum Start<'a> {
    /// To sign in.
    SignIn,
    /// To connect the provider's account with the caller's.
    Link(&'a Caller),
    /// To prove again who the caller is.
    Prove(&'a Caller),
}

/// What became of a browser that came back.
pub enum Ended {
    /// It is signed in.
    SignedIn(Box<SignedIn>, LocalPath),
    /// The two accounts are connected, or the proof is given.
    Done(LocalPath),
    /// Nothing came of it.
    Not(SignInRefusal),
}

/// Sends a browser to a provider.
///
/// # Errors
/// [`AppError::NotFound`] for a provider there is not; [`AppError::ProviderUnavailable`];
/// [`AppError::ReauthenticationRequired`] for connecting without a fresh proof.
pub async fn start_at_provider(
    state: &AppState,
    name: &str,
    start: Start<'_>,
    next: LocalPath,
) -> Result<Sent, AppError> {
    let provider = state.providers.find(name).ok_or(AppError::NotFound)?;
    let (purpose, session) = match start {
        Start::SignIn => (Purpose::SignIn, None),
        Start::Link(caller) => {
            require_proof(state, caller)?;
            (Purpose::Link, Some(caller.session()?))
        }
        Start::Prove(caller) => (Purpose::Prove, Some(caller.session()?)),
    };
    let begun = state.providers.begin(provider, &back(state, name), purpose == Purpose::Prove).await;
    let Begun { url, state: brought, nonce, verifier } = begun.map_err(|error| unavailable(name, &error))?;
    let browser = URL_SAFE_NO_PAD.encode(random_secret());
    let flow = OidcFlow {
        state_hash: token_hash(&brought),
        browser_hash: token_hash(&browser),
        provider: name.to_owned(),
        purpose,
        session,
        nonce,
        verifier,
        next: next.as_str().to_owned(),
        created_at: state.clock.now(),
    };
    state.store.write(move |tx| Box::pin(async move { oidc_flows::insert(tx, flow).await })).await?;
    Ok(Sent { url, browser })
}

fn unavailable(name: &str, error: &ProviderError) -> AppError {
    tracing::warn!(provider = name, %error, "a provider is of no use");
    AppError::ProviderUnavailable
}

/// Where providers send browsers back to.
fn back(state: &AppState, name: &str) -> String {
    format!("{}/api/v1/auth/oidc/{name}/callback", state.config.links_begin_with())
}

/// What a browser brings back.
pub struct Brought {
    /// What it was sent with.
    pub state: String,
    /// What can be exchanged; nothing where the provider did not want to.
    pub code: Option<String>,
    /// Which provider speaks (RFC 9207).
    pub issuer: Option<String>,
    /// The cookie it was given.
    pub browser: Option<String>,
}

/// Lets a browser in that comes back.
///
/// # Errors
/// When the database fails. Everything else is an [`Ended::Not`].
pub async fn finish_at_provider(
    state: &AppState,
    name: &str,
    brought: Brought,
    device: Option<String>,
) -> Result<Ended, AppError> {
    let Brought { state: word, code, issuer, browser } = brought;
    let hash = token_hash(&word);
    let taken = state.store.write(move |tx| Box::pin(async move { oidc_flows::take(tx, &hash).await })).await?;
    let now = state.clock.now();
    let own = browser.as_deref().map(token_hash);
    let flow = taken.filter(|flow| {
        Some(&flow.browser_hash) == own.as_ref()
            && flow.provider == name
            && now <= flow.created_at.plus_seconds(FLOW_SECONDS)
    });
    let Some(flow) = flow else { return Ok(Ended::Not(SignInRefusal::Expired)) };
    let Some(provider) = state.providers.find(name) else { return Ok(Ended::Not(SignInRefusal::Expired)) };
    let Some(code) = code else { return Ok(Ended::Not(SignInRefusal::Cancelled)) };
    // Mix-up: a code of one provider is not brought to another one.
    if issuer.is_some_and(|issuer| issuer != provider.settings.issuer) {
        return Ok(Ended::Not(SignInRefusal::Refused));
    }
    let OidcFlow { purpose, session, nonce, verifier, next, .. } = flow;
    let Some(next) = LocalPath::parse(&next) else { return Ok(Ended::Not(SignInRefusal::Expired)) };
    let vouched = match state.providers.finish(provider, &back(state, name), code, nonce, verifier).await {
        Ok(vouched) => vouched,
        Err(error) => {
            tracing::warn!(provider = name, %error, "nobody was signed in");
            return Ok(Ended::Not(match error {
                ProviderError::Unavailable(_) => SignInRefusal::Unavailable,
                ProviderError::Refused(_) => SignInRefusal::Refused,
            }));
        }
    };
    match (purpose, session) {
        (Purpose::Link, Some(session)) => link(state, provider, vouched, session, next).await,
        (Purpose::Prove, Some(session)) => prove(state, vouched, session, next).await,
        _ => sign_in(state, provider, vouched, device, next).await,
    }
}

async fn sign_in(
    state: &AppState,
    provider: &Provider,
    vouched: Vouched,
    device: Option<String>,
    next: LocalPath,
) -> Result<Ended, AppError> {
    let (own, now) = (state.clone(), state.clock.now());
    let name = provider.settings.name.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let account = match identities::find(tx, &vouched.issuer, &vouched.subject).await? {
                Some((identity, account)) => {
                    if account.status != UserStatus::Active {
                        return Ok(Err(SignInRefusal::Disabled));
                    }
                    identities::used(tx, identity.id, now).await?;
                    mapped(tx, account, vouched.role, now).await?
                }
                None => match newcomer(tx, &own, &vouched, &name, now).await? {
                    Ok(account) => account,
                    Err(why) => return Ok(Err(why)),
                },
            };
            let entrance = Entrance { device, provider: Some(name) };
            begin(tx, &own, account, entrance, now).await.map(Ok)
        })
    });
    Ok(match work.await? {
        Ok(signed_in) => Ended::SignedIn(Box::new(signed_in), next),
        Err(why) => Ended::Not(why),
    })
}

/// An account for somebody who comes for the first time. It may take an address only when the provider says that it is
/// theirs and nobody here has it.
async fn newcomer(
    tx: &Tx,
    state: &AppState,
    vouched: &Vouched,
    provider: &str,
    now: Timestamp,
) -> Result<Result<Account, SignInRefusal>, AppError> {
    let Some(email) = vouched.email.as_deref().and_then(|text| Email::parse(text).ok()) else {
        return Ok(Err(SignInRefusal::EmailUnverified));
    };
    // First: who can write any address there must not learn which have an account here.
    if !vouched.email_verified {
        return Ok(Err(SignInRefusal::EmailUnverified));
    }
    if accounts::by_email(tx, &email).await?.is_some() {
        return Ok(Err(SignInRefusal::EmailTaken));
    }
    let local = email.as_str().split('@').next().unwrap_or_default();
    let named = vouched.name.as_deref().and_then(|name| DisplayName::parse(name).ok());
    let Some(display_name) = named.or_else(|| DisplayName::parse(local).ok()) else {
        return Ok(Err(SignInRefusal::Refused));
    };
    let account = Account {
        id: UserId::new(state.ids.next()),
        email,
        display_name,
        role: vouched.role.unwrap_or(Role::Customer),
        locale: Locale::En,
        time_zone: None,
        status: UserStatus::Active,
        password_hash: None,
        preferences: Preferences::default(),
    };
    accounts::insert(tx, NewAccount { account: account.clone(), created_at: now }).await?;
    identities::insert(tx, identity(state, vouched, provider, account.id, Some(now), now)).await?;
    tracing::info!(user = %account.id, provider, "came by a provider for the first time");
    let details = json!({ "provider": provider });
    let came = Happening::own(account.id, AuditKind::SignedUp).with(details);
    record(tx, now, came).await?;
    Ok(Ok(account))
}

fn identity(
    state: &AppState,
    vouched: &Vouched,
    provider: &str,
    user: UserId,
    last_used_at: Option<Timestamp>,
    now: Timestamp,
) -> Identity {
    Identity {
        id: IdentityId::new(state.ids.next()),
        user,
        issuer: vouched.issuer.clone(),
        subject: vouched.subject.clone(),
        provider: provider.to_owned(),
        email: vouched.email.clone(),
        created_at: now,
        last_used_at,
    }
}

/// Gives somebody the role that the provider tells, where it tells roles. The last admin stays one.
async fn mapped(tx: &Tx, account: Account, role: Option<Role>, now: Timestamp) -> Result<Account, AppError> {
    let Some(role) = role.filter(|role| *role != account.role) else { return Ok(account) };
    let admins = users::lock_admins(tx).await?;
    let others = admins.iter().filter(|admin| **admin != account.id).count() as u64;
    let held = Held { id: account.id, role: account.role, status: account.status };
    let wanted = domain::account::AccountChange { role: Some(role), active: None };
    let Ok(new) = change(None, held, wanted, others, true) else { return Ok(account) };
    users::update(tx, new, now).await?;
    tracing::info!(user = %account.id, from = %account.role, to = %new.role, "a provider told another role");
    let details = json!({ "before": { "role": account.role }, "after": { "role": new.role } });
    let told = Happening::of_nobody(AuditKind::UserChanged).to(AuditTarget::User, account.id).with(details);
    record(tx, now, told).await?;
    Ok(Account { role: new.role, ..account })
}

async fn link(
    state: &AppState,
    provider: &Provider,
    vouched: Vouched,
    session: SessionId,
    next: LocalPath,
) -> Result<Ended, AppError> {
    let (own, now) = (state.clone(), state.clock.now());
    let name = provider.settings.name.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let found = sessions::by_id(tx, session).await?;
            let Some((_, account)) = found.filter(|(session, account)| is_live(session, account, now)) else {
                return Ok(Some(SignInRefusal::Expired));
            };
            match identities::find(tx, &vouched.issuer, &vouched.subject).await? {
                Some((identity, _)) if identity.user == account.id => Ok(None),
                Some(_) => Ok(Some(SignInRefusal::IdentityTaken)),
                None => match identities::insert(tx, identity(&own, &vouched, &name, account.id, None, now)).await {
                    Ok(()) => {
                        let connected = Happening::by(account.id, AuditKind::ProviderConnected);
                        let connected = connected.to(AuditTarget::User, account.id);
                        record(tx, now, connected.with(json!({ "provider": name }))).await?;
                        Ok(None)
                    }
                    Err(Error::Duplicate(_)) => Ok(Some(SignInRefusal::IdentityTaken)),
                    Err(error) => Err(AppError::from(error)),
                },
            }
        })
    });
    Ok(match work.await? {
        None => Ended::Done(next),
        Some(why) => Ended::Not(why),
    })
}

async fn prove(state: &AppState, vouched: Vouched, session: SessionId, next: LocalPath) -> Result<Ended, AppError> {
    let now = state.clock.now();
    // The provider has to have asked them just now, not to remember them.
    let just_now = vouched.authenticated_at.is_some_and(|at| now.unix_seconds() - at <= PROOF_SECONDS / 2);
    if !just_now {
        return Ok(Ended::Not(SignInRefusal::Refused));
    }
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let found = sessions::by_id(tx, session).await?;
            let known = identities::find(tx, &vouched.issuer, &vouched.subject).await?;
            let theirs = found.filter(|(session, account)| {
                is_live(session, account, now)
                    && known.as_ref().is_some_and(|(identity, _)| identity.user == account.id)
            });
            if theirs.is_none() {
                return Ok(false);
            }
            sessions::proved(tx, session, now).await?;
            Ok::<_, AppError>(true)
        })
    });
    Ok(if work.await? { Ended::Done(next) } else { Ended::Not(SignInRefusal::Refused) })
}

/// What leads to the caller's account.
///
/// # Errors
/// When the database fails.
pub async fn list_identities(state: &AppState, caller: &Caller) -> Result<Vec<Identity>, AppError> {
    Ok(identities::of_user(state.store.connection(), caller.account.id).await?)
}

/// Disconnects a provider from the caller's account.
///
/// # Errors
/// [`AppError::ReauthenticationRequired`]; [`AppError::NotFound`]; [`AppError::LastSignInMethod`].
pub async fn delete_identity(state: &AppState, caller: &Caller, id: IdentityId) -> Result<(), AppError> {
    require_proof(state, caller)?;
    let (user, now) = (caller.account.id, state.clock.now());
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let account = users::find_to_change(tx, user).await?.ok_or(AppError::NotFound)?;
            let all = identities::of_user(tx, user).await?;
            if !all.iter().any(|identity| identity.id == id) {
                return Err(AppError::NotFound);
            }
            if account.password_hash.is_none() && all.len() == 1 {
                return Err(AppError::LastSignInMethod);
            }
            identities::delete(tx, id).await?;
            record(tx, now, Happening::own(user, AuditKind::ProviderDisconnected)).await
        })
    });
    work.await
}

/// Where a browser signs out at the provider that its session began at.
///
/// # Errors
/// When the database fails.
pub async fn provider_sign_out(state: &AppState, refresh_token: &str) -> Result<Option<String>, AppError> {
    let Some(id) = state.keys.session_of(refresh_token) else { return Ok(None) };
    let found = sessions::by_id(state.store.connection(), id).await?;
    let Some(name) = found.and_then(|(session, _)| session.provider) else { return Ok(None) };
    let Some(provider) = state.providers.find(&name) else { return Ok(None) };
    let back = format!("{}/sign-in", state.config.links_begin_with());
    Ok(state.providers.sign_out(provider, &back).await)
}
