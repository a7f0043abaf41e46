//! Small marks: a pill with a word, a circle with initials.

use crate::element::{El, el, span};
use crate::icon::{Glyph, icon};
use crate::view::Show;

/// The colour of a pill. It never carries the meaning alone: the word does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Info,
    Warn,
    Calm,
    Good,
    Bad,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Info => "pill pill-info",
            Self::Warn => "pill pill-warn",
            Self::Calm => "pill pill-calm",
            Self::Good => "pill pill-good",
            Self::Bad => "pill pill-bad",
        }
    }
}

/// A word in a coloured pill.
pub fn pill(tone: Tone, glyph: Option<Glyph>, word: impl Show) -> El {
    span(tone.class()).child(glyph.map(|glyph| icon(glyph, 13))).child(word)
}

/// The initials of a name, in a colour that follows from it. The name itself stands beside it as text.
pub fn avatar(name: &str, large: bool) -> El {
    let size = if large { "avatar-large" } else { "" };
    el("span")
        .attr("class", format!("avatar avatar-{} {size}", shade(name)))
        .attr("aria-hidden", "true")
        .child(initials(name))
}
/// The letters that stand for a name.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words =
        name.split_whitespace().filter_map(|word| word.chars().find(|character| character.is_alphanumeric()));
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

fn shade(name: &str) -> u32 {
    name.chars().fold(7_u32, |sum, character| sum.wrapping_mul(31).wrapping_add(character.into())) % 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_the_first_and_the_last_word() {
        for (name, expected) in
            [("Mara Lindqvist", "ML"), ("anna von berg", "AB"), ("Éa", "É"), ("", ""), ("(x) y", "XY")]
        {
            assert_eq!(initials(name), expected, "{name:?}");
        }
    }
}
