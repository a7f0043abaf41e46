//! Names as people look for them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, QueryResult, Statement};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// So many rows at a time.
const PART: u64 = 500;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        // Without a key the name itself is searched: the previous release writes none.
        connection.execute_unprepared("ALTER TABLE users ADD COLUMN name_key text").await?;
        let backend = manager.get_database_backend();
        loop {
            let rows = format!("SELECT email, display_name FROM users WHERE name_key IS NULL ORDER BY id LIMIT {PART}");
            let rows = connection.query_all_raw(Statement::from_string(backend, rows)).await?;
            if rows.is_empty() {
                return Ok(());
            }
            for row in rows {
                connection.execute_raw(key(backend, &row)?).await?;
            }
        }
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// In lower case by the rules of Unicode, which SQLite does not know.
fn key(backend: DbBackend, row: &QueryResult) -> Result<Statement, DbErr> {
    let (email, name): (String, String) = (row.try_get("", "email")?, row.try_get("", "display_name")?);
    let values = [name.to_lowercase().into(), email.into()];
    Ok(Statement::from_sql_and_values(backend, "UPDATE users SET name_key = $1 WHERE email = $2", values))
}
