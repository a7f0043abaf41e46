//! What staff work with besides tickets: teams, queues, canned replies, settings; and one's own profile.

use crate::field::{FieldCode, FieldErrors, Fields};
use crate::patch::Patch;
use crate::sla::QueueSlaView;
use domain::account::Locale;
use domain::email::Email;
use domain::id::{CannedReplyId, QueueId, TeamId, UserId};
use domain::preferences::{Preferences, Shortcut};
use domain::settings::Settings;
use domain::text::{CommentBody, DisplayName, Name};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The most members of a team, and teams of a queue, that one request can name.
const MOST_NAMED: usize = 1_000;

/// A team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamView {
    /// Its id.
    pub id: TeamId,
    /// What people call it.
    pub name: String,
    /// Whether tickets can be given to it.
    pub active: bool,
    /// Who is in it.
    pub members: Vec<UserId>,
    /// How many tickets it has that are not settled.
    pub open_tickets: u64,
}

/// The body of `POST /teams` and `PUT /teams/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamRequest {
    /// 1 to 80 characters, and no other team's.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 80))]
    pub name: String,
    /// Whether tickets can be given to it; yes where absent.
    #[serde(default = "yes")]
    pub active: bool,
    /// The ids of the staff in it.
    #[serde(default)]
    pub members: Vec<String>,
}

fn yes() -> bool {
    true
}

/// A team, checked for form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamFields {
    /// What people call it.
    pub name: Name,
    /// Whether tickets can be given to it.
    pub active: bool,
    /// Who is in it.
    pub members: Vec<UserId>,
}

impl TeamRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<TeamFields, FieldErrors> {
        let mut fields = Fields::new();
        let name = fields.text("/name", &self.name, Name::parse);
        let members = fields.ids("/members", &self.members, MOST_NAMED);
        fields.finish(name.map(|name| TeamFields { name, active: self.active, members }))
    }
}

/// A queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueView {
    /// Its id.
    pub id: QueueId,
    /// What people call it.
    pub name: String,
    /// Whether only its teams see its tickets, and admins.
    pub restricted: bool,
    /// Whether tickets can be put there.
    pub active: bool,
    /// Who serves it.
    pub teams: Vec<TeamId>,
    /// What it promises; null where that is nothing.
    pub sla: Option<QueueSlaView>,
}

/// The body of `POST /queues` and `PUT /queues/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueRequest {
    /// 1 to 80 characters, and no other queue's.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 80))]
    pub name: String,
    /// Whether only its teams see its tickets, and admins.
    #[serde(default)]
    pub restricted: bool,
    /// Whether tickets can be put there; yes where absent.
    #[serde(default = "yes")]
    pub active: bool,
    /// The ids of the teams that serve it.
    #[serde(default)]
    pub teams: Vec<String>,
}

/// A queue, checked for form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueFields {
    /// What people call it.
    pub name: Name,
    /// Whether only its teams see its tickets.
    pub restricted: bool,
    /// Whether tickets can be put there.
    pub active: bool,
    /// Who serves it.
    pub teams: Vec<TeamId>,
}

impl QueueRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<QueueFields, FieldErrors> {
        let mut fields = Fields::new();
        let name = fields.text("/name", &self.name, Name::parse);
        let teams = fields.ids("/teams", &self.teams, MOST_NAMED);
        let Self { restricted, active, .. } = self;
        fields.finish(name.map(|name| QueueFields { name, restricted, active, teams }))
    }
}

/// A reply written in advance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CannedReplyView {
    /// Its id.
    pub id: CannedReplyId,
    /// What it is found by.
    pub title: String,
    /// Markdown source, with `{{requester.name}}`, `{{agent.name}}`, `{{ticket.number}}` and `{{ticket.subject}}`.
    pub body: String,
    /// Whether all staff use it; otherwise it is the caller's own.
    pub shared: bool,
}

/// The body of `POST /canned-replies` and `PUT /canned-replies/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CannedReplyRequest {
    /// 1 to 80 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 80))]
    pub title: String,
    /// 1 to 20,000 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 20_000))]
    pub body: String,
    /// Admins: whether all staff use it. Stays as it is when one is changed.
    #[serde(default)]
    pub shared: bool,
}

/// A canned reply, checked for form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannedReplyFields {
    /// What it is found by.
    pub title: Name,
    /// Markdown source.
    pub body: CommentBody,
    /// Whether all staff use it.
    pub shared: bool,
}

impl CannedReplyRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<CannedReplyFields, FieldErrors> {
        let mut fields = Fields::new();
        let title = fields.text("/title", &self.title, Name::parse);
        let body = fields.text("/body", &self.body, CommentBody::parse);
        let shared = self.shared;
        fields.finish(title.zip(body).map(|(title, body)| CannedReplyFields { title, body, shared }))
    }
}

