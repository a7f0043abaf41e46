//! The schema of Lotse, the same on SQLite and PostgreSQL but for the words of their types.
//!
//! A migration has to work with the previous release still running: first add, in a later release take away
//! (README.md beside this crate).

mod m20261124_000001_first_schema;
mod m20261125_000002_desk;
mod m20261126_000003_notifications;
mod m20261126_000004_notification_indexes;
mod m20261127_000005_identity;
mod m20261128_000010_attachments;
mod m20261128_000020_audit;
mod m20261128_000030_tombstones;
mod m20261128_000040_privacy;
mod m20261128_000050_sla;
mod m20261128_000060_name_keys;
mod m20261128_000070_redaction;
mod m20261128_000070_reports;
mod m20261128_000080_handovers;
mod m20261128_000090_retention;
mod m20261128_000100_search;
mod m20261128_000120_hot_paths;
mod m20261130_000010_references;
mod m20261130_000020_answer_names;
pub mod search;

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// All migrations in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut all: Vec<Box<dyn MigrationTrait>> = vec![
            Box::new(m20261124_000001_first_schema::Migration),
            Box::new(m20261125_000002_desk::Migration),
            Box::new(m20261126_000003_notifications::Migration),
            Box::new(m20261126_000004_notification_indexes::Migration),
            Box::new(m20261127_000005_identity::Migration),
            Box::new(m20261128_000010_attachments::Migration),
            Box::new(m20261128_000020_audit::Migration),
            Box::new(m20261128_000030_tombstones::Migration),
            Box::new(m20261128_000040_privacy::Migration),
            Box::new(m20261128_000050_sla::Migration),
            Box::new(m20261128_000060_name_keys::Migration),
            Box::new(m20261128_000070_redaction::Migration),
            Box::new(m20261128_000070_reports::Migration),
            Box::new(m20261128_000080_handovers::Migration),
            Box::new(m20261128_000090_retention::Migration),
            Box::new(m20261128_000100_search::Migration),
            Box::new(m20261128_000120_hot_paths::Migration),
        ];
        all.extend(m20261130_000010_references::ALL.map(|of_table| Box::new(of_table) as Box<dyn MigrationTrait>));
        all.push(Box::new(m20261130_000020_answer_names::Migration));
        all
    }
}

/// Runs statements in which `{uuid}` stands for the type that ids have.
async fn run(manager: &SchemaManager<'_>, parts: &[&str]) -> Result<(), DbErr> {
    let uuid = match manager.get_database_backend() {
        DbBackend::Postgres => "uuid",
        _ => "blob",
    };
    for part in parts {
        manager.get_connection().execute_unprepared(&part.replace("{uuid}", uuid)).await?;
    }
    Ok(())
}

/// Lets a migration take its time on PostgreSQL, where statements of the server end after seconds: it may go through millions of
/// rows.
async fn unhurried(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Postgres {
        let db = manager.get_connection();
        db.execute_unprepared("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
            .await?;
    }
    Ok(())
}
