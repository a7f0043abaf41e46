//! Erasing people, and what must not be erased.

use super::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[PRIVACY]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// A hold names its target without a reference, so that it outlives it. An erasure holds no word about its person.
const PRIVACY: &str = "
CREATE TABLE legal_holds (
    id {uuid} PRIMARY KEY NOT NULL,
    kind text NOT NULL CHECK (kind IN ('user', 'ticket')),
    target_id {uuid} NOT NULL,
    reason text NOT NULL,
    created_at bigint NOT NULL,
    created_by {uuid} NOT NULL REFERENCES users (id),
    lifted_at bigint,
    lifted_by {uuid} REFERENCES users (id),
    CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
);
CREATE UNIQUE INDEX legal_holds_in_force ON legal_holds (kind, target_id) WHERE lifted_at IS NULL;

CREATE TABLE erasures (
    id {uuid} PRIMARY KEY NOT NULL,
    user_id {uuid} NOT NULL REFERENCES users (id),
    mode text NOT NULL CHECK (mode IN ('anonymise', 'delete_tickets')),
    requested_at bigint NOT NULL,
    requested_by {uuid} NOT NULL REFERENCES users (id),
    tickets bigint NOT NULL,
    deleted bigint NOT NULL,
    finished_at bigint,
    receipt text,
    CHECK ((finished_at IS NULL) = (receipt IS NULL))
);
CREATE UNIQUE INDEX erasures_running ON erasures (user_id) WHERE finished_at IS NULL;
CREATE INDEX tickets_by_requester_id ON tickets (requester_id, id);
";
