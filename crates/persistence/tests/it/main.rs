//! Repositories on both databases.

mod arrange;
mod conversation;
mod desk;
mod handovers;
mod listing;
mod references;
mod search;
mod sessions;
mod sqlite;
mod tickets;
mod unit_of_work;
mod users;
mod writing;
