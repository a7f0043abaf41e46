//! What surrounds every page of a signed-in person: the bar on top, and for staff the views at the side.

use super::account_menu::account_menu;
use super::bell::bell;
use super::search::search;
use super::switches::{language_switch, theme_switch};
use crate::i18n::{t, tr};
use crate::routes::{AdminRoute, AdminScreen, AuditAsk, ReportAsk, Route, Screen, UserAsk};
use crate::state::queue::count_text;
use crate::state::queue_filter::{Facet, QueueFilter, View};
use crate::state::saved_views::filter_of_view;
use crate::state::{App, app};
use domain::outbox::Channel;
use domain::preferences::Shortcut;
use dto::saved_view::SavedViewView;
use ui::{
    ButtonKind, El, Glyph, Row, Show, Signal, Text, button, div, el, icon, icon_button, link, p, rows, span, svg,
    switch, when,
};

/// What opens from it.
#[derive(Clone, Copy)]
pub(crate) struct Shell {
    pub(crate) staff: bool,
    pub(crate) admin: bool,
    pub(crate) help: Signal<bool>,
    pub(crate) palette: Signal<bool>,
}

/// Top bar, navigation and the page.
pub(crate) fn shell(Shell { staff, admin, help, palette }: Shell, page: impl Show) -> impl Show {
    let skip = link("skip", "#main").child(tr!(shell.skip)).on("click", |event| {
        event.prevent_default();
        ui::focus_id("main");
    });
    let end = div("top-end").child((
        commands(palette),
        staff.then(new_ticket),
        bell(),
        icon_button(Glyph::Help, tr!(shell.keyboard))
            .keyed(crate::keyboard::name(Shortcut::Help))
            .press(move || help.set(true)),
        language_switch(),
        theme_switch(),
        account_menu(),
    ));
    let top =
        el("header").class("top").child((brand(staff), staff.then(search), (!staff).then(customer_navigation), end));
    let main = el("main").id("main").attr("tabindex", "-1").child((no_connection(), page));
    (skip, div("shell").class_if("shell-staff", staff).child((top, staff.then(|| views(admin)), main)))
}

fn commands(palette: Signal<bool>) -> El {
    let label = span("top-words").child(tr!(palette.button));
    button(ButtonKind::Quiet, label).glyph(Glyph::Prompt).key("Ctrl K").press(move || palette.set(true))
}

fn new_ticket() -> El {
    link("button button-primary top-new", Route::NewTicket.href())
        .child((icon(Glyph::Plus, 16), span("top-words").child(tr!(shell.new_ticket))))
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
    link("brand", Route::Home.href())
        .attr("data-key", goes.then_some("g q"))
        .child((mark, span("brand-name").child("Lotse")))
}

