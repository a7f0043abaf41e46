//! The inbox, what people want to be told of, and the outbox, on the wire.

use crate::catalogue::PersonView;
use crate::field::{FieldErrors, Fields};
use domain::clock::Timestamp;
use domain::id::{EventId, NotificationId, OutboxId, TicketNumber, WebhookId};
use domain::notification::{Loudness, NoticeKind};
use domain::outbox::{Channel, OutboxState};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something that its reader is told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationView {
    /// Its id; later ones are greater.
    pub id: NotificationId,
    /// Of what kind.
    pub kind: NoticeKind,
    /// About which ticket.
    pub ticket: Option<TicketNumber>,
    /// The ticket's subject, or the name of what else it is about.
    pub subject: Option<String>,
    /// The event that says most.
    pub event: Option<EventId>,
    /// Who did it; nobody where Lotse itself.
    pub actor: Option<PersonView>,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// Whether it was read.
    pub read: bool,
}

/// A part of an inbox, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InboxView {
    /// The rows.
    pub items: Vec<NotificationView>,
    /// Leads to older ones: pass it as `cursor`.
    pub next: Option<String>,
    /// How many were not read; 100 means at least so many.
    pub unread: u64,
}

/// How many somebody has not read; also the data of the event `inbox`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnreadView {
    /// How many; 100 means at least so many.
    pub unread: u64,
}

/// The body of `POST /me/inbox/read`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadInboxRequest {
    /// The newest that was seen: it and all before it count as read.
    pub up_to: String,
}

impl ReadInboxRequest {
    /// Checks the id.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(self) -> Result<NotificationId, FieldErrors> {
        let mut fields = Fields::new();
        let id = fields.word("/up_to", &self.up_to);
        fields.finish(id)
    }
}

/// How somebody is told of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreferenceView {
    /// The kind.
    pub kind: NoticeKind,
    /// How they are told.
    pub loudness: Loudness,
    /// How those are told who choose nothing.
    pub usual: Loudness,
}

/// The body of `PATCH /me/notification-preferences`: `at_once`, `daily_digest`, `inbox_only` or `off`, by kind; the others
/// stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreferencesRequest(pub BTreeMap<String, String>);

impl PreferencesRequest {
    /// Checks every word.
    ///
    /// # Errors
    /// Names each that is unknown.
    pub fn parse(self) -> Result<Vec<(NoticeKind, Loudness)>, FieldErrors> {
        let mut fields = Fields::new();
        let mut choices = Vec::new();
        for (kind, loudness) in &self.0 {
            let pointer = format!("/{kind}");
            let kind = fields.word(&pointer, kind);
            let loudness = fields.word(&pointer, loudness);
            choices.extend(kind.zip(loudness));
        }
        fields.finish(Some(choices))
    }
}

/// A row of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutboxView {
    /// Its id, which is also that of the message (`Message-ID`, `webhook-id`).
    pub id: OutboxId,
    /// What it becomes.
    pub channel: Channel,
    /// Where it stands.
    pub state: OutboxState,
    /// What it tells: the kind of notice of a mail, the type of a webhook's event.
    pub kind: String,
    /// About which ticket.
    pub ticket: Option<TicketNumber>,
    /// The address of its reader, for mails.
    pub recipient: Option<String>,
    /// The webhook, for calls.
    pub webhook: Option<WebhookId>,
    /// How often it was tried.
    pub attempts: u32,
    /// What came of the last attempt: `sent`, `kept`, `no_reader`, `smtp_…`, `http_…`, `timed_out`, `unreachable`,
    /// `not_public`, `switched_off` and the like.
    pub outcome: Option<String>,
    /// When it was caused.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// When it is tried next, while it waits.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub due_at: Option<Timestamp>,
    /// When it was settled.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub settled_at: Option<Timestamp>,
}

/// A part of the outbox, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutboxPartView {
    /// The rows.
    pub items: Vec<OutboxView>,
    /// Leads to older ones: pass it as `cursor`.
    pub next: Option<String>,
}

/// An attempt to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttemptView {
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// What came of it.
    pub outcome: String,
}

/// A mail that was kept instead of sent, because no mail server is configured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeptMailView {
    /// The address of its reader.
    pub recipient: String,
    /// The subject line.
    pub subject: String,
    /// The plain part.
    pub text: String,
}

/// A row of the outbox with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutboxDetailView {
    /// The row.
    pub row: OutboxView,
    /// Every attempt, in order.
    pub attempts: Vec<AttemptView>,
    /// The mail, where it was kept.
    pub kept: Option<KeptMailView>,
    /// What a webhook is sent, as JSON. Mails are written when they are sent.
    pub body: Option<String>,
}

/// How many rows of a channel stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TallyView {
    /// The channel.
    pub channel: Channel,
    /// Waiting.
    pub pending: u64,
    /// Given up.
    pub dead: u64,
    /// When the oldest that waits was caused.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub oldest: Option<Timestamp>,
}

/// The outbox as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutboxSummaryView {
    /// By channel.
    pub channels: Vec<TallyView>,
    /// Whether mails go out; otherwise they are kept here for admins to read.
    pub mail_server: bool,
}

/// How many rows are sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReplayedView {
    /// How many.
    pub replayed: u64,
}
