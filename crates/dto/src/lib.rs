//! The wire contract of the REST API: what requests and answers look like, in one place for the server and the app.
//!
//! Requests hold plain text. Each has one `parse` that turns it into domain types and names every bad field at once;
//! the app runs the same function before it sends, so a limit or rule is never written twice. Views differ by role as
//! types: what a customer must not see has no field in a customer's view.
#![warn(missing_docs)]

pub mod account;
pub mod attachment;
pub mod audit;
pub mod catalogue;
pub mod desk;
pub mod draft;
pub mod export;
pub mod field;
pub mod handover;
pub mod identity;
pub mod live;
pub mod notification;
pub mod page;
pub mod patch;
pub mod paths;
pub mod privacy;
pub mod problem;
pub mod read;
pub mod report;
pub mod retention;
pub mod saved_view;
pub mod sla;
pub mod status;
pub mod ticket;
pub mod webhook;
