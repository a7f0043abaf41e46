//! Files: those that go along with what is being written, and those that came with what was. The server keeps what is
//! stored, so it is there again after a reload, and comes back with a reply that is taken back.

use super::app;
use crate::api::ApiError;
use crate::browser;
use crate::i18n::{format, t};
use domain::attachment::FileState;
use domain::draft::DraftKind;
use domain::id::{AttachmentId, TicketNumber};
use dto::attachment::{FileAddress, FileView, UploadRulesView, UploadView};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use ui::Signal;
use web_sys::{File, XmlHttpRequest};

/// So many are on their way at a time: a browser opens few connections, and words must not wait behind files.
const AT_ONCE: usize = 2;
/// While something is looked at, the server is asked so often.
pub(crate) const LOOK_MS: i32 = 1_500;

/// How far a file has come, as one number, since each type of signal is paid for: of what is on its way the part that is
/// there, of a hundred; these; and from `STORED` on where it stands, and whether it can be had.
const WHOLE: u32 = 100;
const WAITS: u32 = 101;
const FAILED: u32 = 102;
const REFUSED: u32 = 103;
const STORED: u32 = 200;

/// One file.
pub(crate) struct Item {
    pub(crate) key: u32,
    pub(crate) name: String,
    pub(crate) size: u64,
    pub(crate) previewable: bool,
    at: Signal<u32>,
    /// On the server, where it is there.
    pub(crate) id: Cell<Option<AttachmentId>>,
    token: RefCell<String>,
    why: RefCell<String>,
    file: Option<File>,
    way: RefCell<Option<XmlHttpRequest>>,
}

/// How far a file has come.
pub(crate) enum Phase {
    Goes(u32),
    Waits,
    /// Whether trying again can help.
    Failed(bool),
    Stored(FileState, bool),
}

const fn stored(state: FileState, available: bool) -> u32 {
    STORED + state as u32 * 2 + available as u32
}

impl Item {
    fn new(name: String, size: u64, at: u32, file: Option<File>) -> Self {
        thread_local! {
            static LAST: Cell<u32> = const { Cell::new(0) };
        }
        Self {
            key: LAST.with(|last| last.replace(last.get() + 1)),
            name,
            size,
            previewable: false,
            at: Signal::new(at),
            id: Cell::new(None),
            token: RefCell::default(),
            why: RefCell::default(),
            file,
            way: RefCell::default(),
        }
    }

    /// One that is on the server.
    pub(crate) fn there(view: FileView) -> Self {
        let FileView { attachment_id, file_name, size, state, available, previewable, .. } = view;
        let item = Self::new(file_name, size, stored(state, available), None);
        item.id.set(Some(attachment_id));
        Self { previewable, ..item }
    }

    pub(crate) fn phase(&self) -> Phase {
        match self.at.get() {
            WAITS => Phase::Waits,
            FAILED => Phase::Failed(true),
            REFUSED => Phase::Failed(false),
            percent @ ..=WHOLE => Phase::Goes(percent),
            at => {
                let state = FileState::ALL.get(((at - STORED) / 2) as usize);
                Phase::Stored(*state.unwrap_or(&FileState::Erased), at % 2 == 1)
            }
        }
    }

    /// Why it failed.
    pub(crate) fn why(&self) -> String {
        self.why.borrow().clone()
    }

    fn is(&self, at: u32) -> bool {
        self.at.try_get_untracked() == Some(at)
    }

    fn goes(&self) -> bool {
        self.at.try_get_untracked().is_some_and(|at| at <= WHOLE)
    }

    fn fails(&self, why: String, at: u32) {
        self.why.replace(why);
        self.at.set(at);
    }

    fn is_looked_at(&self) -> bool {
        self.is(stored(FileState::Scanning, false))
    }

    /// Asks how it stands until it was looked at, less often each time.
    pub(crate) fn look(self: &Rc<Self>, wait: i32) {
        let Some(id) = self.id.get().filter(|_| self.is_looked_at()) else { return };
        let item = self.clone();
        browser::after(wait, move || {
            if !item.is_looked_at() {
                return;
            }
            ask(
                id,
                Box::new(move |found| {
                    if let (Some(FileAddress { state, available, .. }), true) = (found, item.is_looked_at()) {
                        item.at.set(stored(state, available));
                    }
                    item.look((wait * 3 / 2).min(15_000));
                }),
            );
        });
    }
}

