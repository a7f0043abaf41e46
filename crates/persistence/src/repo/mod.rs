//! Functions over a connection, one module per subject.

pub mod accounts;
pub mod around;
pub mod canned_replies;
pub mod categories;
pub mod comments;
pub mod conversation;
pub mod desk;
pub mod drafts;
pub mod feed;
pub mod held;
mod history_rows;
pub mod idempotency;
pub mod kept_mails;
pub mod listing;
pub mod merges;
pub mod notifications;
pub mod outbox;
pub mod participants;
pub mod reads;
pub mod sessions;
pub mod settings;
pub mod tags;
mod ticket_rows;
pub mod tickets;
pub mod viewers;
pub mod webhooks;
