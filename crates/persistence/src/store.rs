//! The connection, and the unit of work.

use crate::error::Error;
use sea_orm::error::ConnAcquireErr;
use sea_orm::metric::Info;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::timeout;
use tracing::Instrument as _;

/// A transaction in which a use case does all it does.
pub type Tx = DatabaseTransaction;

/// How to connect.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// `sqlite://…` or `postgres://…`.
    pub url: String,
    /// The most connections at a time. On SQLite these are for reading, and there are two more for writing.
    pub max_connections: u32,
    /// Whoever has waited for so long for a connection, or for somebody else who changes the same, is told so.
    pub patience: Duration,
}

/// The database.
#[derive(Clone)]
pub struct Store {
    connection: DatabaseConnection,
    /// SQLite has one writer. Queueing here is fair and needs no polling, unlike its busy handler. Its connection is one that
    /// nobody reads by: whoever has their turn does not wait for readers as well, with everybody behind them.
    writer: Option<Arc<Mutex<DatabaseConnection>>>,
    /// For whoever writes aside: only one of them ever stands in the queue of the others.
    aside: Arc<Mutex<DatabaseConnection>>,
    patience: Duration,
}

/// A statement that takes longer than this is ended by PostgreSQL, so that one cannot hold a connection for ever.
pub const STATEMENT_TIMEOUT: Duration = Duration::from_secs(20);

/// Whoever has waited for so many times the patience to write to SQLite is told so: where another program holds the file, each
/// writer waits for seconds, and the last of many would wait for all before it.
const PATIENCES_FOR_A_TURN: u32 = 2;

/// So many statements each connection keeps prepared: more than there are different ones in the program. What is not kept is
/// planned anew each time, by one more way to the database and back.
const STATEMENTS_KEPT: usize = 500;

