//! A ticket as staff work on it: what can be done with it, and what follows when that is refused.

use super::App;
use super::fields::FormErrors;
use super::progress::Progress;
use super::thread::Thread;
use crate::api::{Answer, ApiError};
use crate::browser;
use crate::i18n::t;
use domain::comment::Visibility;
use domain::id::TicketNumber;
use domain::ticket::{Need, ResolutionKind, Status};
use dto::patch::Patch;
use dto::problem::Code;
use dto::ticket::{
    CloseTicketRequest, NewCommentRequest, ReopenTicketRequest, StaffEvent, StaffTicketView, StepView,
    UpdateTicketRequest,
};
use ui::{Signal, untrack};

/// A step that asks for words first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settling {
    Resolve,
    Close,
}

/// Lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct StaffTicket {
    pub(crate) app: App,
    pub(crate) number: TicketNumber,
    pub(crate) ticket: Signal<Option<StaffTicketView>>,
    pub(crate) thread: Thread,
    pub(crate) progress: Progress,
    pub(crate) busy: Signal<bool>,
    /// What others did since the version that a refused change was based on.
    pub(crate) missed: Signal<Option<Vec<StaffEvent>>>,
    pub(crate) errors: FormErrors,
    pub(crate) failure: Signal<Option<ApiError>>,
    /// Whether that came of writing; otherwise it is told in the panel.
    writing: Signal<bool>,
    /// The dialogs.
    pub(crate) settling: Signal<bool>,
    pub(crate) settling_as: Signal<Settling>,
    pub(crate) reopening: Signal<bool>,
    pub(crate) editing: Signal<bool>,
}

impl StaffTicket {
    pub(crate) fn new(app: App, number: TicketNumber) -> Self {
        Self {
            app,
            number,
            ticket: Signal::new(None),
            thread: Thread::new(),
            progress: Progress::new(),
            busy: Signal::new(false),
            missed: Signal::new(None),
            errors: FormErrors::new(),
            failure: Signal::new(None),
            writing: Signal::new(false),
            settling: Signal::new(false),
            settling_as: Signal::new(Settling::Resolve),
            reopening: Signal::new(false),
            editing: Signal::new(false),
        }
    }

    pub(crate) fn load(self) {
        self.progress.load(self.app.api.staff_ticket(self.number), move |detail| {
            self.ticket.set(Some(detail.ticket));
            self.thread.set_newest(detail.conversation);
            self.app.navigation.settled();
        });
    }

    pub(crate) fn load_earlier(self) {
        let Some(cursor) = self.thread.previous.get_untracked() else { return };
        self.app.api.staff_earlier(self.number, &cursor).then(move |earlier| match earlier {
            Ok(earlier) => self.thread.add_earlier(earlier),
            Err(error) => self.app.notices.bad(error.text()),
        });
    }

    /// A value of the ticket, or the type's default while it is not there.
    pub(crate) fn with<T: Default>(self, read: impl FnOnce(&StaffTicketView) -> T) -> T {
        self.ticket.with(|ticket| ticket.as_ref().map(read).unwrap_or_default())
    }

    pub(crate) fn status(self) -> Option<Status> {
        self.with(|ticket| Some(ticket.status))
    }

    pub(crate) fn is_mine(self) -> bool {
        let me = self.app.session.me().map(|me| me.id);
        self.with(|ticket| ticket.assignee.as_ref().is_some_and(|assignee| Some(assignee.id) == me))
    }

    /// What a step asks for, where it may be taken.
    pub(crate) fn need(self, to: Status) -> Option<Need> {
        self.with(|ticket| {
            let step = ticket.allowed_transitions.iter().find(|step| step.to == to);
            step.filter(|step| step.allowed).map(|step| step.needs.unwrap_or(Need::Nothing))
        })
    }

    pub(crate) fn steps(self) -> Vec<StepView> {
        self.with(|ticket| ticket.allowed_transitions.clone())
    }

    /// Goes to a status: at once, or by the dialog that asks for what the step needs.
    pub(crate) fn step(self, to: Status) {
        match untrack(|| self.need(to)) {
            None => {}
            Some(Need::Resolution | Need::ResolutionKept) => {
                self.open_settling(if to == Status::Closed { Settling::Close } else { Settling::Resolve });
            }
            Some(Need::Reason) => self.open_reopening(),
            Some(Need::Assignee) if untrack(|| self.with(|ticket| ticket.assignee.is_none())) => self.take(),
            Some(Need::Assignee | Need::HandBack | Need::Nothing) => self.update(&UpdateTicketRequest {
                status: Patch::Value(to.to_string()),
                ..UpdateTicketRequest::default()
            }),
        }
    }

    pub(crate) fn open_settling(self, settling: Settling) {
        self.forget_errors();
        self.settling_as.set(settling);
        self.settling.set(true);
    }

    pub(crate) fn open_reopening(self) {
        self.forget_errors();
        self.reopening.set(true);
    }

    pub(crate) fn update(self, request: &UpdateTicketRequest) {
        self.change(request, || t().ticket.saved, || {});
    }

    /// Changes the ticket, based on the version that is shown.
    pub(crate) fn change(
        self,
        request: &UpdateTicketRequest,
        say: fn() -> &'static str,
        done: impl FnOnce() + 'static,
    ) {
        if let Err(errors) = request.clone().parse() {
            self.errors.set(errors);
            return;
        }
        let Some(version) = untrack(|| self.with(|ticket| Some(ticket.version))) else { return };
        self.run(self.app.api.update_staff(self.number, version, request), say, done);
    }

