//! The part of a text around the words that somebody looked for, and which letters of it they are. Plain text, never HTML.
//!
//! The database says which text has a hit; here is only shown where. PostgreSQL also finds other forms of a word ("printers" by
//! "printer"), so a word that is nowhere as it was written is looked for by how it begins.

use crate::query::Word;
use crate::words;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest that a snippet may be, in characters.
pub const MAX: usize = 160;
/// So many characters are shown before the first hit.
const BEFORE: usize = 40;
/// A word of this length or longer is looked for within words as well, in a subject.
pub const SHORTEST_PART: usize = 3;

words! {
    /// Which text of a ticket has a word.
    HitSource {
        /// Its subject.
        Subject => "subject",
        /// Its description.
        Description => "description",
        /// The words that staff put on it.
        Tags => "tags",
        /// A reply or a note.
        Comment => "comment",
    }
}

/// Letters of a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// These.
    pub text: String,
    /// Whether they are what was looked for.
    pub hit: bool,
}

/// How a text is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// By whole words and how words begin.
    Words,
    /// Also by parts of words, as subjects are.
    Parts,
}

/// Whether one of the words is in a text as it was written.
#[must_use]
pub fn occurs(text: &str, words: &[&Word], how: How) -> bool {
    let letters = Letters::of(text);
    words.iter().any(|word| !letters.hits(&tokens(word), word.beginning, how).is_empty())
}

/// The part of a text around the first of the words. Where none is found, how the text begins.
#[must_use]
pub fn around(text: &str, words: &[&Word], how: How) -> Vec<Part> {
    let letters = Letters::of(text);
    let mut hits = Vec::new();
    for word in words {
        let tokens = tokens(word);
        let found = letters.hits(&tokens, word.beginning, how);
        hits.extend(if found.is_empty() { letters.akin(&tokens) } else { found });
    }
    hits.sort_unstable();
    let window = letters.window(hits.first().map_or(0, |first| first.0));
    letters.cut(window, &hits)
}

/// A text by its characters, with its words as the index has them.
struct Letters {
    characters: Vec<char>,
    /// Where each word begins and ends, and how it is spelt without case and marks.
    words: Vec<(usize, usize, String)>,
}

impl Letters {
    fn of(text: &str) -> Self {
        // Line breaks are spaces in a snippet.
        let characters: Vec<char> = text.chars().map(|each| if each.is_whitespace() { ' ' } else { each }).collect();
        let mut words = Vec::new();
        let mut at = 0;
        while at < characters.len() {
            let length = characters.iter().skip(at).take_while(|each| crate::query::is_part(**each)).count();
            if length > 0 {
                let word: String = characters.iter().skip(at).take(length).collect();
                words.push((at, at + length, fold(&word)));
            }
            at += length.max(1);
        }
        Self { characters, words }
    }

    /// Where a word, or a row of words, is.
    fn hits(&self, tokens: &[String], beginning: bool, how: How) -> Vec<(usize, usize)> {
        let Some((last, before)) = tokens.split_last() else { return Vec::new() };
        let in_parts = how == How::Parts && before.is_empty() && last.chars().count() >= SHORTEST_PART;
        let ends = |word: &str| match word.strip_prefix(last.as_str()) {
            Some(rest) => beginning || rest.is_empty(),
            None => false,
        };
        let row = |words: &&[(usize, usize, String)]| {
            let mut words = words.iter();
            before.iter().all(|token| words.next().is_some_and(|(_, _, word)| word == token))
                && words.next().is_some_and(|(_, _, word)| ends(word) || (in_parts && word.contains(last.as_str())))
        };
        self.words.windows(tokens.len()).filter(row).filter_map(span).collect()
    }

    /// Words that begin as the only word looked for does, up to its ending.
    fn akin(&self, tokens: &[String]) -> Vec<(usize, usize)> {
        let [token] = tokens else { return Vec::new() };
        let length = token.chars().count();
        let stem: String = token.chars().take(length.saturating_sub(3).max(4).min(length)).collect();
        let akin = |(_, _, word): &&(usize, usize, String)| word.starts_with(&stem);
        self.words.iter().filter(akin).map(|(from, to, _)| (*from, *to)).collect()
    }

    /// From where to where a snippet goes that shows this place: whole words, as far as there are spaces.
    fn window(&self, place: usize) -> (usize, usize) {
        let all = self.characters.len();
        if all <= MAX {
            return (0, all);
        }
        // A character for each end that is left out.
        let room = MAX - 2;
        let from = place.saturating_sub(BEFORE).min(all.saturating_sub(room));
        let to = all.min(from + room);
        let is_space = |at: &usize| self.characters.get(*at) == Some(&' ');
        let first = if from == 0 { 0 } else { (from..place).find(is_space).map_or(from, |space| space + 1) };
        let last = if to == all { all } else { (place + 1..=to).rev().find(is_space).unwrap_or(to) };
        (first, last)
    }

