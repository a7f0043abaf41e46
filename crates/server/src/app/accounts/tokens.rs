//! Tokens for programs.

use super::Caller;
use super::authenticate::TOKEN_PREFIX;
use super::proof::require_proof;
use crate::app::AppError;
use crate::app::audit::{Happening, record};
use crate::keys::token_hash;
use crate::state::{AppState, random_secret};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::audit::AuditKind;
use domain::id::ApiTokenId;
use dto::field::FieldCode;
use dto::identity::TokenFields;
use persistence::repo::api_tokens::{self, ApiToken};
use serde_json::json;

/// The most tokens of one person.
const MOST: u64 = 50;
/// So many characters of the secret are shown later on. They are none that guessing could begin with: 26 bits of 256.
const SHOWN: usize = 6;

/// A new token with its secret, which is nowhere else.
pub struct NewToken {
    /// The token.
    pub token: ApiToken,
    /// The secret.
    pub secret: String,
}

/// The caller's tokens, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list_tokens(state: &AppState, caller: &Caller) -> Result<Vec<ApiToken>, AppError> {
    Ok(api_tokens::of_user(state.store.connection(), caller.account.id).await?)
}

/// Makes a token.
///
/// # Errors
/// [`AppError::ReauthenticationRequired`]; [`AppError::Invalid`] for one too many.
pub async fn create_token(state: &AppState, caller: &Caller, fields: TokenFields) -> Result<NewToken, AppError> {
    require_proof(state, caller)?;
    let secret = format!("{TOKEN_PREFIX}{}", URL_SAFE_NO_PAD.encode(random_secret()));
    let TokenFields { name, scopes, days } = fields;
    let now = state.clock.now();
    let token = ApiToken {
        id: ApiTokenId::new(state.ids.next()),
        user: caller.account.id,
        name,
        prefix: secret[..TOKEN_PREFIX.len() + SHOWN].to_owned(),
        hash: token_hash(&secret),
        scopes,
        created_at: now,
        expires_at: now.plus_seconds(i64::from(days) * 86_400),
        last_used_at: None,
    };
    let stored = token.clone();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            if api_tokens::count(tx, stored.user).await? >= MOST {
                return Err(AppError::field("/name", FieldCode::OutOfRange, "there are 50 tokens already"));
            }
            api_tokens::insert(tx, &stored).await?;
            let details = json!({ "token": stored.id, "name": stored.name.as_str(), "scopes": stored.scopes });
            let made = Happening::own(stored.user, AuditKind::TokenCreated);
            record(tx, now, made.with(details)).await
        })
    });
    work.await?;
    tracing::info!(user = %token.user, token = %token.id, "made an API token");
    Ok(NewToken { token, secret })
}

/// Removes one of the caller's tokens; it is good for nothing from then on.
///
/// # Errors
/// [`AppError::NotFound`] when it is none of theirs.
pub async fn delete_token(state: &AppState, caller: &Caller, id: ApiTokenId) -> Result<(), AppError> {
    let (user, now) = (caller.account.id, state.clock.now());
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            if !api_tokens::delete(tx, user, id).await? {
                return Err(AppError::NotFound);
            }
            let deleted = Happening::own(user, AuditKind::TokenDeleted);
            record(tx, now, deleted.with(json!({ "token": id }))).await
        })
    });
    work.await
}
