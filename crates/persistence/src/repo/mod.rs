//! Functions over a connection, one module per subject.

pub mod accounts;
pub mod categories;
pub mod conversation;
mod history_rows;
pub mod sessions;
mod ticket_rows;
pub mod tickets;
