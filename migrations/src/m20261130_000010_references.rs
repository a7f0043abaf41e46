//! Indexes for what refers to a row that is deleted: without, deleting it reads whole tables to know that nothing does. And for
//! what names a person who is erased by their address.

use super::{run, unhurried};
use sea_orm_migration::prelude::*;

/// One for each table, in a transaction of its own: building an index stops writing to its table, and whoever waits for two
/// tables while holding one may do so for ever.
pub(super) struct Migration {
    name: &'static str,
    indexes: &'static str,
}

impl MigrationName for Migration {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        unhurried(manager).await?;
        run(manager, &[self.indexes]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Most events are about no comment, and few are about a resolution. `ticket_reads` has its key the other way round.
pub(super) const ALL: [Migration; 8] = [
    Migration {
        name: "m20261130_000010_references_of_events",
        indexes: "
CREATE INDEX ticket_events_by_comment ON ticket_events (comment_id) WHERE comment_id IS NOT NULL;
CREATE INDEX ticket_events_by_resolution ON ticket_events (resolution_id) WHERE resolution_id IS NOT NULL;",
    },
    Migration {
        name: "m20261130_000011_references_of_reads",
        indexes: "CREATE INDEX ticket_reads_by_ticket ON ticket_reads (ticket_id)",
    },
    Migration {
        name: "m20261130_000012_references_of_drafts",
        indexes: "CREATE INDEX drafts_by_ticket ON drafts (ticket_id) WHERE ticket_id IS NOT NULL",
    },
    Migration {
        name: "m20261130_000013_references_of_merges",
        indexes: "
CREATE INDEX merges_by_source ON merges (source_id);
CREATE INDEX merges_by_target ON merges (target_id);",
    },
    Migration {
        name: "m20261130_000014_references_of_attachments",
        indexes: "
CREATE INDEX attachments_by_draft_ticket ON attachments (draft_ticket_id) WHERE draft_ticket_id IS NOT NULL",
    },
    Migration {
        name: "m20261130_000015_addresses_in_events",
        indexes: "
CREATE INDEX ticket_events_by_added_participant ON ticket_events (to_value) WHERE kind = 'participant_added';
CREATE INDEX ticket_events_by_removed_participant ON ticket_events (from_value) WHERE kind = 'participant_removed';",
    },
    Migration {
        name: "m20261130_000016_addresses_of_participants",
        indexes: "CREATE INDEX ticket_participants_by_email ON ticket_participants (email)",
    },
    Migration {
        name: "m20261130_000017_uploaders_of_attachments",
        indexes: "CREATE INDEX attachments_by_uploader ON attachments (uploader_id)",
    },
];
