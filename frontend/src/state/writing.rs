//! Writing under a ticket and sending it: nothing is sent twice, nothing that was not seen is talked over, and whatever goes
//! wrong the text stays.

use super::App;
use super::fields::FormErrors;
use super::files::Files;
use super::outbox::{HOLD_SECONDS, Outgoing, kind};
use super::thread::{Item, Thread};
use crate::api::ApiError;
use crate::browser::{self, random_key};
use crate::drafts::{Attempt, Draft, Place};
use crate::i18n::t;
use domain::comment::Visibility;
use domain::id::UserId;
use domain::ticket::Status;
use dto::catalogue::AgentView;
use dto::field::FieldError;
use dto::problem::Code;
use dto::ticket::{HeldView, NewCommentRequest};
use std::rc::Rc;
use ui::Signal;

/// What is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) body: String,
    /// The status that is set along with it.
    pub(crate) status: Option<Status>,
    /// Whatever came in meanwhile.
    pub(crate) force: bool,
    /// Whether it can be taken back for a while.
    pub(crate) hold: bool,
}

/// A reply or a note that is being written. Lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct Writing {
    app: App,
    pub(crate) visibility: Visibility,
    pub(crate) draft: &'static Draft,
    pub(crate) thread: Thread,
    pub(crate) busy: Signal<bool>,
    pub(crate) errors: FormErrors,
    pub(crate) failure: Signal<Option<ApiError>>,
    /// What came in before it could be sent.
    pub(crate) moved: Signal<Vec<Item>>,
    /// What goes along.
    pub(crate) files: Files,
    /// What was tried last.
    tried: Signal<Option<Letter>>,
}

impl Writing {
    pub(crate) fn new(app: App, thread: Thread, visibility: Visibility, person: UserId) -> Self {
        let draft = app.drafts.at(Place { person, ticket: thread.number, kind: kind(visibility) });
        ui::watch(move || draft.text.get(), move |_| draft.changed());
        let files = Files::new(kind(visibility), Some(thread.number));
        files.load();
        // What was taken back brings its files back.
        let taken_back = move || app.outbox.resume.get() == Some((thread.number, visibility));
        ui::watch(taken_back, move |&is| {
            if is {
                files.reload(Box::new(|| {}));
            }
        });
        Self {
            app,
            visibility,
            draft,
            thread,
            busy: Signal::new(false),
            errors: FormErrors::new(),
            failure: Signal::new(None),
            moved: Signal::new(Vec::new()),
            files,
            tried: Signal::new(None),
        }
    }

    /// The person has pressed a key in the field.
    pub(crate) fn typed(self) {
        self.thread.typed.set(browser::millis());
    }

    /// What is wrong with the text.
    pub(crate) fn error(self) -> Option<String> {
        self.errors.at("/body")().or_else(self.errors.at("/mentions"))
    }

