//! The Lotse server: configuration, use cases, HTTP.
//!
//! `app` holds one file per use case and knows nothing of HTTP; `http` turns requests into calls of `app` and answers
//! into views. `startup` puts them together.

pub mod app;
pub mod config;
pub mod demo;
pub mod files;
pub mod http;
pub mod jobs;
pub mod keys;
pub mod limits;
pub mod live;
pub mod markdown;
pub mod metrics;
pub mod oidc;
pub mod passwords;
pub mod probe;
pub mod seed;
pub mod startup;
pub mod state;
pub mod telemetry;
