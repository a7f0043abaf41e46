//! The tables as SeaORM sees them. No logic.
#![expect(unreachable_pub, reason = "SeaORM's macro makes public items")]

pub(crate) mod category;
pub(crate) mod comment;
pub(crate) mod resolution;
pub(crate) mod session;
pub(crate) mod ticket;
pub(crate) mod ticket_event;
pub(crate) mod user;
