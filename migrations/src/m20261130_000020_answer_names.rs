//! What remembered answers name, so that what is deleted is found in them without reading them all.

use super::{run, unhurried};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        unhurried(manager).await?;
        run(manager, &[TABLES]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// An answer that the previous release keeps has no `id`, and nobody has noted down what it names.
const TABLES: &str = "
ALTER TABLE idempotency_keys ADD COLUMN id {uuid};
CREATE UNIQUE INDEX idempotency_keys_by_id ON idempotency_keys (id);

CREATE TABLE idempotency_names (
    name {uuid} NOT NULL,
    answer_id {uuid} NOT NULL REFERENCES idempotency_keys (id) ON DELETE CASCADE,
    PRIMARY KEY (name, answer_id)
);
CREATE INDEX idempotency_names_of_answer ON idempotency_names (answer_id);
";
