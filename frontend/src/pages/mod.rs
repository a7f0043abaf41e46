//! One module for each page: it owns the route's data and puts components together.

pub(crate) mod customer_ticket;
pub(crate) mod home;
pub(crate) mod inbox;
pub(crate) mod link;
pub(crate) mod new_ticket;
pub(crate) mod not_found;
pub(crate) mod outbox;
pub(crate) mod profile;
pub(crate) mod quarantine;
pub(crate) mod queue;
pub(crate) mod security;
pub(crate) mod sign_in;
pub(crate) mod sign_up;
pub(crate) mod staff_ticket;
pub(crate) mod ticket;
pub(crate) mod tickets;
pub(crate) mod users;
pub(crate) mod webhook;
pub(crate) mod webhooks;
