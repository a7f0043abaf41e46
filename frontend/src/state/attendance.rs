//! Telling that one is at a ticket, and whether one writes there. Only staff see it of others.

use super::App;
use super::thread::Thread;
use crate::browser;
use domain::id::TicketNumber;
use domain::presence::PresenceState;
use std::cell::Cell;
use std::rc::Rc;
use ui::{Signal, at_end, document, listen, watch, window};

/// The server forgets somebody 45 seconds after their last word.
const BEAT_MS: i64 = 15_000;
const LOOK_MS: i32 = 5_000;
/// For so long after a key somebody writes.
const WRITES_MS: i64 = 10_000;

/// Tells it for as long as the page is there that this was called under.
pub(crate) fn attend(app: App, thread: Thread) {
    let attendance = Attendance { app, number: thread.number, typed: thread.typed, told: Rc::default() };
    let (types, comes, leaves, ends) = (attendance.clone(), attendance.clone(), attendance.clone(), attendance.clone());
    watch(move || thread.typed.get(), move |_| types.look());
    listen(&document(), "visibilitychange", move |_| comes.look());
    listen(&window(), "pagehide", move |_| leaves.tell(PresenceState::Gone));
    at_end(move || ends.tell(PresenceState::Gone));
    attendance.beat();
}

#[derive(Clone)]
struct Attendance {
    app: App,
    number: TicketNumber,
    typed: Signal<i64>,
    /// What was told last, and when.
    told: Rc<Cell<Option<(PresenceState, i64)>>>,
}

impl Attendance {
    fn beat(self) {
        if !self.typed.is_gone() {
            self.look();
            browser::after(LOOK_MS, move || self.beat());
        }
    }

    /// Tells what is another than what was told, or was told too long ago. A tab that nobody looks at says nothing.
    fn look(&self) {
        let Some(typed) = self.typed.try_get_untracked().filter(|_| !document().hidden()) else { return };
        let now = browser::millis();
        let state = if now - typed < WRITES_MS { PresenceState::Writing } else { PresenceState::Viewing };
        if self.told.get().is_none_or(|(told, at)| told != state || now - at >= BEAT_MS) {
            self.tell(state);
        }
    }

    fn tell(&self, state: PresenceState) {
        self.told.set(Some((state, browser::millis())));
        // Not to be seen is no loss; it is said again soon.
        self.app.api.report_presence(self.number, state).then(drop);
    }
}
