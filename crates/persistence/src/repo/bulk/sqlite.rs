//! Filling SQLite: many rows with each statement, all in one transaction.

use super::rows::{Batch, Table};
use crate::error::Error;
use crate::store::{Store, Tx};
use domain::id::TicketNumber;
use sea_orm::{ConnectionTrait, DbBackend, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait};

/// A SQLite that is being filled.
pub struct Filling {
    tx: Tx,
    /// What builds again what was taken away.
    again: Vec<String>,
}

/// SQLite binds 32,766 values to a statement and no more; the widest row has 36. A power of two, so that a batch needs few
/// different statements.
const BATCH: usize = 512;

impl Filling {
    pub(super) async fn begin(store: &Store) -> Result<Self, Error> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = store.connection().begin_with_options(options).await?;
        let mut again = Vec::new();
        for table in Batch::default().tables() {
            // Without a statement of its own it belongs to a key.
            let indexes = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL
                AND sql NOT LIKE 'CREATE UNIQUE%' AND tbl_name = ?";
            let indexes = Statement::from_sql_and_values(DbBackend::Sqlite, indexes, [table.into()]);
            for index in tx.query_all_raw(indexes).await? {
                let name: String = index.try_get("", "name")?;
                tx.execute_unprepared(&format!("DROP INDEX {name}")).await?;
                again.push(index.try_get("", "sql")?);
            }
        }
        Ok(Self { tx, again })
    }

    pub(super) async fn put(&mut self, batch: Batch) -> Result<(), Error> {
        for Table { name, columns, rows } in batch.into_tables() {
            let mut rows = rows.into_iter().peekable();
            let row = format!("({})", vec!["?"; columns.len()].join(", "));
            while rows.peek().is_some() {
                let part: Vec<_> = rows.by_ref().take(BATCH).collect();
                let places = vec![row.as_str(); part.len()].join(", ");
                let sql = format!("INSERT INTO {name} ({}) VALUES {places}", columns.join(", "));
                let values = part.into_iter().flatten();
                self.tx.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn finish(self, last: TicketNumber) -> Result<(), Error> {
        let Self { tx, again } = self;
        for build in again {
            tx.execute_unprepared(&build).await?;
        }
        let number = "UPDATE counters SET value = ? WHERE name = 'ticket_number'";
        tx.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, number, [last.get().into()])).await?;
        Ok(tx.commit().await?)
    }
}
