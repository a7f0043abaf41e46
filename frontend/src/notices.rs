//! Short messages to the person: shown as toasts and read out. Never the only place where something is said.

use crate::browser;
use std::cell::Cell;
use ui::{Signal, Toast, ToastTone};

/// How long a message stays. WCAG's guidance and the design ask for at least 8 s.
const SHOWN_MS: i32 = 9_000;

/// Lives as long as the app.
pub(crate) struct Notices {
    pub(crate) items: Signal<Vec<Toast>>,
    /// Read out without being shown.
    pub(crate) whisper: Signal<String>,
    last: Cell<u32>,
}

impl Notices {
    pub(crate) fn new() -> Self {
        Self { items: Signal::new(Vec::new()), whisper: Signal::new(String::new()), last: Cell::new(0) }
    }

    /// Something went as asked.
    pub(crate) fn good(&self, text: impl Into<String>) {
        self.push(ToastTone::Good, text.into());
    }

    /// Something did not.
    pub(crate) fn bad(&self, text: impl Into<String>) {
        self.push(ToastTone::Bad, text.into());
    }

    /// Says it to those who listen only.
    pub(crate) fn whisper(&self, text: impl Into<String>) {
        self.whisper.set(text.into());
    }

    fn push(&self, tone: ToastTone, text: String) {
        let id = self.last.get() + 1;
        self.last.set(id);
        self.items.update(|items| {
            // The same message twice says no more than once.
            items.retain(|toast| toast.text != text);
            items.push(Toast { id, tone, text });
        });
        let items = self.items;
        browser::after(SHOWN_MS, move || items.update(|items| items.retain(|toast| toast.id != id)));
    }
}
