//! What narrows the queue: chips whose choice stands in the address.

use super::keep_view::keep_view;
use crate::i18n::{category_name, t, tr};
use crate::routes::Route;
use crate::state::queue::count_text;
use crate::state::queue_filter::{Facet, QueueFilter};
use crate::state::{App, app};
use domain::listing::{Asked, Sort};
use domain::ticket::{Priority, Status};
use ui::{
    ButtonKind, El, Glyph, Show, Signal, button, chip_menu, div, icon_button, menu_check, menu_radio, p, span, when,
};

/// How many there are, in which order, and on a narrow screen the button that shows the filters.
pub(crate) fn queue_order(filter: Signal<QueueFilter>, open: Signal<bool>) -> impl Show {
    let filters = Filters { app: app(), filter };
    let chosen = move || {
        let facets = Facet::ALL.into_iter().filter(|facet| filters.is_chosen(*facet)).count();
        facets + filter.with(|filter| filter.terms().len())
    };
    let label = move || match chosen() {
        0 => t().queue.filters.to_owned(),
        count => format!("{} ({count})", t().queue.filters),
    };
    // There is no room for all of them on a narrow screen.
    let toggle = button(ButtonKind::Plain, label)
        .class("chip filters-toggle")
        .says("aria-expanded", move || open.get())
        .press(move || open.set(!open.get_untracked()));
    (
        toggle,
        when(move || filter.with(QueueFilter::is_narrowed), move || (filters.clear(), keep_view(filter))),
        p("filters-count").child(move || filters.count()),
        filters.order(),
    )
}

/// All filters of a view.
pub(crate) fn queue_filters(filter: Signal<QueueFilter>, open: Signal<bool>) -> El {
    let filters = Filters { app: app(), filter };
    // Another filter is told by what it finds; what comes in later is told elsewhere.
    ui::watch(
        move || (filter.get(), filters.app.queue.progress.is_ready()),
        move |(_, ready)| {
            if *ready {
                filters.app.notices.whisper(filters.count());
            }
        },
    );
    let chip = move |facet: Facet| when(move || filters.offers(facet), move || filters.chip(facet));
    div("filters")
        .attr("role", "group")
        .attr("aria-label", tr!(queue.filters))
        .class_when("filters-open", move || open.get())
        .child((Facet::ALL.map(chip), ui::live(move || filters.terms())))
}

#[derive(Clone, Copy)]
struct Filters {
    app: App,
    filter: Signal<QueueFilter>,
}

/// A value of a facet, and its word.
pub(crate) type Choice = (String, String);

impl Filters {
    /// How many tickets there are, once that is known.
    fn count(self) -> String {
        let queue = &self.app.queue;
        let count = queue.count.get();
        let ready = queue.progress.is_ready();
        if ready { (t().queue.count)(&count_text(count), count.value == 1 && !count.more) } else { String::new() }
    }

    /// Goes to the address of another filter.
    fn change(self, edit: impl FnOnce(&mut QueueFilter)) {
        let mut changed = self.filter.get_untracked();
        edit(&mut changed);
        self.app.navigation.replace(&Route::Queue(changed));
    }

    /// Whether there is something to choose from, or something was chosen.
    fn offers(self, facet: Facet) -> bool {
        let fits = self.filter.with(|filter| facet.fits(filter.view));
        let catalogue = &self.app.catalogue;
        let some = match facet {
            Facet::Queue => catalogue.queues.with(|queues| queues.len() > 1),
            Facet::Team => !catalogue.teams.with(Vec::is_empty),
            Facet::Tag => !catalogue.tags.with(Vec::is_empty),
            _ => true,
        };
        fits && (some || self.is_chosen(facet))
    }

    fn is_chosen(self, facet: Facet) -> bool {
        self.filter.with(|filter| !filter.chosen(facet).is_empty())
    }

    fn chip(self, facet: Facet) -> El {
        let name = move || (t().desk.facet)(facet);
        let label = move || {
            let chosen = self.filter.with(|filter| filter.chosen(facet).to_vec());
            if chosen.is_empty() {
                return name().to_owned();
            }
            let words: Vec<String> = chosen.iter().map(|value| word(self.app, facet, value)).collect();
            format!("{}: {}", name(), words.join(", "))
        };
        let items = move || {
            let view = self.filter.with_untracked(|filter| filter.view);
            let line = |(value, word): Choice| self.line(facet, value, word);
            options(self.app, facet, view.statuses()).into_iter().map(line).collect::<Vec<_>>()
        };
        let remove = move || {
            let press = move || {
                self.change(|filter| filter.clear(facet));
                ui::focus_id(chip_id(facet));
            };
            icon_button(Glyph::Close, move || (t().desk.no_facet)(name()))
                .class("button button-icon chip-remove")
                .press(press)
        };
        span("chip-box")
            .class_when("chip-on", move || self.is_chosen(facet))
            .child((chip_menu(chip_id(facet), label, items), when(move || self.is_chosen(facet), remove)))
    }