/// A quiet line, where news do not come in.
fn no_connection() -> El {
    let live = &app().live;
    let line = || p("no-connection").child(tr!(desk.down));
    div("no-connection-place").attr("role", "status").child(when(move || live.down.get(), line))
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
        to(&Route::own_tickets(), tr!(shell.my_tickets)),
        to(&Route::NewTicket, tr!(shell.new_request)).keyed("n"),
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

/// The views of the queue with their counts, and what they can be narrowed to most often: a column, or on a narrow screen a
/// row that scrolls.
fn views(admin: bool) -> El {
    let app = app();
    app.saved_views.load();
    app.counts.reload();
    let line = move |view: View| {
        let filter = QueueFilter::of(view);
        let to = place(app, &filter).child((
            el("span").child(move || view_name(view)),
            span("side-count").child(move || app.counts.of(view).map(count_text).unwrap_or_default()),
        ));
        el("li").child(to)
    };
    let mine = el("a")
        .attr("href", Route::own_tickets().href())
        .attr("aria-current", move || matches!(app.navigation.route(), Route::Tickets { .. }).then_some("page"))
        .child(tr!(shell.my_tickets));
    let reports = el("a")
        .attr("href", Route::Reports(ReportAsk::default()).href())
        .attr("aria-current", move || (app.navigation.screen() == Screen::Reports).then_some("page"))
        .child(tr!(shell.reports));
    let queues = move || app.catalogue.queues.with(|queues| list(queues.iter().map(|queue| (&queue.id, &queue.name))));
    let teams = move || app.catalogue.teams.with(|teams| list(teams.iter().map(|team| (&team.id, &team.name))));
    el("nav").class("side").attr("aria-label", tr!(shell.views)).child((
        p("side-title").attr("aria-hidden", "true").child(tr!(shell.views)),
        el("ul").child((View::ALL.map(line), el("li").child(mine), el("li").child(reports))),
        saved(app),
        section(app, tr!(desk.queues), Facet::Queue, queues),
        section(app, tr!(desk.teams), Facet::Team, teams),
        admin.then(|| administration(app)),
    ))
}

/// The views that the person or a team of theirs keeps.
fn saved(app: App) -> ui::View {
    let line = move |view: SavedViewView| {
        let (id, name) = (view.id, view.name.clone());
        let filter = filter_of_view(&view)?;
        let count = move || app.saved_views.count_of(id).map(count_text).unwrap_or_default();
        let to = place(app, &filter).child((span("side-name").child(name.clone()), span("side-count").child(count)));
        Some(Row::new(format!("{id} {name} {}", Route::Queue(filter).href()), move || el("li").child(to.clone())))
    };
    when(
        move || !app.saved_views.is_empty(),
        move || {
            let lines = rows(move || app.saved_views.all().into_iter().filter_map(line).collect());
            let keep = el("a").class("side-keep").attr("href", Route::SavedViews.href()).child(tr!(account.keep_views));
            div("side-more")
                .child((p("side-title").child(tr!(account.views)), el("ul").child((lines, el("li").child(keep)))))
        },
    )
}

/// The pages for admins, in the order of the navigation.
pub(crate) fn admin_places() -> [(Route, Glyph, Text); 14] {
    let outbox = Route::Admin(AdminRoute::Outbox { channel: Channel::Mail, state: None });
    let users = Route::Admin(AdminRoute::Users(UserAsk::default()));
    [
        (users, Glyph::Person, tr!(shell.users)),
        (Route::Admin(AdminRoute::Teams), Glyph::Team, tr!(desk.teams)),
        (Route::Admin(AdminRoute::Queues), Glyph::Inbox, tr!(desk.queues)),
        (Route::Admin(AdminRoute::Categories), Glyph::Lines, tr!(shell.categories)),
        (Route::Admin(AdminRoute::Tags), Glyph::Tag, tr!(shell.tags)),
        (Route::Admin(AdminRoute::ServiceLevels), Glyph::Clock, tr!(shell.sla)),
        (outbox, Glyph::Outbox, tr!(shell.outbox)),
        (Route::Admin(AdminRoute::Webhooks), Glyph::Webhook, tr!(shell.webhooks)),
        (Route::Admin(AdminRoute::Quarantine), Glyph::Lock, tr!(shell.quarantine)),
        (Route::Admin(AdminRoute::Privacy(None)), Glyph::Lock, tr!(shell.privacy)),
        (Route::Admin(AdminRoute::Retention), Glyph::Clock, tr!(shell.retention)),
        (Route::Admin(AdminRoute::Settings), Glyph::Sliders, tr!(shell.settings)),
        (Route::Admin(AdminRoute::Status), Glyph::Screen, tr!(shell.status)),
        (Route::Admin(AdminRoute::Audit(AuditAsk::default())), Glyph::Lines, tr!(shell.audit)),
    ]
}

/// What only admins look after. On a narrow screen the account menu has it.
fn administration(app: App) -> El {
    let lines = admin_places().map(|(route, _, name)| {
        let screen = route.screen();
        let current = move || {
            // What has a page of its own belongs to its list.
            let list = match app.navigation.screen() {
                Screen::Admin(AdminScreen::Webhook(_)) => Screen::Admin(AdminScreen::Webhooks),
                Screen::Admin(AdminScreen::Policy(_) | AdminScreen::Calendar(_)) => {
                    Screen::Admin(AdminScreen::ServiceLevels)
                }
                Screen::Admin(AdminScreen::Privacy(_)) => Screen::Admin(AdminScreen::Privacy(None)),
                now => now,
            };
            list == screen
        };
        let to = el("a").attr("href", route.href()).attr("aria-current", move || current().then_some("page"));
        el("li").child(to.child(name))
    });
    div("side-more").child((p("side-title").child(tr!(shell.administration)), el("ul").child(lines)))
}

type Named = Vec<(String, String)>;

fn list<'a, I: ToString + 'a>(things: impl Iterator<Item = (&'a I, &'a String)>) -> Named {
    things.map(|(id, name)| (id.to_string(), name.clone())).collect()
}

/// A link to a part of the queue. It is the current one where the address says just that.
fn place(app: App, filter: &QueueFilter) -> El {
    let own = filter.clone();
    let current = move || match app.navigation.route() {
        Route::Queue(now) if now == own => true,
        // A view stays the current one however it is narrowed, unless that has a line of its own.
        Route::Queue(now) => !own.is_narrowed() && now.view == own.view && !has_own_line(&now),
        _ => false,
    };
    el("a").attr("href", Route::Queue(filter.clone()).href()).attr("aria-current", move || current().then_some("page"))
}

fn has_own_line(filter: &QueueFilter) -> bool {
    let lines = [Facet::Queue, Facet::Team].into_iter().filter_map(|facet| match filter.chosen(facet) {
        [one] => Some(narrowed(facet, one)),
        _ => None,
    });
    lines.into_iter().any(|line| line == *filter) || app().saved_views.of(filter).is_some()
}

fn narrowed(facet: Facet, value: &str) -> QueueFilter {
    let mut filter = QueueFilter::of(View::WaitingForUs);
    filter.choose(facet, value);
    filter
}

/// What waits for us in each of several.
fn section(app: App, title: Text, facet: Facet, of: impl Fn() -> Named + Copy + 'static) -> impl Show {
    let line = move |(value, name): (String, String)| {
        Row::new(format!("{value} {name}"), move || {
            el("li").child(place(app, &narrowed(facet, &value)).child(span("side-name").child(name)))
        })
    };
    switch(
        move || of().len() > 1,
        move |several| {
            several.then(|| {
                let title = p("side-title").child(title.clone());
                div("side-more").child((title, el("ul").child(rows(move || of().into_iter().map(line).collect()))))
            })
        },
    )
}
