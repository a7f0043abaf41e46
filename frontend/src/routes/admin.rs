//! The pages of the admin section and their addresses: all that stands below `/admin`.

use super::{Query, ticket_number, written};
use domain::account::{Role, UserStatus};
use domain::audit::AuditKind;
use domain::id::{CalendarId, SlaPolicyId, TicketNumber, UserId, WebhookId};
use domain::outbox::{Channel, OutboxState};
use std::str::FromStr;

const SERVICE_LEVELS: &str = "service-levels";
/// What an address has in the place of an id, for a thing that is to be made.
const NEW: &str = "new";

/// A page with what its address says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AdminRoute {
    Users(UserAsk),
    /// What is to be sent.
    Outbox {
        channel: Channel,
        state: Option<OutboxState>,
    },
    Webhooks,
    Webhook(WebhookId),
    /// Files that are not passed on.
    Quarantine,
    Categories,
    Tags,
    Teams,
    Queues,
    /// What is promised, and which hours count.
    ServiceLevels,
    /// None: a new one.
    Policy(Option<SlaPolicyId>),
    /// None: a new one.
    Calendar(Option<CalendarId>),
    Settings,
    /// What only admins do with a ticket.
    Ticket(TicketNumber),
    /// How long tickets are kept.
    Retention,
    /// Erasing people and what is not erased; of one person, or of all.
    Privacy(Option<UserId>),
    Audit(AuditAsk),
    /// How the parts of a running Lotse are.
    Status,
}

/// Which people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct UserAsk {
    /// A part of the name or address.
    pub(crate) search: String,
    pub(crate) role: Option<Role>,
    pub(crate) status: Option<UserStatus>,
}

/// Which part of the audit log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AuditAsk {
    pub(crate) kind: Option<AuditKind>,
    /// What this person did.
    pub(crate) actor: Option<UserId>,
    /// The first and the last day, each as an input of dates writes it, or nothing.
    pub(crate) from: String,
    pub(crate) until: String,
}

/// As [`Screen`](super::Screen).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AdminScreen {
    Users,
    Outbox,
    Webhooks,
    Webhook(WebhookId),
    Quarantine,
    Categories,
    Tags,
    Teams,
    Queues,
    ServiceLevels,
    Policy(Option<SlaPolicyId>),
    Calendar(Option<CalendarId>),
    Settings,
    Ticket(TicketNumber),
    Retention,
    Privacy(Option<UserId>),
    Audit,
    Status,
}

impl AdminRoute {
    /// Reads what stands behind `/admin`.
    pub(super) fn parse(parts: &[&str], query: &Query) -> Option<Self> {
        Some(match parts {
            ["users"] => Self::Users(UserAsk {
                search: query.get("search").unwrap_or_default(),
                role: query.get("role").and_then(|word| word.parse().ok()),
                status: query.get("status").and_then(|word| word.parse().ok()),
            }),
            ["outbox"] => Self::Outbox {
                channel: query.get("channel").and_then(|word| word.parse().ok()).unwrap_or(Channel::Mail),
                state: query.get("state").and_then(|word| word.parse().ok()),
            },
            ["webhooks"] => Self::Webhooks,
            ["webhooks", id] => Self::Webhook(id.parse().ok()?),
            ["quarantine"] => Self::Quarantine,
            ["categories"] => Self::Categories,
            ["tags"] => Self::Tags,
            ["teams"] => Self::Teams,
            ["queues"] => Self::Queues,
            [SERVICE_LEVELS] => Self::ServiceLevels,
            [SERVICE_LEVELS, "policies", id] => Self::Policy(id_or_new(id)?),
            [SERVICE_LEVELS, "calendars", id] => Self::Calendar(id_or_new(id)?),
            ["settings"] => Self::Settings,
            ["tickets", number] => Self::Ticket(ticket_number(number)?),
            ["retention"] => Self::Retention,
            ["privacy"] => Self::Privacy(query.get("user").and_then(|id| id.parse().ok())),
            ["status"] => Self::Status,
            ["audit"] => Self::Audit(AuditAsk {
                kind: query.get("kind").and_then(|word| word.parse().ok()),
                actor: query.get("actor").and_then(|id| id.parse().ok()),
                from: query.get("from").unwrap_or_default(),
                until: query.get("until").unwrap_or_default(),
            }),
            _ => return None,
        })
    }

