//! What is promised: policies and calendars in editions that never change, and how each ticket stands to them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let id = |last: u8| match manager.get_database_backend() {
            DbBackend::Postgres => format!("'01900000-0000-7000-8000-0000000000{last:02x}'"),
            _ => format!("x'019000000000700080000000000000{last:02x}'"),
        };
        let uuid = match manager.get_database_backend() {
            DbBackend::Postgres => "uuid",
            _ => "blob",
        };
        let connection = manager.get_connection();
        for part in [TERMS, TICKETS, FIRST_TERMS] {
            let sql = part
                .replace("{uuid}", uuid)
                .replace("{default_queue}", &id(0x01))
                .replace("{calendar}", &id(0x10))
                .replace("{policy}", &id(0x11));
            connection.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// The rows of `calendars` and `sla_policies` are those that can be chosen now; tickets refer to editions, which stay when
/// the row goes. So there is no foreign key between the two.
const TERMS: &str = "
CREATE TABLE calendars (
    id {uuid} PRIMARY KEY NOT NULL,
    name_key text NOT NULL UNIQUE,
    version bigint NOT NULL,
    updated_at bigint NOT NULL,
    updated_by {uuid} REFERENCES users (id)
);
CREATE TABLE calendar_editions (
    calendar_id {uuid} NOT NULL,
    version bigint NOT NULL,
    name text NOT NULL,
    zone text NOT NULL,
    week text NOT NULL,
    holidays text NOT NULL,
    PRIMARY KEY (calendar_id, version)
);
CREATE TABLE sla_policies (
    id {uuid} PRIMARY KEY NOT NULL,
    name_key text NOT NULL UNIQUE,
    version bigint NOT NULL,
    updated_at bigint NOT NULL,
    updated_by {uuid} REFERENCES users (id)
);
CREATE TABLE sla_policy_editions (
    policy_id {uuid} NOT NULL,
    version bigint NOT NULL,
    name text NOT NULL,
    warn_percent integer NOT NULL CHECK (warn_percent BETWEEN 1 AND 99),
    targets text NOT NULL,
    PRIMARY KEY (policy_id, version)
);

ALTER TABLE queues ADD COLUMN sla_policy_id {uuid} REFERENCES sla_policies (id);
ALTER TABLE queues ADD COLUMN calendar_id {uuid} REFERENCES calendars (id);
";

/// `sla_next_at` is when the worker has to look at the ticket again. The index for the order of lists holds the expression by
/// which they are sorted: what is not due stands last, on both databases.
const TICKETS: &str = "
ALTER TABLE tickets ADD COLUMN sla_policy_id {uuid};
ALTER TABLE tickets ADD COLUMN sla_policy_version bigint;
ALTER TABLE tickets ADD COLUMN sla_calendar_id {uuid};
ALTER TABLE tickets ADD COLUMN sla_calendar_version bigint;
ALTER TABLE tickets ADD COLUMN sla_state text NOT NULL DEFAULT 'none'
    CHECK (sla_state IN ('none', 'running', 'due_soon', 'breached', 'paused'));
ALTER TABLE tickets ADD COLUMN due_at bigint;
ALTER TABLE tickets ADD COLUMN due_target text
    CHECK (due_target IN ('first_response', 'next_response', 'resolution'));
ALTER TABLE tickets ADD COLUMN sla_next_at bigint;
CREATE INDEX tickets_by_due ON tickets ((COALESCE(due_at, 9223372036854775807)), number);
CREATE INDEX tickets_due ON tickets (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX tickets_for_sla ON tickets (sla_next_at) WHERE sla_next_at IS NOT NULL;
INSERT INTO ticket_event_kinds (kind) VALUES ('sla_due_soon'), ('sla_breached');
";

/// Something to begin with, for the queue that is there from the beginning. Tickets that are there already were promised
/// nothing.
const FIRST_TERMS: &str = r#"
INSERT INTO calendars (id, name_key, version, updated_at) VALUES ({calendar}, 'office hours', 1, 0);
INSERT INTO calendar_editions (calendar_id, version, name, zone, week, holidays) VALUES ({calendar}, 1, 'Office hours',
    'Europe/Berlin', '[[["09:00","17:00"]],[["09:00","17:00"]],[["09:00","17:00"]],[["09:00","17:00"]],[["09:00","17:00"]],[],[]]',
    '[]');
INSERT INTO sla_policies (id, name_key, version, updated_at) VALUES ({policy}, 'standard', 1, 0);
INSERT INTO sla_policy_editions (policy_id, version, name, warn_percent, targets) VALUES ({policy}, 1, 'Standard', 80,
    '{"low":[480,960,2400],"medium":[240,480,1440],"high":[120,240,960],"urgent":[30,60,480]}');
UPDATE queues SET sla_policy_id = {policy}, calendar_id = {calendar} WHERE id = {default_queue};
"#;