    /// A chip for each word, and for each filter that has no menu.
    fn terms(self) -> Vec<El> {
        let chip = |(term, rest): (String, String)| {
            let named = term.clone();
            let press = move || {
                let rest = rest.clone();
                self.change(|filter| filter.words = rest);
                ui::focus_id("search");
            };
            let remove = icon_button(Glyph::Close, move || (t().desk.no_facet)(&named))
                .class("button button-icon chip-remove")
                .press(press);
            span("chip-box chip-on").child((span("chip chip-term").child(term), remove))
        };
        self.filter.with(QueueFilter::terms).into_iter().map(chip).collect()
    }

    fn line(self, facet: Facet, value: String, word: String) -> El {
        let is = value.clone();
        let chosen = move || self.filter.with(|filter| filter.chosen(facet).contains(&is));
        let item = if facet.takes_several() { menu_check(chosen, word) } else { menu_radio(chosen, word) };
        item.press(move || self.change(|filter| filter.toggle(facet, &value)))
    }

    fn order(self) -> El {
        let now = move || self.filter.with(QueueFilter::order);
        let line = move |&sort: &Sort| {
            let choose =
                move || self.change(|filter| filter.sort = Some(sort).filter(|sort| *sort != filter.view.sort()));
            menu_radio(move || now() == sort, move || sort_word(sort)).press(choose)
        };
        let label = move || format!("{}: {}", t().queue.sort, sort_word(now()));
        span("chip-box").child(chip_menu("filter-sort", label, move || Sort::ALL.iter().map(line).collect::<Vec<_>>()))
    }

    fn clear(self) -> impl Show {
        let press = move || {
            self.change(QueueFilter::widen);
            ui::focus_id(chip_id(Facet::Priority));
        };
        button(ButtonKind::Quiet, tr!(queue.clear)).class("button button-quiet chip-clear").press(press)
    }
}

const fn chip_id(facet: Facet) -> &'static str {
    match facet {
        Facet::Status => "filter-status",
        Facet::Priority => "filter-priority",
        Facet::Category => "filter-category",
        Facet::Queue => "filter-queue",
        Facet::Team => "filter-team",
        Facet::Tag => "filter-tag",
        Facet::Assignee => "filter-assignee",
        Facet::Asked => "filter-asked",
    }
}

/// What a facet can be narrowed to.
pub(crate) fn options(app: App, facet: Facet, statuses: &[Status]) -> Vec<Choice> {
    let catalogue = &app.catalogue;
    match facet {
        Facet::Status => {
            statuses.iter().map(|&status| (status.to_string(), (t().words.status)(status).to_owned())).collect()
        }
        Facet::Priority => {
            let all = Priority::ALL.iter().rev();
            all.map(|&priority| (priority.to_string(), (t().words.priority)(priority).to_owned())).collect()
        }
        Facet::Category => catalogue.categories.with(|categories| {
            categories.iter().map(|category| (category.key.clone(), category_name(category))).collect()
        }),
        Facet::Queue => catalogue.queues.with(|queues| named(queues.iter().map(|queue| (queue.id, &queue.name)))),
        Facet::Team => {
            let none = ("none".to_owned(), t().desk.no_team.to_owned());
            let teams = catalogue.teams.with(|teams| named(teams.iter().map(|team| (team.id, &team.name))));
            std::iter::once(none).chain(teams).collect()
        }
        Facet::Tag => catalogue.tags.with(|tags| tags.iter().map(|tag| (tag.clone(), tag.clone())).collect()),
        Facet::Assignee => {
            let me = app.session.me().map(|me| me.id);
            let fixed = [("me", t().queue.me), ("none", t().words.nobody)];
            let fixed = fixed.map(|(value, text)| (value.to_owned(), text.to_owned()));
            let others = catalogue.agents.with(|agents| {
                let others = agents.iter().filter(|agent| Some(agent.id) != me);
                named(others.map(|agent| (agent.id, &agent.display_name)))
            });
            fixed.into_iter().chain(others).collect()
        }
        Facet::Asked => {
            Asked::ALL.iter().map(|&asked| (asked.to_string(), (t().desk.asked)(asked).to_owned())).collect()
        }
    }
}

fn named<'a, I: ToString>(things: impl Iterator<Item = (I, &'a String)>) -> Vec<Choice> {
    things.map(|(id, name)| (id.to_string(), name.clone())).collect()
}

/// The word for a value; the value itself while words are not there.
fn word(app: App, facet: Facet, value: &str) -> String {
    let found = options(app, facet, Status::ALL).into_iter().find(|(option, _)| option == value);
    found.map_or_else(|| value.to_owned(), |(_, word)| word)
}

fn sort_word(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => t().queue.by_newest,
        Sort::Oldest => t().queue.by_oldest,
        Sort::Updated => t().queue.by_updated,
        Sort::Priority => t().queue.by_priority,
        Sort::Due => t().queue.by_due,
    }
}
