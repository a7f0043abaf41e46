//! The form of `stories.toml`.

use domain::account::{Locale, Role};
use domain::ticket::{Priority, ResolutionKind};
use serde::Deserialize;

/// All of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stories {
    pub(super) person: Vec<PersonStory>,
    pub(super) team: Vec<TeamStory>,
    pub(super) queue: Vec<QueueStory>,
    pub(super) canned_reply: Vec<CannedReplyStory>,
    pub(super) ticket: Vec<TicketStory>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonStory {
    pub(super) email: String,
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) locale: Locale,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TeamStory {
    pub(super) name: String,
    /// By address.
    pub(super) members: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QueueStory {
    pub(super) name: String,
    #[serde(default)]
    pub(super) restricted: bool,
    /// By name.
    pub(super) teams: Vec<String>,
    /// Whose tickets wait here first.
    pub(super) categories: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CannedReplyStory {
    pub(super) title: String,
    pub(super) body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TicketStory {
    pub(super) requester: String,
    pub(super) category: String,
    pub(super) priority: Priority,
    /// When it was created, before now.
    pub(super) hours_ago: u32,
    pub(super) subject: String,
    pub(super) description: String,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    #[serde(default)]
    pub(super) step: Vec<StepStory>,
}

#[derive(Deserialize)]
pub(super) struct StepStory {
    /// After the step before.
    pub(super) after_minutes: u32,
    pub(super) by: String,
    #[serde(flatten)]
    pub(super) deed: Deed,
}

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(super) enum Deed {
    Take,
    Reply { text: String },
    Note { text: String },
    Wait,
    Resolve { text: String, kind: ResolutionKind },
    Close { text: Option<String>, kind: Option<ResolutionKind> },
    Reopen { text: String },
    HandBack,
    Priority { value: Priority },
    Category { value: String },
    Assign { to: String },
}

/// The stories that are built into the server.
pub(super) fn stories() -> Result<Stories, toml::de::Error> {
    toml::from_str(include_str!("stories.toml"))
}
