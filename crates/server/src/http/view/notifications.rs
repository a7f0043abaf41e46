//! The inbox, preferences, the outbox and webhooks as callers see them.

use super::person;
use crate::app::notifications::{InboxEntry, InboxPart, OutboxDetail, OutboxPart, Tells};
use domain::account::Role;
use domain::notification::{NoticeKind, NotificationPreferences};
use domain::outbox::{Channel, OutboxState};
use domain::policy::Actor;
use dto::catalogue::Items;
use dto::notification::{
    AttemptView, InboxView, KeptMailView, NotificationView, OutboxDetailView, OutboxPartView, OutboxSummaryView,
    OutboxView, PreferenceView, TallyView,
};
use dto::webhook::{WebhookSecretView, WebhookView};
use persistence::Error;
use persistence::repo::outbox::{OutboxRow, Tally};
use persistence::repo::webhooks::Webhook;
use serde_json::Value;

pub(in crate::http) fn inbox(part: InboxPart) -> Result<InboxView, Error> {
    let InboxPart { entries, people, next, unread } = part;
    let items = entries.into_iter().map(|InboxEntry { notification, about }| {
        Ok(NotificationView {
            id: notification.id,
            kind: notification.kind,
            ticket: about.as_ref().map(|about| about.number),
            subject: about.map(|about| about.subject).or(notification.subject),
            event: notification.event,
            actor: notification.actor.map(|actor| person(&people, actor)).transpose()?,
            created_at: notification.created_at,
            read: notification.read_at.is_some(),
        })
    });
    Ok(InboxView { items: items.collect::<Result<_, Error>>()?, next, unread })
}

pub(in crate::http) fn preferences(chosen: &NotificationPreferences, actor: Actor) -> Items<PreferenceView> {
    let (staff, admin) = (actor.role.is_staff(), actor.role == Role::Admin);
    let concerning = NoticeKind::ALL.iter().copied().filter(|kind| kind.concerns(staff, admin));
    let view =
        |kind: NoticeKind| PreferenceView { kind, loudness: chosen.loudness(kind, staff), usual: kind.usual(staff) };
    Items { items: concerning.map(view).collect() }
}

pub(in crate::http) fn outbox_summary(tallies: &[Tally], mail_server: bool) -> OutboxSummaryView {
    let view = |tally: &Tally| {
        let Tally { channel, pending, dead, oldest } = *tally;
        TallyView { channel, pending, dead, oldest }
    };
    OutboxSummaryView { channels: tallies.iter().map(view).collect(), mail_server }
}

pub(in crate::http) fn outbox(part: OutboxPart) -> OutboxPartView {
    let items = part.rows.iter().map(|row| outbox_row(row, &part)).collect();
    OutboxPartView { items, next: part.next }
}

fn outbox_row(row: &OutboxRow, part: &OutboxPart) -> OutboxView {
    let waits = row.state == OutboxState::Pending;
    OutboxView {
        id: row.new.id,
        channel: row.new.channel,
        state: row.state,
        kind: kind(row),
        ticket: row.new.ticket.and_then(|ticket| part.numbers.get(&ticket).copied()),
        recipient: row
            .new
            .recipient
            .and_then(|user| part.recipients.get(&user))
            .map(|account| account.email.as_str().to_owned()),
        webhook: row.new.target,
        attempts: row.attempts,
        outcome: row.outcome.clone(),
        created_at: row.new.created_at,
        due_at: waits.then_some(row.new.due_at),
        settled_at: row.settled_at,
    }
}

/// What a row tells, in a word.
fn kind(row: &OutboxRow) -> String {
    match row.new.channel {
        Channel::FanOut => "events".to_owned(),
        Channel::Webhook => serde_json::from_str::<Value>(&row.new.payload)
            .ok()
            .and_then(|body| body["type"].as_str().map(str::to_owned))
            .unwrap_or_default(),
        Channel::Mail => match serde_json::from_str(&row.new.payload) {
            Ok(Tells::Ticket { kind, .. }) => kind.to_string(),
            Ok(Tells::ReplyStopped) => NoticeKind::ReplyStopped.to_string(),
            Ok(Tells::FileWithheld { .. }) => NoticeKind::FileWithheld.to_string(),
            Ok(Tells::WebhookDisabled { .. }) => NoticeKind::WebhookDisabled.to_string(),
            Ok(Tells::Digest { .. }) => "digest".to_owned(),
            Err(_) => String::new(),
        },
    }
}

pub(in crate::http) fn outbox_detail(detail: OutboxDetail) -> Option<OutboxDetailView> {
    let OutboxDetail { part, attempts, kept } = detail;
    let row = part.rows.first()?;
    let attempts = attempts.into_iter().map(|attempt| AttemptView {
        at: attempt.at,
        took_ms: attempt.took_ms,
        outcome: attempt.outcome,
    });
    let kept = kept.map(|mail| KeptMailView { recipient: mail.recipient, subject: mail.subject, text: mail.text });
    let body = (row.new.channel == Channel::Webhook).then(|| row.new.payload.clone());
    Some(OutboxDetailView { row: outbox_row(row, &part), attempts: attempts.collect(), kept, body })
}

pub(in crate::http) fn webhook(hook: Webhook) -> WebhookView {
    let disabled = hook.disabled;
    WebhookView {
        id: hook.id,
        name: hook.name.into_string(),
        url: hook.url,
        // A kind that a later release wrote is none of ours.
        kinds: hook.kinds.iter().filter_map(|kind| kind.parse().ok()).collect(),
        internal: hook.internal,
        active: hook.active,
        failing_since: hook.failing_since,
        disabled_at: disabled.as_ref().map(|(at, _)| *at),
        disabled_because: disabled.map(|(_, why)| why),
        old_secret_until: hook.old_secret.map(|(_, until)| until),
        created_at: hook.created_at,
    }
}

pub(in crate::http) fn webhook_secret(hook: Webhook) -> WebhookSecretView {
    let secret = hook.secret.clone();
    WebhookSecretView { webhook: webhook(hook), secret }
}
