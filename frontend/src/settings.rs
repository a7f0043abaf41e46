//! What a person set for this browser: theme and keyboard shortcuts. The language is in `crate::i18n`.

use crate::browser::{self, key};
use ui::{Signal, document};

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    const fn word(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// Lives as long as the app.
pub(crate) struct Settings {
    theme: Signal<Theme>,
    /// Whether single keys do something (WCAG 2.1.4 wants them to be switchable).
    pub(crate) shortcuts: Signal<bool>,
}

impl Settings {
    pub(crate) fn load() -> Self {
        let stored = browser::stored(key::THEME);
        let theme = Theme::ALL.into_iter().find(|theme| theme.word() == stored.as_deref()).unwrap_or(Theme::System);
        let shortcuts = browser::stored(key::SHORTCUTS).as_deref() != Some("off");
        Self { theme: Signal::new(theme), shortcuts: Signal::new(shortcuts) }
    }

    pub(crate) fn theme(&self) -> Theme {
        self.theme.get()
    }

    /// `theme.js` reads the same key before the first paint.
    pub(crate) fn set_theme(&self, theme: Theme) {
        self.theme.set(theme);
        browser::store(key::THEME, theme.word());
        if let Some(root) = document().document_element() {
            let _ = match theme.word() {
                Some(word) => root.set_attribute("data-theme", word),
                None => root.remove_attribute("data-theme"),
            };
        }
    }

    pub(crate) fn set_shortcuts(&self, on: bool) {
        self.shortcuts.set(on);
        browser::store(key::SHORTCUTS, (!on).then_some("off"));
    }
}
