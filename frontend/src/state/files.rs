//! Files that go along with what is being written: chosen, on their way, stored. The server keeps those that are stored, so
//! they are there again after a reload, and come back with a reply that is taken back.

use super::app;
use crate::api::ApiError;
use crate::browser;
use crate::i18n::{format, t};
use domain::attachment::FileState;
use domain::draft::DraftKind;
use domain::id::TicketNumber;
use dto::attachment::{FileView, UploadRulesView, UploadView};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use ui::Signal;
use web_sys::{File, XmlHttpRequest};

/// So many are on their way at a time: a browser opens few connections, and words must not wait behind files.
const AT_ONCE: usize = 2;
/// While something is looked at, the server is asked so often.
pub(crate) const LOOK_MS: i32 = 1_500;

/// One file.
pub(crate) struct Upload {
    pub(crate) key: u32,
    pub(crate) name: String,
    pub(crate) size: u64,
    pub(crate) phase: Signal<Phase>,
    file: Option<File>,
    way: RefCell<Option<XmlHttpRequest>>,
}

/// How far it has come.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Phase {
    Waits,
    /// How much of it is there, of a hundred.
    Goes(u32),
    Stored(UploadView),
    Failed(String),
}

/// Lives as long as what is being written.
#[derive(Clone, Copy)]
pub(crate) struct Files {
    kind: DraftKind,
    ticket: Option<TicketNumber>,
    pub(crate) items: Signal<Vec<Rc<Upload>>>,
    pub(crate) rules: Signal<Option<UploadRulesView>>,
    /// What is wrong with them as a whole.
    pub(crate) error: Signal<Option<String>>,
    looks: Signal<bool>,
}

thread_local! {
    static LAST: Cell<u32> = const { Cell::new(0) };
}

impl Upload {
    fn new(name: String, size: u64, phase: Phase, file: Option<File>) -> Rc<Self> {
        let key = LAST.with(|last| last.replace(last.get() + 1));
        Rc::new(Self { key, name, size, phase: Signal::new(phase), file, way: RefCell::default() })
    }

    fn stored(&self) -> Option<UploadView> {
        match self.phase.get_untracked() {
            Phase::Stored(view) => Some(view),
            _ => None,
        }
    }
}

impl Files {
    pub(crate) fn new(kind: DraftKind, ticket: Option<TicketNumber>) -> Self {
        Self {
            kind,
            ticket,
            items: Signal::new(Vec::new()),
            rules: Signal::new(None),
            error: Signal::new(None),
            looks: Signal::new(false),
        }
    }

