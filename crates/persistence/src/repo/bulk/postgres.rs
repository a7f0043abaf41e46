//! Filling PostgreSQL: rows go in by `COPY` in its text format (PostgreSQL documentation, COPY, File Formats).

use super::failed;
use super::rows::{Batch, Table};
use crate::error::Error;
use crate::store::Store;
use domain::id::TicketNumber;
use sea_orm::sea_query::Value;
use sea_orm::sqlx::{self, AssertSqlSafe, PgConnection, Postgres, Transaction};
use std::fmt::Write as _;

/// A PostgreSQL that is being filled.
pub struct Filling {
    tx: Transaction<'static, Postgres>,
    /// What builds again what was taken away.
    again: Vec<String>,
}

/// Filling takes longer than a request may, and building an index is faster with more memory than a request is worth.
pub(super) const UNHURRIED: &str = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;
    SET LOCAL lock_timeout = 0; SET LOCAL maintenance_work_mem = '512MB'";

/// Statements that take something away, each with the one that builds it again: the references first, since they need
/// indexes. Those of a key stay.
const IN_THE_WAY: &str = "
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)), 1 AS place
FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY ($1::text[]::regclass[])
UNION ALL
SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid), 2
FROM pg_index WHERE NOT indisunique AND indrelid = ANY ($1::text[]::regclass[])
ORDER BY 3, 1";

impl Filling {
    pub(super) async fn begin(store: &Store) -> Result<Self, Error> {
        let mut tx = store.connection().get_postgres_connection_pool().begin().await.map_err(failed)?;
        sqlx::raw_sql(UNHURRIED).execute(&mut *tx).await.map_err(failed)?;
        let tables = Batch::default().tables();
        let found = sqlx::query_as(IN_THE_WAY).bind(tables).fetch_all(&mut *tx).await;
        let found: Vec<(String, String, i32)> = found.map_err(failed)?;
        let mut again = Vec::with_capacity(found.len());
        for (drop, build, _) in found {
            execute(&mut tx, drop).await?;
            again.push(build);
        }
        again.reverse();
        Ok(Self { tx, again })
    }

    pub(super) async fn put(&mut self, batch: Batch) -> Result<(), Error> {
        for table in batch.into_tables() {
            copy(&mut self.tx, table).await.map_err(failed)?;
        }
        Ok(())
    }

    pub(super) async fn finish(self, last: TicketNumber) -> Result<(), Error> {
        let Self { mut tx, again } = self;
        for build in again {
            execute(&mut tx, build).await?;
        }
        execute(&mut tx, format!("SELECT setval('ticket_number', {})", last.get())).await?;
        tx.commit().await.map_err(failed)
    }
}

async fn execute(connection: &mut PgConnection, sql: String) -> Result<(), Error> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(|_| ()).map_err(failed)
}

pub(super) async fn settle(store: &Store) -> Result<(), Error> {
    let mut connection = store.connection().get_postgres_connection_pool().acquire().await.map_err(failed)?;
    execute(&mut connection, "SET statement_timeout = 0".to_owned()).await?;
    let mut settled = Ok(());
    // How often words are found to be is read from the statistics of their tables.
    for table in Batch::default().tables().into_iter().chain(["search_public", "search_internal"]) {
        settled = settled.and(execute(&mut connection, format!("VACUUM (ANALYZE) {table}")).await);
    }
    // It goes back to others, who are to be bounded again.
    connection.close().await.map_err(failed)?;
    settled
}

async fn copy(connection: &mut PgConnection, table: Table) -> Result<(), sqlx::Error> {
    let Table { name, columns, rows } = table;
    let into = format!("COPY {name} ({}) FROM STDIN", columns.join(", "));
    let mut text = String::with_capacity(rows.len() * 200);
    for row in rows {
        for (place, cell) in row.into_iter().enumerate() {
            if place > 0 {
                text.push('\t');
            }
            write_cell(&mut text, &cell);
        }
        text.push('\n');
    }
    let mut copying = connection.copy_in_raw(&into).await?;
    copying.send(text.into_bytes()).await?;
    copying.finish().await?;
    Ok(())
}

fn write_cell(text: &mut String, cell: &Value) {
    let written = match cell {
        Value::Bool(Some(value)) => write!(text, "{value}"),
        Value::Int(Some(value)) => write!(text, "{value}"),
        Value::BigInt(Some(value)) => write!(text, "{value}"),
        Value::Uuid(Some(value)) => write!(text, "{value}"),
        Value::String(Some(value)) => {
            for character in value.chars() {
                match character {
                    '\\' => text.push_str("\\\\"),
                    '\n' => text.push_str("\\n"),
                    '\r' => text.push_str("\\r"),
                    '\t' => text.push_str("\\t"),
                    other => text.push(other),
                }
            }
            Ok(())
        }
        Value::Bool(None) | Value::Int(None) | Value::BigInt(None) | Value::Uuid(None) | Value::String(None) => {
            text.push_str("\\N");
            Ok(())
        }
        other => panic!("no column of an entity is a {other:?}"),
    };
    written.expect("a text takes all that is written to it");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_what_the_format_means_otherwise() {
        let mut text = String::new();
        for cell in [Value::String(Some("a\tb\nc\\N\rd".to_owned())), Value::BigInt(None), Value::Bool(Some(true))] {
            write_cell(&mut text, &cell);
            text.push('|');
        }
        assert_eq!(text, "a\\tb\\nc\\\\N\\rd|\\N|true|");
    }
}
