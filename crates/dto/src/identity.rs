//! Making accounts, passwords, sessions, tokens, other ways to sign in, and people as admins see them.

use crate::field::{FieldCode, FieldErrors, Fields};
use crate::handover::HandoverRequest;
use crate::patch::Patch;
use domain::account::{AccountChange, Locale, Role, UserStatus};
use domain::clock::Timestamp;
use domain::email::Email;
use domain::id::{ApiTokenId, IdentityId, SessionId, UserId};
use domain::password::{self, PasswordError};
use domain::scope::Scope;
use domain::sign_in::{LinkKind, SignInMethod};
use domain::text::{DisplayName, Name};
use domain::ticket::Heir;
use serde::{Deserialize, Serialize};

/// The body of `POST /auth/signup`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignUpRequest {
    /// The address of the new account. A mail with a link is sent to it.
    #[cfg_attr(feature = "openapi", schema(example = "anna@example.org"))]
    pub email: String,
    /// 1 to 100 characters.
    pub display_name: String,
    /// `de` or `en`.
    #[cfg_attr(feature = "openapi", schema(value_type = Locale))]
    pub locale: String,
}

/// Somebody who wants an account, checked for form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignUp {
    /// The address.
    pub email: Email,
    /// The name.
    pub display_name: DisplayName,
    /// The language.
    pub locale: Locale,
}

impl SignUpRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<SignUp, FieldErrors> {
        let mut fields = Fields::new();
        let email = fields.email("/email", &self.email);
        let display_name = fields.text("/display_name", &self.display_name, DisplayName::parse);
        let locale = fields.word("/locale", &self.locale);
        let all = email.zip(display_name).zip(locale);
        fields.finish(all.map(|((email, display_name), locale)| SignUp { email, display_name, locale }))
    }
}

/// The body of `POST /auth/password/forgot` and of `POST /auth/email/change`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailRequest {
    /// The address that a link is sent to.
    #[cfg_attr(feature = "openapi", schema(example = "anna@example.org"))]
    pub email: String,
}

impl EmailRequest {
    /// Checks the address.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(self) -> Result<Email, FieldErrors> {
        let mut fields = Fields::new();
        let email = fields.email("/email", &self.email);
        fields.finish(email)
    }
}

/// The body of `POST /auth/links/check` and of `POST /auth/email/confirm`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkRequest {
    /// What stands behind the `#` of the link.
    pub token: String,
}

/// What a mailed link is good for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkView {
    /// What it does.
    pub kind: LinkKind,
    /// The address that it was sent to, with which one signs in afterwards.
    pub email: String,
    /// The name of the account.
    pub display_name: String,
    /// When it runs out.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
}

/// The body of `POST /auth/verify-email` and of `POST /auth/password/reset`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetPasswordRequest {
    /// What stands behind the `#` of the link.
    pub token: String,
    /// At least 12 characters, at most 1,024 bytes.
    #[cfg_attr(feature = "openapi", schema(format = Password))]
    pub password: String,
}

/// The body of `POST /auth/password/change`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePasswordRequest {
    /// The password so far. Absent for an account that has none, after proving again who one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = Password))]
    pub current_password: Option<String>,
    /// At least 12 characters, at most 1,024 bytes.
    #[cfg_attr(feature = "openapi", schema(format = Password))]
    pub new_password: String,
}

/// The body of `POST /auth/reauthenticate`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReauthenticateRequest {
    /// The password of the account.
    #[cfg_attr(feature = "openapi", schema(format = Password))]
    pub password: String,
}

/// Checks a new password by what can be said without a list of leaked ones. `personal` is what others know of its owner.
pub fn new_password(fields: &mut Fields, pointer: &str, text: &str, personal: &[&str]) {
    if let Err(error) = password::check(text, personal) {
        let code = match error {
            PasswordError::TooShort if text.is_empty() => FieldCode::Required,
            PasswordError::TooShort => FieldCode::TooShort,
            PasswordError::TooLong => FieldCode::TooLong,
            PasswordError::TooCommon => FieldCode::TooCommon,
            PasswordError::Personal => FieldCode::Personal,
        };
        fields.push(pointer, code, error);
    }
}

