//! How long tickets are kept.

use super::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[RETENTION]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// A run that is not finished and has no reason to stop goes on. The one row of `retention_clock` says when the clock was last
/// looked at; whoever begins a run locks it, so that there is one at a time.
const RETENTION: &str = "
CREATE TABLE retention_rules (
    id {uuid} PRIMARY KEY NOT NULL,
    scope text NOT NULL CHECK (scope IN ('everything', 'queue', 'category')),
    queue_id {uuid} REFERENCES queues (id),
    category text REFERENCES categories (category_key),
    basis text NOT NULL CHECK (basis IN ('closed', 'changed')),
    days integer NOT NULL CHECK (days BETWEEN 1 AND 36500),
    action text NOT NULL CHECK (action IN ('anonymise', 'delete')),
    active boolean NOT NULL,
    updated_at bigint NOT NULL,
    updated_by {uuid} NOT NULL REFERENCES users (id),
    CHECK ((scope = 'queue') = (queue_id IS NOT NULL)),
    CHECK ((scope = 'category') = (category IS NOT NULL))
);

CREATE TABLE retention_runs (
    id {uuid} PRIMARY KEY NOT NULL,
    as_of bigint NOT NULL,
    started_by {uuid} REFERENCES users (id),
    tickets bigint NOT NULL,
    due bigint NOT NULL,
    held bigint NOT NULL,
    deleted bigint NOT NULL,
    anonymised bigint NOT NULL,
    stopped text CHECK (stopped IN ('share', 'clock')),
    decided_at bigint,
    decided_by {uuid} REFERENCES users (id),
    finished_at bigint,
    cancelled boolean NOT NULL,
    CHECK ((decided_at IS NULL) = (decided_by IS NULL))
);
CREATE INDEX retention_runs_open ON retention_runs (id) WHERE finished_at IS NULL;

CREATE TABLE retention_clock (
    id integer PRIMARY KEY NOT NULL CHECK (id = 1),
    seen_at bigint
);
INSERT INTO retention_clock (id, seen_at) VALUES (1, NULL);
CREATE INDEX tickets_by_closing ON tickets (closed_at) WHERE closed_at IS NOT NULL;
";
