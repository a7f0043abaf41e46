//! The draft of a new ticket: kept in this tab at each key, and on the server within a second. What was written elsewhere
//! meanwhile is never overwritten without asking.

use crate::api::{Api, ApiError};
use crate::browser;
use crate::drafts::{DraftKey, keep, kept};
use domain::id::UserId;
use dto::draft::{DraftRequest, DraftView};
use dto::problem::Code;
use std::cell::{Cell, RefCell};
use ui::Signal;

/// From the first key until it is sent.
const PAUSE_MS: i32 = 700;
/// Until the next try, when the server could not be reached.
const RETRY_MS: i32 = 5_000;

/// Where the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// There is none.
    Nothing,
    /// On its way.
    Soon,
    Saved,
    /// In this tab alone: the server cannot be reached, or does not take it.
    Here,
}

/// Lives as long as the app.
pub(crate) struct OwnDraft {
    api: Api,
    person: Cell<Option<UserId>>,
    /// Counts the sessions: what one has begun says nothing to the next, also of the same person.
    turn: Cell<u32>,
    pub(crate) state: Signal<Kept>,
    /// What another tab or device has kept, where that is not what this one goes on from.
    pub(crate) other: Signal<Option<DraftView>>,
    content: RefCell<String>,
    revision: Cell<i64>,
    waiting: Cell<bool>,
    sending: Cell<bool>,
    /// What is on its way as a ticket, which ends the draft.
    leaving: RefCell<Option<String>>,
    leftover: RefCell<Option<Leftover>>,
}

/// What was sent, where the server may keep it as a draft all the same: in these words, or as this revision.
struct Leftover {
    content: String,
    revision: i64,
}

impl OwnDraft {
    pub(crate) fn new(api: Api) -> Self {
        Self {
            api,
            person: Cell::new(None),
            turn: Cell::new(0),
            state: Signal::new(Kept::Nothing),
            other: Signal::new(None),
            content: RefCell::default(),
            revision: Cell::new(0),
            waiting: Cell::new(false),
            sending: Cell::new(false),
            leaving: RefCell::default(),
            leftover: RefCell::default(),
        }
    }

    pub(crate) fn forget(&self) {
        self.person.set(None);
        self.turn.update(|turn| turn.wrapping_add(1));
        self.sending.set(false);
        self.leaving.take();
        self.leftover.take();
        self.state.set(Kept::Nothing);
        self.other.set(None);
        self.content.take();
        self.revision.set(0);
    }

    /// Whether there is something that the server does not have.
    pub(crate) fn is_unsaved(&self) -> bool {
        matches!(self.state.get_untracked(), Kept::Soon | Kept::Here)
    }

    /// The same of a person, also where this page has not looked for it yet: it may have been written before it.
    pub(crate) fn is_unsaved_of(&self, person: UserId) -> bool {
        self.is_unsaved() || self.person.get().is_none() && kept(&tab_key(person)).is_some()
    }

    pub(crate) const fn is_open(&self) -> bool {
        self.person.get().is_some()
    }

    /// Finds what the person has written; `fill` is given it.
    pub(crate) fn open(&'static self, person: UserId, fill: impl Fn(&str) + 'static) {
        if self.person.get() != Some(person) {
            self.forget();
            self.person.set(Some(person));
            if let Some((revision, content)) = self.read_tab() {
                self.revision.set(revision);
                self.state.set(Kept::Soon);
                fill(&content);
                self.content.replace(content);
            }
        }
        let turn = self.turn.get();
        self.api.new_ticket_draft().then(move |outcome| {
            if self.turn.get() != turn || self.sending.get() {
                return;
            }
            match outcome {
                Ok(Some(draft)) => self.found(draft, fill),
                // Nothing is there, or it was sent from elsewhere.
                Ok(None) => {
                    if self.is_unsaved() {
                        self.revision.set(0);
                        self.save();
                    } else if self.state.get_untracked() == Kept::Saved {
                        self.clear();
                        fill("");
                    }
                }
                Err(_) => self.retry(),
            }
        });
    }

    fn found(&'static self, draft: DraftView, fill: impl Fn(&str)) {
        let ours = self.content.borrow().clone();
        if self.is_unsaved() && ours != draft.content {
            if draft.revision == self.revision.get() {
                self.save();
            } else {
                self.crossed(draft);
            }
            return;
        }
        if ours != draft.content {
            fill(&draft.content);
        }
        self.take_over(draft);
    }

    /// The server has something that this did not go on from.
    fn crossed(&'static self, draft: DraftView) {
        if draft.content.is_empty() {
            self.revision.set(draft.revision);
            self.save();
        } else {
            self.state.set(Kept::Here);
            self.other.set(Some(draft));
        }
    }

    /// Goes on from what the server has.
    pub(crate) fn take_over(&self, draft: DraftView) {
        let DraftView { content, revision, .. } = draft;
        self.other.set(None);
        self.revision.set(revision);
        self.state.set(if content.is_empty() { Kept::Nothing } else { Kept::Saved });
        self.content.replace(content);
        self.write_tab(false);
    }

    /// Overwrites what another tab or device has kept.
    pub(crate) fn insist(&'static self) {
        if let Some(draft) = self.other.get_untracked() {
            self.revision.set(draft.revision);
            self.other.set(None);
            self.save();
        }
    }

