//! Repositories on both databases.

mod arrange;
mod conversation;
mod desk;
mod listing;
mod sessions;
mod tickets;
mod unit_of_work;
mod writing;
