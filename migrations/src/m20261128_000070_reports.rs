//! What reports count: how the clocks of tickets ended, and when things happened.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, &[CLOCKS, INDEXES]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// A clock of which it is known whether its target was kept. Follows from the history of the ticket, as the columns of
/// `tickets` about service levels do; tickets that were there before get theirs when something happens to them.
const CLOCKS: &str = "
CREATE TABLE sla_clocks (
    ticket_id {uuid} NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    target text NOT NULL CHECK (target IN ('first_response', 'next_response', 'resolution')),
    cycle integer NOT NULL CHECK (cycle > 0),
    kept boolean NOT NULL,
    decided_at bigint NOT NULL,
    PRIMARY KEY (ticket_id, target, cycle)
);
CREATE INDEX sla_clocks_by_time ON sla_clocks (decided_at);
";

const INDEXES: &str = "
CREATE INDEX tickets_by_creation ON tickets (created_at);
CREATE INDEX tickets_by_first_response ON tickets (first_response_at) WHERE first_response_at IS NOT NULL;
CREATE INDEX tickets_by_solution ON tickets ((COALESCE(resolved_at, closed_at)));
CREATE INDEX ticket_events_of_status ON ticket_events (at) WHERE kind = 'status_changed';
";
