//! How a person likes the app to behave.

use crate::words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// What a single key does (UX.md, Keyboard). Keys with Ctrl are fixed, and so are Enter and Escape.
    Shortcut {
        /// Show the keys.
        Help => "help",
        /// Go to the search field.
        Search => "search",
        /// Go to the queue, after `g`.
        GoQueue => "go_queue",
        /// Write a new ticket.
        New => "new",
        /// To the next row.
        Next => "next",
        /// To the row before.
        Previous => "previous",
        /// Open the row.
        Open => "open",
        /// Select the row.
        Select => "select",
        /// Write a reply.
        Reply => "reply",
        /// Write an internal note.
        Note => "note",
        /// Choose an assignee.
        Assign => "assign",
        /// Make oneself the assignee.
        Take => "take",
        /// Choose a status.
        Status => "status",
        /// Resolve.
        Resolve => "resolve",
    }
}

impl Shortcut {
    /// The key that it has unless somebody chose another.
    #[must_use]
    pub const fn usual(self) -> char {
        match self {
            Self::Help => '?',
            Self::Search => '/',
            Self::GoQueue => 'q',
            Self::New => 'n',
            Self::Next => 'j',
            Self::Previous => 'k',
            Self::Open => 'o',
            Self::Select => 'x',
            Self::Reply => 'r',
            Self::Note => 'i',
            Self::Assign => 'a',
            Self::Take => 'm',
            Self::Status => 's',
            Self::Resolve => 'e',
        }
    }

    /// Whether it follows another key, so that the same key can do something else by itself.
    #[must_use]
    pub const fn is_second(self) -> bool {
        matches!(self, Self::GoQueue)
    }
}

/// The key before those that are pressed second.
pub const LEADER: char = 'g';

/// Choices that follow a person from browser to browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preferences {
    /// Whether single keys do something (WCAG 2.1.4).
    pub shortcuts_enabled: bool,
    /// Other keys than the usual ones.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, String>))]
    pub shortcuts: BTreeMap<Shortcut, char>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { shortcuts_enabled: true, shortcuts: BTreeMap::new() }
    }
}

impl Preferences {
    /// Reads a key: one visible character, in lower case.
    #[must_use]
    pub fn key(text: &str) -> Option<char> {
        let mut characters = text.chars().flat_map(char::to_lowercase);
        let key = characters.next().filter(|key| !key.is_whitespace() && !key.is_control())?;
        characters.next().is_none().then_some(key)
    }

    /// The key of a shortcut.
    #[must_use]
    pub fn key_of(&self, shortcut: Shortcut) -> char {
        self.shortcuts.get(&shortcut).copied().unwrap_or(shortcut.usual())
    }

    /// Chosen keys that would do something else too.
    pub fn conflicts(chosen: &BTreeMap<Shortcut, char>) -> impl Iterator<Item = (Shortcut, char)> {
        let with = Self { shortcuts_enabled: true, shortcuts: chosen.clone() };
        chosen.iter().map(|(&shortcut, &key)| (shortcut, key)).filter(move |&(shortcut, key)| {
            let taken = |other: &Shortcut| {
                *other != shortcut && other.is_second() == shortcut.is_second() && with.key_of(*other) == key
            };
            (key == LEADER && !shortcut.is_second()) || Shortcut::ALL.iter().any(taken)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_keys_do_not_conflict() {
        let usual = Shortcut::ALL.iter().map(|&shortcut| (shortcut, shortcut.usual())).collect();
        assert_eq!(Preferences::conflicts(&usual).count(), 0);
    }

    #[test]
    fn a_key_does_one_thing() {
        let conflicts = |chosen: &[(Shortcut, char)]| Preferences::conflicts(&chosen.iter().copied().collect()).count();
        assert_eq!(conflicts(&[(Shortcut::Take, 'r')]), 1, "r replies already");
        assert_eq!(conflicts(&[(Shortcut::Take, 'r'), (Shortcut::Reply, 'm')]), 0, "the two are exchanged");
        assert_eq!(conflicts(&[(Shortcut::Take, 'g')]), 1, "g begins other keys");
        assert_eq!(conflicts(&[(Shortcut::GoQueue, 'r')]), 0, "after g it is another key");
    }

    #[test]
    fn a_key_is_one_visible_character() {
        for (text, key) in [("R", Some('r')), ("ö", Some('ö')), ("", None), ("ab", None), (" ", None), ("\n", None)] {
            assert_eq!(Preferences::key(text), key, "{text:?}");
        }
    }
}
