//! The audit log.

use super::run;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let guards = match manager.get_database_backend() {
            DbBackend::Postgres => GUARDS_OF_POSTGRES,
            _ => GUARDS_OF_SQLITE,
        };
        run(manager, &[LOG, guards]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// `audit_head` repeats the last entry, so that one cut off at the end is missed. Its row is locked by whoever appends,
/// which puts the entries of several processes in a row.
///
/// No reference to `users`: an entry outlives everything else.
const LOG: &str = "
CREATE TABLE audit_events (
    sequence bigint PRIMARY KEY NOT NULL CHECK (sequence > 0),
    at bigint NOT NULL,
    actor_id {uuid},
    kind text NOT NULL,
    target_kind text,
    target_id text,
    details text,
    salt text,
    digest text NOT NULL,
    hash text NOT NULL,
    CHECK ((details IS NULL) = (salt IS NULL)),
    CHECK ((target_kind IS NULL) = (target_id IS NULL))
);
CREATE INDEX audit_events_by_actor ON audit_events (actor_id, sequence) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_events_by_kind ON audit_events (kind, sequence);
CREATE INDEX audit_events_by_target ON audit_events (target_kind, target_id, sequence) WHERE target_id IS NOT NULL;

CREATE TABLE audit_head (
    id integer PRIMARY KEY NOT NULL CHECK (id = 1),
    sequence bigint NOT NULL,
    hash text NOT NULL
);
INSERT INTO audit_head (id, sequence, hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
";

/// Entries stay as they are; only what one says about a person can be taken out.
const GUARDS_OF_SQLITE: &str = "
CREATE TRIGGER audit_events_stay BEFORE DELETE ON audit_events
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_events_stay_as_they_are BEFORE UPDATE ON audit_events
WHEN NOT (NEW.details IS NULL AND NEW.salt IS NULL AND NEW.sequence = OLD.sequence AND NEW.at = OLD.at
    AND NEW.actor_id IS OLD.actor_id AND NEW.kind = OLD.kind AND NEW.target_kind IS OLD.target_kind
    AND NEW.target_id IS OLD.target_id AND NEW.digest = OLD.digest AND NEW.hash = OLD.hash)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
";

const GUARDS_OF_POSTGRES: &str = "
CREATE FUNCTION audit_events_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
CREATE TRIGGER audit_events_stay BEFORE DELETE ON audit_events
FOR EACH ROW EXECUTE FUNCTION audit_events_stay();
CREATE TRIGGER audit_events_stay_as_they_are BEFORE UPDATE ON audit_events
FOR EACH ROW WHEN (NOT (NEW.details IS NULL AND NEW.salt IS NULL AND NEW.sequence = OLD.sequence AND NEW.at = OLD.at
    AND NEW.actor_id IS NOT DISTINCT FROM OLD.actor_id AND NEW.kind = OLD.kind
    AND NEW.target_kind IS NOT DISTINCT FROM OLD.target_kind AND NEW.target_id IS NOT DISTINCT FROM OLD.target_id
    AND NEW.digest = OLD.digest AND NEW.hash = OLD.hash)) EXECUTE FUNCTION audit_events_stay();
CREATE TRIGGER audit_events_are_not_emptied BEFORE TRUNCATE ON audit_events
FOR EACH STATEMENT EXECUTE FUNCTION audit_events_stay();
";
