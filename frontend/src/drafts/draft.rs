//! A text that is being written: kept in this browser at each key, and on the server within a second. Nobody's doing but
//! the writer's own takes a word of it away: where two of their texts cross, both stay until they choose.

use super::record::{Attempt, Missing, Record};
use super::{Drafts, Place};
use crate::api::ApiError;
use crate::browser;
use dto::draft::{DraftRequest, DraftView};
use dto::problem::Code;
use std::cell::{Cell, RefCell};
use ui::Signal;

/// From a change until it goes to the server.
const PAUSE_MS: i32 = 600;
/// Until the next try, when the server could not be reached.
const RETRY_MS: i32 = 5_000;

/// Where a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// There is none, or nobody knows yet.
    Nothing,
    Server,
    /// In this browser alone: the server cannot be reached, or does not take it.
    Here,
}

/// Another text of the same person for the same place, written in another tab or on another device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Other {
    pub(crate) text: String,
    revision: i64,
}

/// What becomes of two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    Mine,
    Other,
    Both,
}

type Told = Box<dyn FnOnce(bool)>;

/// A text and how it is kept. It lives as long as the app, so that what is under way goes on when its page is left.
pub(crate) struct Draft {
    home: &'static Drafts,
    pub(crate) place: Place,
    /// As it stands in the field.
    pub(crate) text: Signal<String>,
    pub(crate) kept: Signal<Kept>,
    pub(crate) other: Signal<Option<Other>>,
    record: RefCell<Record>,
    /// Whether it was changed in this tab, and not in another one that this follows.
    own: Cell<bool>,
    sending: Cell<bool>,
    waits: Cell<bool>,
    /// What the server may have of it although it did not say so.
    last: RefCell<Option<String>>,
    told: RefCell<Vec<Told>>,
    /// What was sent, where the server may keep it as a draft all the same, until something else is written.
    leftover: RefCell<Option<String>>,
    /// Whether its person has signed out.
    over: Cell<bool>,
}

impl Draft {
    pub(super) fn new(home: &'static Drafts, place: Place) -> Self {
        let record = browser::stored(&place.key()).and_then(|kept| Record::read(&kept)).unwrap_or_default();
        let kept = if record.is_empty() || record.unsaved { Kept::Nothing } else { Kept::Server };
        Self {
            home,
            place,
            text: Signal::lasting(record.text.clone()),
            kept: Signal::lasting(kept),
            other: Signal::lasting(None),
            own: Cell::new(record.unsaved),
            record: RefCell::new(record),
            sending: Cell::new(false),
            waits: Cell::new(false),
            last: RefCell::default(),
            told: RefCell::default(),
            leftover: RefCell::default(),
            over: Cell::new(false),
        }
    }

    pub(super) fn is_unsaved(&self) -> bool {
        self.record.borrow().unsaved
    }

