//! How many tickets each view of the queue has.

use super::queue::{QueueFilter, View};
use crate::api::Api;
use dto::page::Count;
use dto::ticket::TicketListQuery;
use ui::Signal;

/// Counts by view. Lives as long as the app.
pub(crate) struct Counts {
    api: Api,
    counts: Signal<[Option<Count>; View::ALL.len()]>,
}

impl Counts {
    pub(crate) fn new(api: Api) -> Self {
        Self { api, counts: Signal::new([None; View::ALL.len()]) }
    }

    pub(crate) fn of(&self, view: View) -> Option<Count> {
        self.counts.with(|counts| counts[view as usize])
    }

    pub(crate) fn forget(&self) {
        self.counts.set([None; View::ALL.len()]);
    }

    /// Asks anew, one view after the other: six questions at once would be in the way of the list itself.
    pub(crate) fn reload(&'static self) {
        self.ask(&View::ALL);
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
