//! Demo data: a desk with a past, told in `stories.toml` and played through the same rules as everything else, so that
//! no ticket is in a state that the product could not have brought about.

mod desk;
mod play;
mod story;

pub use play::seed_if_empty;

use crate::state::AppState;
use anyhow::{Result, bail};
use domain::account::{Role, UserStatus};
use domain::email::Email;
use dto::account::DemoAccount;
use persistence::repo::accounts;

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

/// Production does not start on the data of a demo, whose passwords everybody knows.
///
/// # Errors
/// When a demo account can still be used with the demo password.
pub async fn refuse_demo_accounts(state: &AppState) -> Result<()> {
    for (email, _) in ACCOUNTS {
        let found = accounts::by_email(state.store.connection(), &Email::parse(email)?).await?;
        let usable = found.filter(|account| account.status == UserStatus::Active);
        let hash = usable.and_then(|account| account.password_hash);
        if hash.is_some() && state.passwords.verify(state.passwords.place()?, PASSWORD.to_owned(), hash).await? {
            bail!("{email} has the password of the demo; production does not start on demo data");
        }
    }
    Ok(())
}

fn can_sign_in(email: &str) -> bool {
    ACCOUNTS.iter().any(|(known, _)| *known == email)
}