    fn cut(&self, (from, to): (usize, usize), hits: &[(usize, usize)]) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let mut put = |text: String, hit: bool| match parts.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.hit == hit => last.text.push_str(&text),
            _ => parts.push(Part { text, hit }),
        };
        if from > 0 {
            put("…".to_owned(), false);
        }
        for (at, each) in self.characters.iter().enumerate().take(to).skip(from) {
            put(each.to_string(), hits.iter().any(|(first, last)| (*first..*last).contains(&at)));
        }
        if to < self.characters.len() {
            put("…".to_owned(), false);
        }
        parts
    }
}

fn span(words: &[(usize, usize, String)]) -> Option<(usize, usize)> {
    Some((words.first()?.0, words.last()?.1))
}

fn tokens(word: &Word) -> Vec<String> {
    word.tokens().into_iter().map(fold).collect()
}

/// A word without case and without marks over its letters, as both databases compare it.
#[must_use]
pub fn fold(word: &str) -> String {
    let plain = word.nfd().filter(|each| !is_combining_mark(*each)).flat_map(char::to_lowercase);
    let mut folded = String::with_capacity(word.len());
    for each in plain {
        match each {
            'ß' => folded.push_str("ss"),
            other => folded.push(other),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn word(text: &str) -> Word {
        match text.strip_suffix('*') {
            Some(text) => Word { text: text.to_owned(), beginning: true },
            None => Word { text: text.to_owned(), beginning: false },
        }
    }

    /// A snippet with its hits in brackets.
    fn shown(text: &str, words: &[&str], how: How) -> String {
        let words: Vec<_> = words.iter().map(|text| word(text)).collect();
        let parts = around(text, &words.iter().collect::<Vec<_>>(), how);
        parts.iter().map(|part| if part.hit { format!("[{}]", part.text) } else { part.text.clone() }).collect()
    }

    #[test]
    fn hits_are_marked_without_case_and_marks() {
        assert_eq!(shown("Der Drucker, DRÜCKER!", &["drucker"], How::Words), "Der [Drucker], [DRÜCKER]!");
        assert_eq!(shown("Straße 5", &["STRASSE"], How::Words), "[Straße] 5");
        assert_eq!(shown("u\u{308}ber", &["über"], How::Words), "[u\u{308}ber]");
    }

    #[test]
    fn beginnings_rows_and_parts() {
        assert_eq!(shown("vpn vpns xvpn", &["vpn"], How::Words), "[vpn] vpns xvpn");
        assert_eq!(shown("vpn vpns xvpn", &["vpn*"], How::Words), "[vpn] [vpns] xvpn");
        assert_eq!(shown("foo-bar, bar foo", &["foo bar"], How::Words), "[foo-bar], bar foo");
        assert_eq!(shown("Netzwerkdrucker", &["drucker"], How::Parts), "[Netzwerkdrucker]");
        assert_eq!(shown("Netzwerkdrucker ", &["drucker"], How::Words), "Netzwerkdrucker ");
        assert_eq!(shown("ab", &["b"], How::Parts), "ab", "too short for a part");
    }

    #[test]
    fn another_form_of_a_word_is_marked_where_the_word_itself_is_not_there() {
        assert_eq!(shown("two printers", &["printing"], How::Words), "two [printers]");
        assert_eq!(shown("a printing printer", &["printing"], How::Words), "a [printing] printer");
    }

    #[test]
    fn a_long_text_is_cut_at_words_around_the_first_hit() {
        let text = format!("{} needle {}", "before ".repeat(50), "after ".repeat(50));
        let snippet = shown(&text, &["needle"], How::Words);
        assert!(snippet.starts_with("…before ") && snippet.ends_with(" after…"), "{snippet}");
        assert!(snippet.contains(" [needle] "), "{snippet}");
    }

    proptest! {
        #[test]
        fn a_snippet_is_short_and_a_piece_of_the_text(text in "\\PC{0,400}", sought in "[a-zäß]{1,3}", beginning: bool) {
            let sought = Word { text: sought, beginning };
            let parts = around(&text, &[&sought], How::Parts);
            let shown: String = parts.iter().map(|part| part.text.as_str()).collect();
            prop_assert!(shown.chars().count() <= MAX);
            let spaced: String = text.chars().map(|each| if each.is_whitespace() { ' ' } else { each }).collect();
            let piece = shown.trim_start_matches('…').trim_end_matches('…');
            prop_assert!(spaced.contains(piece));
            prop_assert!(parts.windows(2).all(|two| matches!(two, [one, other] if one.hit != other.hit)));
        }
    }
}
