//! Real services on loopback with data that is thrown away.

pub(crate) mod postgres;

use anyhow::Result;

use postgres::Postgres;

/// Keeps the services running for work by hand. Ctrl-C ends this process, and the keeper of each service sees that.
pub(crate) fn run() -> Result<()> {
    let postgres = Postgres::start()?;
    println!("LOTSE_TEST_POSTGRES_URL={}", postgres.url());
    println!("Ctrl-C stops it and removes its data.");
    postgres.wait()
}
