//! Indexes for sweeping the inbox, for deleting a ticket, for the calls of one webhook, and for the last row of a lane.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(INDEXES).await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const INDEXES: &str = "
CREATE INDEX notifications_by_age ON notifications (created_at);
CREATE INDEX notifications_of_ticket ON notifications (ticket_id);
CREATE INDEX outbox_calls_waiting ON outbox (target, due_at, id) WHERE state = 'pending' AND target IS NOT NULL;
CREATE INDEX outbox_by_lane ON outbox (lane, id);
";