/// Asks how a file stands and where it is now. What goes wrong with that is said, and nothing is given then.
pub(crate) fn ask(id: AttachmentId, then: Box<dyn FnOnce(Option<FileAddress>)>) {
    app().api.file_address(id).then(move |found| {
        if let Err(error) = &found {
            app().notices.whisper(error.text());
        }
        then(found.ok());
    });
}

type Items = Vec<Rc<Item>>;

/// What goes along. Lives as long as what is being written.
#[derive(Clone, Copy)]
pub(crate) struct Files {
    kind: DraftKind,
    ticket: Option<TicketNumber>,
    pub(crate) items: Signal<Items>,
    /// What is wrong with them as a whole.
    pub(crate) error: Signal<String>,
}

/// What may be uploaded: the same for everybody, asked once.
pub(crate) struct Rules {
    pub(crate) enabled: Signal<bool>,
    rules: RefCell<Option<UploadRulesView>>,
}

impl Rules {
    pub(crate) fn new() -> Self {
        Self { enabled: Signal::new(false), rules: RefCell::default() }
    }

    /// Asks anew, which also renews a token that has run out, and then does something.
    fn load(&'static self, then: Box<dyn FnOnce()>) {
        app().api.upload_rules().then(move |found| {
            if let Ok(found) = found {
                let enabled = found.enabled;
                self.rules.replace(Some(found));
                self.enabled.set(enabled);
            }
            then();
        });
    }

    pub(crate) fn with<T: Default>(&self, read: impl FnOnce(&UploadRulesView) -> T) -> T {
        self.rules.borrow().as_ref().map(read).unwrap_or_default()
    }
}

impl Files {
    pub(crate) fn new(kind: DraftKind, ticket: Option<TicketNumber>) -> Self {
        Self { kind, ticket, items: Signal::new(Vec::new()), error: Signal::new(String::new()) }
    }

