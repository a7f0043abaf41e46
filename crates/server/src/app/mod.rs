//! The use cases: load, decide, apply, save, in one transaction each. No status codes and no HTTP types here.

pub mod accounts;
pub mod catalogue;
pub(crate) mod error;
pub mod tickets;

pub use error::{AppError, Missed};
