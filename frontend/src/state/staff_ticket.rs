//! A ticket as staff work on it: what can be done with it, and what follows when that is refused.

use super::App;
use super::fields::FormErrors;
use super::progress::Progress;
use super::thread::Thread;
use super::writing::{Letter, Writing};
use crate::api::{Answer, ApiError, Around, Detail};
use crate::browser;
use crate::i18n::t;
use domain::comment::Visibility;
use domain::id::{TicketNumber, UserId};
use domain::ticket::{Need, ResolutionKind, Status};
use dto::catalogue::PersonView;
use dto::patch::Patch;
use dto::problem::Code;
use dto::read::Read;
use dto::ticket::{
    CloseTicketRequest, ReopenTicketRequest, StaffEvent, StaffTicketView, StepView, TicketLink, UpdateTicketRequest,
};
use std::mem;
use ui::{Signal, untrack};

/// A step that asks for words first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settling {
    Resolve,
    /// The reply that is being written is sent before.
    ReplyAndResolve,
    Close,
}

/// Who and what else belongs to the ticket.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Company {
    pub(crate) participants: Vec<String>,
    pub(crate) watchers: Vec<PersonView>,
    pub(crate) follow_up_of: Option<TicketLink>,
    pub(crate) follow_ups: Vec<TicketLink>,
    pub(crate) absorbed: Vec<TicketLink>,
}

/// Lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct StaffTicket {
    pub(crate) app: App,
    pub(crate) number: TicketNumber,
    me: UserId,
    pub(crate) ticket: Signal<Option<StaffTicketView>>,
    pub(crate) company: Signal<Company>,
    pub(crate) thread: Thread,
    pub(crate) reply: Writing,
    pub(crate) note: Writing,
    /// Which of the two is written. A note is the safe default.
    pub(crate) chosen: Signal<Visibility>,
    pub(crate) progress: Progress,
    pub(crate) busy: Signal<bool>,
    /// What others did since the version that a refused change was based on.
    pub(crate) missed: Signal<Option<Vec<StaffEvent>>>,
    /// That change, and the version.
    refused: Signal<Option<(UpdateTicketRequest, i64)>>,
    pub(crate) errors: FormErrors,
    pub(crate) failure: Signal<Option<ApiError>>,
    /// The dialogs.
    pub(crate) settling: Signal<bool>,
    pub(crate) settling_as: Signal<Settling>,
    pub(crate) reopening: Signal<bool>,
    pub(crate) editing: Signal<bool>,
    pub(crate) merging: Signal<bool>,
    pub(crate) splitting: Signal<bool>,
}

impl StaffTicket {
    pub(crate) fn new(app: App, number: TicketNumber, me: UserId) -> Self {
        let thread = Thread::new(app, number);
        let writing = |visibility| Writing::new(app, thread, visibility, me);
        let (reply, note) = (writing(Visibility::Public), writing(Visibility::Internal));
        let chosen = if note.draft.is_blank() && !reply.draft.is_blank() { reply } else { note };
        Self {
            app,
            number,
            me,
            ticket: Signal::new(None),
            company: Signal::new(Company::default()),
            thread,
            reply,
            note,
            chosen: Signal::new(chosen.visibility),
            progress: Progress::new(),
            busy: Signal::new(false),
            missed: Signal::new(None),
            refused: Signal::new(None),
            errors: FormErrors::new(),
            failure: Signal::new(None),
            settling: Signal::new(false),
            settling_as: Signal::new(Settling::Resolve),
            reopening: Signal::new(false),
            editing: Signal::new(false),
            merging: Signal::new(false),
            splitting: Signal::new(false),
        }
    }

    pub(crate) fn load(self) {
        let changes = self.app.drafts.changes();
        self.progress.load(self.app.api.staff_ticket(self.number), move |Detail { ticket, mut around }| {
            self.ticket.set(Some(ticket));
            self.app.outbox.set(self.number, mem::take(&mut around.held));
            self.app.drafts.found(
                &[self.reply.draft.place, self.note.draft.place],
                mem::take(&mut around.drafts),
                changes,
            );
            self.set_company(&mut around);
            self.thread.take(around, self.thread.is_typing());
            self.app.navigation.settled();
        });
    }

