//! Who a request comes from.

use super::is_live;
use crate::app::AppError;
use crate::keys::{BadToken, token_hash};
use crate::state::AppState;
use domain::account::UserStatus;
use domain::clock::Timestamp;
use domain::id::{ApiTokenId, SessionId};
use domain::policy::Actor;
use domain::scope::Scope;
use persistence::Account;
use persistence::repo::{api_tokens, sessions};

/// How every token for programs begins, so that it is known as one wherever it turns up.
pub const TOKEN_PREFIX: &str = "lotse_pat_";
/// When a token was last used is written down this seldom, in seconds.
const USE_NOTED_EVERY: i64 = 300;

/// The person who makes a request.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Their account as it is now.
    pub account: Account,
    /// What they call by.
    pub via: Via,
}

/// What a request is made by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Via {
    /// A browser, or whoever signed in as one does.
    Session {
        /// The session.
        id: SessionId,
        /// When its owner last proved who they are.
        proved_at: Option<Timestamp>,
    },
    /// A program.
    Token {
        /// The token.
        id: ApiTokenId,
        /// What it may be used for.
        scopes: Vec<Scope>,
    },
}

impl Caller {
    /// The caller as somebody who acts.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.account.actor()
    }

    /// The session they call in.
    ///
    /// # Errors
    /// [`AppError::SessionRequired`] for a token.
    pub fn session(&self) -> Result<SessionId, AppError> {
        match &self.via {
            Via::Session { id, .. } => Ok(*id),
            Via::Token { .. } => Err(AppError::SessionRequired),
        }
    }
}

/// Who a session belongs to, for requests that can carry no token; nothing when it has ended.
///
/// # Errors
/// When the database fails.
pub async fn of_session(state: &AppState, session: SessionId) -> Result<Option<Caller>, AppError> {
    let now = state.clock.now();
    let found = sessions::by_id(state.store.connection(), session).await?;
    let good = found.filter(|(session, account)| is_live(session, account, now));
    Ok(good.map(|(session, account)| {
        let via = Via::Session { id: session.id, proved_at: session.proved_at };
        Caller { account, via }
    }))
}

/// Finds out who a token belongs to. Session or token, account and role are read from the database each time, so that a
/// sign-out or another role holds at once and on every replica (API.md, revocation).
///
/// # Errors
/// Inside: why the token is refused. Outside: when the database fails.
pub async fn authenticate(state: &AppState, token: &str) -> Result<Result<Caller, BadToken>, AppError> {
    if token.starts_with(TOKEN_PREFIX) {
        return by_token(state, token).await;
    }
    let now = state.clock.now();
    let subject = match state.keys.check(token, now) {
        Ok(subject) => subject,
        Err(bad) => return Ok(Err(bad)),
    };
    let found = sessions::by_id(state.store.connection(), subject.session).await?;
    let good = found.filter(|(session, account)| is_live(session, account, now) && account.id == subject.user);
    let caller = good.map(|(session, account)| {
        let via = Via::Session { id: session.id, proved_at: session.proved_at };
        Caller { account, via }
    });
    Ok(caller.ok_or(BadToken::Invalid))
}

async fn by_token(state: &AppState, token: &str) -> Result<Result<Caller, BadToken>, AppError> {
    let now = state.clock.now();
    let Some((found, account)) = api_tokens::by_hash(state.store.connection(), &token_hash(token)).await? else {
        return Ok(Err(BadToken::Invalid));
    };
    if account.status != UserStatus::Active {
        return Ok(Err(BadToken::Invalid));
    }
    if found.expires_at <= now {
        return Ok(Err(BadToken::Expired));
    }
    if found.last_used_at.is_none_or(|at| at.plus_seconds(USE_NOTED_EVERY) < now) {
        let id = found.id;
        state.store.write(move |tx| Box::pin(async move { api_tokens::used(tx, id, now).await })).await?;
    }
    Ok(Ok(Caller { account, via: Via::Token { id: found.id, scopes: found.scopes } }))
}
