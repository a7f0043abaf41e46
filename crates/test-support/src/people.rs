//! People to act in tests.

use domain::account::{Locale, Role, UserStatus};
use domain::email::Email;
use domain::id::UserId;
use domain::preferences::Preferences;
use domain::text::DisplayName;
use persistence::Account;
use uuid::Uuid;

/// An account without a password, named after the local part of its address.
///
/// # Panics
/// When the name makes no address.
#[must_use]
pub fn account(id: Uuid, name: &str, role: Role) -> Account {
    Account {
        id: UserId::new(id),
        email: Email::parse(&format!("{name}@example.org")).expect("an address"),
        display_name: DisplayName::parse(name).expect("a name"),
        role,
        locale: Locale::En,
        time_zone: None,
        status: UserStatus::Active,
        password_hash: None,
        preferences: Preferences::default(),
    }
}
