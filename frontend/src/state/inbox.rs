//! How many things the person was told of and has not read, kept current by the stream of events.

use crate::api::Api;
use crate::browser;
use std::cell::Cell;
use ui::Signal;

/// Several that come in together are asked for once.
const GATHER_MS: i32 = 200;
/// The server counts no further.
const BOUND: u64 = 100;

/// How a count is shown.
pub(crate) fn shown(unread: u64) -> String {
    if unread < BOUND { unread.to_string() } else { "99+".to_owned() }
}

/// Lives as long as the app.
pub(crate) struct Inbox {
    api: Api,
    pub(crate) unread: Signal<u64>,
    /// Counts how often something came in, for those who show it.
    pub(crate) arrivals: Signal<u32>,
    waiting: Cell<bool>,
    /// Only the answer to the latest question counts.
    run: Cell<u32>,
}

impl Inbox {
    pub(crate) fn new(api: Api) -> Self {
        let (waiting, run) = (Cell::new(false), Cell::new(0));
        Self { api, unread: Signal::new(0), arrivals: Signal::new(0), waiting, run }
    }

    pub(crate) fn forget(&self) {
        self.set(0);
    }

    /// Takes a count that came with something else.
    pub(crate) fn set(&self, unread: u64) {
        self.run.set(self.run.get() + 1);
        self.unread.set(unread);
    }

    /// Something came in, or may have.
    pub(crate) fn hear(&'static self) {
        if self.waiting.replace(true) {
            return;
        }
        browser::after(GATHER_MS, move || {
            self.waiting.set(false);
            self.arrivals.update(|arrivals| *arrivals += 1);
            self.look();
        });
    }

    /// Asks how many there are.
    pub(crate) fn look(&'static self) {
        let run = self.run.get() + 1;
        self.run.set(run);
        self.api.count_unread().then(move |unread| {
            // Without an answer the number stays; the next event asks again.
            if let (Ok(unread), true) = (unread, self.run.get() == run) {
                self.unread.set(unread);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_counted_to_the_end_is_not_given_as_a_number() {
        assert_eq!([shown(1), shown(99), shown(100)], ["1", "99", "99+"]);
    }
}