    /// Whether nothing but white space is written.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.with(|text| text.trim().is_empty())
    }

    fn write(&self, change: impl FnOnce(&mut Record)) {
        let mut record = self.record.borrow_mut();
        change(&mut record);
        browser::store(&self.place.key(), (!record.is_empty()).then(|| record.write()).as_deref());
        self.home.changed();
    }

    /// Takes over what stands in the field now.
    pub(crate) fn changed(&'static self) {
        let text = self.text.get_untracked();
        if self.over.get() || self.record.borrow().text == text {
            return;
        }
        // The same words again are meant.
        self.leftover.take();
        // What the server never had need not be taken from it.
        let nowhere = text.is_empty() && self.record.borrow().revision == 0 && !self.sending.get();
        self.put(text, !nowhere);
        if nowhere {
            self.kept.set(Kept::Nothing);
        }
    }

    /// Puts another text into the field.
    fn put(&'static self, text: String, unsaved: bool) {
        self.text.set(text.clone());
        self.write(|record| *record = Record { text, unsaved, at: browser::millis(), ..record.clone() });
        self.own.set(unsaved);
        if unsaved {
            self.save_in(PAUSE_MS);
        }
    }

    fn save_in(&'static self, millis: i32) {
        if !self.waits.replace(true) {
            browser::after(millis, move || {
                self.waits.set(false);
                self.save(false);
            });
        }
    }

    /// Sends it to the server, where that does not have it. `last` where the page is being closed.
    pub(super) fn save(&'static self, last: bool) {
        if self.over.get() || !self.is_unsaved() {
            return;
        }
        if self.other.with_untracked(Option::is_some) {
            self.tell(false);
            return;
        }
        // What is under way is waited for, unless there is no time to.
        if self.sending.replace(true) && !last {
            return;
        }
        let Record { text: content, revision, .. } = self.record.borrow().clone();
        let request = DraftRequest { content: content.clone(), base_revision: Some(revision) };
        let Place { ticket, kind, .. } = self.place;
        self.home.api.put_draft(ticket, kind, &request, last).then(move |outcome| self.answered(content, outcome));
    }

    fn answered(&'static self, content: String, outcome: Result<DraftView, ApiError>) {
        self.sending.set(false);
        if self.over.get() {
            return;
        }
        match outcome {
            Ok(view) => self.stored(content, view.revision),
            Err(ApiError::Refused(refusal)) if refusal.code == Some(Code::DraftConflict) => match refusal.draft {
                Some(view) => self.crossed(view),
                None => self.failed(),
            },
            Err(error) => {
                let again = matches!(error, ApiError::Network) || error.code() == Some(Code::Unavailable);
                if again {
                    self.last.replace(Some(content));
                    self.save_in(RETRY_MS);
                }
                self.failed();
            }
        }
    }

    fn failed(&self) {
        self.kept.set(Kept::Here);
        self.tell(false);
    }

    /// The server has `content`.
    fn stored(&'static self, content: String, revision: i64) {
        self.write(|record| {
            record.revision = revision;
            record.unsaved = record.text != content;
        });
        self.last.replace(Some(content));
        if !self.is_unsaved() {
            self.own.set(false);
            self.kept.set(if self.record.borrow().text.is_empty() { Kept::Nothing } else { Kept::Server });
            self.tell(true);
        } else if self.told.borrow().is_empty() {
            self.save_in(PAUSE_MS);
        } else {
            self.save(false);
        }
    }

    /// The server has something that this did not go on from.
    fn crossed(&'static self, view: DraftView) {
        let DraftView { content, revision, .. } = view;
        let mine = self.record.borrow().text.clone();
        if content == mine {
            self.stored(content, revision);
        } else if mine.starts_with(&content) || self.last.borrow().as_ref() == Some(&content) {
            self.write(|record| record.revision = revision);
            self.save(false);
        } else {
            self.other.set(Some(Other { text: content, revision }));
            self.failed();
        }
    }

    /// What the server had when the ticket was loaded. Not called when anything was changed or sent since the question.
    pub(super) fn found(&'static self, view: Option<DraftView>) {
        // Looked for once: the same words may be written again, elsewhere too.
        let sent = self.leftover.take();
        let Some(view) = view.filter(|view| !self.is_leftover(view, sent.as_deref())) else {
            self.write(|record| record.revision = 0);
            let missing = self.record.borrow().missing();
            match missing {
                Missing::Save => self.save(false),
                Missing::Stay => {}
                Missing::Go => self.adopt(Record::default()),
            }
            return;
        };
        let (DraftView { content, revision, updated_at }, mine) = (view, self.record.borrow().clone());
        if !mine.unsaved {
            self.adopt(Record { text: content, revision, ..Record::default() });
        } else if mine.revision == revision || updated_at.unix_micros() / 1_000 <= mine.at {
            self.crossed(DraftView { content, revision, updated_at });
        } else if mine.text != content && !mine.text.starts_with(&content) {
            // The newer one stands in the field.
            self.adopt(Record { text: content, revision, ..Record::default() });
            self.other.set(Some(Other { text: mine.text, revision }));
        } else {
            self.crossed(DraftView { content, revision, updated_at });
        }
    }

    fn adopt(&self, record: Record) {
        if self.text.with_untracked(|text| *text != record.text) {
            self.text.set(record.text.clone());
        }
        self.own.set(false);
        if !record.unsaved {
            self.kept.set(if record.text.is_empty() { Kept::Nothing } else { Kept::Server });
        }
        self.write(|now| *now = Record { attempt: now.attempt.take(), ..record });
    }

    /// Another tab has kept something, or nothing any more.
    pub(super) fn heard(&'static self, kept: Option<&str>) {
        let record = kept.and_then(Record::read).unwrap_or_default();
        let mine = self.record.borrow().text.clone();
        if self.over.get() || (record.text == mine && self.own.get()) {
            return;
        }
        if !self.own.get() || record.text.starts_with(&mine) {
            // The other tab sends it; if it is closed before it could, this one does.
            let unsaved = record.unsaved;
            self.text.set(record.text.clone());
            self.own.set(false);
            self.record.replace(record);
            if unsaved {
                self.save_in(RETRY_MS);
            }
        } else if !mine.starts_with(&record.text) {
            let revision = record.revision.max(self.record.borrow().revision);
            self.other.set(Some(Other { text: record.text, revision }));
        }
    }

    /// The person has chosen between two texts.
    pub(crate) fn choose(&'static self, choice: Choice) {
        let Some(Other { text: other, revision }) = self.other.get_untracked() else { return };
        let mine = self.text.get_untracked();
        self.other.set(None);
        self.write(|record| record.revision = revision);
        let text = match choice {
            Choice::Mine => mine,
            Choice::Other => other,
            Choice::Both => joined(&mine, &other),
        };
        self.put(text, true);
        self.save(false);
    }

    /// Tells once the server has it as it is now, or cannot be told.
    pub(crate) fn flush(&'static self, then: impl FnOnce(bool) + 'static) {
        self.changed();
        if self.is_unsaved() {
            self.told.borrow_mut().push(Box::new(then));
            self.save(false);
        } else {
            then(true);
        }
    }

    fn tell(&self, saved: bool) {
        for told in self.told.take() {
            told(saved);
        }
    }

    /// It was sent, and the server has thrown its own copy away. What was written on meanwhile stays.
    pub(crate) fn sent(&'static self, body: &str) {
        if self.over.get() {
            return;
        }
        let text = self.text.get_untracked();
        let rest = text.strip_prefix(body).unwrap_or(&text).trim_start().to_owned();
        self.write(|record| {
            record.revision = 0;
            record.attempt = None;
        });
        let left = !rest.is_empty();
        self.put(rest, left);
        self.kept.set(Kept::Nothing);
    }

    /// What was sent may have come to the server as a draft afterwards; found there it is no text that somebody writes.
    pub(crate) fn expect_leftover(&self, body: &str) {
        self.leftover.replace(Some(body.trim().to_owned()));
    }

    /// Whether this is such a leftover, where one is looked for; it is emptied on the server.
    fn is_leftover(&self, view: &DraftView, sent: Option<&str>) -> bool {
        let is = sent == Some(view.content.trim());
        if is {
            let request = DraftRequest { content: String::new(), base_revision: Some(view.revision) };
            let Place { ticket, kind, .. } = self.place;
            // Where it cannot be done, the text is found again, which is no loss.
            self.home.api.put_draft(ticket, kind, &request, false).then(|_| {});
        }
        is
    }

    /// What was sent was taken back, and the server has put it before the draft.
    pub(crate) fn taken_back(&'static self, body: &str) {
        self.leftover.take();
        let unsaved = self.is_unsaved();
        let text = joined(body, &self.text.get_untracked());
        self.write(|record| record.revision += 1);
        self.put(text, unsaved);
        self.kept.set(if unsaved { Kept::Nothing } else { Kept::Server });
    }

    /// What was sent in just these words and not answered.
    pub(crate) fn attempt(&self, intent: &str) -> Option<Attempt> {
        self.record.borrow().attempt.clone().filter(|attempt| attempt.intent == intent)
    }

    /// Remembers what is being sent, or that it was answered.
    pub(crate) fn set_attempt(&self, attempt: Option<Attempt>) {
        if !self.over.get() {
            self.write(|record| record.attempt = attempt);
        }
    }

    pub(super) fn end(&self) {
        self.over.set(true);
        self.text.set(String::new());
        self.other.set(None);
        self.kept.set(Kept::Nothing);
    }
}

/// As the server joins them: told apart by an empty line.
fn joined(first: &str, second: &str) -> String {
    if second.trim().is_empty() { first.to_owned() } else { format!("{first}\n\n{second}") }
}