    pub(super) fn href(&self) -> String {
        match self {
            Self::Users(ask) => format!("/admin/users{}", ask.write()),
            Self::Outbox { channel: Channel::Mail, state: None } => "/admin/outbox".to_owned(),
            Self::Outbox { channel: Channel::Mail, state: Some(state) } => format!("/admin/outbox?state={state}"),
            Self::Outbox { channel, state: None } => format!("/admin/outbox?channel={channel}"),
            Self::Outbox { channel, state: Some(state) } => format!("/admin/outbox?channel={channel}&state={state}"),
            Self::Webhooks => "/admin/webhooks".to_owned(),
            Self::Webhook(id) => format!("/admin/webhooks/{id}"),
            Self::Quarantine => "/admin/quarantine".to_owned(),
            Self::Categories => "/admin/categories".to_owned(),
            Self::Tags => "/admin/tags".to_owned(),
            Self::Teams => "/admin/teams".to_owned(),
            Self::Queues => "/admin/queues".to_owned(),
            Self::ServiceLevels => service_level("", ""),
            Self::Policy(None) => service_level("/policies/", NEW),
            Self::Policy(Some(id)) => service_level("/policies/", &id.to_string()),
            Self::Calendar(None) => service_level("/calendars/", NEW),
            Self::Calendar(Some(id)) => service_level("/calendars/", &id.to_string()),
            Self::Settings => "/admin/settings".to_owned(),
            Self::Ticket(number) => format!("/admin/tickets/{}", number.get()),
            Self::Retention => "/admin/retention".to_owned(),
            Self::Privacy(None) => "/admin/privacy".to_owned(),
            Self::Privacy(Some(user)) => format!("/admin/privacy?user={user}"),
            Self::Status => "/admin/status".to_owned(),
            Self::Audit(ask) => format!("/admin/audit{}", ask.write()),
        }
    }

    pub(super) const fn screen(&self) -> AdminScreen {
        match self {
            Self::Users(_) => AdminScreen::Users,
            Self::Outbox { .. } => AdminScreen::Outbox,
            Self::Webhooks => AdminScreen::Webhooks,
            Self::Webhook(id) => AdminScreen::Webhook(*id),
            Self::Quarantine => AdminScreen::Quarantine,
            Self::Audit(_) => AdminScreen::Audit,
            Self::Teams => AdminScreen::Teams,
            Self::Queues => AdminScreen::Queues,
            Self::ServiceLevels => AdminScreen::ServiceLevels,
            Self::Policy(id) => AdminScreen::Policy(*id),
            Self::Calendar(id) => AdminScreen::Calendar(*id),
            Self::Settings => AdminScreen::Settings,
            Self::Ticket(number) => AdminScreen::Ticket(*number),
            Self::Retention => AdminScreen::Retention,
            Self::Privacy(user) => AdminScreen::Privacy(*user),
            Self::Status => AdminScreen::Status,
            Self::Categories => AdminScreen::Categories,
            Self::Tags => AdminScreen::Tags,
        }
    }
}

fn service_level(kind: &str, id: &str) -> String {
    format!("/admin/{SERVICE_LEVELS}{kind}{id}")
}

/// The outer option tells whether it is either of them.
fn id_or_new<T: FromStr>(text: &str) -> Option<Option<T>> {
    if text == NEW { Some(None) } else { text.parse().ok().map(Some) }
}

impl AuditAsk {
    fn write(&self) -> String {
        let Self { kind, actor, from, until } = self;
        written(&[
            ("kind", kind.map(|kind| kind.to_string()).unwrap_or_default()),
            ("actor", actor.map(|actor| actor.to_string()).unwrap_or_default()),
            ("from", from.clone()),
            ("until", until.clone()),
        ])
    }
}

impl UserAsk {
    /// As it stands in the address, and as the API understands it.
    pub(crate) fn write(&self) -> String {
        let Self { search, role, status } = self;
        written(&[
            ("search", search.clone()),
            ("role", role.map(|role| role.to_string()).unwrap_or_default()),
            ("status", status.map(|status| status.to_string()).unwrap_or_default()),
        ])
    }
}
