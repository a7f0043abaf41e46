//! Requests into use cases, results into views.

mod accounts;
mod assets;
mod authentication;
mod body;
mod catalogue;
mod cookie;
mod etag;
mod headers;
mod health;
mod openapi;
mod problem;
mod query;
mod routes;
mod same_origin;
mod serde_words;
mod server;
mod tickets;
mod view;

pub use openapi::{Document, document};
pub use routes::configure;
pub use server::serve;
