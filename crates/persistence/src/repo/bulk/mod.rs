//! Filling an empty database with very many rows: whole lives of tickets, as they would have been written one by one.
//!
//! What a row holds is said where it is said for all other writers; here is only how many of them get in fast. Indexes that
//! nothing needs meanwhile are dropped and built once at the end, and so are the references on PostgreSQL, which looks at
//! each row for each of them otherwise. All of it is one transaction, so whoever is stopped leaves nothing behind.

mod postgres;
mod rows;
mod sqlite;

pub use rows::{Batch, Life};

use crate::error::Error;
use crate::store::{Store, Tx};
use domain::id::TicketNumber;
use sea_orm::{ConnectionTrait, DbErr, RuntimeErr};

/// A database that is being filled.
pub enum Filling {
    /// By `COPY`.
    Postgres(postgres::Filling),
    /// By inserting many rows at a time.
    Sqlite(sqlite::Filling),
}

impl Filling {
    /// Begins, and takes away what would slow it down.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin(store: &Store) -> Result<Self, Error> {
        Ok(match store.connection().get_database_backend() {
            sea_orm::DbBackend::Postgres => Self::Postgres(postgres::Filling::begin(store).await?),
            _ => Self::Sqlite(sqlite::Filling::begin(store).await?),
        })
    }

    /// Puts rows in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put(&mut self, batch: Batch) -> Result<(), Error> {
        match self {
            Self::Postgres(filling) => filling.put(batch).await,
            Self::Sqlite(filling) => filling.put(batch).await,
        }
    }

    /// Builds what was taken away, with `last` as the last number that was given to a ticket, and stores all of it.
    ///
    /// # Errors
    /// When the database fails, or a row refers to one that is not there.
    pub async fn finish(self, last: TicketNumber) -> Result<(), Error> {
        match self {
            Self::Postgres(filling) => filling.finish(last).await,
            Self::Sqlite(filling) => filling.finish(last).await,
        }
    }
}

/// Lets a transaction take its time on PostgreSQL, where statements of the server end after seconds.
///
/// # Errors
/// When the database fails.
pub async fn unhurried(tx: &Tx) -> Result<(), Error> {
    if tx.get_database_backend() == sea_orm::DbBackend::Postgres {
        tx.execute_unprepared(postgres::UNHURRIED).await?;
    }
    Ok(())
}

/// Counts what is there, so that plans go by it. Not within the filling: on PostgreSQL this tidies up as well, which takes
/// what is stored already.
///
/// # Errors
/// When the database fails.
pub async fn settle(store: &Store) -> Result<(), Error> {
    match store.connection().get_database_backend() {
        sea_orm::DbBackend::Postgres => postgres::settle(store).await,
        _ => Ok(store.connection().execute_unprepared("ANALYZE").await.map(|_| ())?),
    }
}

fn failed(error: sea_orm::sqlx::Error) -> Error {
    DbErr::Exec(RuntimeErr::SqlxError(error.into())).into()
}
