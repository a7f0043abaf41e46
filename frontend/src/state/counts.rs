//! How many tickets each view of the queue has. Asked anew when the stream tells that something happened.

use super::queue_filter::{QueueFilter, View};
use crate::api::Api;
use crate::browser;
use dto::page::Count;
use dto::ticket::TicketListQuery;
use js_sys::Date;
use std::cell::Cell;
use ui::Signal;

/// The pause between two rounds of questions, however much happens.
const PAUSE_MS: f64 = 5_000.0;
/// Until the first one; the list itself goes before.
const GATHER_MS: f64 = 600.0;

/// Counts by view. Lives as long as the app.
pub(crate) struct Counts {
    api: Api,
    counts: Signal<[Option<Count>; View::ALL.len()]>,
    waiting: Cell<bool>,
    asked_at: Cell<f64>,
}

impl Counts {
    pub(crate) fn new(api: Api) -> Self {
        let counts = Signal::new([None; View::ALL.len()]);
        Self { api, counts, waiting: Cell::new(false), asked_at: Cell::new(0.0) }
    }

    pub(crate) fn of(&self, view: View) -> Option<Count> {
        self.counts.with(|counts| counts[view as usize])
    }

    pub(crate) fn forget(&self) {
        self.counts.set([None; View::ALL.len()]);
    }

    /// Something happened that they may follow from.
    pub(crate) fn hear(&'static self) {
        if self.waiting.replace(true) {
            return;
        }
        let pause = (self.asked_at.get() + PAUSE_MS - Date::now()).max(GATHER_MS);
        #[expect(clippy::cast_possible_truncation, reason = "five seconds at most")]
        browser::after(pause as i32, move || {
            self.waiting.set(false);
            self.reload();
        });
    }

    /// Asks anew, one view after the other: six questions at once would be in the way of the list itself.
    pub(crate) fn reload(&'static self) {
        self.asked_at.set(Date::now());
        self.ask(&View::ALL);
        super::app().saved_views.count();
    }

    fn ask(&'static self, views: &'static [View]) {
        let Some((&view, others)) = views.split_first() else { return };
        let query = TicketListQuery { limit: Some("1".to_owned()), ..QueueFilter::of(view).query() };
        self.api.staff_tickets(query).then(move |page| {
            // A count that cannot be had leaves its place empty; the list itself says what is wrong.
            let Ok(page) = page else { return };
            self.counts.update(|counts| counts[view as usize] = Some(page.count));
            self.ask(others);
        });
    }
}
