//! The index for full-text search: what is in it, and what keeps it.
//!
//! Triggers keep it, in the transaction of whoever writes a ticket or a comment: an edit, a redaction, merging, erasing or
//! retention cannot forget it, and neither can a release that knows nothing of it. Texts that everybody on a ticket reads and texts
//! that staff read are in tables of their own, so that a query for a customer names one table and cannot reach the other.
//!
//! Both databases compare words without case and without marks over their letters, with `ß` as `ss`. PostgreSQL also has the
//! stems of German and English words.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

mod postgres;
mod sqlite;

/// Makes the tables of the index, empty and not kept.
pub(crate) async fn create(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    match db.get_database_backend() {
        DbBackend::Postgres => {
            db.execute_unprepared(&postgres::functions()).await?;
            run(db, postgres::TABLES).await
        }
        _ => run(db, sqlite::TABLES).await,
    }
}

/// Empties the index and leaves it alone: for whoever loads more tickets at once than triggers are for. [`fill`] and [`put_on`]
/// have to follow before anybody searches.
///
/// # Errors
/// When the database fails.
pub async fn take_off(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    match db.get_database_backend() {
        DbBackend::Postgres => run(db, postgres::TAKE_OFF).await,
        _ => run(db, sqlite::TAKE_OFF).await,
    }
}

/// Puts the texts of the tickets from one number to another, both included, into the index. Tickets that are in it already are an
/// error. Parts can be filled at the same time on PostgreSQL.
///
/// # Errors
/// When the database fails.
pub async fn fill(db: &impl ConnectionTrait, first: i64, last: i64) -> Result<(), DbErr> {
    let parts = match db.get_database_backend() {
        DbBackend::Postgres => postgres::FILL.to_owned(),
        _ => sqlite::fill(),
    };
    run(db, &parts.replace("{first}", &first.to_string()).replace("{last}", &last.to_string())).await
}

/// Has the index kept from here on.
///
/// # Errors
/// When the database fails.
pub async fn put_on(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    match db.get_database_backend() {
        DbBackend::Postgres => {
            run(db, postgres::INDEXES).await?;
            run(db, postgres::TRIGGERS).await
        }
        _ => {
            // Another connection took them off. This one may not know yet, and would refuse to make them before it has looked.
            run(db, "SELECT count(*) FROM sqlite_schema").await?;
            run(db, &sqlite::triggers()).await
        }
    }
}

async fn run(db: &impl ConnectionTrait, sql: &str) -> Result<(), DbErr> {
    db.execute_unprepared(sql).await.map(|_| ())
}