impl Store {
    /// Opens a pool and tries one connection.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn connect(options: &StoreOptions) -> Result<Self, Error> {
        let StoreOptions { ref url, max_connections, patience } = *options;
        let mut connect = ConnectOptions::new(url);
        connect
            .max_connections(max_connections)
            .acquire_timeout(patience)
            .connect_timeout(patience)
            .sqlx_logging(false);
        connect.map_sqlx_sqlite_opts(move |sqlite| pragmas(sqlite, patience));
        connect.map_sqlx_postgres_opts(move |postgres| {
            postgres.application_name("lotse").statement_cache_capacity(STATEMENTS_KEPT).options([
                ("statement_timeout", STATEMENT_TIMEOUT.as_millis().to_string()),
                ("lock_timeout", patience.as_millis().to_string()),
                ("idle_in_transaction_session_timeout", "30000".to_owned()),
                // Whatever the server says: with `off` it forgets what was acknowledged when it is killed. Of all values, none
                // keeps more (`remote_apply` waits for what standbys show, besides).
                ("synchronous_commit", "on".to_owned()),
            ])
        });
        let single = connect.clone();
        let connection = open(connect).await?;
        if connection.get_database_backend() != DbBackend::Sqlite {
            let aside = Arc::new(Mutex::new(connection.clone()));
            return Ok(Self { connection, writer: None, aside, patience });
        }
        let single = |synchronous: &'static str| {
            let mut single = single.clone();
            single
                .max_connections(1)
                .map_sqlx_sqlite_opts(move |sqlite| pragmas(sqlite, patience).pragma("synchronous", synchronous));
            open(single)
        };
        let writer = Arc::new(Mutex::new(single(SYNCHRONOUS).await?));
        // In the file with the next transaction of the others, as the log is one.
        let aside = Arc::new(Mutex::new(single("NORMAL").await?));
        Ok(Self { connection, writer: Some(writer), aside, patience })
    }

    /// For reading outside a unit of work, and for migrations.
    #[must_use]
    pub const fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Whether a statement comes back.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), Error> {
        Ok(self.connection.ping().await?)
    }

    /// Runs one unit of work in one transaction: all of it is stored, or nothing.
    ///
    /// The work runs in a task of its own, so that a caller who goes away does not cancel it half-way: besides leaving
    /// the outcome open, that would poison the connection with sqlx 0.9.0 when it hits `BEGIN` (sqlx issue 4385).
    ///
    /// # Errors
    /// What the work returns, or a failure of the transaction itself. Nothing is stored then.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'c> FnOnce(&'c Tx) -> Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'c>> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.unit(false, work).await
    }

    /// As [`Store::write`], for what strangers can cause as often as they like, such as wrong passwords: these come one after
    /// the other, and everybody else waits for at most one of them. It does not wait for the disk either, so the last of them
    /// can be lost when the power fails, though not when the process does; nobody is told that they are kept.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub async fn write_aside<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'c> FnOnce(&'c Tx) -> Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'c>> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.unit(true, work).await
    }

    async fn unit<T, E, F>(&self, aside: bool, work: F) -> Result<T, E>
    where
        F: for<'c> FnOnce(&'c Tx) -> Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'c>> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let store = self.clone();
        let work = async move {
            let aside = if aside { Some(store.aside.lock().await) } else { None };
            let turn = match &store.writer {
                Some(writer) => Some(
                    timeout(store.patience * PATIENCES_FOR_A_TURN, writer.lock())
                        .await
                        .map_err(|_| E::from(no_turn()))?,
                ),
                None => None,
            };
            let tx = store.begin(aside.as_deref(), turn.as_deref()).await.map_err(E::from)?;
            let outcome = work(&tx).await;
            match outcome {
                Ok(value) => {
                    tx.commit().await.map_err(|error| E::from(error.into()))?;
                    Ok(value)
                }
                Err(error) => {
                    if let Err(rollback) = tx.rollback().await {
                        tracing::warn!(error = %rollback, "a transaction could not be rolled back");
                    }
                    Err(error)
                }
            }
        };
        // What is logged of it names the request that it is done for.
        let task = tokio::spawn(work.in_current_span());
        task.await.map_err(|error| E::from(Error::Interrupted(error)))?
    }

    async fn begin(&self, aside: Option<&DatabaseConnection>, turn: Option<&DatabaseConnection>) -> Result<Tx, Error> {
        let options = TransactionOptions {
            // A deferred transaction that reads first and writes later can fail with SQLITE_BUSY_SNAPSHOT.
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = aside.or(turn).unwrap_or(&self.connection).begin_with_options(options).await?;
        if aside.is_some() && self.writer.is_none() {
            tx.execute_unprepared("SET LOCAL synchronous_commit TO off").await?;
        }
        Ok(tx)
    }

    /// For reading several things as of one moment. Nothing is written in it; it ends when it is dropped.
    ///
    /// # Errors
    /// When it cannot be begun.
    pub async fn snapshot(&self) -> Result<Tx, Error> {
        let connection = self.connection.clone();
        let options = TransactionOptions {
            isolation_level: Some(IsolationLevel::RepeatableRead).filter(|_| self.writer.is_none()),
            access_mode: Some(AccessMode::ReadOnly).filter(|_| self.writer.is_none()),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
        };
        // In a task of its own for the reason given at `write`.
        let begun = tokio::spawn(async move { connection.begin_with_options(options).await });
        Ok(begun.await.map_err(Error::Interrupted)??)
    }

    /// Moves what SQLite has in its log to its main file, so that the log stays short. While whoever writes goes on: left to
    /// itself SQLite does it at the end of some transaction, and everybody waits for the disk.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tidy(&self) -> Result<(), Error> {
        if self.writer.is_some() {
            self.connection.execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)").await?;
        }
        Ok(())
    }

    /// Tells the other processes on the same PostgreSQL something. On SQLite there are none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notify(&self, channel: &str, text: &str) -> Result<(), Error> {
        if self.writer.is_some() {
            return Ok(());
        }
        let values = [channel.into(), text.into()];
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, "SELECT pg_notify($1, $2)", values);
        self.connection.execute_raw(statement).await?;
        Ok(())
    }

    /// Closes the pool, after what runs has ended.
    ///
    /// # Errors
    /// When a connection does not end in good order.
    pub async fn close(self) -> Result<(), Error> {
        self.aside.lock().await.clone().close().await?;
        if let Some(writer) = &self.writer {
            writer.lock().await.clone().close().await?;
        }
        Ok(self.connection.close().await?)
    }
}

async fn open(options: ConnectOptions) -> Result<DatabaseConnection, Error> {
    let mut connection = Database::connect(options).await?;
    connection.set_metric_callback(note);
    Ok(connection)
}

const fn no_turn() -> Error {
    Error::Unavailable(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))
}

/// Tells of a statement that was run, without its values, which are people's words: `LOTSE_LOG=lotse::sql=trace`.
fn note(info: &Info<'_>) {
    let Info { statement, elapsed, failed } = info;
    let micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
    tracing::trace!(target: "lotse::sql", sql = statement.sql.as_str(), micros, failed);
}

/// What was answered is on disk even when the power fails (SECURITY.md, faults).
const SYNCHRONOUS: &str = "FULL";

fn pragmas(sqlite: SqliteConnectOptions, patience: Duration) -> SqliteConnectOptions {
    sqlite
        .create_if_missing(true)
        .pragma("journal_mode", "WAL")
        .pragma("synchronous", SYNCHRONOUS)
        .pragma("foreign_keys", "ON")
        .pragma("trusted_schema", "OFF")
        .statement_cache_capacity(STATEMENTS_KEPT)
        // `tidy` does it before; this is for programs that do not call that.
        .pragma("wal_autocheckpoint", "20000")
        .busy_timeout(patience)
}
