//! What all pages say on which admins arrange something.

type Text = &'static str;

pub(crate) struct Configuration {
    pub(crate) change: Text,
    /// A button with what it changes.
    pub(crate) change_one: fn(&str) -> String,
    pub(crate) delete: Text,
    pub(crate) delete_one: fn(&str) -> String,
    /// Somebody else has changed it.
    pub(crate) changed: Text,
    pub(crate) load_anew: Text,
}

pub(super) const DE: Configuration = Configuration {
    change: "Ändern …",
    change_one: |name| format!("Ändern: {name}"),
    delete: "Löschen …",
    delete_one: |name| format!("Löschen: {name}"),
    changed: "Jemand anderes hat das inzwischen geändert. Nichts ist gespeichert.",
    load_anew: "Neuen Stand laden",
};

pub(super) const EN: Configuration = Configuration {
    change: "Change …",
    change_one: |name| format!("Change: {name}"),
    delete: "Delete …",
    delete_one: |name| format!("Delete: {name}"),
    changed: "Somebody else has changed this meanwhile. Nothing is saved.",
    load_anew: "Load what is there now",
};