    fn set_company(self, around: &mut Around) {
        self.company.set(Company {
            participants: mem::take(&mut around.participants),
            watchers: mem::take(&mut around.watchers),
            follow_up_of: around.follow_up_of.take(),
            follow_ups: mem::take(&mut around.follow_ups),
            absorbed: mem::take(&mut around.absorbed),
        });
    }

    pub(crate) const fn writing(self, visibility: Visibility) -> Writing {
        match visibility {
            Visibility::Public => self.reply,
            Visibility::Internal => self.note,
        }
    }

    /// Goes on with a reply or a note, each with a text of its own.
    pub(crate) fn write(self, visibility: Visibility) {
        self.chosen.set(visibility);
        browser::after_paint(move || {
            ui::focus_id(self.writing(visibility).field());
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
        self.with(|ticket| ticket.assignee.as_ref().is_some_and(|assignee| assignee.id == self.me))
    }

    pub(crate) fn is_watched(self) -> bool {
        self.company.with(|company| company.watchers.iter().any(|watcher| watcher.id == self.me))
    }

    /// The names of the others who watch it.
    pub(crate) fn other_watchers(self) -> Vec<String> {
        self.company.with(|company| {
            let others = company.watchers.iter().filter(|watcher| watcher.id != self.me);
            others.map(|watcher| watcher.display_name.clone()).collect()
        })
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
            Some(Need::Reason) => self.open(self.reopening),
            Some(Need::Assignee) if untrack(|| self.with(|ticket| ticket.assignee.is_none())) => self.take(),
            Some(Need::Assignee | Need::HandBack | Need::Nothing) => self
                .update(UpdateTicketRequest { status: Patch::Value(to.to_string()), ..UpdateTicketRequest::default() }),
        }
    }

    pub(crate) fn open_settling(self, settling: Settling) {
        self.settling_as.set(settling);
        self.open(self.settling);
    }

    /// Opens one of the dialogs.
    pub(crate) fn open(self, dialog: Signal<bool>) {
        self.forget_errors();
        dialog.set(true);
    }

    pub(crate) fn update(self, request: UpdateTicketRequest) {
        self.change(request, || t().ticket.saved, || {});
    }

    /// Changes the ticket, based on the version that is shown.
    pub(crate) fn change(self, request: UpdateTicketRequest, say: fn() -> &'static str, done: impl FnOnce() + 'static) {
        if let Err(errors) = request.clone().parse() {
            self.errors.set(errors);
            return;
        }
        let Some(version) = untrack(|| self.with(|ticket| Some(ticket.version))) else { return };
        let changed = self.app.api.update_staff(self.number, version, &request);
        if self.run(changed, say, done) {
            self.refused.set(Some((request, version)));
        }
    }

    /// Whether a refused change can be made again: once the ticket is shown as others left it, not while it is loaded.
    pub(crate) fn can_retry(self) -> bool {
        let seen = self.refused.with(|refused| refused.as_ref().map(|(_, version)| *version));
        seen.is_some_and(|seen| self.with(|ticket| ticket.version) > seen)
    }

    /// Makes the change that was refused, now that its maker knows what others did.
    pub(crate) fn retry(self) {
        if let Some((request, _)) = self.refused.get_untracked() {
            self.update(request);
        }
    }

    pub(crate) fn take(self) {
        self.run(self.app.api.take(self.number), || t().ticket.taken, || {});
    }

    pub(crate) fn unmerge(self) {
        self.run(self.app.api.staff_step(self.number, "unmerge"), || t().handling.unmerged, || {});
    }

    pub(crate) fn decline(self) {
        self.run(self.app.api.staff_step(self.number, "decline-request"), || t().handling.declined, || {});
    }

    pub(crate) fn watch(self, watches: bool) {
        self.beside(self.app.api.watch(self.number, watches));
    }

    pub(crate) fn settle(self, text: String, kind: ResolutionKind) {
        match self.settling_as.get_untracked() {
            Settling::Close => self.close(text, kind),
            Settling::Resolve => self.resolve(text, kind),
            Settling::ReplyAndResolve if self.reply.draft.is_blank() => self.resolve(text, kind),
            Settling::ReplyAndResolve => {
                if let Err(errors) = resolving(text.clone(), kind).parse() {
                    self.errors.set(errors);
                    return;
                }
                let letter = Letter {
                    body: self.reply.draft.text.get_untracked(),
                    status: None,
                    force: false,
                    // The solution follows at once; a reply that waits would come after it.
                    hold: false,
                };
                self.reply.post(letter, move || self.resolve(text, kind));
            }
        }
    }

    fn close(self, text: String, kind: ResolutionKind) {
        // On a resolved ticket the unchanged text is no new revision.
        let kept = untrack(|| {
            self.with(|ticket| ticket.resolution.as_ref().is_some_and(|old| old.text == text && old.kind == kind))
        });
        let request =
            CloseTicketRequest { resolution_text: (!kept).then_some(text), kind: (!kept).then(|| kind.to_string()) };
        if let Err(errors) = request.clone().parse() {
            self.errors.set(errors);
            return;
        }
        let closed = self.app.api.close(self.number, &request);
        self.run(closed, || t().steps.closed, move || self.settling.set(false));
    }

    fn resolve(self, text: String, kind: ResolutionKind) {
        self.change(resolving(text, kind), || t().steps.resolved, move || self.settling.set(false));
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

    /// What went wrong with a property or a step; a dialog that is open tells it itself.
    pub(crate) fn panel_failure(self) -> Option<String> {
        let dialogs = [self.settling, self.reopening, self.editing, self.merging, self.splitting];
        let told = dialogs.into_iter().any(Signal::get);
        self.failure.get()?.beside_fields().filter(|_| !told)
    }

    pub(crate) fn forget_errors(self) {
        self.errors.clear();
        self.failure.set(None);
    }

    /// Does something beside the ticket, such as letting somebody read along. It has no version of its own.
    pub(crate) fn beside<T: Read + 'static>(self, answer: Answer<T>) {
        if self.busy.get_untracked() {
            return;
        }
        self.forget_errors();
        self.busy.set(true);
        answer.then(move |outcome| self.answered_beside(outcome.err()));
    }

    fn answered_beside(self, error: Option<ApiError>) {
        if self.busy.is_gone() {
            return;
        }
        self.busy.set(false);
        match error {
            None => {
                self.app.notices.good(t().ticket.saved);
                browser::rescue_focus();
                self.load();
            }
            Some(error) => self.fail(error),
        }
    }

    /// Does something with the ticket; tells whether it was begun.
    pub(crate) fn run(
        self,
        answer: Answer<StaffTicketView>,
        say: fn() -> &'static str,
        done: impl FnOnce() + 'static,
    ) -> bool {
        self.run_boxed(answer, say, Box::new(done))
    }

    /// Not generic, so that it is in the app once.
    fn run_boxed(self, answer: Answer<StaffTicketView>, say: fn() -> &'static str, done: Box<dyn FnOnce()>) -> bool {
        if self.busy.get_untracked() {
            return false;
        }
        self.forget_errors();
        self.missed.set(None);
        self.refused.set(None);
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
        true
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
                    | Code::TicketMerged
                    | Code::NotMerged
                    | Code::NothingRequested
                    | Code::InvalidTransition
                    | Code::AlreadyAssigned
                    | Code::StepNotPermitted
            )
        );
        self.app.notices.bad(error.text());
        self.failure.set(Some(error));
        if moved {
            self.load();
        }
    }
}

fn resolving(text: String, kind: ResolutionKind) -> UpdateTicketRequest {
    UpdateTicketRequest {
        status: Patch::Value(Status::Resolved.to_string()),
        resolution_text: Patch::Value(text),
        resolution_kind: Patch::Value(kind.to_string()),
        ..UpdateTicketRequest::default()
    }
}
