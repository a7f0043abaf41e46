//! Where the person is, and getting somewhere else: within a section without loading the page anew, to the other section by
//! loading it.
//!
//! A router of its own, because Back has to restore scroll position and focus, and because the routes are a type
//! (`crate::routes`) that needs no second description.

use crate::browser::{self, Arrival, tab_storage};
use crate::routes::{Route, Screen, Section};
use std::cell::{Cell, RefCell};
use ui::{Signal, focused, listen, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlAnchorElement, MouseEvent, PageTransitionEvent, PopStateEvent, ScrollRestoration};

/// The name in the storage of the tab under which the traces outlive the page, for who comes back from the other section.
const TRACES: &str = "lotse.traces";
/// The name there for that the page is loaded anew in the place of one that the browser has kept.
const ANEW: &str = "lotse.anew";

/// How a page looked when it was left.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Trace {
    scroll: i32,
    focus: Option<String>,
}

/// Whether the page is being left, and for what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Leaving {
    #[default]
    No,
    /// For the other section.
    Across,
    /// For an address outside of the app, which nothing else may take the place of.
    Outside,
    /// For itself, loaded anew, because the browser has kept it as it was.
    Anew,
}

/// The place in the app. Lives as long as the app.
pub(crate) struct Navigation {
    section: Cell<Section>,
    leaving: Cell<Leaving>,
    route: Signal<Route>,
    /// Counts the entries of the history, so that each has a name of its own.
    entry: Cell<u32>,
    last: Cell<u32>,
    /// By entry; few enough to look through.
    traces: RefCell<Vec<(u32, Trace)>>,
    /// Where to return to once the page has its content.
    pending: RefCell<Option<Trace>>,
    /// Whether a page was shown already. The first one leaves the focus where the browser has it.
    moved: Cell<bool>,
}

impl Navigation {
    /// At the address that the browser was opened with.
    pub(crate) fn new() -> Self {
        let kept = Kept::load();
        let history = window().history().ok();
        let own = history.as_ref().and_then(|history| number(&history.state().ok()?));
        let entry = own.unwrap_or_else(|| kept.as_ref().map_or(0, |kept| kept.last + 1));
        if let Some(history) = history {
            let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
            let _ = history.replace_state(&JsValue::from(entry), "");
        }
        let (arrival, anew) = (browser::arrival(), is_anew());
        let Kept { last, crosses, traces } = kept.unwrap_or_default();
        let returns = arrival == Arrival::Return || anew;
        let trace = traces.iter().find(|(of, _)| returns && *of == entry).map(|(_, trace)| trace.clone());
        Self {
            section: Cell::new(Section::Desk),
            leaving: Cell::default(),
            route: Signal::new(current()),
            entry: Cell::new(entry),
            last: Cell::new(last.max(entry)),
            traces: RefCell::new(traces),
            pending: RefCell::new(trace),
            moved: Cell::new(returns || crosses && arrival == Arrival::Visit),
        }
    }

    /// Starts to follow the Back button and clicks on links, in the program of a section.
    pub(crate) fn start(&'static self, section: Section) {
        self.section.set(section);
        listen(&window(), "popstate", |event| {
            let event: &PopStateEvent = event.unchecked_ref();
            self.returned(number(&event.state()));
        });
        listen(&window(), "click", |event| self.follow(event.unchecked_ref()));
        listen(&window(), "pagehide", |_| self.keep());
        // What the browser kept as it was knows nothing of what came after, such as signing out in the other section.
        listen(&window(), "pageshow", |event| {
            let event: &PageTransitionEvent = event.unchecked_ref();
            if event.persisted() {
                self.leaving.set(Leaving::Anew);
                store(ANEW, "1");
                let _ = window().location().reload();
            }
        });
    }

    /// Whether the page is being left for the other section.
    pub(crate) fn crosses(&self) -> bool {
        self.leaving.get() == Leaving::Across
    }

    pub(crate) fn route(&self) -> Route {
        self.route.get()
    }

    pub(crate) fn screen(&self) -> Screen {
        self.route.with(Route::screen)
    }

    pub(crate) fn route_untracked(&self) -> Route {
        self.route.get_untracked()
    }

    /// Goes to a page, with a new entry in the history.
    pub(crate) fn go(&self, route: &Route) {
        let href = route.href();
        self.leave();
        if self.is_across(&href) {
            self.cross();
            browser::leave_for(&href);
            return;
        }
        let entry = self.last.get() + 1;
        self.last.set(entry);
        self.entry.set(entry);
        if let Ok(history) = window().history() {
            let _ = history.push_state_with_url(&JsValue::from(entry), "", Some(&href));
        }
        self.arrive(route.clone(), None);
    }