/// A signed-in browser of the caller's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionInfo {
    /// Its id.
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub current: bool,
    /// When it began.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// When it was last used, within ten minutes.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub last_used_at: Timestamp,
    /// When it ends by itself.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
    /// What the browser called itself, such as `Firefox on Linux`; null where it did not.
    pub device: Option<String>,
    /// How it began.
    pub method: SignInMethod,
}

/// The body of `POST /auth/logout-all`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogoutAllRequest {
    /// Whether the session that asks goes on.
    #[serde(default)]
    pub keep_current: bool,
}

/// The answer to `POST /auth/logout` where the provider has a session to be ended as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoggedOutView {
    /// Where the browser goes to sign out at the provider, too; null where there is nothing to do.
    pub provider_url: Option<String>,
}

/// A provider that one can sign in with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProviderView {
    /// Its name in addresses: `/auth/oidc/{name}/start`.
    pub name: String,
    /// What people call it.
    pub label: String,
}

/// Where the browser goes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RedirectView {
    /// An address at the provider.
    pub url: String,
}

/// The body of `POST /auth/oidc/{provider}/link` and `/reauthenticate`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProviderRequest {
    /// The path of the app to come back to, such as `/profile`.
    pub next: String,
}

/// An account at a provider that leads to the caller's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IdentityView {
    /// Its id.
    pub id: IdentityId,
    /// What people call the provider.
    pub provider: String,
    /// The address that the provider named when they were linked.
    pub email: Option<String>,
    /// Since when.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// When it was last used to sign in.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub last_used_at: Option<Timestamp>,
}

/// The body of `POST /me/tokens`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenRequest {
    /// What it is for: 1 to 80 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 80))]
    pub name: String,
    /// What it may be used for; at least one.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Scope>, min_items = 1))]
    pub scopes: Vec<String>,
    /// After how many days it runs out, 1 to 366.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 366))]
    pub expires_in_days: u32,
}

/// A token to be made, checked for form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenFields {
    /// What it is for.
    pub name: Name,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// After how many days it runs out.
    pub days: u32,
}

impl TokenRequest {
    /// The longest that a token is good for, in days.
    pub const MAX_DAYS: u32 = 366;

    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<TokenFields, FieldErrors> {
        let mut fields = Fields::new();
        let name = fields.text("/name", &self.name, Name::parse);
        let scopes: Vec<Scope> = fields.ids("/scopes", &self.scopes, Scope::ALL.len());
        if self.scopes.is_empty() {
            fields.push("/scopes", FieldCode::Required, "names nothing that the token could do");
        }
        let days = self.expires_in_days;
        if !(1..=Self::MAX_DAYS).contains(&days) {
            fields.push("/expires_in_days", FieldCode::OutOfRange, format!("must be from 1 to {}", Self::MAX_DAYS));
        }
        fields.finish(name.map(|name| TokenFields { name, scopes, days }))
    }
}

/// An API token of the caller's, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenView {
    /// Its id.
    pub id: ApiTokenId,
    /// What it is for.
    pub name: String,
    /// How it begins, to tell it from others.
    #[cfg_attr(feature = "openapi", schema(example = "lotse_pat_a1b2c3"))]
    pub prefix: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it was made.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// When it runs out.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
    /// When it was last used, within five minutes.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub last_used_at: Option<Timestamp>,
}

/// A new token with its secret, which is not shown again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewTokenView {
    /// For the header `Authorization: Bearer …`.
    #[cfg_attr(feature = "openapi", schema(example = "lotse_pat_a1b2c3…"))]
    pub secret: String,
    /// What is known of it from now on.
    pub token: TokenView,
}

/// Somebody as admins see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserView {
    /// Their id.
    pub id: UserId,
    /// Their address.
    pub email: String,
    /// Their name.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
    /// Whether the account can be used.
    pub status: UserStatus,
    /// The language they read.
    pub locale: Locale,
    /// Since when.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// When a session of theirs was last used.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub last_used_at: Option<Timestamp>,
}

