//! The desk around the tickets: teams, queues, tags, participants, requests, merging; and what keeps writing safe: drafts,
//! held replies, read marks, idempotency keys.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (uuid, default_queue, kinds) = match manager.get_database_backend() {
            DbBackend::Postgres => ("uuid", "'01900000-0000-7000-8000-000000000001'", KINDS_POSTGRES),
            _ => ("blob", "x'01900000000070008000000000000001'", KINDS_SQLITE),
        };
        let connection = manager.get_connection();
        for part in [DESK, TICKETS, WRITING, EVENT_KINDS, kinds] {
            let sql = part.replace("{uuid}", uuid).replace("{default_queue}", default_queue);
            connection.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const DESK: &str = "
CREATE TABLE settings (
    id integer PRIMARY KEY NOT NULL CHECK (id = 1),
    value text NOT NULL,
    version bigint NOT NULL,
    updated_at bigint NOT NULL,
    updated_by {uuid} REFERENCES users (id)
);

CREATE TABLE teams (
    id {uuid} PRIMARY KEY NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL UNIQUE,
    active boolean NOT NULL
);
CREATE TABLE team_members (
    team_id {uuid} NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (team_id, user_id)
);
CREATE INDEX team_members_by_user ON team_members (user_id);

CREATE TABLE queues (
    id {uuid} PRIMARY KEY NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL UNIQUE,
    restricted boolean NOT NULL,
    active boolean NOT NULL,
    place integer NOT NULL
);
CREATE TABLE queue_teams (
    queue_id {uuid} NOT NULL REFERENCES queues (id) ON DELETE CASCADE,
    team_id {uuid} NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    PRIMARY KEY (queue_id, team_id)
);
CREATE INDEX queue_teams_by_team ON queue_teams (team_id);
INSERT INTO queues (id, name, name_key, restricted, active, place) VALUES ({default_queue}, 'Support', 'support', false, true, 1);

CREATE TABLE tags (tag text PRIMARY KEY NOT NULL, created_at bigint NOT NULL);

CREATE TABLE canned_replies (
    id {uuid} PRIMARY KEY NOT NULL,
    owner_id {uuid} REFERENCES users (id) ON DELETE CASCADE,
    title text NOT NULL,
    body text NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE INDEX canned_replies_by_owner ON canned_replies (owner_id);

ALTER TABLE users ADD COLUMN preferences text;
";

/// New columns can be empty, so that the previous release can still write rows; the program reads an empty queue as the
/// default one. `tags` repeats `ticket_tags`, which exists for filters, so that showing a ticket needs no second query.
const TICKETS: &str = "
ALTER TABLE categories ADD COLUMN queue_id {uuid} REFERENCES queues (id);

ALTER TABLE tickets ADD COLUMN queue_id {uuid} REFERENCES queues (id);
ALTER TABLE tickets ADD COLUMN team_id {uuid} REFERENCES teams (id);
ALTER TABLE tickets ADD COLUMN tags text NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN close_requested_at bigint;
ALTER TABLE tickets ADD COLUMN reopen_requested_at bigint;
ALTER TABLE tickets ADD COLUMN reopen_reason text;
ALTER TABLE tickets ADD COLUMN follow_up_of {uuid} REFERENCES tickets (id);
ALTER TABLE tickets ADD COLUMN merged_into {uuid} REFERENCES tickets (id);
ALTER TABLE tickets ADD COLUMN absorbed integer NOT NULL DEFAULT 0;
UPDATE tickets SET queue_id = {default_queue};
CREATE INDEX tickets_by_queue ON tickets (queue_id, status, number);
CREATE INDEX tickets_by_team ON tickets (team_id, status, number);
CREATE INDEX tickets_by_merger ON tickets (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX tickets_by_follow_up ON tickets (follow_up_of) WHERE follow_up_of IS NOT NULL;
CREATE INDEX tickets_to_close ON tickets (resolved_at) WHERE status = 'resolved';

CREATE TABLE ticket_tags (
    ticket_id {uuid} NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    tag text NOT NULL REFERENCES tags (tag) ON DELETE CASCADE,
    PRIMARY KEY (ticket_id, tag)
);
CREATE INDEX ticket_tags_by_tag ON ticket_tags (tag, ticket_id);

CREATE TABLE ticket_participants (
    ticket_id {uuid} NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    email text NOT NULL,
    user_id {uuid} REFERENCES users (id),
    added_by {uuid} NOT NULL REFERENCES users (id),
    added_at bigint NOT NULL,
    PRIMARY KEY (ticket_id, email)
);
CREATE INDEX ticket_participants_by_user ON ticket_participants (user_id, ticket_id);

CREATE TABLE ticket_watchers (
    ticket_id {uuid} NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    since bigint NOT NULL,
    PRIMARY KEY (ticket_id, user_id)
);
CREATE INDEX ticket_watchers_by_user ON ticket_watchers (user_id, ticket_id);

CREATE TABLE merges (
    id {uuid} PRIMARY KEY NOT NULL,
    source_id {uuid} NOT NULL REFERENCES tickets (id),
    target_id {uuid} NOT NULL REFERENCES tickets (id),
    status text NOT NULL CHECK (status IN ('open', 'in_progress', 'waiting_on_customer', 'resolved', 'closed')),
    resolved_at bigint,
    closed_at bigint,
    participant_added boolean NOT NULL,
    merged_at bigint NOT NULL,
    merged_by {uuid} NOT NULL REFERENCES users (id),
    undone_at bigint,
    undone_by {uuid} REFERENCES users (id)
);
CREATE UNIQUE INDEX merges_in_force ON merges (source_id) WHERE undone_at IS NULL;
";

const WRITING: &str = "
ALTER TABLE comments ADD COLUMN edited_at bigint;
ALTER TABLE comments ADD COLUMN copied_from {uuid} REFERENCES comments (id);

CREATE TABLE comment_mentions (
    comment_id {uuid} NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    user_id {uuid} NOT NULL REFERENCES users (id),
    PRIMARY KEY (comment_id, user_id)
);
CREATE INDEX comment_mentions_by_user ON comment_mentions (user_id);

CREATE TABLE held_replies (
    id {uuid} PRIMARY KEY NOT NULL,
    ticket_id {uuid} NOT NULL REFERENCES tickets (id),
    author_id {uuid} NOT NULL REFERENCES users (id),
    body text NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('public', 'internal')),
    status text CHECK (status IN ('open', 'in_progress', 'waiting_on_customer', 'resolved', 'closed')),
    mentions text NOT NULL,
    last_seen {uuid} NOT NULL,
    force boolean NOT NULL,
    created_at bigint NOT NULL,
    release_at bigint NOT NULL,
    stopped_at bigint,
    stopped_because text
);
CREATE INDEX held_replies_by_time ON held_replies (release_at) WHERE stopped_at IS NULL;
CREATE INDEX held_replies_by_ticket ON held_replies (ticket_id, author_id);

CREATE TABLE drafts (
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    place text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('reply', 'note', 'new_ticket')),
    ticket_id {uuid} REFERENCES tickets (id),
    content text NOT NULL,
    revision bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (user_id, place, kind),
    CHECK ((ticket_id IS NULL) = (kind = 'new_ticket'))
);

CREATE TABLE ticket_reads (
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    ticket_id {uuid} NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    event_id {uuid} NOT NULL,
    read_at bigint NOT NULL,
    PRIMARY KEY (user_id, ticket_id)
);

CREATE TABLE idempotency_keys (
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    route text NOT NULL,
    idempotency_key text NOT NULL,
    body_hash text NOT NULL,
    answer text NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (user_id, route, idempotency_key)
);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);
";

