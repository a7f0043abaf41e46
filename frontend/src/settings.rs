//! What a person set for this browser: the theme, and what follows sending. The language is in `crate::i18n`; keys follow the person, not the browser.

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
    /// Whether sending leads to the next ticket.
    pub(crate) send_next: Signal<bool>,
}

impl Settings {
    pub(crate) fn load() -> Self {
        let stored = browser::stored(key::THEME);
        let theme = Theme::ALL.into_iter().find(|theme| theme.word() == stored.as_deref()).unwrap_or(Theme::System);
        let send_next = browser::stored(key::SEND_NEXT).is_some();
        Self { theme: Signal::new(theme), send_next: Signal::new(send_next) }
    }

    pub(crate) fn theme(&self) -> Theme {
        self.theme.get()
    }

    pub(crate) fn set_send_next(&self, next: bool) {
        self.send_next.set(next);
        browser::store(key::SEND_NEXT, next.then_some("1"));
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
}
