//! Text that people type, behind types with private fields and one way in.
//!
//! Every type says its longest length in Unicode scalar values (not bytes), trims what is at the ends, and refuses
//! control characters: they have no use in a ticket, break headers and logs (OWASP ASVS 5.0 v5.0.0-1.2.1), and NUL
//! cannot be stored by PostgreSQL at all.

use std::fmt;

/// Why a text was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing visible is in it.
    #[error("must not be empty")]
    Empty,
    /// More characters than the type holds.
    #[error("must have at most {max} characters, has {actual}")]
    TooLong {
        /// The limit in Unicode scalar values.
        max: usize,
        /// What was given.
        actual: usize,
    },
    /// A control character, or a character that reorders the text around it.
    #[error("contains a character that is not allowed (U+{code:04X})")]
    ForbiddenCharacter {
        /// The first offending code point.
        code: u32,
    },
}

/// One line or many.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    One,
    Many,
}

fn parse(text: &str, max: usize, lines: Lines) -> Result<String, TextError> {
    let text = match lines {
        Lines::One => text.trim().to_owned(),
        Lines::Many => text.replace("\r\n", "\n").trim_end().trim_start_matches(['\n', '\u{feff}']).to_owned(),
    };
    if let Some(forbidden) = text.chars().find(|&character| is_forbidden(character, lines)) {
        return Err(TextError::ForbiddenCharacter { code: forbidden.into() });
    }
    if !text.chars().any(is_visible) {
        return Err(TextError::Empty);
    }
    let actual = text.chars().count();
    if actual > max {
        return Err(TextError::TooLong { max, actual });
    }
    Ok(text)
}

fn is_forbidden(character: char, lines: Lines) -> bool {
    match character {
        '\n' | '\t' => lines == Lines::One,
        // Line and paragraph separators break headers and CSV; in a body they would be a line break we cannot see.
        '\u{2028}' | '\u{2029}' => true,
        // Overrides and isolates let a short text pretend to be another one ("Trojan Source", CVE-2021-42574). Bodies
        // keep them: right-to-left quotations need them, and a body is always shown in a block of its own.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => lines == Lines::One,
        other => other.is_control(),
    }
}

/// Something that leaves ink: not white space, not one of the invisible format characters people paste by accident.
fn is_visible(character: char) -> bool {
    !character.is_whitespace()
        && !character.is_control()
        && !matches!(
            character,
            '\u{ad}' | '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{fffe}' | '\u{e0000}'..='\u{e007f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

/// What stands where words were taken away.
const GONE: &str = "—";

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident, $max:literal, $lines:ident);+ $(;)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// The longest it may be, in Unicode scalar values.
            pub const MAX: usize = $max;

            /// Trims and checks a text.
            ///
            /// # Errors
            /// When it is empty, too long or has a forbidden character.
            pub fn parse(text: &str) -> Result<Self, TextError> {
                parse(text, Self::MAX, Lines::$lines).map(Self)
            }

            /// What stands where the words were taken away.
            #[must_use]
            pub fn gone() -> Self {
                Self(GONE.to_owned())
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text, given away.
            #[must_use]
            pub fn into_string(self) -> String {
                self.0
            }
        }

        // What people write stays out of logs (SECURITY.md), so a type that ends in one shows its length only.
        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($name), "({} bytes)"), self.0.len())
            }
        }
    )+};
}

texts! {
    /// A ticket's subject: one line.
    Subject, 200, One;
    /// What a ticket is about, as Markdown source.
    Description, 20_000, Many;
    /// A reply or note, as Markdown source.
    CommentBody, 20_000, Many;
    /// How a ticket was solved, as Markdown source; the requester reads it.
    ResolutionText, 20_000, Many;
    /// Why somebody reopens a ticket.
    Reason, 2_000, Many;
    /// A person's name: one line.
    DisplayName, 100, One;
    /// The name of a team, a queue or a canned reply: one line.
    Name, 80, One;
    /// The name of a view that is kept: one line.
    ViewName, 60, One;
}

impl DisplayName {
    /// What it is looked for by, in any case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl Name {
    /// By which two names are the same: people do not tell them apart by case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl ViewName {
    /// By which two names are the same, as with [`Name::key`].
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl Reason {
    /// A requester's comment on a resolved ticket is the reason of its reopening; a long one is cut at a character.
    #[must_use]
    pub fn from_comment(body: &CommentBody) -> Self {
        if body.0.chars().count() <= Self::MAX {
            return Self(body.0.clone());
        }
        let mut text: String = body.0.chars().take(Self::MAX - 1).collect();
        text.push('…');
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_are_counted_in_characters() {
        assert!(Subject::parse(&"ä".repeat(200)).is_ok());
        assert_eq!(Subject::parse(&"ä".repeat(201)), Err(TextError::TooLong { max: 200, actual: 201 }));
        assert!(CommentBody::parse(&"🧭".repeat(20_000)).is_ok());
    }

    #[test]
    fn what_nobody_can_see_is_empty() {
        for text in ["", "   ", "\u{3164}\u{115f}", "\u{2800}", "\u{e0041}", "\u{200b}", "\u{feff}\u{2060}", "\u{ad}"] {
            assert_eq!(Subject::parse(text), Err(TextError::Empty), "{text:?}");
            assert_eq!(CommentBody::parse(text), Err(TextError::Empty), "{text:?}");
        }
    }

    #[test]
    fn control_characters_are_refused() {
        for text in ["a\0b", "a\u{1b}b", "a\rb", "a\u{2028}b", "a\u{85}b", "a\u{7f}b"] {
            assert!(matches!(CommentBody::parse(text), Err(TextError::ForbiddenCharacter { .. })), "{text:?}");
        }
        for text in ["a\nb", "a\tb", "exe.\u{202e}fdp", "Bcc:\r\nx"] {
            assert!(matches!(Subject::parse(text), Err(TextError::ForbiddenCharacter { .. })), "{text:?}");
        }
    }

    #[test]
    fn what_stands_for_words_that_are_gone_is_a_text_itself() {
        assert_eq!(Subject::parse(Subject::gone().as_str()), Ok(Subject::gone()));
        assert_eq!(CommentBody::parse(CommentBody::gone().as_str()), Ok(CommentBody::gone()));
    }

    #[test]
    fn bodies_keep_their_lines_and_indentation() {
        let body = CommentBody::parse("\r\n    code\r\n\ttab\r\n\r\n").expect("a body");
        assert_eq!(body.as_str(), "    code\n\ttab");
    }

    #[test]
    fn debug_shows_no_content() {
        assert_eq!(format!("{:?}", Subject::parse("geheim").expect("a subject")), "Subject(6 bytes)");
    }

    #[test]
    fn a_long_comment_is_cut_into_a_reason() {
        let reason = Reason::from_comment(&CommentBody::parse(&"ß".repeat(5_000)).expect("a body"));
        assert_eq!(reason.as_str().chars().count(), Reason::MAX);
    }

    proptest! {
        #[test]
        fn parsing_what_was_parsed_changes_nothing(text in "\\PC{0,300}") {
            if let Ok(subject) = Subject::parse(&text) {
                prop_assert_eq!(Subject::parse(subject.as_str()), Ok(subject));
            }
            if let Ok(body) = CommentBody::parse(&text) {
                prop_assert_eq!(CommentBody::parse(body.as_str()), Ok(body));
            }
        }
    }
}
