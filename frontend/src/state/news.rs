//! What happened last to a ticket that the person may see, as the stream of events tells it.

use dto::live::TicketNews;
use ui::Signal;

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
}
