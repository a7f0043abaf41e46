//! Functions over a connection, one module per subject.

pub mod account_links;
pub mod accounts;
pub mod api_tokens;
pub mod around;
pub mod attachments;
pub mod audit;
pub mod bulk;
pub mod canned_replies;
pub mod categories;
pub mod comments;
pub mod conversation;
pub mod desk;
pub mod drafts;
pub mod erasures;
pub mod exports;
pub mod feed;
pub mod files;
mod filters;
pub mod handovers;
pub mod held;
mod history_rows;
pub mod holds;
pub mod idempotency;
pub mod identities;
pub mod kept_mails;
pub mod listing;
pub mod merges;
pub mod notifications;
pub mod oidc_flows;
pub mod outbox;
pub mod participants;
pub mod provided;
pub mod pseudonyms;
pub mod quarantine;
pub mod reads;
pub mod redaction;
pub mod removal;
pub mod reports;
pub mod retention_rules;
pub mod retention_runs;
pub mod saved_views;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod sign_in_failures;
pub mod sla;
mod sla_clocks;
pub mod sla_terms;
pub mod tags;
mod ticket_rows;
pub mod tickets;
pub mod tombstones;
pub mod users;
pub mod viewers;
pub mod webhooks;

use sea_orm::sea_query::LockType;

/// Keeps others from changing a ticket or a person, but not from writing rows that refer to them: whoever tells many people of
/// several tickets would otherwise wait for one who merges two of them, and that one for them.
const AGAINST_CHANGES: LockType = LockType::NoKeyUpdate;

/// So many rows go into one statement: databases bind a limited number of values.
const ROWS_AT_ONCE: usize = 500;