/// A part of the people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserPart {
    /// Some of them, by name.
    pub items: Vec<UserView>,
    /// Leads to more.
    pub next: Option<String>,
}

/// The query of `GET /admin/users`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct UserQuery {
    /// A part of the name or address, in any case.
    pub search: Option<String>,
    /// Only this role.
    #[cfg_attr(feature = "openapi", param(value_type = Option<Role>))]
    pub role: Option<String>,
    /// Only this state.
    #[cfg_attr(feature = "openapi", param(value_type = Option<UserStatus>))]
    pub status: Option<String>,
    /// Where to go on: `next` of the part before.
    pub cursor: Option<String>,
}

/// Who is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserFilter {
    /// A part of the name or address, in lower case.
    pub search: Option<String>,
    /// Only this role.
    pub role: Option<Role>,
    /// Only this state.
    pub status: Option<UserStatus>,
}

impl UserQuery {
    /// Longer ones find nobody.
    const MAX_SEARCH: usize = 254;

    /// Checks every parameter. The cursor is checked by whoever made it.
    ///
    /// # Errors
    /// Names each bad one.
    pub fn parse(self) -> Result<(UserFilter, Option<String>), FieldErrors> {
        let mut fields = Fields::new();
        let role = self.role.as_deref().and_then(|word| fields.word("?role", word));
        let status = self.status.as_deref().and_then(|word| fields.word("?status", word));
        let search = self.search.map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty());
        if search.as_ref().is_some_and(|text| text.chars().count() > Self::MAX_SEARCH) {
            fields.push("?search", FieldCode::TooLong, format!("must have at most {} characters", Self::MAX_SEARCH));
        }
        // Nobody has one in their name, and not every database takes U+0000 in a text.
        if search.as_ref().is_some_and(|text| text.contains(char::is_control)) {
            fields.push("?search", FieldCode::ForbiddenCharacter, "contains a control character");
        }
        fields.finish(Some((UserFilter { search, role, status }, self.cursor)))
    }
}

/// The body of `POST /admin/users`: invites somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InviteRequest {
    /// The address that the invitation is sent to.
    pub email: String,
    /// 1 to 100 characters.
    pub display_name: String,
    /// What they may do.
    #[cfg_attr(feature = "openapi", schema(value_type = Role))]
    pub role: String,
    /// The language of the mail.
    #[cfg_attr(feature = "openapi", schema(value_type = Locale))]
    pub locale: String,
}

/// Somebody to be invited, checked for form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Who.
    pub person: SignUp,
    /// What they may do.
    pub role: Role,
}

impl InviteRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<Invitation, FieldErrors> {
        let Self { email, display_name, role, locale } = self;
        let mut fields = Fields::new();
        let role = fields.word("/role", &role);
        let person = match (SignUpRequest { email, display_name, locale }).parse() {
            Ok(person) => Some(person),
            Err(errors) => {
                for error in errors {
                    fields.push(&error.pointer, error.code, error.message);
                }
                None
            }
        };
        fields.finish(person.zip(role).map(|(person, role)| Invitation { person, role }))
    }
}

/// The body of `PATCH /admin/users/{id}`. What is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserRequest {
    /// What they may do.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Role, required = false))]
    pub role: Patch<String>,
    /// Whether they can sign in. Switching off ends their sessions and tokens at once.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = bool, required = false))]
    pub active: Patch<bool>,
    /// Who takes over what they work on; with `active: false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hand_over_to: Option<HandoverRequest>,
}

impl UserRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<(AccountChange, Option<Heir>), FieldErrors> {
        let mut fields = Fields::new();
        let f = &mut fields;
        let role = self.role.not_null(f, "/role").and_then(|word| f.word("/role", &word));
        let active = self.active.not_null(f, "/active");
        if self.hand_over_to.is_some() && active != Some(false) {
            f.push("/hand_over_to", FieldCode::NotExpected, "goes with switching off");
        }
        let heir = self.hand_over_to.and_then(|heir| heir.read(f, "/hand_over_to"));
        fields.finish(Some((AccountChange { role, active }, heir)))
    }
}