    /// Goes to a page in the place of this one: Back does not lead here again.
    pub(crate) fn replace(&self, route: &Route) {
        let href = route.href();
        if self.is_across(&href) {
            if self.leaving.get() != Leaving::Outside {
                self.cross();
                // Fails for what is no address only.
                let _ = window().location().replace(&href);
            }
            return;
        }
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::from(self.entry.get()), "", Some(&href));
        }
        self.arrive(route.clone(), None);
    }

    /// Leaves the app for another address.
    pub(crate) fn leave_for(&self, address: &str) {
        self.leaving.set(Leaving::Outside);
        browser::leave_for(address);
    }

    /// Whether a path is the other section's.
    fn is_across(&self, path: &str) -> bool {
        Section::of(path) != self.section.get()
    }

    /// The page is about to be left for the other section.
    fn cross(&self) {
        self.leaving.set(Leaving::Across);
        // Not only once the page goes: by then nothing has the focus any more, where the browser keeps the page as it is.
        self.keep();
    }

    /// Called by a page whose content is in place: goes back to where the person was on it.
    pub(crate) fn settled(&self) {
        let Some(trace) = self.pending.take() else { return };
        browser::after_paint(move || {
            window().scroll_to_with_x_and_y(0.0, trace.scroll.into());
            if let Some(id) = trace.focus {
                ui::focus_id(&id);
                window().scroll_to_with_x_and_y(0.0, trace.scroll.into());
            }
        });
    }

    /// Whether a page that appears now may take the focus to its heading.
    pub(crate) fn takes_focus(&self) -> bool {
        let returning = self.pending.borrow().as_ref().is_some_and(|trace| trace.focus.is_some());
        self.moved.get() && !returning
    }

    fn leave(&self) {
        let focus = focused().map(|element| element.id()).filter(|id| !id.is_empty());
        #[expect(clippy::cast_possible_truncation, reason = "no page is so long")]
        let scroll = window().scroll_y().unwrap_or_default() as i32;
        let entry = self.entry.get();
        let mut traces = self.traces.borrow_mut();
        traces.retain(|(of, _)| *of != entry);
        traces.push((entry, Trace { scroll, focus }));
    }

    /// Writes down what whoever comes back from the other section finds again.
    fn keep(&self) {
        let kept = |crosses| Kept { last: self.last.get(), crosses, traces: self.traces.borrow().clone() };
        match self.leaving.get() {
            Leaving::Across => store(TRACES, &kept(true).write()),
            // What stands there reaches further than what this page knows.
            Leaving::Anew => {}
            Leaving::No | Leaving::Outside => {
                self.leave();
                store(TRACES, &kept(false).write());
            }
        }
    }

    fn arrive(&self, route: Route, trace: Option<Trace>) {
        let other = self.route.with_untracked(|now| now.screen() != route.screen());
        if other {
            self.moved.set(true);
            if trace.is_none() {
                window().scroll_to_with_x_and_y(0.0, 0.0);
            }
        }
        self.pending.replace(trace);
        self.route.set(route);
    }

    fn returned(&self, entry: Option<u32>) {
        self.leave();
        let entry = entry.unwrap_or_default();
        self.entry.set(entry);
        let trace = self.traces.borrow().iter().find(|(of, _)| *of == entry).map(|(_, trace)| trace.clone());
        self.arrive(current(), trace);
    }

    /// Takes over plain clicks on links that stay in the app.
    fn follow(&self, event: &MouseEvent) {
        let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if event.default_prevented() || event.button() != 0 || modified {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
        let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else { return };
        let elsewhere = !link.target().is_empty() || Some(link.origin()) != window().location().origin().ok();
        // Within a page the browser itself finds the place.
        let within = !link.hash().is_empty() && Some(link.pathname()) == window().location().pathname().ok();
        if elsewhere || within || link.has_attribute("download") {
            return;
        }
        // A plain link to the other section is the browser's.
        if self.is_across(&link.pathname()) {
            self.leave();
            self.cross();
            return;
        }
        event.prevent_default();
        let route = Route::parse(&format!("{}{}", link.pathname(), link.hash()), &link.search());
        if route == self.route_untracked() {
            return;
        }
        self.go(&route);
    }
}

/// What outlives the page.
#[derive(Debug, Default, PartialEq, Eq)]
struct Kept {
    last: u32,
    crosses: bool,
    traces: Vec<(u32, Trace)>,
}

impl Kept {
    fn load() -> Option<Self> {
        Self::read(&tab_storage()?.get_item(TRACES).ok()??)
    }

    fn write(&self) -> String {
        let mut text = format!("{} {}", self.last, u32::from(self.crosses));
        for (entry, Trace { scroll, focus }) in &self.traces {
            text.push_str(&format!("\n{entry} {scroll} {}", focus.as_deref().unwrap_or_default()));
        }
        text
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = text.split('\n');
        let (last, crosses) = lines.next()?.split_once(' ')?;
        let trace = |line: &str| {
            let mut words = line.splitn(3, ' ');
            let (entry, scroll) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
            let focus = words.next().filter(|id| !id.is_empty()).map(str::to_owned);
            Some((entry, Trace { scroll, focus }))
        };
        Some(Self { last: last.parse().ok()?, crosses: crosses == "1", traces: lines.filter_map(trace).collect() })
    }
}

fn store(name: &str, text: &str) {
    if let Some(storage) = tab_storage() {
        // Full or forbidden storage costs the place on a page.
        let _ = storage.set_item(name, text);
    }
}

/// Whether the page stands in the place of one that the browser had kept; asked once.
fn is_anew() -> bool {
    let Some(storage) = tab_storage() else { return false };
    let anew = storage.get_item(ANEW).is_ok_and(|word| word.is_some());
    // Fails for a storage that is not there only.
    let _ = storage.remove_item(ANEW);
    anew
}

fn current() -> Route {
    let location = window().location();
    let path = location.pathname().unwrap_or_default() + &location.hash().unwrap_or_default();
    Route::parse(&path, &location.search().unwrap_or_default())
}

fn number(state: &JsValue) -> Option<u32> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was put there as a small count")]
    state.as_f64().map(|number| number as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_outlives_the_page_is_read_as_it_was_written() {
        let trace = |scroll, focus: Option<&str>| Trace { scroll, focus: focus.map(str::to_owned) };
        let traces = vec![(0, trace(0, None)), (7, trace(1200, Some("row-10421")))];
        for kept in [Kept::default(), Kept { last: 7, crosses: true, traces }] {
            assert_eq!(Kept::read(&kept.write()).as_ref(), Some(&kept));
        }
        assert_eq!(Kept::read("what somebody else has stored"), None);
    }
}
