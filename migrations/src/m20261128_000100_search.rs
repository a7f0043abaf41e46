//! Full-text search over what is there already, and views that people keep.

use super::{run, search, unhurried};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        unhurried(manager).await?;
        search::create(db).await?;
        // With the triggers first, a process of the previous release that writes meanwhile would be indexed twice. So it waits.
        if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
            db.execute_unprepared("LOCK TABLE tickets, comments IN SHARE ROW EXCLUSIVE MODE").await?;
        }
        search::fill(db, 0, i64::from(i32::MAX)).await?;
        search::put_on(db).await?;
        run(manager, &[VIEWS]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// A view is one person's or a team's, and goes with them.
const VIEWS: &str = "
CREATE TABLE saved_views (
    id {uuid} PRIMARY KEY NOT NULL,
    user_id {uuid} REFERENCES users (id) ON DELETE CASCADE,
    team_id {uuid} REFERENCES teams (id) ON DELETE CASCADE,
    name text NOT NULL,
    name_key text NOT NULL,
    q text NOT NULL,
    sort text CHECK (sort IN ('newest', 'oldest', 'updated', 'priority', 'due')),
    position integer NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    CHECK ((user_id IS NULL) <> (team_id IS NULL))
);
CREATE UNIQUE INDEX saved_views_of_user ON saved_views (user_id, name_key) WHERE user_id IS NOT NULL;
CREATE UNIQUE INDEX saved_views_of_team ON saved_views (team_id, name_key) WHERE team_id IS NOT NULL;
";
