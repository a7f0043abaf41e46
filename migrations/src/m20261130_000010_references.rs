//! Indexes for what refers to a row that is deleted: without, deleting it reads whole tables to know that nothing does.

use super::{run, unhurried};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        unhurried(manager).await?;
        run(manager, &[INDEXES]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Most events are about no comment, and few are about a resolution. `ticket_reads` has its key the other way round.
const INDEXES: &str = "
CREATE INDEX ticket_events_by_comment ON ticket_events (comment_id) WHERE comment_id IS NOT NULL;
CREATE INDEX ticket_events_by_resolution ON ticket_events (resolution_id) WHERE resolution_id IS NOT NULL;
CREATE INDEX ticket_reads_by_ticket ON ticket_reads (ticket_id);
CREATE INDEX drafts_by_ticket ON drafts (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX merges_by_source ON merges (source_id);
CREATE INDEX merges_by_target ON merges (target_id);
CREATE INDEX attachments_by_draft_ticket ON attachments (draft_ticket_id) WHERE draft_ticket_id IS NOT NULL;
";
