//! The rules of Lotse as pure functions over plain types.
//!
//! Nothing here reads a clock, a random source, a file or a socket: time and identifiers are arguments, so every rule
//! can be tested by a table and runs the same in the server and in the browser. No type here knows HTTP or SQL.
#![warn(missing_docs)]

pub mod account;
pub mod attachment;
pub mod audit;
pub mod canned;
pub mod category;
pub mod clock;
pub mod comment;
pub mod draft;
pub mod email;
pub mod explain;
pub mod health;
pub mod held;
pub mod id;
pub mod listing;
pub mod local_path;
pub mod lockout;
pub mod notification;
pub mod outbox;
pub mod password;
pub mod policy;
pub mod preferences;
pub mod presence;
pub mod privacy;
pub mod query;
pub mod queue;
pub mod report;
pub mod retention;
pub mod saved_view;
pub mod scope;
pub mod settings;
pub mod sign_in;
pub mod sla;
pub mod snippet;
pub mod tag;
pub mod text;
pub mod ticket;
pub mod words;
