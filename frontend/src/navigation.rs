//! Where the person is, and getting somewhere else without loading the page anew.
//!
//! A router of its own, because Back has to restore scroll position and focus, and because the routes are a type
//! (`crate::routes`) that needs no second description.

use crate::browser;
use crate::routes::{Route, Screen};
use std::cell::{Cell, RefCell};
use ui::{Signal, focused, listen, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlAnchorElement, MouseEvent, PopStateEvent, ScrollRestoration};

/// How a page looked when it was left.
#[derive(Debug, Clone, Default)]
struct Trace {
    scroll: f64,
    focus: Option<String>,
}

/// The place in the app. Lives as long as the app.
pub(crate) struct Navigation {
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
        let navigation = Self {
            route: Signal::new(current()),
            entry: Cell::new(0),
            last: Cell::new(0),
            traces: RefCell::default(),
            pending: RefCell::default(),
            moved: Cell::new(false),
        };
        if let Ok(history) = window().history() {
            let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
            let entry = history.state().ok().and_then(|state| number(&state)).unwrap_or_default();
            navigation.entry.set(entry);
            navigation.last.set(entry);
            let _ = history.replace_state(&JsValue::from(entry), "");
        }
        navigation
    }

    /// Starts to follow the Back button and clicks on links.
    pub(crate) fn start(&'static self) {
        listen(&window(), "popstate", |event| {
            let event: &PopStateEvent = event.unchecked_ref();
            self.returned(number(&event.state()));
        });
        listen(&window(), "click", |event| self.follow(event.unchecked_ref()));
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
        self.leave();
        let entry = self.last.get() + 1;
        self.last.set(entry);
        self.entry.set(entry);
        if let Ok(history) = window().history() {
            let _ = history.push_state_with_url(&JsValue::from(entry), "", Some(&route.href()));
        }
        self.arrive(route.clone(), None);
    }

    /// Goes to a page in the place of this one: Back does not lead here again.
    pub(crate) fn replace(&self, route: &Route) {
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::from(self.entry.get()), "", Some(&route.href()));
        }
        self.arrive(route.clone(), None);
    }

    /// Called by a page whose content is in place: goes back to where the person was on it.
    pub(crate) fn settled(&self) {
        let Some(trace) = self.pending.take() else { return };
        browser::after_paint(move || {
            window().scroll_to_with_x_and_y(0.0, trace.scroll);
            if let Some(id) = trace.focus {
                ui::focus_id(&id);
                window().scroll_to_with_x_and_y(0.0, trace.scroll);
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
        let scroll = window().scroll_y().unwrap_or_default();
        let entry = self.entry.get();
        let mut traces = self.traces.borrow_mut();
        traces.retain(|(of, _)| *of != entry);
        traces.push((entry, Trace { scroll, focus }));
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
        event.prevent_default();
        let route = Route::parse(&format!("{}{}", link.pathname(), link.hash()), &link.search());
        if route == self.route_untracked() {
            return;
        }
        self.go(&route);
    }
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
