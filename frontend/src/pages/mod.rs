//! One module for each page: it owns the route's data and puts components together.

pub(crate) mod customer_ticket;
pub(crate) mod home;
pub(crate) mod inbox;
pub(crate) mod new_ticket;
pub(crate) mod not_found;
pub(crate) mod outbox;
pub(crate) mod profile;
pub(crate) mod quarantine;
pub(crate) mod queue;
pub(crate) mod sign_in;
pub(crate) mod staff_ticket;
pub(crate) mod ticket;
pub(crate) mod tickets;
pub(crate) mod webhook;
pub(crate) mod webhooks;
