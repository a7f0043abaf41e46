//! A ticket as its requester works on it.

use super::App;
use super::fields::FormErrors;
use super::progress::Progress;
use super::thread::Thread;
use crate::api::ApiError;
use crate::browser::random_key;
use crate::i18n::t;
use domain::comment::Visibility;
use domain::id::TicketNumber;
use dto::patch::Patch;
use dto::problem::Code;
use dto::ticket::{CustomerTicketView, NewCommentRequest, UpdateTicketRequest};
use ui::Signal;

/// Lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct CustomerTicket {
    app: App,
    pub(crate) number: TicketNumber,
    pub(crate) ticket: Signal<Option<CustomerTicketView>>,
    pub(crate) thread: Thread,
    pub(crate) progress: Progress,
    pub(crate) busy: Signal<bool>,
    pub(crate) errors: FormErrors,
    /// What went wrong with what was sent, beside the form it was sent from.
    pub(crate) failure: Signal<Option<ApiError>>,
}

impl CustomerTicket {
    pub(crate) fn new(app: App, number: TicketNumber) -> Self {
        Self {
            app,
            number,
            ticket: Signal::new(None),
            thread: Thread::new(),
            progress: Progress::new(),
            busy: Signal::new(false),
            errors: FormErrors::new(),
            failure: Signal::new(None),
        }
    }

    /// A value of the ticket, or the type's default while it is not there.
    pub(crate) fn with<T: Default>(self, read: impl FnOnce(&CustomerTicketView) -> T) -> T {
        self.ticket.with(|ticket| ticket.as_ref().map(read).unwrap_or_default())
    }

    pub(crate) fn load(self) {
        self.progress.load(self.app.api.customer_ticket(self.number), move |detail| {
            self.ticket.set(Some(detail.ticket));
            self.thread.set_newest(detail.conversation);
            self.app.navigation.settled();
        });
    }

    pub(crate) fn load_earlier(self) {
        let Some(cursor) = self.thread.previous.get_untracked() else { return };
        self.app.api.customer_earlier(self.number, &cursor).then(move |earlier| match earlier {
            Ok(earlier) => self.thread.add_earlier(earlier),
            Err(error) => self.app.notices.bad(error.text()),
        });
    }

    pub(crate) fn answer(self, body: Signal<String>) {
        let request = NewCommentRequest {
            body: body.get_untracked(),
            visibility: Visibility::Public.to_string(),
            ..NewCommentRequest::default()
        };
        if let Err(errors) = request.clone().parse() {
            self.errors.set(errors);
            return;
        }
        self.begin();
        self.app.api.customer_comment(self.number, &request, &random_key()).then(move |outcome| {
            match outcome {
                Ok(ticket) => {
                    body.set(String::new());
                    self.ticket.set(Some(ticket));
                    self.app.notices.good(t().composer.sent);
                    self.load();
                }
                Err(error) => self.fail(error),
            }
            self.busy.set(false);
        });
    }

    /// Puts subject and description differently; `done` is called when that is stored.
    pub(crate) fn edit(self, subject: String, description: String, done: impl FnOnce() + 'static) {
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
        self.begin();
        self.app.api.update_customer(self.number, version, &request).then(move |outcome| {
            match outcome {
                Ok(ticket) => {
                    self.ticket.set(Some(ticket));
                    self.app.notices.good(t().ticket.edited);
                    done();
                    self.load();
                }
                Err(error) => self.fail(error),
            }
            self.busy.set(false);
        });
    }

    fn begin(self) {
        self.errors.clear();
        self.failure.set(None);
        self.busy.set(true);
    }

    fn fail(self, error: ApiError) {
        self.errors.set(error.fields());
        let moved = matches!(
            error.code(),
            Some(Code::StaleVersion | Code::TicketClosed | Code::TicketSettled | Code::InvalidTransition)
        );
        self.failure.set(Some(error));
        if moved {
            self.load();
        }
    }
}
