//! What is promised to those who ask: policies, calendars, who uses them, the clocks of tickets, and who is told when time
//! runs out.

mod calendars;
mod ledger;
mod policies;
mod queues;
mod watch;

pub use calendars::{create_calendar, delete_calendar, list_calendars, put_calendar, reapply_calendar, show_calendar};
pub use ledger::{Shown, ledger};
pub use policies::{create_policy, delete_policy, list_policies, put_policy, reapply_policy, show_policy};
pub use queues::put_queue_sla;
pub use watch::{due, look, put_off};

use super::AppError;

/// What became of storing a policy or calendar.
fn stored<T>(outcome: Result<T, persistence::Error>) -> Result<T, AppError> {
    outcome.map_err(|error| match error {
        persistence::Error::Duplicate(_) => AppError::NameTaken,
        persistence::Error::Stale => AppError::TermsChanged,
        other => AppError::Storage(other),
    })
}

/// Refuses to change what is not as the admin saw it.
fn compare(seen: Option<i64>, version: i64) -> Result<(), AppError> {
    if seen.is_some_and(|seen| seen != version) { Err(AppError::TermsChanged) } else { Ok(()) }
}
