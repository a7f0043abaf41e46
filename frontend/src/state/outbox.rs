//! What was sent and can still be taken back. It belongs to the app and not to a page: whoever goes on to the next ticket
//! can still take back what they sent on the one before, and is told when it was not sent after all.

use super::App;
use crate::api::{Api, ApiError};
use crate::browser;
use crate::drafts::Place;
use crate::i18n::t;
use crate::routes::{Route, Screen};
use domain::comment::Visibility;
use domain::draft::DraftKind;
use domain::id::TicketNumber;
use dto::problem::Code;
use dto::ticket::HeldView;
use std::cell::Cell;
use ui::Signal;

/// For so long what is sent can be taken back.
pub(crate) const HOLD_SECONDS: u32 = 10;
const SECOND_MS: i64 = 1_000;

/// A reply or note on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outgoing {
    pub(crate) ticket: TicketNumber,
    pub(crate) view: HeldView,
    /// When it goes out by the clock of this browser, which can be another than the server's.
    until: i64,
}

impl Outgoing {
    pub(crate) fn is_stopped(&self) -> bool {
        self.view.stopped.is_some()
    }
}

/// Lives as long as the app.
pub(crate) struct Outbox {
    api: Api,
    items: Signal<Vec<Outgoing>>,
    now: Signal<i64>,
    ticks: Cell<bool>,
    /// Counts, with the ticket, whenever the time of something has come.
    due: Signal<(Option<TicketNumber>, u32)>,
    /// Where somebody goes on writing what they took back.
    pub(crate) resume: Signal<Option<(TicketNumber, Visibility)>>,
    pub(crate) busy: Signal<bool>,
}

impl Outbox {
    pub(crate) fn new(api: Api) -> Self {
        Self {
            api,
            items: Signal::new(Vec::new()),
            now: Signal::new(0),
            ticks: Cell::new(false),
            due: Signal::new((None, 0)),
            resume: Signal::new(None),
            busy: Signal::new(false),
        }
    }

    pub(crate) fn forget(&self) {
        self.items.set(Vec::new());
        self.resume.set(None);
    }

    /// Where something is on its way, or was stopped.
    pub(crate) fn tickets(&self) -> Vec<TicketNumber> {
        let mut tickets: Vec<_> = self.items.with_untracked(|items| items.iter().map(|item| item.ticket).collect());
        tickets.dedup();
        tickets
    }

    /// Asks about what was on its way when the other section was left.
    pub(crate) fn take_over(&'static self, tickets: Vec<TicketNumber>) {
        for ticket in tickets {
            self.ask(ticket);
        }
    }

    /// What is on its way at a ticket, oldest first.
    pub(crate) fn at(&self, ticket: TicketNumber) -> Vec<Outgoing> {
        self.items.with(|items| items.iter().filter(|item| item.ticket == ticket).cloned().collect())
    }

    /// The newest that is on its way, or was stopped, at another ticket than the one that is shown.
    pub(crate) fn elsewhere(&self, shown: Screen) -> Option<Outgoing> {
        self.items.with(|items| items.iter().rev().find(|item| shown != Screen::Ticket(item.ticket)).cloned())
    }

    /// Changes when the time of something at the ticket has come.
    pub(crate) fn due(&self, ticket: TicketNumber) -> Option<u32> {
        self.due.with(|(of, count)| (*of == Some(ticket)).then_some(*count))
    }

    /// How many seconds are left.
    pub(crate) fn seconds_left(&self, outgoing: &Outgoing) -> i64 {
        let left = outgoing.until - self.now.get();
        ((left + SECOND_MS - 1) / SECOND_MS).clamp(0, HOLD_SECONDS.into())
    }

