//! What surrounds every page of a signed-in person: the bar on top, and for staff the views at the side.

use super::account_menu::AccountMenu;
use super::switches::{LanguageSwitch, ThemeSwitch};
use crate::i18n::{t, tr};
use crate::routes::{Route, Screen};
use crate::state::app;
use crate::state::queue::{QueueFilter, View, count_text};
use leptos::ev;
use leptos::prelude::*;
use ui::{Glyph, Icon, IconButton, When};

/// Top bar, navigation and the page.
#[component]
pub(crate) fn Shell(help: RwSignal<bool>, children: Children) -> AnyView {
    let staff = app().session.is_staff_untracked();
    view! {
        <a
            class="skip"
            href="#main"
            on:click=|event| {
                event.prevent_default();
                ui::focus_id("main");
            }
        >
            {tr!(shell.skip)}
        </a>
        <div class="shell" class:shell-staff=staff>
            <header class="top">
                <Brand staff />
                <When is=move || !staff>
                    <CustomerNavigation />
                </When>
                <div class="top-end">
                    <When is=move || staff>
                        <a class="button button-primary top-new" href=Route::NewTicket.href() data-key="n" aria-keyshortcuts="n">
                            <Icon glyph=Glyph::Plus />
                            <span class="top-new-text">{tr!(shell.new_ticket)}</span>
                            <kbd aria-hidden="true">"n"</kbd>
                        </a>
                    </When>
                    <IconButton glyph=Glyph::Help label=tr!(shell.keyboard) press=move |()| help.set(true) />
                    <LanguageSwitch />
                    <ThemeSwitch />
                    <AccountMenu />
                </div>
            </header>
            <When is=move || staff>
                <Views />
            </When>
            <main id="main" tabindex="-1">
                {children()}
            </main>
        </div>
    }
    .into_any()
}

/// The mark, a pilot's flag, leads to the start page.
#[component]
pub(crate) fn Brand(#[prop(optional)] staff: bool) -> AnyView {
    view! {
        <a class="brand" href=Route::Home.href() data-key=staff.then_some("g q")>
            <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
                <path
                    d="M11 20V3M11 3l8 4-8 4M5 20h13"
                    fill="none"
                    stroke="currentColor"
                    stroke-width="2.2"
                    stroke-linecap="round"
                    stroke-linejoin="round"
                ></path>
            </svg>
            "Lotse"
        </a>
    }
    .into_any()
}

#[component]
fn CustomerNavigation() -> AnyView {
    let navigation = app().navigation;
    let screen = navigation.screen();
    let current = move |of: Screen| move || (screen.get() == of).then_some("page");
    view! {
        <nav class="tabs" aria-label=tr!(shell.main_navigation)>
            <a href=Route::Home.href() aria-current=current(Screen::Home)>
                {tr!(shell.home)}
            </a>
            <a href=Route::Tickets { status: None }.href() aria-current=current(Screen::Tickets)>
                {tr!(shell.my_tickets)}
            </a>
            <a href=Route::NewTicket.href() aria-current=current(Screen::NewTicket) data-key="n" aria-keyshortcuts="n">
                {tr!(shell.new_request)}
            </a>
        </nav>
    }
    .into_any()
}

pub(crate) fn view_name(view: View) -> &'static str {
    let texts = &t().queue;
    match view {
        View::WaitingForUs => texts.waiting_for_us,
        View::Mine => texts.mine,
        View::Unassigned => texts.unassigned,
        View::WaitingOnCustomer => texts.waiting_on_customer,
        View::Resolved => texts.resolved,
        View::All => texts.all,
    }
}

/// The views of the queue with their counts: a column, or on a narrow screen a row that scrolls.
#[component]
fn Views() -> AnyView {
    let app = app();
    app.counts.reload();
    let focused = window_event_listener(ev::focus, move |_| app.counts.reload());
    on_cleanup(move || focused.remove());
    let current = move || match app.navigation.route() {
        Route::Queue(filter) => Some(filter.view),
        _ => None,
    };
    let line = move |view: View| {
        view! {
            <li>
                <a
                    href=Route::Queue(QueueFilter::of(view)).href()
                    aria-current=move || (current() == Some(view)).then_some("page")
                >
                    <span>{move || view_name(view)}</span>
                    <span class="side-count">{move || app.counts.of(view).map(count_text).unwrap_or_default()}</span>
                </a>
            </li>
        }
        .into_any()
    };
    view! {
        <nav class="side" aria-label=tr!(shell.views)>
            <p class="side-title" aria-hidden="true">
                {tr!(shell.views)}
            </p>
            <ul>{Vec::from(View::ALL.map(line))}</ul>
        </nav>
    }
    .into_any()
}
