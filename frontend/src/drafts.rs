//! Text that is being written, kept in this tab until it is sent: it survives a reload, a lost session and a change of
//! page. Each draft belongs to a person; at sign-out all of them go.

use crate::browser::tab_storage;
use domain::id::UserId;
use ui::Signal;

const PREFIX: &str = "lotse.draft";

/// Whose draft for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DraftKey(String);

impl DraftKey {
    pub(crate) fn new(person: UserId, purpose: &str) -> Self {
        Self(format!("{PREFIX}.{person}.{purpose}"))
    }
}

/// A text that is stored whenever it changes. Emptying it removes the draft.
pub(crate) fn draft(key: DraftKey) -> Signal<String> {
    let stored = tab_storage().and_then(|storage| storage.get_item(&key.0).ok().flatten());
    let text = Signal::new(stored.unwrap_or_default());
    ui::follow(move || {
        let text = text.get();
        let Some(storage) = tab_storage() else { return };
        // Full or forbidden storage loses the draft's second copy, not the text on the screen.
        let _ = if text.is_empty() { storage.remove_item(&key.0) } else { storage.set_item(&key.0, &text) };
    });
    text
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

/// Removes every draft of this tab.
pub(crate) fn wipe() {
    let Some(storage) = tab_storage() else { return };
    let names = (0..storage.length().unwrap_or_default()).filter_map(|index| storage.key(index).ok().flatten());
    let names: Vec<String> = names.filter(|name| name.starts_with(PREFIX)).collect();
    for name in names {
        let _ = storage.remove_item(&name);
    }
}
