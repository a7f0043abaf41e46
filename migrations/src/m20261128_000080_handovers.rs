//! Handing over what somebody works on.

use super::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[HANDOVERS]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// `last_ticket` is how far it is: tickets are handed over in the order of their ids. One of a person runs at a time.
const HANDOVERS: &str = "
CREATE TABLE handovers (
    id {uuid} PRIMARY KEY NOT NULL,
    from_id {uuid} NOT NULL REFERENCES users (id),
    heir text NOT NULL CHECK (heir IN ('agent', 'team', 'nobody')),
    heir_id {uuid},
    requested_at bigint NOT NULL,
    requested_by {uuid} NOT NULL REFERENCES users (id),
    tickets bigint NOT NULL,
    moved bigint NOT NULL,
    refused bigint NOT NULL,
    last_ticket {uuid},
    finished_at bigint,
    CHECK ((heir = 'nobody') = (heir_id IS NULL))
);
CREATE UNIQUE INDEX handovers_running ON handovers (from_id) WHERE finished_at IS NULL;
CREATE INDEX handovers_by_person ON handovers (from_id, id);
";
