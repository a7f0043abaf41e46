//! Repositories on both databases.

mod arrange;
mod conversation;
mod listing;
mod sessions;
mod tickets;
mod unit_of_work;
