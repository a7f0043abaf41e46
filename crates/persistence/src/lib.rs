//! Storing and loading, over SQLite and PostgreSQL alike.
//!
//! A ticket and all below it are loaded only by functions that take a [`domain::policy::TicketScope`]; there is no other
//! way in, so a query cannot forget who asks. Nothing here decides a rule and nothing knows HTTP.

mod convert;
mod entity;
mod error;
mod like;
mod many;
mod peers;
mod people;
pub mod repo;
mod store;

pub use error::Error;
pub use peers::Peers;
pub use people::{Account, NewAccount, People, Person};
pub use sea_orm::ConnectionTrait;
pub use store::{STATEMENT_TIMEOUT, Store, StoreOptions, Tx};