    pub(crate) fn take(self) {
        self.run(self.app.api.take(self.number), || t().ticket.taken, || {});
    }

    pub(crate) fn settle(self, text: String, kind: ResolutionKind) {
        let close = self.settling_as.get_untracked() == Settling::Close;
        if close {
            // On a resolved ticket the unchanged text is no new revision.
            let kept = untrack(|| {
                self.with(|ticket| ticket.resolution.as_ref().is_some_and(|old| old.text == text && old.kind == kind))
            });
            let request = CloseTicketRequest {
                resolution_text: (!kept).then_some(text),
                kind: (!kept).then(|| kind.to_string()),
            };
            if let Err(errors) = request.clone().parse() {
                self.errors.set(errors);
                return;
            }
            let closed = self.app.api.close(self.number, &request);
            self.run(closed, || t().steps.closed, move || self.settling.set(false));
        } else {
            let request = UpdateTicketRequest {
                status: Patch::Value(Status::Resolved.to_string()),
                resolution_text: Patch::Value(text),
                resolution_kind: Patch::Value(kind.to_string()),
                ..UpdateTicketRequest::default()
            };
            self.change(&request, || t().steps.resolved, move || self.settling.set(false));
        }
    }

    pub(crate) fn reopen(self, reason: String) {
        let request = ReopenTicketRequest { reason };
        if let Err(errors) = request.clone().parse() {
            self.errors.set(errors);
            return;
        }
        let reopened = self.app.api.reopen(self.number, &request);
        self.run(reopened, || t().steps.reopened, move || self.reopening.set(false));
    }

    /// Sends a reply or a note; the text goes only once it is stored.
    pub(crate) fn comment(self, body: Signal<String>, visibility: Visibility, status: Option<Status>) {
        let request = NewCommentRequest {
            body: body.get_untracked(),
            visibility: visibility.to_string(),
            status: status.map(|status| status.to_string()),
            ..NewCommentRequest::default()
        };
        if let Err(errors) = request.clone().parse() {
            self.errors.set(errors);
            ui::focus_id(match visibility {
                Visibility::Public => "reply",
                Visibility::Internal => "note",
            });
            return;
        }
        let say = match visibility {
            Visibility::Public => || t().composer.sent,
            Visibility::Internal => || t().composer.note_saved,
        };
        self.run(self.app.api.staff_comment(self.number, &request, &browser::random_key()), say, move || {
            body.set(String::new());
        });
        self.writing.set(true);
    }

    /// What went wrong where the person wrote.
    pub(crate) fn writing_failure(self) -> Option<String> {
        self.failure_of(true)
    }

    /// What went wrong with a property or a step; a dialog that is open tells it itself.
    pub(crate) fn panel_failure(self) -> Option<String> {
        let told = self.settling.get() || self.reopening.get() || self.editing.get();
        self.failure_of(false).filter(|_| !told)
    }

    fn failure_of(self, writing: bool) -> Option<String> {
        self.failure.get()?.beside_fields().filter(|_| self.writing.get() == writing)
    }

    pub(crate) fn forget_errors(self) {
        self.errors.clear();
        self.failure.set(None);
    }

    fn run(self, answer: Answer<StaffTicketView>, say: fn() -> &'static str, done: impl FnOnce() + 'static) {
        self.run_boxed(answer, say, Box::new(done));
    }

    /// Not generic, so that it is in the app once.
    fn run_boxed(self, answer: Answer<StaffTicketView>, say: fn() -> &'static str, done: Box<dyn FnOnce()>) {
        if self.busy.get_untracked() {
            return;
        }
        self.forget_errors();
        self.missed.set(None);
        self.writing.set(false);
        self.busy.set(true);
        answer.then(move |outcome| {
            if self.busy.is_gone() {
                // The page is gone; what was done is done, and said.
                match outcome {
                    Ok(_) => self.app.notices.good(say()),
                    Err(error) => self.app.notices.bad(error.text()),
                }
                return;
            }
            self.busy.set(false);
            match outcome {
                Ok(ticket) => {
                    self.ticket.set(Some(ticket));
                    self.app.notices.good(say());
                    done();
                    browser::rescue_focus();
                    self.load();
                    self.app.counts.reload();
                }
                Err(error) => self.fail(error),
            }
        });
    }

    fn fail(self, error: ApiError) {
        self.errors.set(error.fields());
        if let ApiError::Refused(refusal) = &error
            && let Some(missed) = &refusal.missed
        {
            self.missed.set(Some(missed.clone()));
        } else if error.code() == Some(Code::StaleVersion) {
            self.missed.set(Some(Vec::new()));
        }
        let moved = matches!(
            error.code(),
            Some(
                Code::StaleVersion
                    | Code::TicketClosed
                    | Code::TicketSettled
                    | Code::InvalidTransition
                    | Code::AlreadyAssigned
                    | Code::StepNotPermitted
            )
        );
        if !matches!(error, ApiError::SignedOut) {
            self.app.notices.bad(error.text());
        }
        self.failure.set(Some(error));
        if moved {
            self.load();
        }
    }
}
