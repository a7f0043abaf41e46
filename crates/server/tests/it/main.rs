//! The API as a client sees it: real servers on port 0, requests over HTTP, both databases.

mod app;
mod assets;
mod bad_input;
mod demo;
mod desk;
mod documentation;
mod drafts;
mod faults;
mod held;
mod idempotency;
mod lifecycle;
mod lists;
mod live;
mod mails;
mod merging;
mod model;
mod permissions;
mod process;
mod races;
mod requests;
mod secrets;
mod sessions;
mod told;
mod webhooks;
mod writing;
