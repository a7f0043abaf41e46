//! The use cases: load, decide, apply, save, in one transaction each. No status codes and no HTTP types here.

pub mod accounts;
pub mod attachments;
pub mod audit;
pub mod canned_replies;
pub mod catalogue;
mod cursor;
pub mod desk;
pub mod drafts;
pub(crate) mod error;
pub mod explain;
pub mod notifications;
pub mod open_tickets;
pub mod presence;
pub mod privacy;
pub mod reports;
pub mod saved_views;
pub mod settings;
pub mod sla;
pub mod status;
pub mod tickets;
pub mod webhooks;
mod work;

pub use error::{AppError, Missed};
pub use work::Work;
