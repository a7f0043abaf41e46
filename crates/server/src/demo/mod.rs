//! Demo data: a desk with a past, told in `stories.toml` and played through the same rules as everything else, so that
//! no ticket is in a state that the product could not have brought about.

mod play;
mod story;

pub use play::seed_if_empty;

use domain::account::Role;
use dto::account::DemoAccount;

/// The password of the demo accounts. No secret: the sign-in page shows it.
pub const PASSWORD: &str = "lotse-demo-password";

const ACCOUNTS: [(&str, Role); 3] =
    [("customer@example.org", Role::Customer), ("agent@example.org", Role::Agent), ("admin@example.org", Role::Admin)];

/// The accounts to try Lotse with.
#[must_use]
pub fn accounts() -> Vec<DemoAccount> {
    let account =
        |&(email, role): &(&str, Role)| DemoAccount { email: email.to_owned(), password: PASSWORD.to_owned(), role };
    ACCOUNTS.iter().map(account).collect()
}

fn can_sign_in(email: &str) -> bool {
    ACCOUNTS.iter().any(|(known, _)| *known == email)
}
