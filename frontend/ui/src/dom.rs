//! The page itself, and hearing what happens on it.

use crate::call::Take;
use crate::effect::keep;
use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{
    Document, Element, Event, EventTarget, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
    Window,
};

thread_local! {
    static WINDOW: Window = web_sys::window().expect("a browser runs this");
    static DOCUMENT: Document = window().document().expect("a window with a page");
}

/// The browser's window.
#[must_use]
pub fn window() -> Window {
    WINDOW.with(Clone::clone)
}

/// The page.
#[must_use]
pub fn document() -> Document {
    DOCUMENT.with(Clone::clone)
}

/// Does something at an event, for as long as the owner is there that it was called under.
pub fn listen(target: &EventTarget, event: &'static str, act: impl Fn(&Event) + 'static) {
    listen_boxed(target, event, Box::new(move |event: Event| act(&event)));
}

fn listen_boxed(target: &EventTarget, event: &'static str, act: Box<dyn Take<Event>>) {
    let act = Closure::<dyn Fn(Event)>::new(move |event| act.take(event));
    // Fails for targets that hear no events only.
    let _ = target.add_event_listener_with_callback(event, act.as_ref().unchecked_ref());
    keep(Listener { target: target.clone(), event, act });
}

/// Tells when an element comes into sight and when it leaves it, for as long as the owner is there that it was called under.
/// What is up to `margin` away counts as in sight.
pub fn sight(element: &Element, margin: &str, told: impl Fn(bool) + 'static) {
    fn erased(element: &Element, margin: &str, told: Box<dyn Take<bool>>) {
        let told = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
            // The last one says how it is now.
            let now: IntersectionObserverEntry = entries.at(-1).unchecked_into();
            told.take(now.is_intersecting());
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(margin);
        // Fails for a margin that is none only.
        if let Ok(observer) = IntersectionObserver::new_with_options(told.as_ref().unchecked_ref(), &options) {
            observer.observe(element);
            keep(Observer { observer, _told: told });
        }
    }
    erased(element, margin, Box::new(told));
}

/// Looks until it is dropped.
struct Observer {
    observer: IntersectionObserver,
    _told: Closure<dyn Fn(Array)>,
}

impl Drop for Observer {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Is heard until it is dropped. What is dropped must not be called any more, and an element that is taken off the page
/// still says so: it loses the focus.
struct Listener {
    target: EventTarget,
    event: &'static str,
    act: Closure<dyn Fn(Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.event, self.act.as_ref().unchecked_ref());
    }
}
