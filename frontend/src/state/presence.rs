//! Who is at which ticket, as the stream of events tells staff.

use domain::id::TicketNumber;
use dto::live::{CrowdView, HereView};
use ui::Signal;

/// Lives as long as the app.
pub(crate) struct Presence {
    crowds: Signal<Vec<(TicketNumber, Vec<HereView>)>>,
}

impl Presence {
    pub(crate) fn new() -> Self {
        Self { crowds: Signal::new(Vec::new()) }
    }

    /// Everybody who is at a ticket, oneself too.
    pub(crate) fn at(&self, number: TicketNumber) -> Vec<HereView> {
        self.crowds.with(|crowds| {
            let found = crowds.iter().find(|(ticket, _)| *ticket == number);
            found.map(|(_, people)| people.clone()).unwrap_or_default()
        })
    }

    /// Takes over who is where, of all tickets.
    pub(crate) fn set_all(&self, crowds: Vec<CrowdView>) {
        self.crowds.set(crowds.into_iter().map(|CrowdView { ticket, people }| (ticket, people)).collect());
    }

    /// Takes over who is at one ticket.
    pub(crate) fn set(&self, CrowdView { ticket, people }: CrowdView) {
        self.crowds.update(|crowds| {
            crowds.retain(|(number, _)| *number != ticket);
            if !people.is_empty() {
                crowds.push((ticket, people));
            }
        });
    }

    pub(crate) fn forget(&self) {
        self.crowds.set(Vec::new());
    }
}
