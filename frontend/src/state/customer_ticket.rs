//! A ticket as its requester works on it.

use super::App;
use super::fields::FormErrors;
use super::progress::Progress;
use super::thread::Thread;
use super::writing::Writing;
use crate::api::{Answer, ApiError, Detail};
use crate::browser;
use crate::i18n::t;
use domain::comment::Visibility;
use domain::id::{TicketNumber, UserId};
use domain::ticket::Status;
use dto::patch::Patch;
use dto::problem::Code;
use dto::ticket::{CustomerTicketView, ReopenTicketRequest, TicketLink, UpdateTicketRequest};
use std::mem;
use ui::Signal;

/// Lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct CustomerTicket {
    pub(crate) app: App,
    pub(crate) number: TicketNumber,
    me: UserId,
    pub(crate) ticket: Signal<Option<CustomerTicketView>>,
    /// The requests that go on from it, and the one that it goes on from.
    pub(crate) related: Signal<(Option<TicketLink>, Vec<TicketLink>)>,
    pub(crate) thread: Thread,
    pub(crate) answer: Writing,
    pub(crate) progress: Progress,
    pub(crate) busy: Signal<bool>,
    pub(crate) errors: FormErrors,
    /// What went wrong with what was sent, beside the form it was sent from.
    pub(crate) failure: Signal<Option<ApiError>>,
    /// The dialogs.
    pub(crate) editing: Signal<bool>,
    pub(crate) solved: Signal<bool>,
    pub(crate) not_solved: Signal<bool>,
}

impl CustomerTicket {
    pub(crate) fn new(app: App, number: TicketNumber, me: UserId) -> Self {
        let thread = Thread::new(app, number);
        Self {
            app,
            number,
            me,
            ticket: Signal::new(None),
            related: Signal::new((None, Vec::new())),
            thread,
            answer: Writing::new(app, thread, Visibility::Public, me),
            progress: Progress::new(),
            busy: Signal::new(false),
            errors: FormErrors::new(),
            failure: Signal::new(None),
            editing: Signal::new(false),
            solved: Signal::new(false),
            not_solved: Signal::new(false),
        }
    }

    /// A value of the ticket, or the type's default while it is not there.
    pub(crate) fn with<T: Default>(self, read: impl FnOnce(&CustomerTicketView) -> T) -> T {
        self.ticket.with(|ticket| ticket.as_ref().map(read).unwrap_or_default())
    }

    /// Whether it is theirs; others read along.
    pub(crate) fn is_own(self) -> bool {
        self.with(|ticket| ticket.requester.id == self.me)
    }

    pub(crate) fn load(self) {
        let changes = self.app.drafts.changes();
        self.progress.load(self.app.api.customer_ticket(self.number), move |Detail { ticket, mut around }| {
            self.ticket.set(Some(ticket));
            self.related.set((around.follow_up_of.take(), mem::take(&mut around.follow_ups)));
            self.app.drafts.found(&[self.answer.draft.place], mem::take(&mut around.drafts), changes);
            self.thread.take(around, self.thread.is_typing());
            self.app.navigation.settled();
        });
    }

    /// Opens one of the dialogs.
    pub(crate) fn open(self, dialog: Signal<bool>) {
        self.errors.clear();
        self.failure.set(None);
        dialog.set(true);
    }

    /// Puts subject and description differently.
    pub(crate) fn edit(self, subject: String, description: String) {
        let Some(version) = self.ticket.with_untracked(|ticket| ticket.as_ref().map(|ticket| ticket.version)) else {
            return;
        };
        let request = UpdateTicketRequest {
            subject: Patch::Value(subject),
            description: Patch::Value(description),
            ..UpdateTicketRequest::default()
        };
        if let Err(errors) = request.clone().parse() {
            self.errors.set(errors);
            return;
        }
        let edited = self.app.api.update_customer(self.number, version, &request);
        self.run(edited, self.editing, |_| t().ticket.edited);
    }

    /// Says that it is done.
    pub(crate) fn request_closing(self) {
        self.run(self.app.api.request_closing(self.number), self.solved, |ticket| {
            if ticket.status == Status::Closed { t().handling.now_closed } else { t().handling.closing_noted }
        });
    }

    /// Says that it is not done.
    pub(crate) fn request_reopening(self, reason: String) {
        let request = ReopenTicketRequest { reason };
        if let Err(errors) = request.clone().parse() {
            self.errors.set(errors);
            return;
        }
        self.run(self.app.api.request_reopening(self.number, &request), self.not_solved, |ticket| {
            if ticket.status.is_settled() { t().handling.reopening_noted } else { t().handling.now_reopened }
        });
    }

    fn run(
        self,
        answer: Answer<CustomerTicketView>,
        dialog: Signal<bool>,
        say: fn(&CustomerTicketView) -> &'static str,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.errors.clear();
        self.failure.set(None);
        self.busy.set(true);
        answer.then(move |outcome| {
            if let Ok(ticket) = &outcome {
                self.app.notices.good(say(ticket));
            }
            if self.busy.is_gone() {
                return;
            }
            self.busy.set(false);
            match outcome {
                Ok(ticket) => {
                    self.ticket.set(Some(ticket));
                    dialog.set(false);
                    browser::rescue_focus();
                    self.load();
                }
                Err(error) => self.fail(error),
            }
        });
    }

    fn fail(self, error: ApiError) {
        self.errors.set(error.fields());
        let moved = matches!(
            error.code(),
            Some(
                Code::StaleVersion
                    | Code::TicketClosed
                    | Code::TicketSettled
                    | Code::TicketMerged
                    | Code::ReopenWindowOver
                    | Code::InvalidTransition
            )
        );
        self.failure.set(Some(error));
        if moved {
            self.load();
        }
    }
}
