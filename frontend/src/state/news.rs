//! What happened last to a ticket that the person may see, as the stream of events tells it.

use crate::browser;
use dto::live::TicketNews;
use std::cell::Cell;
use std::rc::Rc;
use ui::Signal;

/// Several news in a row are one.
const GATHER_MS: i32 = 500;

/// Lives as long as the app.
pub(crate) struct News {
    /// Each event is here for long enough that every effect sees it.
    pub(crate) last: Signal<Option<TicketNews>>,
    /// Counts how often so much was missed that everything has to be loaded anew.
    pub(crate) resets: Signal<u32>,
}

impl News {
    pub(crate) fn new() -> Self {
        Self { last: Signal::new(None), resets: Signal::new(0) }
    }

    /// Does something soon after anything has happened, for as long as the page is there that it was called under.
    pub(crate) fn follow(&'static self, act: impl Fn() + Copy + 'static) {
        let waiting = Rc::new(Cell::new(false));
        let first = Cell::new(true);
        ui::watch(
            move || (self.last.get(), self.resets.get()),
            move |_| {
                // What stands there already is no news.
                if first.replace(false) || waiting.replace(true) {
                    return;
                }
                let waiting = waiting.clone();
                browser::after(GATHER_MS, move || {
                    waiting.set(false);
                    act();
                });
            },
        );
    }
}
