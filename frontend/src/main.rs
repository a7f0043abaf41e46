//! The Lotse app: what runs in the browser.
//!
//! `routes` names the pages, `session` who is signed in, `api` is the only place that fetches, `state` what was loaded.
//! `pages` own a route and its data, `components` own markup, the crate `ui` owns the look and how views are put together,
//! `i18n` every word.

mod api;
mod app;
mod browser;
mod commands;
mod components;
mod drafts;
mod i18n;
mod keyboard;
mod live;
mod navigation;
mod notices;
mod pages;
mod routes;
mod session;
mod settings;
mod state;
mod unsaved;

use ui::document;

fn main() {
    if let Some(body) = document().body() {
        ui::mount(&body, app::whole);
    }
    // The line that says the app is loading.
    if let Some(boot) = document().get_element_by_id("boot") {
        boot.remove();
    }
}