    /// The id of the field.
    pub(crate) const fn field(self) -> &'static str {
        match self.visibility {
            Visibility::Public => "reply",
            Visibility::Internal => "note",
        }
    }

    /// Sends the text as it stands in the field. `done` is called once it is on its way.
    pub(crate) fn send(self, status: Option<Status>, done: impl FnOnce() + 'static) {
        // Notes go out at once: only what others than the team read is worth a second thought.
        let hold = self.visibility == Visibility::Public && self.app.session.is_staff_untracked();
        self.post(Letter { body: self.draft.text.get_untracked(), status, force: false, hold }, done);
    }

    /// Tries again what was tried last: in the same words it is done once.
    pub(crate) fn again(self, force: bool) {
        if let Some(letter) = self.tried.get_untracked() {
            self.post(Letter { body: self.draft.text.get_untracked(), force, ..letter }, || {});
        }
    }

    /// Sends what was stopped, whatever came in.
    pub(crate) fn send_anyway(self, outgoing: Outgoing) {
        let HeldView { body, status, .. } = outgoing.view.clone();
        self.app.outbox.take_back(self.app, outgoing, move |done| {
            if done && !self.busy.is_gone() {
                let again = move || self.post(Letter { body, status, force: true, hold: false }, || {});
                self.files.reload(Box::new(again));
            }
        });
    }

    pub(crate) fn post(self, letter: Letter, done: impl FnOnce() + 'static) {
        self.post_boxed(letter, Box::new(done));
    }

    fn post_boxed(self, letter: Letter, done: Box<dyn FnOnce()>) {
        if self.busy.get_untracked() {
            return;
        }
        let Letter { body, status, force, hold } = letter.clone();
        let Some(tokens) = self.files.tokens() else { return };
        let mentions = match self.visibility {
            Visibility::Public => Vec::new(),
            Visibility::Internal => self.app.catalogue.agents.with_untracked(|agents| mentioned(&body, agents)),
        };
        let mut request = NewCommentRequest {
            body,
            visibility: self.visibility.to_string(),
            status: status.map(|status| status.to_string()),
            mentions: mentions.iter().map(ToString::to_string).collect(),
            last_seen_event: None,
            force,
            hold_seconds: if hold { HOLD_SECONDS } else { 0 },
            attachments: tokens,
        };
        if let Err(errors) = request.clone().parse() {
            self.errors.set(errors);
            ui::focus_id(self.field());
            return;
        }
        self.forget_errors();
        self.tried.set(Some(letter));
        self.busy.set(true);
        let seen = self.thread.seen.get_untracked().map(|event| event.to_string()).unwrap_or_default();
        // The server throws a draft away that is just what was sent, so it has to have that first.
        self.draft.flush(move |saved| {
            // Requests are plain structs of texts; they always have a JSON form.
            let intent = serde_json::to_string(&request).unwrap_or_default();
            let before = self.draft.attempt(&intent);
            let late = !saved || before.is_some();
            let attempt = before.unwrap_or_else(|| Attempt { key: random_key(), seen, intent });
            self.draft.set_attempt(Some(attempt.clone()));
            request.last_seen_event = Some(attempt.seen).filter(|seen| !seen.is_empty());
            let sent = self.app.api.comment(self.thread.number, &request, &attempt.key);
            sent.then(move |outcome| match outcome {
                Ok(held) => {
                    self.files.sent(&request.attachments);
                    self.draft.sent(&request.body);
                    // What is held can be taken back, and is a draft then.
                    if late && held.is_none() {
                        self.draft.expect_leftover(&request.body);
                    }
                    self.sent(held, done);
                }
                Err(error) => self.failed(error),
            });
        });
    }

    fn sent(self, held: Option<HeldView>, done: Box<dyn FnOnce()>) {
        // What was written is out; whoever writes on is heard again.
        self.thread.typed.set(0);
        match held {
            Some(view) => {
                self.app.outbox.add(self.thread.number, view);
                self.app.notices.whisper(t().sending.held);
            }
            None => self.app.notices.good(match self.visibility {
                Visibility::Public => t().composer.sent,
                Visibility::Internal => t().composer.note_saved,
            }),
        }
        if !self.busy.is_gone() {
            self.busy.set(false);
            self.thread.reload();
            done();
        }
    }

    fn failed(self, error: ApiError) {
        if error.is_settled() {
            self.draft.set_attempt(None);
        }
        if self.busy.is_gone() {
            self.app.notices.bad(error.text());
            return;
        }
        self.busy.set(false);
        // Which of the people it was does not help: they are named in the text.
        let on_field = |error: FieldError| {
            let mention = error.pointer.starts_with("/mentions");
            FieldError { pointer: if mention { "/mentions".to_owned() } else { error.pointer }, ..error }
        };
        self.errors.set(error.fields().into_iter().map(on_field).collect());
        if error.fields().iter().any(|error| error.pointer.starts_with("/attachments")) {
            self.files.lost();
        }
        if let ApiError::Refused(refusal) = &error
            && let Some(moved) = &refusal.moved
        {
            self.moved.set(moved.iter().cloned().map(Rc::new).collect());
            self.thread.reload_all();
            return;
        }
        let closed = matches!(
            error.code(),
            Some(Code::TicketClosed | Code::TicketMerged | Code::InvalidTransition | Code::StepNotPermitted)
        );
        self.failure.set(Some(error));
        if closed {
            self.thread.reload();
        }
    }

    /// Puts something where the cursor stands.
    pub(crate) fn insert(self, text: &str) {
        ui::focus_id(self.field());
        browser::type_in(text);
    }

    pub(crate) fn forget_errors(self) {
        self.errors.clear();
        self.failure.set(None);
        self.moved.set(Vec::new());
    }
}

/// The agents whose names still stand in a text after an `@`. The longest name that fits is meant, because it can begin with
/// a shorter one.
fn mentioned(text: &str, agents: &[AgentView]) -> Vec<UserId> {
    let mut found = Vec::new();
    for place in text.split('@').skip(1) {
        let fits = agents.iter().filter(|agent| place.starts_with(&agent.display_name));
        if let Some(agent) = fits.max_by_key(|agent| agent.display_name.len())
            && !found.contains(&agent.id)
        {
            found.push(agent.id);
        }
    }
    found
}
