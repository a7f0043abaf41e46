//! The API as a client sees it: real servers on port 0, requests over HTTP, both databases.

mod app;
mod assets;
mod bad_input;
mod demo;
mod documentation;
mod faults;
mod lifecycle;
mod lists;
mod permissions;
mod secrets;
mod sessions;
