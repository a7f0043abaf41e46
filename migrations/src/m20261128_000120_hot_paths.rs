//! Indexes for what is asked most: what is open in a queue, by each order of lists; what a category or a customer has.

use super::{run, unhurried};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        unhurried(manager).await?;
        run(manager, &[&INDEXES.replace("{open}", OPEN)]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// As queries say it (`repo::desk::is_open`), and as good as naming the statuses by a CHECK of the first schema. What is open is
/// few, however much the desk has settled before.
const OPEN: &str = "resolution_id IS NULL";

/// The last columns of `tickets_by_category` are there so that counting by other filters as well needs no look at the rows.
const INDEXES: &str = "
CREATE INDEX tickets_open_by_number ON tickets (number) WHERE {open};
CREATE INDEX tickets_open_by_due ON tickets ((COALESCE(due_at, 9223372036854775807)), number) WHERE {open};
CREATE INDEX tickets_open_by_priority ON tickets (priority DESC, number) WHERE {open};
CREATE INDEX tickets_open_in_queue ON tickets (queue_id, number) WHERE {open};
CREATE INDEX tickets_open_in_queue_by_due ON tickets (queue_id, (COALESCE(due_at, 9223372036854775807)), number) WHERE {open};
CREATE INDEX tickets_open_in_queue_by_priority ON tickets (queue_id, priority DESC, number) WHERE {open};
CREATE INDEX tickets_open_of_assignee ON tickets (assignee_id, number) WHERE {open};
CREATE INDEX tickets_open_of_team ON tickets (team_id, number) WHERE {open};
CREATE INDEX tickets_by_category ON tickets (category, status, number, priority, queue_id);
CREATE INDEX tickets_of_requester_by_update ON tickets (requester_id, updated_at, number);
";