    /// Takes over what the server has at a ticket.
    pub(crate) fn set(&'static self, ticket: TicketNumber, held: Vec<HeldView>) {
        let now = browser::millis();
        self.items.update(|items| {
            let until = |view: &HeldView| {
                let known = items.iter().find(|item| item.view.id == view.id).map(|item| item.until);
                let told = view.release_at.unix_micros() / 1_000;
                known.unwrap_or(told.clamp(now, now + i64::from(HOLD_SECONDS) * SECOND_MS))
            };
            let new: Vec<_> = held.into_iter().map(|view| Outgoing { ticket, until: until(&view), view }).collect();
            items.retain(|item| item.ticket != ticket);
            items.extend(new);
        });
        self.tick();
    }

    /// Something was just sent. The ticket may have been loaded with it before the answer to sending it was here.
    pub(crate) fn add(&'static self, ticket: TicketNumber, view: HeldView) {
        let until = browser::millis() + i64::from(HOLD_SECONDS) * SECOND_MS;
        self.items.update(|items| {
            items.retain(|item| item.view.id != view.id);
            items.push(Outgoing { ticket, view, until });
        });
        self.tick();
    }

    fn remove(&self, outgoing: &Outgoing) {
        self.items.update(|items| items.retain(|item| item.view.id != outgoing.view.id));
    }

    fn tick(&'static self) {
        self.now.set(browser::millis());
        let waits = self.items.with_untracked(|items| items.iter().any(|item| !item.is_stopped()));
        if waits && !self.ticks.replace(true) {
            browser::after(1_000, move || {
                self.ticks.set(false);
                self.tick();
                self.look();
            });
        }
    }

    /// Asks what became of that whose time has come.
    fn look(&'static self) {
        // The server needs a moment.
        let now = self.now.get_untracked() - SECOND_MS / 4;
        let due = self.items.with_untracked(|items| {
            items.iter().find(|item| !item.is_stopped() && item.until <= now).map(|item| item.ticket)
        });
        let Some(ticket) = due else { return };
        let app = super::app();
        if app.navigation.route_untracked().screen() == Screen::Ticket(ticket) {
            self.due.update(|(of, count)| (*of, *count) = (Some(ticket), *count + 1));
            return;
        }
        self.ask(ticket);
    }

    fn ask(&'static self, ticket: TicketNumber) {
        self.api.held(ticket).then(move |held| {
            if let Ok(held) = held {
                self.set(ticket, held);
            }
        });
    }

    /// Takes something back: its text is a draft again. `then` is told whether.
    pub(crate) fn take_back(&'static self, app: App, outgoing: Outgoing, then: impl FnOnce(bool) + 'static) {
        let Some(me) = app.session.me_untracked().filter(|_| !self.busy.get_untracked()) else { return };
        let place = Place { person: me.id, ticket: outgoing.ticket, kind: kind(outgoing.view.visibility) };
        let draft = app.drafts.at(place);
        self.busy.set(true);
        draft.flush(move |_| {
            self.api.take_back(outgoing.view.id).then(move |outcome| {
                self.busy.set(false);
                let done = outcome.is_ok();
                if done {
                    draft.taken_back(&outgoing.view.body);
                    self.remove(&outgoing);
                } else if let Err(error) = outcome {
                    app.notices.bad(if error.code() == Some(Code::AlreadyReleased) {
                        t().sending.too_late.to_owned()
                    } else {
                        ApiError::text(&error)
                    });
                    self.due.update(|(of, count)| (*of, *count) = (Some(outgoing.ticket), *count + 1));
                }
                then(done);
            });
        });
    }

    /// Takes something back to write on at it.
    pub(crate) fn undo(&'static self, app: App, outgoing: Outgoing) {
        let (ticket, visibility) = (outgoing.ticket, outgoing.view.visibility);
        self.take_back(app, outgoing, move |done| {
            if done {
                app.notices.whisper(t().sending.undone);
                self.resume.set(Some((ticket, visibility)));
                let route = Route::Ticket(ticket);
                if app.navigation.route_untracked() != route {
                    app.navigation.go(&route);
                }
            }
        });
    }
}

/// The draft that a comment is made of.
pub(crate) const fn kind(visibility: Visibility) -> DraftKind {
    match visibility {
        Visibility::Public => DraftKind::Reply,
        Visibility::Internal => DraftKind::Note,
    }
}
