//! What people are told of: the outbox, the inbox, preferences, webhooks.

use super::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[OUTBOX, INBOX, WEBHOOKS]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// `lane` names what has to keep its order: a row waits for the earlier ones of its lane. `target` is the webhook of a
/// call, so that one that hangs can be left out while others are served.
const OUTBOX: &str = "
CREATE TABLE outbox (
    id {uuid} PRIMARY KEY NOT NULL,
    channel text NOT NULL CHECK (channel IN ('fan_out', 'mail', 'webhook')),
    lane text NOT NULL,
    ticket_id {uuid} REFERENCES tickets (id),
    recipient_id {uuid} REFERENCES users (id),
    target {uuid},
    visibility text NOT NULL CHECK (visibility IN ('public', 'internal')),
    payload text NOT NULL,
    state text NOT NULL CHECK (state IN ('pending', 'done', 'dead', 'cancelled')),
    attempts integer NOT NULL DEFAULT 0,
    created_at bigint NOT NULL,
    due_at bigint NOT NULL,
    leased_until bigint,
    settled_at bigint,
    outcome text
);
CREATE INDEX outbox_waiting ON outbox (channel, due_at, id) WHERE state = 'pending';
CREATE INDEX outbox_lanes ON outbox (lane, id) WHERE state = 'pending';
CREATE INDEX outbox_targets ON outbox (target, id) WHERE target IS NOT NULL;
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX outbox_by_state ON outbox (channel, state, id);
CREATE INDEX outbox_by_ticket ON outbox (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX outbox_by_recipient ON outbox (recipient_id) WHERE recipient_id IS NOT NULL;

CREATE TABLE outbox_attempts (
    outbox_id {uuid} NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    number integer NOT NULL,
    at bigint NOT NULL,
    took_ms bigint NOT NULL,
    outcome text NOT NULL,
    PRIMARY KEY (outbox_id, number)
);

CREATE TABLE kept_mails (
    id {uuid} PRIMARY KEY NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    recipient text NOT NULL,
    subject text NOT NULL,
    text_part text NOT NULL,
    html_part text NOT NULL,
    at bigint NOT NULL
);
";

const INBOX: &str = "
CREATE TABLE notifications (
    id {uuid} PRIMARY KEY NOT NULL,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind text NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('public', 'internal')),
    ticket_id {uuid} REFERENCES tickets (id) ON DELETE CASCADE,
    event_id {uuid},
    actor_id {uuid} REFERENCES users (id),
    subject text,
    created_at bigint NOT NULL,
    read_at bigint,
    digest text NOT NULL CHECK (digest IN ('none', 'due', 'sent'))
);
CREATE INDEX notifications_by_user ON notifications (user_id, id);
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;
CREATE INDEX notifications_by_ticket ON notifications (ticket_id, user_id) WHERE read_at IS NULL;
CREATE INDEX notifications_for_digest ON notifications (user_id, id) WHERE digest = 'due';

CREATE TABLE notification_preferences (
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind text NOT NULL,
    loudness text NOT NULL CHECK (loudness IN ('at_once', 'daily_digest', 'inbox_only', 'off')),
    PRIMARY KEY (user_id, kind)
);
";

const WEBHOOKS: &str = "
CREATE TABLE webhooks (
    id {uuid} PRIMARY KEY NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    kinds text NOT NULL,
    internal boolean NOT NULL,
    active boolean NOT NULL,
    secret text NOT NULL,
    old_secret text,
    old_secret_until bigint,
    failing_since bigint,
    disabled_at bigint,
    disabled_because text,
    created_at bigint NOT NULL,
    created_by {uuid} NOT NULL REFERENCES users (id)
);
";