    /// Keeps the text as it is now.
    pub(crate) fn put(&'static self, content: String) {
        if self.person.get().is_none() || *self.content.borrow() == content {
            return;
        }
        self.content.replace(content);
        self.state.set(Kept::Soon);
        self.write_tab(true);
        if !self.waiting.replace(true) {
            browser::after(PAUSE_MS, move || {
                self.waiting.set(false);
                self.save();
            });
        }
    }

    pub(crate) fn turn(&self) -> u32 {
        self.turn.get()
    }

    /// The revision that the server has, where it has one.
    pub(crate) fn revision(&self) -> Option<i64> {
        Some(self.revision.get()).filter(|revision| *revision != 0)
    }

    /// A ticket is being made of `content`. That is not saved any more until it is known whether it was: what came to the
    /// server after the ticket would stay there as a draft of what was sent. What is written on is saved. Tells whether
    /// the server may have more than it has told: what is on its way, or what got no answer.
    pub(crate) fn leave(&self, content: String) -> bool {
        self.leaving.replace(Some(content));
        self.sending.get() || self.is_unsaved()
    }

    /// The ticket was not made; where nobody knows (`lost`), it may have taken the server's copy with it.
    pub(crate) fn stay(&'static self, lost: bool) {
        self.leaving.take();
        if lost && self.state.get_untracked() == Kept::Saved {
            self.state.set(Kept::Soon);
            self.write_tab(true);
        }
        self.save();
    }

    /// The ticket was made of `content`, and the server has removed the draft of the revision that it was told, unless more
    /// came to it since (`late`). What was written on meanwhile stays.
    pub(crate) fn sent(&'static self, content: String, late: bool) {
        self.leaving.take();
        if *self.content.borrow() != content {
            self.save();
            return;
        }
        if late || self.sending.get() {
            self.leftover.replace(Some(Leftover { content, revision: self.revision.get() }));
        }
        self.clear();
        if !self.sending.get() {
            self.sweep();
        }
    }

    /// Empties what came to the server after the ticket that was made of it. Anything else there was written since, and stays.
    fn sweep(&'static self) {
        let Some(sent) = self.leftover.take() else { return };
        let turn = self.turn.get();
        self.api.new_ticket_draft().then(move |outcome| {
            if let Ok(Some(DraftView { content, revision, .. })) = outcome
                && (content == sent.content || revision == sent.revision)
                && self.turn.get() == turn
            {
                let request = DraftRequest { content: String::new(), base_revision: Some(revision) };
                // Where it cannot be done, the text is found again, which is no loss.
                self.api.put_new_ticket_draft(&request).then(|_| {});
            }
        });
    }

    fn clear(&self) {
        self.content.take();
        self.revision.set(0);
        self.other.set(None);
        self.state.set(Kept::Nothing);
        self.write_tab(false);
    }

    /// Sends what is not saved.
    pub(crate) fn save(&'static self) {
        let content = self.content.borrow().clone();
        let asked = self.other.with_untracked(Option::is_some);
        let leaves = self.leaving.borrow().as_ref() == Some(&content);
        if !self.is_unsaved() || asked || leaves || self.sending.replace(true) {
            return;
        }
        let turn = self.turn.get();
        let request = DraftRequest { content: content.clone(), base_revision: Some(self.revision.get()) };
        self.api.put_new_ticket_draft(&request).then(move |outcome| {
            if self.turn.get() != turn {
                return;
            }
            self.sending.set(false);
            if let (Ok(draft), Some(sent)) = (&outcome, self.leftover.borrow_mut().as_mut()) {
                sent.revision = draft.revision;
            }
            self.sweep();
            // Sent meanwhile.
            if !self.is_unsaved() {
                return;
            }
            match outcome {
                Ok(draft) => self.stored(&content, draft.revision),
                Err(ApiError::Refused(refusal)) if refusal.code == Some(Code::DraftConflict) => match refusal.draft {
                    Some(draft) => self.crossed(draft),
                    None => self.state.set(Kept::Here),
                },
                Err(error) => {
                    self.state.set(Kept::Here);
                    if matches!(error, ApiError::Network) || error.code() == Some(Code::Unavailable) {
                        self.retry();
                    }
                }
            }
        });
    }

    fn stored(&'static self, content: &str, revision: i64) {
        self.revision.set(revision);
        if *self.content.borrow() == content {
            self.state.set(if content.is_empty() { Kept::Nothing } else { Kept::Saved });
            self.write_tab(false);
        } else {
            self.write_tab(true);
            self.save();
        }
    }

    fn retry(&'static self) {
        if self.is_unsaved() && !self.waiting.replace(true) {
            browser::after(RETRY_MS, move || {
                self.waiting.set(false);
                self.save();
            });
        }
    }

    /// Beside the text stands the revision that it goes on from. What the server has needs no copy here.
    fn write_tab(&self, unsaved: bool) {
        let Some(key) = self.person.get().map(tab_key) else { return };
        let text = unsaved.then(|| format!("{}\n{}", self.revision.get(), self.content.borrow()));
        keep(&key, text.as_deref());
    }

    fn read_tab(&self) -> Option<(i64, String)> {
        let text = kept(&tab_key(self.person.get()?))?;
        let (revision, content) = text.split_once('\n')?;
        Some((revision.parse().ok()?, content.to_owned()))
    }
}

fn tab_key(person: UserId) -> DraftKey {
    DraftKey::new(person, "new")
}
