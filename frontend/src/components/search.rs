//! The field in the top bar: it goes to a ticket by its number, and narrows the list by what it can be narrowed to.

use super::queue_filters::options;
use crate::i18n::{t, tr};
use crate::routes::{Route, ticket_number};
use crate::state::queue_filter::{Facet, QueueFilter, View};
use crate::state::{App, app};
use domain::preferences::Shortcut;
use domain::ticket::Status;
use ui::{El, Glyph, Signal, el, form, icon, kbd, p, when};

/// The field.
pub(crate) fn search() -> El {
    let app = app();
    let (text, failed) = (Signal::new(String::new()), Signal::new(None::<String>));
    let send = move || {
        let asked = text.get_untracked();
        let asked = asked.trim();
        failed.set(None);
        if asked.is_empty() {
            return;
        }
        match route(app, asked) {
            Some(route) => {
                text.set(String::new());
                app.navigation.go(&route);
            }
            None => failed.set(Some(asked.to_owned())),
        }
    };
    let key = crate::keyboard::name(Shortcut::Search);
    let input = el("input")
        .attr("type", "search")
        .attr("autocomplete", "off")
        .attr("enterkeyhint", "go")
        .id("search")
        .attr("aria-label", tr!(desk.search))
        .attr("aria-describedby", "search-failed")
        .attr("placeholder", tr!(desk.search_hint))
        .bound(text)
        .keyed(key)
        .on("input", move |_| failed.set(None))
        .on_key(move |event| {
            // Back to where the list was, as from everything that a key leads to.
            if event.key() == "Escape" {
                text.set(String::new());
                failed.set(None);
                let current =
                    app.queue.current().is_some_and(|number| ui::focus_id(&crate::state::queue::row_id(number)));
                if !current {
                    ui::focus_id("main");
                }
                event.prevent_default();
            }
        });
    let nothing =
        move || p("search-failed").child(move || (t().desk.search_nothing)(&failed.get().unwrap_or_default()));
    form("search", send).attr("role", "search").child((
        icon(Glyph::Search, 16),
        input,
        kbd(key),
        el("div").id("search-failed").attr("role", "alert").child(when(move || failed.with(Option::is_some), nothing)),
    ))
}

/// Where a text leads: to a ticket, or to the list that all its words narrow.
fn route(app: App, text: &str) -> Option<Route> {
    if let Some(number) = ticket_number(text) {
        return Some(Route::Ticket(number));
    }
    let now = match app.navigation.route_untracked() {
        Route::Queue(filter) => filter.view,
        _ => View::WaitingForUs,
    };
    // A word can ask for what the view leaves out, such as closed tickets.
    [now, View::All].into_iter().find_map(|view| {
        let mut filter = QueueFilter::of(view);
        narrow(app, &mut filter, text).then_some(Route::Queue(filter))
    })
}

/// Narrows by one word after the other, each as `facet:value` or as the name of a value, which may have spaces in it.
fn narrow(app: App, filter: &mut QueueFilter, text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let ends = text.char_indices().filter(|(_, character)| *character == ' ').map(|(index, _)| index);
    let mut ends: Vec<usize> = ends.chain([text.len()]).collect();
    ends.reverse();
    ends.into_iter().any(|end| {
        let mut narrower = filter.clone();
        let fits = choose(app, &mut narrower, &text[..end]) && narrow(app, &mut narrower, text[end..].trim_start());
        if fits {
            *filter = narrower;
        }
        fits
    })
}

fn choose(app: App, filter: &mut QueueFilter, text: &str) -> bool {
    let word = text.to_lowercase();
    let (facets, value) = match word.split_once(':') {
        Some((name, value)) => (Facet::ALL.into_iter().filter(|facet| is_called(*facet, name)).collect(), value.trim()),
        None => (Facet::ALL.to_vec(), word.as_str()),
    };
    let named = facets.len() == 1;
    facets.into_iter().any(|facet| {
        let all = options(app, facet, Status::ALL);
        let found = all.into_iter().find(|(id, name)| *id == value || name.to_lowercase() == value);
        match found {
            Some((id, _)) => filter.choose(facet, &id),
            // Tags that nobody has used yet are tags too, where somebody says so.
            None => named && facet == Facet::Tag && filter.choose(facet, value),
        }
    })
}

fn is_called(facet: Facet, name: &str) -> bool {
    facet.as_str() == name || (t().desk.facet)(facet).to_lowercase() == name
}
