//! The Lotse app: what runs in the browser. It is built as three programs: the desk, which everybody uses, the account, what
//! a person keeps for themselves, and the admin section. What a program does not reach is left out of it, so a page for admins
//! costs nobody else anything (ARCHITECTURE.md, "Three programs").
//!
//! `routes` names the pages, `session` who is signed in, `api` is the only place that fetches, `state` what was loaded.
//! `pages` own a route and its data, `components` own markup, the crate `ui` owns the look and how views are put together,
//! `i18n` every word.

mod api;
mod app;
mod browser;
mod commands;
mod components;
mod crossing;
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

use app::Program;
use routes::Section;
use ui::document;

/// Starts the desk.
pub fn desk() {
    start(Program { section: Section::Desk, page: pages::desk });
}

/// Starts the account.
pub fn account() {
    start(Program { section: Section::Account, page: pages::account::page });
}

/// Starts the admin section.
pub fn admin() {
    start(Program { section: Section::Admin, page: pages::admin::page });
}

fn start(program: Program) {
    if let Some(body) = document().body() {
        ui::mount(&body, || app::whole(program));
    }
    // The line that says the app is loading.
    if let Some(boot) = document().get_element_by_id("boot") {
        boot.remove();
    }
}
