//! Browsers that were sent to a provider and are to come back, once.

use crate::convert::Row;
use crate::entity::oidc_flow;
use crate::error::Error;
use domain::clock::Timestamp;
use domain::id::SessionId;
use domain::sign_in::Purpose;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// A browser at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidcFlow {
    /// The hash of the state that it brings back.
    pub state_hash: String,
    /// The hash of the cookie that it has.
    pub browser_hash: String,
    /// The provider's name in the settings.
    pub provider: String,
    /// What for.
    pub purpose: Purpose,
    /// Whose session it is about, where it is about one.
    pub session: Option<SessionId>,
    /// What has to stand in the ID token.
    pub nonce: String,
    /// What proves to the provider that the code is ours (PKCE).
    pub verifier: String,
    /// Where to go afterwards.
    pub next: String,
    /// When it began.
    pub created_at: Timestamp,
}

/// Stores a flow.
///
/// # Errors
/// When the database fails.
pub async fn insert(db: &impl ConnectionTrait, flow: OidcFlow) -> Result<(), Error> {
    let row = oidc_flow::ActiveModel {
        state_hash: Set(flow.state_hash),
        browser_hash: Set(flow.browser_hash),
        provider: Set(flow.provider),
        purpose: Set(flow.purpose.to_string()),
        session_id: Set(flow.session.map(SessionId::uuid)),
        nonce: Set(flow.nonce),
        verifier: Set(flow.verifier),
        next_path: Set(flow.next),
        created_at: Set(flow.created_at.unix_micros()),
    };
    oidc_flow::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Takes a flow: it is there for one only, and gone then, whatever comes of it.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn take(db: &impl ConnectionTrait, state_hash: &str) -> Result<Option<OidcFlow>, Error> {
    let Some(row) = oidc_flow::Entity::find_by_id(state_hash).one(db).await? else { return Ok(None) };
    let deleted = oidc_flow::Entity::delete_by_id(state_hash).exec(db).await?;
    if deleted.rows_affected == 0 {
        return Ok(None);
    }
    let place = Row::new("oidc_flows", "one of them");
    Ok(Some(OidcFlow {
        purpose: place.word("purpose", &row.purpose)?,
        session: row.session_id.map(SessionId::new),
        created_at: place.time("created_at", row.created_at)?,
        state_hash: row.state_hash,
        browser_hash: row.browser_hash,
        provider: row.provider,
        nonce: row.nonce,
        verifier: row.verifier,
        next: row.next_path,
    }))
}

/// Removes flows that began before a moment.
///
/// # Errors
/// When the database fails.
pub async fn sweep(db: &impl ConnectionTrait, before: Timestamp) -> Result<(), Error> {
    oidc_flow::Entity::delete_many().filter(oidc_flow::Column::CreatedAt.lt(before.unix_micros())).exec(db).await?;
    Ok(())
}
