//! Accounts and the ways into them: links in mails, passwords, sessions, providers, tokens, and people as admins see them.

use super::answer::Done;
use super::{Answer, Api, Call};
use crate::routes::encode;
use domain::account::{Role, UserStatus};
use domain::clock::Timestamp;
use domain::scope::Scope;
use domain::sign_in::{LinkKind, SignInMethod};
use dto::identity::{
    ChangePasswordRequest, EmailRequest, InviteRequest, LinkRequest, LinkView, LogoutAllRequest, ProviderRequest,
    ReauthenticateRequest, SetPasswordRequest, SignUpRequest, TokenRequest, UserRequest,
};
use dto::paths;
use dto::read::{Read, Source, field};

/// What the lists are of that accounts have to do with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sessions,
    Identities,
    Tokens,
    People,
}

impl Kind {
    /// Unique among them.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Sessions => "of-sessions",
            Self::Identities => "of-identities",
            Self::Tokens => "of-tokens",
            Self::People => "of-people",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Sessions => "auth/sessions",
            Self::Identities => "me/identities",
            Self::Tokens => "me/tokens",
            Self::People => "admin/users",
        }
    }
}

/// A line of such a list. They are much alike, and read by the same code.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) id: String,
    /// Device, provider, token or person.
    pub(crate) name: Option<String>,
    /// Address, or how a token begins.
    pub(crate) detail: Option<String>,
    /// Whether it is the session that asks.
    pub(crate) current: bool,
    pub(crate) method: Option<SignInMethod>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) role: Option<Role>,
    pub(crate) status: Option<UserStatus>,
    pub(crate) created_at: Timestamp,
    pub(crate) last_used_at: Option<Timestamp>,
    pub(crate) expires_at: Option<Timestamp>,
}

impl Read for Entry {
    fn read<S: Source>(value: &S) -> Option<Self> {
        let word = |names: &[&str]| names.iter().find_map(|name| value.field(name)?.text());
        Some(Self {
            id: field(value, "id")?,
            name: word(&["device", "provider", "display_name", "name"]),
            detail: word(&["email", "prefix"]),
            current: field::<Option<_>>(value, "current")?.unwrap_or_default(),
            method: field(value, "method")?,
            scopes: field::<Option<_>>(value, "scopes")?.unwrap_or_default(),
            role: field(value, "role")?,
            status: field(value, "status")?,
            created_at: field(value, "created_at")?,
            last_used_at: field(value, "last_used_at")?,
            expires_at: field(value, "expires_at")?,
        })
    }
}

/// A part of such a list.
pub(crate) struct Entries {
    pub(crate) items: Vec<Entry>,
    pub(crate) next: Option<String>,
}

impl Read for Entries {
    fn read<S: Source>(value: &S) -> Option<Self> {
        Some(Self { items: field(value, "items")?, next: field(value, "next")? })
    }
}

impl Api {
    /// A call of somebody who need not be signed in.
    fn anonymous<T: Read + 'static>(self, call: Call) -> Answer<T> {
        Answer::of(async move { call.send(None, false).await })
    }

    pub(crate) fn sign_up(self, request: &SignUpRequest) -> Answer<Done> {
        self.anonymous(auth("signup").body(request))
    }

    pub(crate) fn forgot(self, request: &EmailRequest) -> Answer<Done> {
        self.anonymous(auth("password/forgot").body(request))
    }

    /// What the token of a mailed link is good for.
    pub(crate) fn check_link(self, token: String) -> Answer<LinkView> {
        self.anonymous(auth("links/check").body(&LinkRequest { token }))
    }

    /// Takes a link up that leads to an account, with the password for it.
    pub(crate) fn set_password(self, kind: LinkKind, request: &SetPasswordRequest) -> Answer<Done> {
        self.anonymous(auth(if kind == LinkKind::SignUp { "verify-email" } else { "password/reset" }).body(request))
    }

    pub(crate) fn confirm_email(self, token: String) -> Answer<Done> {
        self.anonymous(auth("email/confirm").body(&LinkRequest { token }))
    }

    pub(crate) fn change_password(self, request: &ChangePasswordRequest) -> Answer<Done> {
        self.call(auth("password/change").body(request))
    }

    pub(crate) fn change_email(self, request: &EmailRequest) -> Answer<Done> {
        self.call(auth("email/change").body(request))
    }

    /// Proves who the person is.
    pub(crate) fn reauthenticate(self, password: String) -> Answer<Done> {
        self.call(auth("reauthenticate").body(&ReauthenticateRequest { password }))
    }

    /// Where the browser goes: to prove it at a provider (`reauthenticate`), or to let an account there lead to this one
    /// (`link`).
    pub(crate) fn at_provider(self, provider: &str, step: &str, next: String) -> Answer<Done> {
        self.call(auth(&format!("oidc/{provider}/{step}")).body(&ProviderRequest { next }))
    }

    /// Signs out everywhere else.
    pub(crate) fn end_other_sessions(self) -> Answer<Done> {
        self.call(auth("logout-all").body(&LogoutAllRequest { keep_current: true }))
    }

    /// A part of a list. `query` says which of it, as in an address.
    pub(crate) fn entries(self, kind: Kind, mut query: String, cursor: Option<&str>) -> Answer<Entries> {
        if let Some(cursor) = cursor {
            query.push_str(if query.is_empty() { "?cursor=" } else { "&cursor=" });
            query.push_str(&encode(cursor));
        }
        self.call(Call::get(format!("{}/{}{query}", paths::BASE, kind.path())))
    }

    /// Ends a session, disconnects an identity, deletes a token.
    pub(crate) fn end(self, kind: Kind, id: &str) -> Answer<Done> {
        self.call(Call::delete(format!("{}/{}/{id}", paths::BASE, kind.path())))
    }

    pub(crate) fn create_token(self, request: &TokenRequest) -> Answer<Done> {
        self.call(Call::post(format!("{}/{}", paths::BASE, Kind::Tokens.path())).body(request))
    }

    pub(crate) fn invite(self, request: &InviteRequest) -> Answer<Done> {
        self.call(Call::post(user("", "")).body(request))
    }

    pub(crate) fn change_user(self, id: &str, request: &UserRequest) -> Answer<Done> {
        self.call(Call::patch_any(user("/", id)).body(request))
    }

    /// Sends the invitation again.
    pub(crate) fn invite_again(self, id: &str) -> Answer<Done> {
        self.call(Call::post(user("/", id) + "/invite"))
    }

    /// Signs somebody out everywhere.
    pub(crate) fn end_sessions_of(self, id: &str) -> Answer<Done> {
        self.call(Call::delete(user("/", id) + "/sessions"))
    }
}

/// Where a sign-in at a provider begins; the browser goes there, and comes back to `next`.
pub(crate) fn provider_start(provider: &str, next: &str) -> String {
    format!("{}/auth/oidc/{provider}/start?next={}", paths::BASE, encode(next))
}

fn auth(path: &str) -> Call {
    Call::post(format!("{}/auth/{path}", paths::BASE))
}

fn user(before: &str, id: &str) -> String {
    format!("{}/{}{before}{id}", paths::BASE, Kind::People.path())
}
