//! Signing in, and the signed-in person.

use crate::field::{FieldErrors, Fields};
use crate::identity::ProviderView;
use domain::account::{Locale, Role};
use domain::email::Email;
use domain::id::UserId;
use domain::preferences::Preferences;
use serde::{Deserialize, Serialize};

/// The longest password that is looked at, in bytes; hashing more would be work for nothing (SECURITY.md).
pub const MAX_PASSWORD_BYTES: usize = domain::password::MAX_BYTES;

/// The body of `POST /auth/login`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginRequest {
    /// The address of the account.
    #[cfg_attr(feature = "openapi", schema(example = "agent@example.org"))]
    pub email: String,
    /// At most 1,024 bytes.
    #[cfg_attr(feature = "openapi", schema(example = "lotse-demo-password", format = Password))]
    pub password: String,
}

/// What somebody signs in with, checked for form.
pub struct Credentials {
    /// The address.
    pub email: Email,
    /// The password as typed.
    pub password: String,
}

impl LoginRequest {
    /// Checks the form.
    ///
    /// # Errors
    /// When the address is none, or the password is missing or too long.
    pub fn parse(self) -> Result<Credentials, FieldErrors> {
        use crate::field::FieldCode;
        let mut fields = Fields::new();
        let email = fields.email("/email", &self.email);
        if self.password.is_empty() {
            fields.push("/password", FieldCode::Required, "is required");
        } else if self.password.len() > MAX_PASSWORD_BYTES {
            fields.push("/password", FieldCode::TooLong, format!("must have at most {MAX_PASSWORD_BYTES} bytes"));
        }
        fields.finish(email.map(|email| Credentials { email, password: self.password }))
    }
}

/// The answer to signing in and to refreshing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionView {
    /// A JWT for the `Authorization: Bearer` header. Keep it in memory only.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds until it runs out.
    pub expires_in: u32,
    /// Who signed in.
    pub user: Me,
}

/// The signed-in person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// Their id.
    pub id: UserId,
    /// Their address.
    pub email: String,
    /// Their name.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
    /// The language they read.
    pub locale: Locale,
    /// Their IANA time zone; null: the browser's.
    pub time_zone: Option<String>,
    /// How they like the app to behave.
    pub preferences: Preferences,
    /// Whether the account has a password; one that came by a provider has none at first.
    pub has_password: bool,
}

/// The ways to sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInMethods {
    /// Whether e-mail and password can be used.
    pub password: bool,
    /// Accounts to try Lotse with. Empty unless the server runs in the demo profile.
    pub demo_accounts: Vec<DemoAccount>,
    /// Whether people can make an account for themselves.
    pub sign_up: bool,
    /// The domains whose addresses can sign up; none: all.
    pub sign_up_domains: Vec<String>,
    /// Other places to sign in at.
    pub providers: Vec<ProviderView>,
}

/// An account of the demo data, whose password is no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DemoAccount {
    /// Its address.
    pub email: String,
    /// Its password.
    pub password: String,
    /// What it may do.
    pub role: Role,
}
