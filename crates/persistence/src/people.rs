//! People as rows.

use crate::convert::Row;
use crate::entity::user;
use crate::error::Error;
use crate::many::many;
use domain::account::{Locale, Role, UserStatus};
use domain::clock::Timestamp;
use domain::email::Email;
use domain::id::UserId;
use domain::policy::Actor;
use domain::preferences::Preferences;
use domain::text::DisplayName;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::{HashMap, HashSet};

/// An account with all that signing in needs.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its id.
    pub id: UserId,
    /// The address it signs in with.
    pub email: Email,
    /// Its name.
    pub display_name: DisplayName,
    /// What it may do.
    pub role: Role,
    /// The language it reads.
    pub locale: Locale,
    /// Its IANA time zone, where chosen.
    pub time_zone: Option<String>,
    /// Whether it can be used.
    pub status: UserStatus,
    /// The argon2id hash in PHC form, where it has a password.
    pub password_hash: Option<String>,
    /// How it likes the app to behave.
    pub preferences: Preferences,
}

impl Account {
    /// The account as somebody who acts.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor { id: self.id, role: self.role }
    }
}

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The account.
    pub account: Account,
    /// When it is made.
    pub created_at: Timestamp,
}

/// A person as others see them.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub display_name: DisplayName,
    /// Their address.
    pub email: Email,
    /// What they may do.
    pub role: Role,
}

/// People by id.
#[derive(Debug, Clone, Default)]
pub struct People(HashMap<UserId, Person>);

impl People {
    /// Loads everybody named, in one statement.
    ///
    /// # Errors
    /// When the database fails or holds a damaged row.
    pub async fn load(db: &impl ConnectionTrait, ids: impl IntoIterator<Item = UserId>) -> Result<Self, Error> {
        let ids: HashSet<_> = ids.into_iter().map(UserId::uuid).collect();
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let rows = user::Entity::find().filter(user::Column::Id.is_in(many(ids))).all(db).await?;
        let people = rows.into_iter().map(|row| person(row).map(|person| (person.id, person)));
        people.collect::<Result<_, _>>().map(Self)
    }

    /// These and others.
    #[must_use]
    pub fn with(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// The person of an id.
    ///
    /// # Errors
    /// When there is none: every id that a row refers to has one by its foreign key, so the database is damaged.
    pub fn get(&self, id: UserId) -> Result<&Person, Error> {
        self.0.get(&id).ok_or_else(|| Row::new("users", id).corrupt("id", "nobody"))
    }
}

fn person(row: user::Model) -> Result<Person, Error> {
    let Account { id, email, display_name, role, .. } = account(row)?;
    Ok(Person { id, display_name, email, role })
}

pub(crate) fn account(row: user::Model) -> Result<Account, Error> {
    let place = Row::new("users", row.id);
    Ok(Account {
        id: UserId::new(row.id),
        email: Email::parse(&row.email).map_err(|error| place.corrupt("email", error))?,
        display_name: place.text("display_name", &row.display_name, DisplayName::parse)?,
        role: place.word("role", &row.role)?,
        locale: place.word("locale", &row.locale)?,
        time_zone: row.time_zone,
        status: place.word("status", &row.status)?,
        password_hash: row.password_hash,
        preferences: preferences(&place, row.preferences.as_deref())?,
    })
}

fn preferences(place: &Row, text: Option<&str>) -> Result<Preferences, Error> {
    let Some(text) = text else { return Ok(Preferences::default()) };
    serde_json::from_str(text).map_err(|error| place.corrupt("preferences", error))
}

/// As they are stored.
pub(crate) fn preferences_column(preferences: &Preferences) -> Option<String> {
    serde_json::to_string(preferences).ok().filter(|_| *preferences != Preferences::default())
}

pub(crate) fn row(new: NewAccount) -> user::ActiveModel {
    let NewAccount { account, created_at } = new;
    let Account { id, email, display_name, role, locale, time_zone, status, password_hash, preferences } = account;
    user::ActiveModel {
        id: Set(id.uuid()),
        email: Set(email.as_str().to_owned()),
        name_key: Set(Some(display_name.key())),
        display_name: Set(display_name.into_string()),
        role: Set(role.to_string()),
        locale: Set(locale.to_string()),
        time_zone: Set(time_zone),
        password_hash: Set(password_hash),
        status: Set(status.to_string()),
        created_at: Set(created_at.unix_micros()),
        updated_at: Set(created_at.unix_micros()),
        preferences: Set(preferences_column(&preferences)),
    }
}