    pub(crate) const fn id(self) -> &'static str {
        match self.kind {
            DraftKind::Reply => "attach-reply",
            DraftKind::Note => "attach-note",
            DraftKind::NewTicket => "attach-new",
        }
    }

    pub(crate) fn enabled(self) -> bool {
        self.rules.with(|rules| rules.as_ref().is_some_and(|rules| rules.enabled))
    }

    /// Finds out what may be uploaded, and what was uploaded before.
    pub(crate) fn load(self) {
        app().api.upload_rules().then(move |found| {
            if let (Ok(rules), false) = (found, self.rules.is_gone()) {
                self.rules.set(Some(rules));
            }
        });
        self.reload(|| {});
    }

    /// Takes over what the server has, and then does something.
    pub(crate) fn reload(self, then: impl FnOnce() + 'static) {
        let then: Box<dyn FnOnce()> = Box::new(then);
        app().api.uploads().then(move |found| {
            if self.items.is_gone() {
                return;
            }
            if let Ok(found) = found {
                self.take(found);
            }
            then();
        });
    }

    fn take(self, found: Vec<UploadView>) {
        let own = found.into_iter().filter(|view| view.draft == Some(self.kind) && view.ticket == self.ticket);
        let mut new = Vec::new();
        for view in own {
            let id = view.attachment.attachment_id;
            let is = |upload: &Rc<Upload>| upload.stored().is_some_and(|known| known.attachment.attachment_id == id);
            match self.items.with_untracked(|items| items.iter().find(|upload| is(upload)).cloned()) {
                Some(known) => known.phase.set(Phase::Stored(view)),
                None => {
                    let FileView { file_name, size, .. } = view.attachment.clone();
                    new.push(Upload::new(file_name, size, Phase::Stored(view), None));
                }
            }
        }
        if !new.is_empty() {
            self.items.update(|items| items.extend(new));
        }
        self.look();
    }

    /// Asks again while something is looked at.
    fn look(self) {
        let waits = self.items.with_untracked(|items| {
            items.iter().any(|upload| upload.stored().is_some_and(|view| is_looked_at(&view.attachment)))
        });
        if waits && !self.looks.get_untracked() {
            self.looks.set(true);
            browser::after(LOOK_MS, move || {
                if !self.looks.is_gone() {
                    self.looks.set(false);
                    self.reload(|| {});
                }
            });
        }
    }

    /// Takes files that were chosen, dropped or pasted.
    pub(crate) fn add(self, files: Vec<File>) {
        let Some(rules) = self.rules.get_untracked().filter(|rules| rules.enabled && !files.is_empty()) else { return };
        self.error.set(None);
        let room = (rules.max_files as usize).saturating_sub(self.items.with_untracked(Vec::len));
        if files.len() > room {
            self.error.set(Some((t().files.too_many)(rules.max_files)));
        }
        let new = files.into_iter().take(room).map(|file| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of bytes")]
            let (name, size) = (file.name(), file.size() as u64);
            let phase = wrong(&rules, &name, size).map_or(Phase::Waits, Phase::Failed);
            Upload::new(name, size, phase, Some(file))
        });
        let new: Vec<_> = new.collect();
        self.items.update(|items| items.extend(new));
        self.begin();
    }

    /// Sends the next ones, with a token that is good: another call comes first and renews it where it has run out.
    fn begin(self) {
        app().api.upload_rules().then(move |_| self.next());
    }

    fn next(self) {
        if self.items.is_gone() {
            return;
        }
        let items = self.items.get_untracked();
        let goes = items.iter().filter(|upload| matches!(upload.phase.get_untracked(), Phase::Goes(_))).count();
        let waiting = items.iter().filter(|upload| upload.phase.get_untracked() == Phase::Waits);
        for upload in waiting.take(AT_ONCE.saturating_sub(goes)) {
            self.send(upload);
        }
    }

    fn send(self, upload: &Rc<Upload>) {
        let Some(file) = &upload.file else { return };
        let phase = upload.phase;
        phase.set(Phase::Goes(0));
        let progress = move |part: f64| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
            let percent = (part * 100.0) as u32;
            if matches!(phase.try_get_untracked(), Some(Phase::Goes(_))) {
                phase.set(Phase::Goes(percent));
            }
        };
        let name = upload.name.clone();
        let done = move |outcome: Result<UploadView, ApiError>| {
            // What was broken off is not there any more.
            if !matches!(phase.try_get_untracked(), Some(Phase::Goes(_))) {
                return;
            }
            match outcome {
                Ok(view) => {
                    app().notices.whisper((t().files.stored)(&name));
                    phase.set(Phase::Stored(view));
                    self.look();
                }
                Err(error) => {
                    let text = error.text();
                    app().notices.whisper(format!("{name}: {text}"));
                    phase.set(Phase::Failed(text));
                }
            }
            self.begin();
        };
        let way = app().api.upload((self.kind, self.ticket), file, Box::new(progress), Box::new(done));
        if way.is_none() {
            phase.set(Phase::Failed(ApiError::Network.text()));
        }
        upload.way.replace(way);
    }

    /// Tries one again.
    pub(crate) fn again(self, upload: &Rc<Upload>) {
        upload.phase.set(Phase::Waits);
        self.begin();
    }

    /// Breaks one off, or takes it away again.
    pub(crate) fn remove(self, upload: &Rc<Upload>) {
        let stored = upload.stored();
        self.items.update(|items| items.retain(|other| other.key != upload.key));
        self.error.set(None);
        let way = upload.way.take();
        upload.phase.set(Phase::Waits);
        if let Some(way) = way {
            // Fails for what has ended only.
            let _ = way.abort();
        }
        if let Some(view) = stored {
            // What stays behind, the server throws away after a day.
            app().api.delete_file(view.attachment.attachment_id).then(|_| {});
        }
        ui::focus_id(self.id());
        self.begin();
    }

    /// The tokens of all; nothing while some are not there.
    pub(crate) fn tokens(self) -> Option<Vec<String>> {
        let tokens = self.items.with_untracked(|items| {
            items.iter().map(|upload| upload.stored().map(|view| view.token)).collect::<Option<Vec<_>>>()
        });
        self.error.set(tokens.is_none().then(|| t().files.still_sending.to_owned()));
        tokens
    }

    /// They went along.
    pub(crate) fn sent(self, tokens: &[String]) {
        if !self.items.is_gone() {
            self.items.update(|items| {
                items.retain(|upload| upload.stored().is_none_or(|view| !tokens.contains(&view.token)));
            });
        }
    }

    /// Some of them are not there any more.
    pub(crate) fn lost(self) {
        self.error.set(Some(t().files.gone.to_owned()));
        self.items.update(|items| items.retain(|upload| upload.stored().is_none()));
        self.reload(|| {});
    }

    pub(crate) fn forget(self) {
        self.items.set(Vec::new());
        self.error.set(None);
    }
}

/// What is wrong with a file before anything of it is sent. The server looks again, and closer.
fn wrong(rules: &UploadRulesView, name: &str, size: u64) -> Option<String> {
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    if size == 0 {
        return Some(t().files.empty.to_owned());
    }
    if size > rules.max_bytes {
        return Some((t().files.too_large)(&format::size(rules.max_bytes)));
    }
    (name.contains('.') && !rules.extensions.contains(&ending)).then(|| t().files.wrong_type.to_owned())
}

pub(crate) fn is_looked_at(file: &FileView) -> bool {
    file.state == FileState::Scanning && !file.available
}
