//! People, sessions, categories, tickets and what hangs below them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (uuid, numbers) = match manager.get_database_backend() {
            DbBackend::Postgres => ("uuid", "CREATE SEQUENCE ticket_number START WITH 10001"),
            _ => ("blob", SQLITE_NUMBERS),
        };
        let connection = manager.get_connection();
        connection.execute_unprepared(&SCHEMA.replace("{uuid}", uuid)).await?;
        connection.execute_unprepared(numbers).await?;
        connection.execute_unprepared(CATEGORIES).await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// PostgreSQL counts in a sequence, which no transaction waits for; SQLite has one writer anyway.
const SQLITE_NUMBERS: &str = "
CREATE TABLE counters (name text PRIMARY KEY NOT NULL, value bigint NOT NULL);
INSERT INTO counters (name, value) VALUES ('ticket_number', 10000);
";

/// Points in time are microseconds since 1970 in UTC, since SQLite has no type for them. The CHECK constraints repeat
/// the words of `domain`, so that no other writer can store what the program cannot read.
const SCHEMA: &str = "
CREATE TABLE users (
    id {uuid} PRIMARY KEY NOT NULL,
    email text NOT NULL UNIQUE,
    display_name text NOT NULL,
    role text NOT NULL CHECK (role IN ('customer', 'agent', 'admin')),
    locale text NOT NULL CHECK (locale IN ('de', 'en')),
    time_zone text,
    password_hash text,
    status text NOT NULL CHECK (status IN ('invited', 'active', 'disabled', 'erased')),
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE INDEX users_by_role ON users (role, status);

CREATE TABLE sessions (
    id {uuid} PRIMARY KEY NOT NULL,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    refresh_hash text NOT NULL UNIQUE,
    previous_hash text,
    rotated_at bigint NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint
);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE categories (
    category_key text PRIMARY KEY NOT NULL,
    name_de text NOT NULL,
    name_en text NOT NULL,
    default_priority integer NOT NULL CHECK (default_priority BETWEEN 0 AND 3),
    place integer NOT NULL,
    active boolean NOT NULL
);

CREATE TABLE tickets (
    id {uuid} PRIMARY KEY NOT NULL,
    number bigint NOT NULL UNIQUE,
    subject text NOT NULL,
    description text NOT NULL,
    category text NOT NULL REFERENCES categories (category_key),
    priority integer NOT NULL CHECK (priority BETWEEN 0 AND 3),
    status text NOT NULL CHECK (status IN ('open', 'in_progress', 'waiting_on_customer', 'resolved', 'closed')),
    requester_id {uuid} NOT NULL REFERENCES users (id),
    assignee_id {uuid} REFERENCES users (id),
    resolution_id {uuid},
    cycles integer NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    created_by {uuid} NOT NULL REFERENCES users (id),
    updated_at bigint NOT NULL,
    updated_by {uuid} REFERENCES users (id),
    first_response_at bigint,
    resolved_at bigint,
    closed_at bigint,
    CHECK (assignee_id IS NOT NULL OR status IN ('open', 'closed')),
    CHECK ((resolution_id IS NOT NULL) = (status IN ('resolved', 'closed')))
);
CREATE INDEX tickets_by_requester ON tickets (requester_id, number);
CREATE INDEX tickets_by_assignee ON tickets (assignee_id, status, number);
CREATE INDEX tickets_by_status ON tickets (status, number);
CREATE INDEX tickets_by_update ON tickets (updated_at, number);
CREATE INDEX tickets_by_priority ON tickets (priority DESC, number);

CREATE TABLE comments (
    id {uuid} PRIMARY KEY NOT NULL,
    ticket_id {uuid} NOT NULL REFERENCES tickets (id),
    author_id {uuid} NOT NULL REFERENCES users (id),
    body text NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('public', 'internal')),
    created_at bigint NOT NULL
);
CREATE INDEX comments_by_ticket ON comments (ticket_id, id);

CREATE TABLE resolutions (
    id {uuid} PRIMARY KEY NOT NULL,
    ticket_id {uuid} NOT NULL REFERENCES tickets (id),
    cycle integer NOT NULL,
    revision integer NOT NULL,
    body text NOT NULL,
    kind text NOT NULL
        CHECK (kind IN ('solved', 'workaround', 'duplicate', 'not_reproducible', 'declined', 'spam')),
    author_id {uuid} NOT NULL REFERENCES users (id),
    created_at bigint NOT NULL,
    reopened_at bigint,
    reopened_by {uuid} REFERENCES users (id),
    reopened_reason text,
    UNIQUE (ticket_id, cycle, revision)
);

CREATE TABLE ticket_events (
    id {uuid} PRIMARY KEY NOT NULL,
    ticket_id {uuid} NOT NULL REFERENCES tickets (id),
    at bigint NOT NULL,
    ticket_version bigint NOT NULL,
    actor_id {uuid} REFERENCES users (id),
    kind text NOT NULL CHECK (kind IN ('created', 'commented', 'subject_changed', 'description_changed',
        'status_changed', 'assignee_changed', 'priority_changed', 'category_changed', 'resolution_given')),
    visibility text NOT NULL CHECK (visibility IN ('public', 'internal')),
    from_value text,
    to_value text,
    reason text,
    comment_id {uuid} REFERENCES comments (id),
    resolution_id {uuid} REFERENCES resolutions (id)
);
CREATE INDEX ticket_events_by_ticket ON ticket_events (ticket_id, id);
";

const CATEGORIES: &str = "
INSERT INTO categories (category_key, name_de, name_en, default_priority, place, active) VALUES
    ('it', 'IT und Technik', 'IT and devices', 1, 1, true),
    ('billing', 'Rechnung und Zahlung', 'Billing and payment', 1, 2, true),
    ('product', 'Produkt und Funktionen', 'Product and features', 1, 3, true),
    ('access', 'Zugang und Berechtigungen', 'Access and permissions', 2, 4, true),
    ('other', 'Anderes', 'Something else', 0, 5, true);
";
