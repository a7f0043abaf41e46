//! What happens by itself. Each job looks for rows that are due and does one at a time, each in a transaction of its own;
//! several processes may run them at once.

pub mod auto_close;
mod held;
mod outbox;
mod scan;
pub mod sla;
mod steps;
mod sweep;
mod tidy;
mod tombstones;
mod upkeep;

use crate::app::{privacy, tickets};
use crate::state::AppState;

/// Starts all jobs. They end with the process: nothing they do is half done at any time.
pub fn start(state: &AppState) {
    tokio::spawn(held::run(state.clone()));
    tokio::spawn(auto_close::run(state.clone()));
    tokio::spawn(steps::run(state.clone(), state.erasing.clone(), "erasing a person", privacy::step));
    tokio::spawn(steps::run(state.clone(), state.handing_over.clone(), "handing over", tickets::hand_over_some));
    tokio::spawn(steps::run(state.clone(), state.retaining.clone(), "retention", privacy::retain_some));
    tokio::spawn(sweep::run(state.clone()));
    tokio::spawn(tombstones::run(state.clone()));
    tokio::spawn(scan::run(state.clone()));
    tokio::spawn(sla::run(state.clone()));
    tokio::spawn(outbox::fan_out(state.clone()));
    tokio::spawn(outbox::mails(state.clone()));
    tokio::spawn(outbox::calls(state.clone()));
    tokio::spawn(outbox::summaries(state.clone()));
}

/// Starts what every process does for itself.
pub fn keep_up(state: &AppState) {
    tokio::spawn(upkeep::run(state.clone()));
    tokio::spawn(tidy::run(state.clone()));
}
