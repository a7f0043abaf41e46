//! Real services on loopback with data that is thrown away.

pub(crate) mod clamd;
pub(crate) mod cluster;
mod keeper;
pub(crate) mod postgres;

use anyhow::Result;

use clamd::Clamd;
use postgres::Postgres;

/// Keeps the services running for work by hand. Ctrl-C ends this process, and the keeper of each service sees that.
pub(crate) fn run() -> Result<()> {
    let clamd = Clamd::start()?;
    let postgres = Postgres::start()?;
    println!("LOTSE_TEST_POSTGRES_URL={}", postgres.url());
    println!("LOTSE_TEST_CLAMD={}", clamd.address());
    println!("Ctrl-C stops them and removes their data.");
    postgres.wait()
}
