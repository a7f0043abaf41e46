//! Comments whose words were taken away.

use super::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[REDACTION]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Copies of a comment are looked for by what they are copies of.
const REDACTION: &str = "
ALTER TABLE comments ADD COLUMN redacted_at bigint;
ALTER TABLE comments ADD COLUMN redacted_by {uuid} REFERENCES users (id)
    CHECK ((redacted_at IS NULL) = (redacted_by IS NULL));
CREATE INDEX comments_by_original ON comments (copied_from) WHERE copied_from IS NOT NULL;
INSERT INTO ticket_event_kinds (kind) VALUES ('comment_redacted');
";
