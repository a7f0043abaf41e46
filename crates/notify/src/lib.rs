//! Mail and webhooks: what they say, and how they are sent. Knows nothing of the database or of HTTP requests that come
//! in; the server loads what there is to say and hands it over.

pub mod account;
pub mod compose;
pub mod letter;
pub mod mail;
pub mod names;
pub mod time;
pub mod webhook;
mod words;
