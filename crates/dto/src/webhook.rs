//! Webhooks on the wire.

use crate::field::{FieldErrors, Fields};
use domain::clock::Timestamp;
use domain::id::{OutboxId, WebhookId};
use domain::text::Name;
use domain::ticket::EventKind;
use serde::{Deserialize, Serialize};

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookView {
    /// Its id.
    pub id: WebhookId,
    /// What people call it.
    pub name: String,
    /// What is called.
    pub url: String,
    /// For which kinds of events, as in the history; all where empty.
    pub kinds: Vec<EventKind>,
    /// Whether it is also called for what only staff may know, and told the assignee, team and queue.
    pub internal: bool,
    /// Whether it is called.
    pub active: bool,
    /// Since when every call fails.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub failing_since: Option<Timestamp>,
    /// When Lotse switched it off.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub disabled_at: Option<Timestamp>,
    /// Why: `failing` for five days, or it answered 410 (`gone`).
    pub disabled_because: Option<String>,
    /// Until when calls are signed with the secret before as well.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub old_secret_until: Option<Timestamp>,
    /// When it was made.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
}

/// A webhook with its secret, which is shown only when it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookSecretView {
    /// The webhook.
    pub webhook: WebhookView,
    /// What calls are signed with, by Standard Webhooks.
    pub secret: String,
}

/// The body of `POST /admin/webhooks` and `PUT /admin/webhooks/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookRequest {
    /// 1 to 80 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 80))]
    pub name: String,
    /// `https://…`, port 443 or 8443, at a public address.
    #[cfg_attr(feature = "openapi", schema(max_length = 2_000))]
    pub url: String,
    /// For which kinds of events; all where absent or empty.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<EventKind>))]
    pub kinds: Vec<String>,
    /// Whether also for what only staff may know.
    #[serde(default)]
    pub internal: bool,
    /// Whether it is called; yes where absent.
    #[serde(default = "yes")]
    pub active: bool,
}

fn yes() -> bool {
    true
}

/// A webhook, checked for form. Whether its address may be called, the server decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookFields {
    /// What people call it.
    pub name: Name,
    /// What is called.
    pub url: String,
    /// For which kinds of events.
    pub kinds: Vec<EventKind>,
    /// Whether also for what only staff may know.
    pub internal: bool,
    /// Whether it is called.
    pub active: bool,
}

impl WebhookRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<WebhookFields, FieldErrors> {
        let mut fields = Fields::new();
        let name = fields.text("/name", &self.name, Name::parse);
        let kinds: Vec<_> = self
            .kinds
            .iter()
            .enumerate()
            .filter_map(|(index, kind)| fields.word::<EventKind>(&format!("/kinds/{index}"), kind))
            .collect();
        let Self { url, internal, active, .. } = self;
        fields.finish(name.map(|name| WebhookFields { name, url, kinds, internal, active }))
    }
}

/// The answer to a test: where to see what comes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestStarted {
    /// The row of the outbox.
    pub delivery: OutboxId,
}
