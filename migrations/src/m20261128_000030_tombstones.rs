//! What was deleted for good.

use super::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[TOMBSTONES]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// After a backup was restored, what is listed here is to be deleted again. No words, and no reference to people.
const TOMBSTONES: &str = "
CREATE TABLE tombstones (
    id {uuid} PRIMARY KEY NOT NULL,
    kind text NOT NULL CHECK (kind IN ('ticket', 'user')),
    number bigint,
    at bigint NOT NULL
);
CREATE INDEX tombstones_by_time ON tombstones (at);
";