/// A table of words instead of a CHECK, since each issue adds some: on SQLite changing a CHECK means copying the table.
const EVENT_KINDS: &str = "
CREATE TABLE ticket_event_kinds (kind text PRIMARY KEY NOT NULL);
INSERT INTO ticket_event_kinds (kind) VALUES ('created'), ('commented'), ('subject_changed'), ('description_changed'),
    ('status_changed'), ('assignee_changed'), ('priority_changed'), ('category_changed'), ('resolution_given'),
    ('team_changed'), ('queue_changed'), ('tags_changed'), ('comment_edited'), ('close_requested'),
    ('reopen_requested'), ('request_declined'), ('participant_added'), ('participant_removed'), ('merged_into'),
    ('unmerged_from'), ('absorbed'), ('released'), ('split_off'), ('split_from'), ('followed_up'), ('follows_up');
";

const KINDS_POSTGRES: &str = "
ALTER TABLE ticket_events DROP CONSTRAINT ticket_events_kind_check;
ALTER TABLE ticket_events ADD FOREIGN KEY (kind) REFERENCES ticket_event_kinds (kind);
";

const KINDS_SQLITE: &str = "
CREATE TABLE ticket_events_with_kinds (
    id {uuid} PRIMARY KEY NOT NULL,
    ticket_id {uuid} NOT NULL REFERENCES tickets (id),
    at bigint NOT NULL,
    ticket_version bigint NOT NULL,
    actor_id {uuid} REFERENCES users (id),
    kind text NOT NULL REFERENCES ticket_event_kinds (kind),
    visibility text NOT NULL CHECK (visibility IN ('public', 'internal')),
    from_value text,
    to_value text,
    reason text,
    comment_id {uuid} REFERENCES comments (id),
    resolution_id {uuid} REFERENCES resolutions (id)
);
INSERT INTO ticket_events_with_kinds SELECT id, ticket_id, at, ticket_version, actor_id, kind, visibility, from_value,
    to_value, reason, comment_id, resolution_id FROM ticket_events;
DROP TABLE ticket_events;
ALTER TABLE ticket_events_with_kinds RENAME TO ticket_events;
CREATE INDEX ticket_events_by_ticket ON ticket_events (ticket_id, id);
";
