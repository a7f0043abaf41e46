//! What can go wrong between the program and its database.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// A failure of storing or loading.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot be reached or is too busy; trying again later can help.
    #[error("the database is not available")]
    Unavailable(#[source] DbErr),
    /// Somebody else changed the row since it was read.
    #[error("the row was changed meanwhile")]
    Stale,
    /// A row that has to be unique is there already.
    #[error("a row with the same key is there already")]
    Duplicate(#[source] DbErr),
    /// A row holds what no version of the program wrote.
    #[error("{table}.{column} of row {row} holds {problem}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The key of the row.
        row: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The task that did the work ended early.
    #[error("the unit of work ended early")]
    Interrupted(#[source] tokio::task::JoinError),
    /// Anything else.
    #[error("the database refused the statement")]
    Database(#[source] DbErr),
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => return Self::Duplicate(error),
            Some(_) => return Self::Database(error),
            None => {}
        }
        if is_unavailable(&error) { Self::Unavailable(error) } else { Self::Database(error) }
    }
}

/// SQLSTATE classes that pass: connection exceptions (08), resources (53), operator intervention (57: shutting down,
/// statement timeout), lock timeouts (55P03), and two who waited for each other (40P01); on SQLite the codes for "busy" and "locked".
fn is_unavailable(error: &DbErr) -> bool {
    let runtime = match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => return true,
        DbErr::Exec(RuntimeErr::SqlxError(runtime)) | DbErr::Query(RuntimeErr::SqlxError(runtime)) => runtime,
        _ => return false,
    };
    use sea_orm::sqlx::Error as Sqlx;
    match runtime.as_ref() {
        Sqlx::Io(_)
        | Sqlx::Tls(_)
        | Sqlx::PoolTimedOut
        | Sqlx::PoolClosed
        | Sqlx::WorkerCrashed
        | Sqlx::Protocol(_) => true,
        Sqlx::Database(database) => database.code().is_some_and(|code| {
            let passing_class = ["08", "53", "57"].iter().any(|class| code.len() == 5 && code.starts_with(class));
            passing_class || code == "55P03" || code == "40P01" || code == "5" || code == "6" || code == "517"
        }),
        _ => false,
    }
}
