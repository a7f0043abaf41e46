//! Who a request comes from.

use super::is_live;
use crate::app::AppError;
use crate::keys::BadToken;
use crate::state::AppState;
use domain::id::SessionId;
use domain::policy::Actor;
use persistence::Account;
use persistence::repo::sessions;

/// The person who makes a request.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Their account as it is now.
    pub account: Account,
    /// The session they call in.
    pub session: SessionId,
}

impl Caller {
    /// The caller as somebody who acts.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.account.actor()
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
    Ok(good.map(|(session, account)| Caller { account, session: session.id }))
}

/// Finds out who an access token belongs to. Session, account and role are read from the database each time, so that a
/// sign-out or another role holds at once and on every replica (API.md, revocation).
///
/// # Errors
/// Inside: why the token is refused. Outside: when the database fails.
pub async fn authenticate(state: &AppState, token: &str) -> Result<Result<Caller, BadToken>, AppError> {
    let now = state.clock.now();
    let subject = match state.keys.check(token, now) {
        Ok(subject) => subject,
        Err(bad) => return Ok(Err(bad)),
    };
    let found = sessions::by_id(state.store.connection(), subject.session).await?;
    let good = found.filter(|(session, account)| is_live(session, account, now) && account.id == subject.user);
    Ok(good.map(|(session, account)| Caller { account, session: session.id }).ok_or(BadToken::Invalid))
}
