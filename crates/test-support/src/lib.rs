//! What tests of several crates need: databases of their own, a clock that stands still, people, a mail server, and a
//! place to tell figures.
//!
//! Tests that use this crate live in `tests/` folders, never in `src/`, or the crate under test is compiled twice.

mod clamd;
mod clock;
mod database;
mod explaining;
mod gate;
mod people;
mod postgres;
mod report;
mod s3;
mod smtp;

pub use clamd::{OwnClamd, clamd};
pub use clock::{FixedClock, Ids, ShiftedClock};
pub use database::{Backend, PATIENCE, TestDatabase};
pub use explaining::{Explaining, Plan};
pub use gate::{Flow, Gate};
pub use migrations::search as search_index;
pub use people::account;
pub use postgres::OwnPostgres;
pub use report::Report;
pub use s3::S3Server;
pub use smtp::{Caught, Mood, SmtpSink};

/// Whether tests take their long forms (`cargo xtask test --long`).
#[must_use]
pub fn is_long() -> bool {
    std::env::var_os("LOTSE_TEST_LONG").is_some()
}

/// Whether faults are injected for long: `cargo xtask test --faults`.
#[must_use]
pub fn faults() -> bool {
    std::env::var_os("LOTSE_TEST_FAULTS").is_some()
}

/// Declares each test once for SQLite and once for PostgreSQL. Each gets a [`Backend`].
///
/// ```ignore
/// on_both_databases!(a_ticket_is_found);
/// async fn a_ticket_is_found(backend: Backend) { … }
/// ```
#[macro_export]
macro_rules! on_both_databases {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name($crate::Backend::Sqlite).await;
            })+
        }

        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                super::$name($crate::Backend::Postgres).await;
            })+
        }
    };
}
