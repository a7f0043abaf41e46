//! Counting what somebody does to one address.

use crate::app::AppError;
use crate::limits::Standing;

/// Goes on, or says how long to wait.
pub(super) fn within(standing: Standing) -> Result<(), AppError> {
    match standing.wait {
        None => Ok(()),
        Some(seconds) => Err(AppError::RateLimited(i64::try_from(seconds).unwrap_or(i64::MAX))),
    }
}
