//! The keys that do what a control does. A control names the usual key; people can have chosen another, or none at all.

use crate::element::{El, el};
use crate::signal::Signal;

/// The usual name of a key and what stands for it now; nothing where it does nothing.
pub type OwnKey = (String, Option<String>);

thread_local! {
    static OWN: Signal<Vec<OwnKey>> = Signal::lasting(Vec::new());
}

/// Says which keys are others than usual. What is labelled with one follows.
pub fn set_keys(own: Vec<OwnKey>) {
    OWN.with(|keys| keys.set(own));
}

/// What a key is now.
#[must_use]
pub fn key_now(usual: &str) -> Option<String> {
    OWN.with(|keys| {
        keys.with(|keys| match keys.iter().find(|(name, _)| name == usual) {
            Some((_, own)) => own.clone(),
            None => Some(usual.to_owned()),
        })
    })
}

/// A key as it is shown to those who see; others are told by the control.
pub fn kbd(usual: &'static str) -> El {
    el("kbd")
        .attr("aria-hidden", "true")
        .flag("hidden", move || key_now(usual).is_none())
        .child(move || key_now(usual).unwrap_or_default())
}

/// The control that a key stands for.
impl El {
    /// The key that does the same, shown at the end. The app's keyboard finds the control by its usual name.
    pub fn key(self, usual: &'static str) -> Self {
        self.keyed(usual).child(kbd(usual))
    }

    /// As [`Self::key`], where there is no room to show it.
    pub fn keyed(self, usual: &'static str) -> Self {
        self.attr("data-key", usual).attr("aria-keyshortcuts", move || key_now(usual).map(spoken))
    }
}

/// As ARIA writes keys.
fn spoken(key: String) -> String {
    match key.strip_prefix("Ctrl ") {
        Some("↵") => "Control+Enter".to_owned(),
        Some(other) => format!("Control+{other}"),
        None if key == "Esc" => "Escape".to_owned(),
        None => key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_usual_one_until_somebody_chooses() {
        assert_eq!(key_now("r"), Some("r".to_owned()));
        set_keys(vec![("r".to_owned(), Some("ö".to_owned())), ("i".to_owned(), None)]);
        assert_eq!((key_now("r"), key_now("i"), key_now("m")), (Some("ö".to_owned()), None, Some("m".to_owned())));
    }

    #[test]
    fn keys_are_spoken_as_aria_writes_them() {
        for (key, expected) in
            [("r", "r"), ("Ctrl ↵", "Control+Enter"), ("Ctrl K", "Control+K"), ("Esc", "Escape"), ("ö", "ö")]
        {
            assert_eq!(spoken(key.to_owned()), expected);
        }
    }
}
