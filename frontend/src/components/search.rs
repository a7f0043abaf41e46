//! The field in the top bar: it goes to a ticket by its number, and to the list of what a query finds. In the queue it says the
//! same as the chips.

use crate::i18n::tr;
use crate::routes::{Route, ticket_number};
use crate::state::asking::{fault, filter_of, text_of};
use crate::state::queue_filter::View;
use crate::state::{App, app};
use domain::preferences::Shortcut;
use domain::query::{Condition, Query, QueryError};
use ui::{El, Glyph, Signal, el, form, given, icon, kbd, p};

/// The field.
pub(crate) fn search() -> El {
    let app = app();
    let (text, failed) = (Signal::new(String::new()), Signal::new(None::<QueryError>));
    // What the queue is narrowed to, from wherever it was.
    ui::watch(
        move || match app.navigation.route() {
            Route::Queue(filter) => text_of(app, &filter),
            _ => String::new(),
        },
        move |now| {
            text.set(now.clone());
            failed.set(None);
        },
    );
    let send = move || {
        let asked = text.get_untracked();
        failed.set(None);
        match route(app, asked.trim()) {
            Ok(route) => app.navigation.go(&route),
            Err(error) => failed.set(Some(error)),
        }
    };
    let key = crate::keyboard::name(Shortcut::Search);
    let input = el("input")
        .attr("type", "search")
        .attr("autocomplete", "off")
        .attr("enterkeyhint", "search")
        .attr("maxlength", Query::MAX.to_string())
        .id("search")
        .attr("aria-label", tr!(find.search))
        .attr("aria-describedby", "search-failed")
        .attr("aria-invalid", move || failed.with(Option::is_some).then_some("true"))
        .attr("placeholder", tr!(find.search_hint))
        .bound(text)
        .keyed(key)
        .on("input", move |_| failed.set(None))
        .on_key(move |event| {
            // Back to where the list was, as from everything that a key leads to.
            if event.key() == "Escape" {
                failed.set(None);
                let current =
                    app.queue.current().is_some_and(|number| ui::focus_id(&crate::state::queue::row_id(number)));
                if !current {
                    ui::focus_id("main");
                }
                event.prevent_default();
            }
        });
    let wrong = |error: &QueryError| {
        let error = *error;
        p("search-failed").child(move || fault(error))
    };
    form("search", send).attr("role", "search").child((
        icon(Glyph::Search, 16),
        input,
        kbd(key),
        el("div").id("search-failed").attr("role", "alert").child(given(move || failed.get(), wrong)),
    ))
}

/// Where a text leads: to a ticket, or to what it finds. Words are looked for in all tickets; filters alone narrow the view that
/// is shown, unless it leaves out what they ask for.
fn route(app: App, text: &str) -> Result<Route, QueryError> {
    if let Some(number) = ticket_number(text) {
        return Ok(Route::Ticket(number));
    }
    let query = Query::parse(text)?.query;
    let words = query.terms.iter().any(|term| matches!(term.condition, Condition::Word(_)));
    let now = match app.navigation.route_untracked() {
        Route::Queue(filter) if !words => filter.view,
        _ => View::All,
    };
    Ok(Route::Queue(filter_of(app, now, &query)))
}
