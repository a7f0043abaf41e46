//! A list of what was and will be sent: the outbox as a whole, or what goes to one webhook.

use super::App;
use super::progress::Progress;
use crate::api::Answer;
use crate::browser;
use crate::i18n::t;
use crate::routes::{AdminRoute, Route};
use domain::id::{OutboxId, WebhookId};
use domain::outbox::{Channel, OutboxState};
use dto::notification::{OutboxDetailView, OutboxPartView, OutboxView};
use ui::{Signal, document};

/// While something waits to be sent, the list is asked for again so often: the stream of events tells nothing of it.
const LOOK_MS: i32 = 3_000;
/// So many rows the server gives at a time.
const PART: usize = 50;

/// Of what the list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// What the address asks for.
    Outbox,
    Webhook(WebhookId),
}

/// Lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct Deliveries {
    pub(crate) app: App,
    source: Source,
    pub(crate) rows: Signal<Vec<OutboxView>>,
    pub(crate) next: Signal<Option<String>>,
    pub(crate) progress: Progress,
    pub(crate) busy: Signal<bool>,
    /// Counts how often something was sent again.
    pub(crate) replays: Signal<u32>,
    /// Whether one of them is looked at, and what is known of it.
    pub(crate) open: Signal<bool>,
    shown: Signal<Option<OutboxId>>,
    pub(crate) detail: Signal<Option<OutboxDetailView>>,
    pub(crate) detail_progress: Progress,
}

impl Deliveries {
    pub(crate) fn new(app: App, source: Source) -> Self {
        let list = Self {
            app,
            source,
            rows: Signal::new(Vec::new()),
            next: Signal::new(None),
            progress: Progress::new(),
            busy: Signal::new(false),
            replays: Signal::new(0),
            open: Signal::new(false),
            shown: Signal::new(None),
            detail: Signal::new(None),
            detail_progress: Progress::new(),
        };
        list.look();
        list
    }

    fn ask(self, cursor: Option<&str>) -> Answer<OutboxPartView> {
        let api = self.app.api;
        match (self.source, self.app.navigation.route_untracked()) {
            (Source::Webhook(id), _) => api.deliveries(id, cursor),
            (Source::Outbox, Route::Admin(AdminRoute::Outbox { channel, state })) => api.outbox(channel, state, cursor),
            (Source::Outbox, _) => api.outbox(Channel::Mail, None, cursor),
        }
    }

    /// Loads the newest part.
    pub(crate) fn load(self) {
        self.progress.load(self.ask(None), move |part| {
            self.rows.set(part.items);
            self.next.set(part.next);
            self.app.navigation.settled();
        });
    }

    fn look(self) {
        browser::after(LOOK_MS, move || {
            let Some(rows) = self.rows.try_get_untracked() else { return };
            // Older parts would go; whoever has opened them reads.
            let waits = rows.iter().any(|row| row.state == OutboxState::Pending) && rows.len() <= PART;
            if waits && !document().hidden() {
                self.load();
            }
            self.look();
        });
    }

    pub(crate) fn load_older(self) {
        let Some(cursor) = self.next.get_untracked() else { return };
        self.busy.set(true);
        self.ask(Some(&cursor)).then(move |outcome| {
            if self.busy.is_gone() {
                return;
            }
            self.busy.set(false);
            match outcome {
                Ok(part) => {
                    self.rows.update(|rows| rows.extend(part.items));
                    self.next.set(part.next);
                }
                Err(error) => self.app.notices.bad(error.text()),
            }
        });
    }

    /// Shows all that is known of a row.
    pub(crate) fn show(self, id: OutboxId) {
        self.detail.set(None);
        self.detail_progress.reset();
        self.shown.set(Some(id));
        self.load_detail();
        self.open.set(true);
    }

    pub(crate) fn load_detail(self) {
        let Some(id) = self.shown.get_untracked() else { return };
        self.detail_progress.load(self.app.api.outbox_row(id), move |detail| self.detail.set(Some(detail)));
    }

    /// Sends one again.
    pub(crate) fn replay(self, id: OutboxId) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.app.api.replay(id).then(move |outcome| {
            if self.busy.is_gone() {
                return;
            }
            self.busy.set(false);
            match outcome {
                Ok(_) => {
                    self.open.set(false);
                    self.again(t().admin.again_done.to_owned());
                }
                Err(error) => self.app.notices.bad(error.text()),
            }
        });
    }

    /// Sends all again that were given up; `asked` is what the confirmation is open by.
    pub(crate) fn replay_all(self, asked: Signal<bool>) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let answer = match self.source {
            Source::Outbox => self.app.api.replay_mails(),
            Source::Webhook(id) => self.app.api.replay_deliveries(id),
        };
        answer.then(move |outcome| {
            if self.busy.is_gone() {
                return;
            }
            self.busy.set(false);
            asked.set(false);
            match outcome {
                Ok(count) => self.again((t().admin.all_again_done)(count)),
                Err(error) => self.app.notices.bad(error.text()),
            }
        });
    }

    fn again(self, words: String) {
        self.app.notices.good(words);
        self.replays.update(|replays| *replays += 1);
        self.load();
        browser::rescue_focus();
    }
}
