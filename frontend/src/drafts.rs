//! Texts that are being written, until they are sent: they survive a reload, a lost session, a network that fails and a tab
//! that is closed. Each belongs to a person; when that person signs out, this browser forgets them and the server does not.

mod draft;
mod record;

pub(crate) use draft::{Choice, Draft, Kept};
pub(crate) use record::Attempt;

use crate::api::Api;
use crate::browser::{self, tab_storage};
use domain::draft::DraftKind;
use domain::id::{TicketNumber, UserId};
use dto::draft::TicketDraft;
use std::cell::{Cell, RefCell};
use ui::{document, listen, window};
use wasm_bindgen::JsCast;
use web_sys::{Storage, StorageEvent};

const PREFIX: &str = "lotse.draft";

/// Whose text, under which ticket, and what it is going to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) person: UserId,
    pub(crate) ticket: TicketNumber,
    pub(crate) kind: DraftKind,
}

impl Place {
    fn key(self) -> String {
        let Self { person, ticket, kind } = self;
        format!("{PREFIX}.{person}.{}.{kind}", ticket.get())
    }

    fn read(key: &str) -> Option<Self> {
        let mut parts = key.strip_prefix(PREFIX)?.strip_prefix('.')?.split('.');
        let (person, ticket, kind) = (parts.next()?, parts.next()?, parts.next()?);
        let ticket = TicketNumber::new(ticket.parse().ok()?);
        Some(Self { person: person.parse().ok()?, ticket, kind: kind.parse().ok()? })
    }
}

/// Drafts of replies and notes, which the server keeps too. Lives as long as the app.
pub(crate) struct Drafts {
    api: Api,
    open: RefCell<Vec<&'static Draft>>,
    /// Counts changes: an answer to a question that was asked before one knows nothing of it.
    changes: Cell<u32>,
}

impl Drafts {
    pub(crate) fn new(api: Api) -> Self {
        Self { api, open: RefCell::default(), changes: Cell::new(0) }
    }

    /// Follows other tabs, the network, and the end of the page.
    pub(crate) fn start(&'static self) {
        listen(&window(), "storage", move |event| {
            let event: &StorageEvent = event.unchecked_ref();
            let place = event.key().and_then(|key| Place::read(&key));
            if let Some(draft) = place.and_then(|place| self.find(place)) {
                draft.heard(event.new_value().as_deref());
            }
        });
        listen(&window(), "online", move |_| self.save_all(false));
        listen(&window(), "pagehide", move |_| self.save_all(true));
        listen(&document(), "visibilitychange", move |_| {
            if document().hidden() {
                self.save_all(true);
            }
        });
    }

    fn find(&self, place: Place) -> Option<&'static Draft> {
        self.open.borrow().iter().find(|draft| draft.place == place).copied()
    }

    /// The draft of a place. It costs little and stays: a person opens hundreds of tickets a day, not more.
    pub(crate) fn at(&'static self, place: Place) -> &'static Draft {
        self.find(place).unwrap_or_else(|| {
            let draft: &'static Draft = Box::leak(Box::new(Draft::new(self, place)));
            self.open.borrow_mut().push(draft);
            draft
        })
    }

    fn changed(&self) {
        self.changes.set(self.changes.get().wrapping_add(1));
    }

    /// How often something was changed; to be asked before what [`Self::found`] is told is asked for.
    pub(crate) fn changes(&self) -> u32 {
        self.changes.get()
    }

    /// What the server has of a ticket. It counts where nothing was changed since it was asked for.
    pub(crate) fn found(&'static self, places: &[Place], drafts: Vec<TicketDraft>, changes: u32) {
        if self.changes.get() != changes {
            return;
        }
        let mut drafts = drafts;
        for &place in places {
            let index = drafts.iter().position(|found| found.kind == place.kind);
            self.at(place).found(index.map(|index| drafts.swap_remove(index).draft));
        }
    }

    /// Whether something is written that the server does not have.
    pub(crate) fn is_unsaved(&self, person: UserId) -> bool {
        let open = self.open.borrow().iter().any(|draft| draft.place.person == person && draft.is_unsaved());
        open || names(local(), &format!("{PREFIX}.{person}.")).iter().any(|name| match Place::read(name) {
            Some(place) => self.find(place).is_none() && is_kept_unsaved(name),
            None => false,
        })
    }

    /// Sends everything of a person to the server, also what is not open in this tab.
    pub(crate) fn save_of(&'static self, person: UserId) {
        for name in names(local(), &format!("{PREFIX}.{person}.")) {
            if let Some(place) = Place::read(&name).filter(|_| is_kept_unsaved(&name)) {
                self.at(place);
            }
        }
        self.save_all(false);
    }

    fn save_all(&'static self, last: bool) {
        let open = self.open.borrow().clone();
        for draft in open {
            draft.changed();
            draft.save(last);
        }
    }

    /// Lets go of everything on the screen; what this browser keeps stays.
    pub(crate) fn forget(&self) {
        for draft in self.open.take() {
            draft.end();
        }
    }
}

fn is_kept_unsaved(name: &str) -> bool {
    browser::stored(name).and_then(|kept| record::Record::read(&kept)).is_some_and(|record| record.unsaved)
}

/// Whose text for what, where this browser alone keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DraftKey(String);

impl DraftKey {
    pub(crate) fn new(person: UserId, purpose: &str) -> Self {
        Self(format!("{PREFIX}.{person}.{purpose}"))
    }
}

/// A text that is kept by itself.
pub(crate) fn kept(key: &DraftKey) -> Option<String> {
    tab_storage()?.get_item(&key.0).ok().flatten()
}

/// Keeps a text, or none any more.
pub(crate) fn keep(key: &DraftKey, text: Option<&str>) {
    let Some(storage) = tab_storage() else { return };
    // Full or forbidden storage loses the draft's second copy, not the text on the screen.
    let _ = match text {
        Some(text) => storage.set_item(&key.0, text),
        None => storage.remove_item(&key.0),
    };
}

/// Removes every draft from this browser.
pub(crate) fn wipe() {
    for storage in [local(), tab_storage()] {
        for name in names(storage.clone(), PREFIX) {
            if let Some(storage) = &storage {
                let _ = storage.remove_item(&name);
            }
        }
    }
}

fn local() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What a storage has under names that begin so.
fn names(storage: Option<Storage>, prefix: &str) -> Vec<String> {
    let Some(storage) = storage else { return Vec::new() };
    let names = (0..storage.length().unwrap_or_default()).filter_map(|index| storage.key(index).ok().flatten());
    names.filter(|name| name.starts_with(prefix)).collect()
}
