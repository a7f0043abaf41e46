//! A list of what an account has to do with: sessions, providers, tokens, people.

use super::App;
use super::progress::Progress;
use super::run::run;
use crate::api::{Answer, Done, Entries, Entry, Kind};
use crate::browser;
use crate::routes::{AdminRoute, Route};
use std::rc::Rc;
use ui::Signal;

/// Something that cannot be undone or reaches far, before it is done.
#[derive(Clone)]
pub(crate) struct Doubt {
    pub(crate) title: String,
    pub(crate) text: &'static str,
    pub(crate) go: &'static str,
    /// What is said once it is done.
    pub(crate) done: &'static str,
    pub(crate) act: Rc<dyn Fn() -> Answer<Done>>,
}

/// Lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct Listing {
    pub(crate) app: App,
    pub(crate) kind: Kind,
    pub(crate) entries: Signal<Vec<Entry>>,
    pub(crate) next: Signal<Option<String>>,
    pub(crate) progress: Progress,
    pub(crate) busy: Signal<bool>,
    pub(crate) doubt: Signal<Option<Doubt>>,
    pub(crate) asks: Signal<bool>,
    /// The line that is looked at, and whether it is.
    pub(crate) open: Signal<bool>,
    pub(crate) chosen: Signal<Option<Entry>>,
}

impl Listing {
    /// Loads it at once, but for the people: which of those, the address says.
    pub(crate) fn new(app: App, kind: Kind) -> Self {
        let list = Self {
            app,
            kind,
            entries: Signal::default(),
            next: Signal::new(None),
            progress: Progress::new(),
            busy: Signal::new(false),
            doubt: Signal::new(None),
            asks: Signal::new(false),
            open: Signal::new(false),
            chosen: Signal::new(None),
        };
        if kind != Kind::People {
            list.load();
        }
        list
    }

    fn part(self, cursor: Option<&str>) -> Answer<Entries> {
        let asked = match self.app.navigation.route_untracked() {
            Route::Admin(AdminRoute::Users(ask)) => ask.write(),
            _ => String::new(),
        };
        self.app.api.entries(self.kind, asked, cursor)
    }

    pub(crate) fn load(self) {
        self.progress.load(self.part(None), move |Entries { items, next }| {
            self.entries.set(items);
            self.next.set(next);
            self.app.navigation.settled();
        });
    }

    pub(crate) fn load_more(self) {
        let cursor = self.next.get_untracked();
        run(self.busy, self.part(cursor.as_deref()), move |Entries { items, next }| {
            self.entries.update(|entries| entries.extend(items));
            self.next.set(next);
        });
    }

    pub(crate) fn ask(self, doubt: Doubt) {
        self.doubt.set(Some(doubt));
        self.asks.set(true);
    }

    /// Asks before a line is taken away for good; `words` are those of a [`Doubt`].
    pub(crate) fn ask_to_end(self, id: String, title: String, [text, go, done]: [&'static str; 3]) {
        let act = move || self.app.api.end(self.kind, &id);
        self.ask(Doubt { title, text, go, done, act: Rc::new(act) });
    }

    /// Does something that makes it another list.
    pub(crate) fn act(self, answer: Answer<Done>, done: &'static str) {
        run(self.busy, answer, move |_| self.changed(done));
    }

    /// Says that it is another list now, and shows it.
    pub(crate) fn changed(self, words: &'static str) {
        self.asks.set(false);
        self.app.notices.good(words);
        self.load();
        browser::rescue_focus();
    }
}
