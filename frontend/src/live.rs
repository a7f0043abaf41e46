//! The connection that news come in by: opened at signing in, opened again when it breaks, closed at signing out and while
//! nobody looks.
//!
//! Browsers allow six connections to a server over HTTP/1.1, for all tabs together. So a tab that is not looked at lets go
//! of its own after a while, and catches up when somebody comes back to it.

use crate::api::{ApiError, Frame};
use crate::browser;
use crate::state::App;
use js_sys::{Date, Math};
use std::cell::{Cell, RefCell};
use ui::{Signal, document, listen, window};
use web_sys::AbortController;

/// A shorter break is not worth a word.
const PATIENCE_MS: i32 = 4_000;
/// The server says that it is there every 15 seconds; after three times that it is not.
const SILENCE_MS: f64 = 45_000.0;
const LOOK_MS: i32 = 15_000;
/// Until a tab that nobody looks at lets go of its connection.
const HIDDEN_MS: i32 = 20_000;
/// The first wait before a new try; each further one is twice as long, up to the longest.
const FIRST_WAIT_MS: f64 = 500.0;
const LONGEST_WAIT_MS: f64 = 30_000.0;

/// Lives as long as the app.
pub(crate) struct Live {
    /// Whether there was none for so long that it is worth a word.
    pub(crate) down: Signal<bool>,
    /// Only the newest try goes on.
    run: Cell<u32>,
    stop: RefCell<Option<AbortController>>,
    /// Whether there is one now, and whether there was one before in this session.
    open: Cell<bool>,
    was_open: Cell<bool>,
    last_event: RefCell<Option<String>>,
    failures: Cell<i32>,
    heard_at: Cell<f64>,
}

impl Live {
    pub(crate) fn new() -> Self {
        Self {
            down: Signal::new(false),
            run: Cell::new(0),
            stop: RefCell::default(),
            open: Cell::new(false),
            was_open: Cell::new(false),
            last_event: RefCell::default(),
            failures: Cell::new(0),
            heard_at: Cell::new(0.0),
        }
    }

    /// Follows who is signed in, for as long as the app lives.
    pub(crate) fn start(&'static self, app: App) {
        ui::watch(
            move || app.session.actor(),
            move |person| {
                self.close();
                self.was_open.set(false);
                self.last_event.take();
                if person.is_some() {
                    self.connect(app);
                }
            },
        );
        // Whoever has signed in again goes on from the last event.
        ui::watch(move || app.session.expired.get(), move |_| self.connect(app));
        listen(&window(), "offline", move |_| {
            self.close();
            self.lost(app);
        });
        listen(&window(), "online", move |_| self.connect(app));
        listen(&document(), "visibilitychange", move |_| {
            if !document().hidden() {
                self.connect(app);
                return;
            }
            browser::after(HIDDEN_MS, move || {
                if document().hidden() {
                    self.close();
                }
            });
        });
        browser::every(LOOK_MS, move || {
            // A connection that broke without a word.
            if self.open.get() && Date::now() - self.heard_at.get() > SILENCE_MS {
                self.close();
                self.connect(app);
            }
        });
    }

    /// Opens it, where there is none and somebody wants one.
    fn connect(&'static self, app: App) {
        let wanted = app.session.token().is_some() && !document().hidden() && window().navigator().on_line();
        if !wanted || self.stop.borrow().is_some() {
            return;
        }
        let run = self.run.get() + 1;
        self.run.set(run);
        let hear = move |frame, event: Option<String>| {
            if self.run.get() == run {
                self.heard_at.set(Date::now());
                self.hear(app, frame);
                if event.is_some() {
                    self.last_event.replace(event);
                }
            }
        };
        let ended = move |error| {
            if self.run.get() == run {
                self.stop.take();
                self.open.set(false);
                self.failed(app, &error);
            }
        };
        self.stop.replace(app.api.events(self.last_event.borrow().clone(), hear, ended));
    }

    fn close(&self) {
        self.run.set(self.run.get() + 1);
        self.open.set(false);
        self.down.set(false);
        if let Some(stop) = self.stop.take() {
            stop.abort();
        }
    }

    fn hear(&'static self, app: App, frame: Frame) {
        match frame {
            Frame::Alive => {}
            Frame::Open => self.opened(app),
            Frame::Ticket(news) => {
                if app.session.is_staff_untracked() {
                    app.queue.hear(news.ticket);
                    app.counts.hear();
                }
                app.news.last.set(Some(news));
            }
            Frame::Presence(crowd) => app.presence.set(crowd),
            Frame::Inbox => app.inbox.hear(),
            Frame::Reset => Self::reset(app),
        }
    }

    fn opened(&self, app: App) {
        self.open.set(true);
        self.down.set(false);
        self.failures.set(0);
        // Where no event was heard yet, nobody knows what the break has hidden.
        if self.was_open.replace(true) && self.last_event.borrow().is_none() {
            Self::reset(app);
        }
        // What came in while there was no connection is counted, not told.
        app.inbox.look();
        if app.session.is_staff_untracked() {
            app.api.presence().then(move |crowds| {
                // Without an answer the next change at a ticket tells who is there.
                if let Ok(crowds) = crowds {
                    app.presence.set_all(crowds);
                }
            });
        }
    }

    fn reset(app: App) {
        app.inbox.hear();
        if app.session.is_staff_untracked() {
            app.queue.look();
            app.counts.hear();
        }
        app.news.resets.update(|resets| *resets += 1);
    }

    fn failed(&'static self, app: App, error: &ApiError) {
        // The app leads to the sign-in page.
        if matches!(error, ApiError::SignedOut) {
            return;
        }
        self.lost(app);
        let failures = self.failures.get();
        self.failures.set(failures + 1);
        let wait = (FIRST_WAIT_MS * 2_f64.powi(failures)).min(LONGEST_WAIT_MS);
        // Not all at once, when a server comes back that many wait for.
        #[expect(clippy::cast_possible_truncation, reason = "half a minute at most")]
        let wait = (wait * (0.5 + Math::random() / 2.0)) as i32;
        let run = self.run.get();
        browser::after(wait, move || {
            if self.run.get() == run {
                self.connect(app);
            }
        });
    }

    /// Says so, unless it is back soon.
    fn lost(&'static self, app: App) {
        browser::after(PATIENCE_MS, move || {
            let missed = app.session.actor_untracked().is_some() && !document().hidden();
            if missed && !self.open.get() {
                app.presence.forget();
                self.down.set(true);
            }
        });
    }
}
