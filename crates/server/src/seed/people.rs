//! Who there is: three accounts to sign in with, as in the demo, and many others who cannot.

use super::chance::{Chance, Of};
use super::ids;
use super::scale::Size;
use anyhow::Result;
use domain::account::{Locale, Role, UserStatus};
use domain::clock::Timestamp;
use domain::email::Email;
use domain::id::UserId;
use domain::policy::Actor;
use domain::preferences::Preferences;
use domain::text::DisplayName;
use persistence::{Account, NewAccount};

/// The hash of [`crate::demo::PASSWORD`]. Everybody knows that one, so it may be written down, and data that are the same each time
/// cannot have a salt that is not. A production server refuses to start where it can be used.
const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$CPQE7ivbgXft85gxlenfmg$k5/uVwFpmboeUN2EFMiIOd6Xcuq99R/RmeuXmZZ93oo";

const FIRST: &str =
    "Anna Ben Clara David Elif Finn Greta Hasan Ida Jonas Katharina Lukas Maria Noah Olga Paul Rosa Samuel
    Tanja Umut Vera Wilhelm Yasmin Zoe Alice Brian Carol Daniel Emily Frank Grace Henry Irene Jack Kate Liam Megan Nigel
    Olivia Peter Quentin Rachel Simon Theresa Ursula Victor Wendy Xaver";
const LAST: &str = "Schmidt Müller Yılmaz Fischer Weber Wagner Becker Hoffmann Schulz Koch Richter Klein Wolf Schröder
    Neumann Schwarz Zimmermann Braun Krüger Hartmann Lange Werner Krause Lehmann Köhler Maier Walter Kaiser Fuchs Peters
    Smith Jones Taylor Brown Evans Walker Wright Green Hall Wood Clarke Turner Moore Cooper Ward Baker Harris Kelly";

/// Somebody of the desk.
pub(super) struct Staff {
    pub(super) account: NewAccount,
    /// The team they are in.
    pub(super) team: u64,
    /// Another one.
    pub(super) also: Option<u64>,
}

impl Staff {
    pub(super) const fn actor(&self) -> Actor {
        self.account.account.actor()
    }
}

/// An admin first, then the agents, of whom the first can sign in.
pub(super) fn staff(size: Size, since: Timestamp) -> Result<Vec<Staff>> {
    let person = |number: u64| {
        let (role, known) = match number {
            0 => (Role::Admin, Some("admin@example.org")),
            1 => (Role::Agent, Some("agent@example.org")),
            _ => (Role::Agent, None),
        };
        let account = account(number, role, known, since)?;
        // The two teams of restricted queues are small: every tenth agent is in one of them as well.
        let also = (number % 10 == 2).then(|| size.teams - 1 - (number / 10) % 2);
        Ok(Staff { account, team: number.saturating_sub(1) % (size.teams - 2), also })
    };
    (0..=size.agents).map(person).collect()
}

/// The customers have numbers from 0; the first is busiest and can sign in.
pub(super) fn customer(number: u64, since: Timestamp) -> Result<NewAccount> {
    let known = (number == 0).then_some("customer@example.org");
    account(CUSTOMERS + number, Role::Customer, known, since)
}

/// More than there are of staff.
const CUSTOMERS: u64 = 10_000;

/// Who a customer is, without what else is known about them.
pub(super) fn customer_actor(number: u64, since: Timestamp) -> Actor {
    Actor { id: id(CUSTOMERS + number, since), role: Role::Customer }
}

/// Which language a customer reads and writes.
pub(super) fn customer_locale(number: u64) -> Locale {
    locale(&mut Chance::of(Of::Person, CUSTOMERS + number))
}

fn id(number: u64, since: Timestamp) -> UserId {
    UserId::new(ids::id(since, number))
}

fn locale(chance: &mut Chance) -> Locale {
    if chance.in_thousand(600) { Locale::De } else { Locale::En }
}

fn account(number: u64, role: Role, known: Option<&str>, since: Timestamp) -> Result<NewAccount> {
    let mut chance = Chance::of(Of::Person, number);
    let locale = locale(&mut chance);
    let (first, last) = (name(&mut chance, FIRST), name(&mut chance, LAST));
    let email = known.map_or_else(|| address(first, number), str::to_owned);
    let account = Account {
        id: id(number, since),
        email: Email::parse(&email)?,
        display_name: DisplayName::parse(&format!("{first} {last}"))?,
        role,
        locale,
        time_zone: Some("Europe/Berlin".to_owned()).filter(|_| locale == Locale::De),
        status: UserStatus::Active,
        password_hash: known.map(|_| PASSWORD_HASH.to_owned()),
        preferences: Preferences::default(),
    };
    Ok(NewAccount { account, created_at: since })
}

/// The address of a person of whom nobody has to know it.
fn address(first: &str, number: u64) -> String {
    format!("{}.{number}@example.net", first.to_lowercase())
}

fn name(chance: &mut Chance, list: &'static str) -> &'static str {
    let names: Vec<_> = list.split_whitespace().collect();
    chance.pick::<&str>(&names)
}

/// The address of a customer.
pub(super) fn customer_email(number: u64, since: Timestamp) -> Result<Email> {
    Ok(customer(number, since)?.account.email)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo;
    use crate::passwords::Passwords;

    #[tokio::test]
    async fn the_password_of_the_demo_opens_the_accounts() {
        let passwords = Passwords::new().expect("a place to hash");
        let place = passwords.place().expect("a place");
        let opens = passwords.verify(place, demo::PASSWORD.to_owned(), Some(PASSWORD_HASH.to_owned())).await;
        assert!(opens.expect("an answer"));
    }
}
