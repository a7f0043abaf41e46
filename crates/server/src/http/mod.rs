//! Requests into use cases, results into views.

mod accounts;
mod assets;
mod authentication;
mod body;
mod catalogue;
mod conversation;
mod cookie;
mod desk;
mod device;
mod drafts;
mod etag;
mod events;
mod headers;
mod health;
mod idempotency;
mod inbox;
mod openapi;
mod outbox;
mod path;
mod problem;
mod query;
mod routes;
mod same_origin;
mod serde_words;
mod server;
mod steps;
mod tickets;
mod view;
mod webhooks;

pub use idempotency::ANSWERS_KEPT_SECONDS;
pub use openapi::{Document, document};
pub use routes::configure;
pub use server::serve;
