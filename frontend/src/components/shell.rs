//! What surrounds every page of a signed-in person: the bar on top, and for staff the views at the side.

use super::account_menu::account_menu;
use super::switches::{language_switch, theme_switch};
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::app;
use crate::state::queue::{QueueFilter, View, count_text};
use ui::{El, Glyph, Show, Signal, Text, div, el, icon, icon_button, link, p, span, svg, window};

/// Top bar, navigation and the page.
pub(crate) fn shell(staff: bool, help: Signal<bool>, page: impl Show) -> impl Show {
    let skip = link("skip", "#main").child(tr!(shell.skip)).on("click", |event| {
        event.prevent_default();
        ui::focus_id("main");
    });
    let end = div("top-end").child((
        staff.then(new_ticket),
        icon_button(Glyph::Help, tr!(shell.keyboard)).press(move || help.set(true)),
        language_switch(),
        theme_switch(),
        account_menu(),
    ));
    let top = el("header").class("top").child((brand(staff), (!staff).then(customer_navigation), end));
    let main = el("main").id("main").attr("tabindex", "-1").child(page);
    (skip, div("shell").class_if("shell-staff", staff).child((top, staff.then(views), main)))
}

fn new_ticket() -> El {
    link("button button-primary top-new", Route::NewTicket.href())
        .child((icon(Glyph::Plus, 16), span("top-new-text").child(tr!(shell.new_ticket))))
        .key("n")
}

/// The mark, a pilot's flag, leads to the start page; `goes` says that a key does so too.
pub(crate) fn brand(goes: bool) -> El {
    let flag = svg("path")
        .attr("d", "M11 20V3M11 3l8 4-8 4M5 20h13")
        .attr("fill", "none")
        .attr("stroke", "currentColor")
        .attr("stroke-width", "2.2")
        .attr("stroke-linecap", "round")
        .attr("stroke-linejoin", "round");
    let mark = svg("svg")
        .attr("width", "24")
        .attr("height", "24")
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
        .child(flag);
    link("brand", Route::Home.href()).attr("data-key", goes.then_some("g q")).child((mark, "Lotse"))
}

fn customer_navigation() -> El {
    let navigation = &app().navigation;
    let to = |route: &Route, name: Text| {
        let screen = route.screen();
        el("a")
            .attr("href", route.href())
            .attr("aria-current", move || (navigation.screen() == screen).then_some("page"))
            .child(name)
    };
    el("nav").class("tabs").attr("aria-label", tr!(shell.main_navigation)).child((
        to(&Route::Home, tr!(shell.home)),
        to(&Route::Tickets { status: None }, tr!(shell.my_tickets)),
        to(&Route::NewTicket, tr!(shell.new_request)).attr("data-key", "n").attr("aria-keyshortcuts", "n"),
    ))
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
fn views() -> El {
    let app = app();
    ui::watch(move || app.navigation.screen(), move |_| app.counts.reload());
    ui::listen(&window(), "focus", move |_| app.counts.reload());
    let current = move || match app.navigation.route() {
        Route::Queue(filter) => Some(filter.view),
        _ => None,
    };
    let line = move |view: View| {
        let to = el("a")
            .attr("href", Route::Queue(QueueFilter::of(view)).href())
            .attr("aria-current", move || (current() == Some(view)).then_some("page"))
            .child((
                el("span").child(move || view_name(view)),
                span("side-count").child(move || app.counts.of(view).map(count_text).unwrap_or_default()),
            ));
        el("li").child(to)
    };
    el("nav").class("side").attr("aria-label", tr!(shell.views)).child((
        p("side-title").attr("aria-hidden", "true").child(tr!(shell.views)),
        el("ul").child(View::ALL.map(line)),
    ))
}