    pub(crate) const fn id(self) -> &'static str {
        match self.kind {
            DraftKind::Reply => "attach-reply",
            DraftKind::Note => "attach-note",
            DraftKind::NewTicket => "attach-new",
        }
    }

    /// Finds out what may be uploaded, and what was uploaded before.
    pub(crate) fn load(self) {
        app().rules.load(Box::new(move || self.reload(Box::new(|| {}))));
    }

    /// Takes over what the server has, and then does something.
    pub(crate) fn reload(self, then: Box<dyn FnOnce()>) {
        if self.items.is_gone() {
            return;
        }
        app().api.uploads().then(move |found| {
            if self.items.is_gone() {
                return;
            }
            let mut items = self.items.get_untracked();
            for UploadView { token, attachment, draft, ticket } in found.unwrap_or_default() {
                let known = |item: &Rc<Item>| item.id.get() == Some(attachment.attachment_id);
                if draft == Some(self.kind) && ticket == self.ticket && !items.iter().any(known) {
                    let item = Item::there(attachment);
                    item.token.replace(token);
                    let item = Rc::new(item);
                    item.look(LOOK_MS);
                    items.push(item);
                }
            }
            self.items.set(items);
            then();
        });
    }

    /// Takes files that were chosen, dropped or pasted.
    pub(crate) fn add(self, files: Vec<File>) {
        let most = app().rules.with(|rules| if rules.enabled { rules.max_files } else { 0 });
        let mut items = self.items.get_untracked();
        self.error.set(String::new());
        for file in files {
            if items.len() >= most as usize {
                self.error.set(format!("{} {most}", t().files.too_many));
                break;
            }
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of bytes")]
            let (name, size) = (file.name(), file.size() as u64);
            let wrong = app().rules.with(|rules| wrong(rules, &name, size));
            let item = Item::new(name, size, WAITS, Some(file));
            if !wrong.is_empty() {
                item.fails(wrong, REFUSED);
            }
            items.push(Rc::new(item));
        }
        self.items.set(items);
        self.begin();
    }

    /// Sends the next ones, with a token that is good: another call comes first and renews it where it has run out.
    fn begin(self) {
        app().rules.load(Box::new(move || {
            let items = self.items.try_get_untracked().unwrap_or_default();
            let free = AT_ONCE.saturating_sub(items.iter().filter(|item| item.goes()).count());
            for item in items.iter().filter(|item| item.is(WAITS)).take(free) {
                self.send(item);
            }
        }));
    }

    fn send(self, item: &Rc<Item>) {
        let Some(file) = &item.file else { return };
        item.at.set(0);
        let (going, ended) = (item.clone(), item.clone());
        let progress = move |part: f64| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
            let percent = (part * f64::from(WHOLE)) as u32;
            if going.goes() {
                going.at.set(percent.min(WHOLE));
            }
        };
        let done = move |outcome: Result<UploadView, ApiError>| {
            // What was broken off is not there any more.
            if ended.goes() {
                self.ended(&ended, outcome);
            }
        };
        let way = app().api.upload((self.kind, self.ticket), file, Box::new(progress), Box::new(done));
        if way.is_none() {
            item.fails(ApiError::Network.text(), FAILED);
        }
        item.way.replace(way);
    }

    fn ended(self, item: &Rc<Item>, outcome: Result<UploadView, ApiError>) {
        let words = match outcome {
            Ok(UploadView { token, attachment, .. }) => {
                item.token.replace(token);
                item.id.set(Some(attachment.attachment_id));
                item.at.set(stored(attachment.state, attachment.available));
                item.look(LOOK_MS);
                t().files.stored.to_owned()
            }
            Err(error) => {
                // The same file is refused again for what it is.
                let refused = matches!(&error, ApiError::Refused(refusal) if matches!(refusal.status, 400 | 413 | 415));
                item.fails(error.text(), if refused { REFUSED } else { FAILED });
                item.why()
            }
        };
        app().notices.whisper(format!("{}: {words}", item.name));
        self.begin();
    }

    /// Tries one again.
    pub(crate) fn again(self, item: &Item) {
        item.at.set(WAITS);
        self.begin();
    }

    /// Breaks one off, or takes it away again.
    pub(crate) fn remove(self, item: &Item) {
        // Where that is not there any more, what comes of it is of no interest.
        item.at.set(FAILED);
        self.items.update(|items| items.retain(|other| other.key != item.key));
        self.error.set(String::new());
        if let Some(way) = item.way.take() {
            // Fails for what has ended only.
            let _ = way.abort();
        }
        if let Some(id) = item.id.get() {
            // What stays behind, the server throws away after a day.
            app().api.delete_file(id).then(|_| {});
        }
        ui::focus_id(self.id());
        self.begin();
    }

    /// The tokens of all; nothing while some are not there.
    pub(crate) fn tokens(self) -> Option<Vec<String>> {
        let items = self.items.get_untracked();
        let there = items.iter().all(|item| item.id.get().is_some());
        self.error.set(if there { String::new() } else { t().files.still_sending.to_owned() });
        there.then(|| items.iter().map(|item| item.token.borrow().clone()).collect())
    }

    /// They went along.
    pub(crate) fn sent(self, tokens: &[String]) {
        if !self.items.is_gone() {
            self.items.update(|items| items.retain(|item| !tokens.contains(&item.token.borrow())));
        }
    }

    /// Some of them are not there any more.
    pub(crate) fn lost(self) {
        self.forget();
        self.error.set(t().files.gone.to_owned());
        self.reload(Box::new(|| {}));
    }

    pub(crate) fn forget(self) {
        self.items.set(Vec::new());
        self.error.set(String::new());
    }
}

/// What is wrong with a file before anything of it is sent. The server looks again, and closer.
fn wrong(rules: &UploadRulesView, name: &str, size: u64) -> String {
    let texts = &t().files;
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    if size == 0 {
        texts.empty.to_owned()
    } else if size > rules.max_bytes {
        format!("{} {}", texts.too_large, format::size(rules.max_bytes))
    } else if ending.is_some_and(|ending| !rules.extensions.contains(&ending)) {
        texts.wrong_type.to_owned()
    } else {
        String::new()
    }
}