/// The body of `PUT /admin/settings`: all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettingsRequest {
    /// A resolved ticket is closed by itself after so many days.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 365))]
    pub auto_close_days: u32,
    /// Whether the requester's "solved" closes a resolved ticket at once.
    pub close_on_confirmation: bool,
    /// Whether the requester's "not solved" takes a resolved ticket up again at once.
    pub reopen_on_request: bool,
    /// For so many days after closing the requester can ask for reopening.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 3_650))]
    pub reopen_window_days: u32,
    /// Whether people can make an account for themselves.
    pub sign_up: bool,
    /// The domains whose addresses can sign up, such as `example.org`; none: all.
    pub sign_up_domains: Vec<String>,
}

impl SettingsRequest {
    /// Checks every number and domain.
    ///
    /// # Errors
    /// Names each one that is out of its range, or no domain.
    pub fn parse(self) -> Result<Settings, FieldErrors> {
        let Self { auto_close_days, close_on_confirmation, reopen_on_request, reopen_window_days, .. } = self;
        let mut fields = Fields::new();
        let mut within = |pointer, value, range: RangeInclusive<u32>| {
            if !range.contains(&value) {
                let message = format!("must be from {} to {}", range.start(), range.end());
                fields.push(pointer, FieldCode::OutOfRange, message);
            }
        };
        within("/auto_close_days", auto_close_days, Settings::AUTO_CLOSE_DAYS);
        within("/reopen_window_days", reopen_window_days, Settings::REOPEN_WINDOW_DAYS);
        let mut sign_up_domains = Vec::new();
        for (index, domain) in self.sign_up_domains.iter().enumerate() {
            let domain = domain.trim().to_ascii_lowercase();
            if !Email::is_domain(&domain) {
                fields.push(&format!("/sign_up_domains/{index}"), FieldCode::UnknownValue, "is not a domain");
            } else if !sign_up_domains.contains(&domain) {
                sign_up_domains.push(domain);
            }
        }
        if sign_up_domains.len() > Settings::MAX_DOMAINS {
            let message = format!("must name at most {}", Settings::MAX_DOMAINS);
            fields.push("/sign_up_domains", FieldCode::OutOfRange, message);
        }
        fields.finish(Some(Settings {
            auto_close_days,
            close_on_confirmation,
            reopen_on_request,
            reopen_window_days,
            sign_up: self.sign_up,
            sign_up_domains,
        }))
    }
}

/// The body of `PATCH /me`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProfileRequest {
    /// 1 to 100 characters.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, required = false))]
    pub display_name: Patch<String>,
    /// `de` or `en`.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Locale, required = false))]
    pub locale: Patch<String>,
    /// A zone of the IANA database, such as `Europe/Berlin`; null for the usual one.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, required = false, max_length = 64))]
    pub time_zone: Patch<String>,
    /// Whether single keys do something.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = bool, required = false))]
    pub shortcuts_enabled: Patch<bool>,
    /// Other keys than the usual ones, by what they do; all of them. A key that does two things is refused.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, String>, required = false))]
    pub shortcuts: Patch<BTreeMap<String, String>>,
}

/// A profile, checked for form. `None` leaves a field as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProfileFields {
    /// Another name.
    pub display_name: Option<DisplayName>,
    /// Another language.
    pub locale: Option<Locale>,
    /// Another zone, or none. Whether there is such a zone, the server decides.
    pub time_zone: Option<Option<String>>,
    /// Whether single keys do something.
    pub shortcuts_enabled: Option<bool>,
    /// Other keys.
    pub shortcuts: Option<BTreeMap<Shortcut, char>>,
}

impl ProfileRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<ProfileFields, FieldErrors> {
        let mut fields = Fields::new();
        let f = &mut fields;
        let profile = ProfileFields {
            display_name: self
                .display_name
                .not_null(f, "/display_name")
                .and_then(|name| f.text("/display_name", &name, DisplayName::parse)),
            locale: self.locale.not_null(f, "/locale").and_then(|word| f.word("/locale", &word)),
            time_zone: match self.time_zone {
                Patch::Absent => None,
                Patch::Null => Some(None),
                Patch::Value(zone) => Some(Some(zone)),
            },
            shortcuts_enabled: self.shortcuts_enabled.not_null(f, "/shortcuts_enabled"),
            shortcuts: self.shortcuts.not_null(f, "/shortcuts").and_then(|keys| shortcuts(f, &keys)),
        };
        fields.finish(Some(profile))
    }
}

fn shortcuts(fields: &mut Fields, given: &BTreeMap<String, String>) -> Option<BTreeMap<Shortcut, char>> {
    let mut keys = BTreeMap::new();
    for (name, key) in given {
        let pointer = format!("/shortcuts/{name}");
        let shortcut = fields.word::<Shortcut>(&pointer, name);
        let key = Preferences::key(key);
        if key.is_none() {
            fields.push(&pointer, FieldCode::UnknownValue, "is not a single key");
        }
        keys.extend(shortcut.zip(key));
    }
    for (shortcut, _) in Preferences::conflicts(&keys) {
        fields.push(&format!("/shortcuts/{shortcut}"), FieldCode::Contradiction, "the key does something else already");
    }
    Some(keys)
}
