//! Accounts as their owners and admins see them.

use crate::app::accounts::User;
use crate::state::AppState;
use domain::id::SessionId;
use domain::sign_in::SignInMethod;
use dto::identity::{IdentityView, LinkView, SessionInfo, TokenView, UserView};
use persistence::repo::account_links::AccountLink;
use persistence::repo::api_tokens::ApiToken;
use persistence::repo::identities::Identity;
use persistence::repo::sessions::Session;

pub(in crate::http) fn link(link: AccountLink) -> LinkView {
    LinkView {
        kind: link.kind,
        email: link.email.as_str().to_owned(),
        display_name: link.display_name.into_string(),
        expires_at: link.expires_at,
    }
}

pub(in crate::http) fn session(session: Session, current: SessionId) -> SessionInfo {
    SessionInfo {
        id: session.id,
        current: session.id == current,
        created_at: session.created_at,
        last_used_at: session.rotated_at,
        expires_at: session.expires_at,
        device: session.device,
        method: if session.provider.is_some() { SignInMethod::Provider } else { SignInMethod::Password },
    }
}

/// A provider that is no longer configured keeps its name.
pub(in crate::http) fn identity(state: &AppState, identity: Identity) -> IdentityView {
    let known = state.providers.find(&identity.provider).map(|provider| provider.settings.label.clone());
    IdentityView {
        id: identity.id,
        provider: known.unwrap_or(identity.provider),
        email: identity.email,
        created_at: identity.created_at,
        last_used_at: identity.last_used_at,
    }
}

pub(in crate::http) fn token(token: ApiToken) -> TokenView {
    TokenView {
        id: token.id,
        name: token.name.into_string(),
        prefix: token.prefix,
        scopes: token.scopes,
        created_at: token.created_at,
        expires_at: token.expires_at,
        last_used_at: token.last_used_at,
    }
}

pub(in crate::http) fn user(user: User) -> UserView {
    let User { account, created_at, last_used_at } = user;
    UserView {
        id: account.id,
        email: account.email.as_str().to_owned(),
        display_name: account.display_name.into_string(),
        role: account.role,
        status: account.status,
        locale: account.locale,
        created_at,
        last_used_at,
    }
}
