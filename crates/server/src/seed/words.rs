//! Texts in German and English whose words are as unevenly frequent as those of people (Zipf's law), with many rare ones.

use super::chance::Chance;
use domain::account::Locale;
use domain::text::{CommentBody, Description, ResolutionText, Subject, TextError};

const GERMAN: &str = include_str!("words.de.txt");
const ENGLISH: &str = include_str!("words.en.txt");

/// The words of a language, the frequent ones first.
pub(super) struct Language {
    words: Vec<String>,
    /// Up to which number each word is meant, of [`u32::MAX`].
    up_to: Vec<u32>,
}

/// Both languages.
pub(super) struct Languages {
    german: Language,
    english: Language,
}

/// So many of the words at the end of a list can stand in front of others. What they make together are the rare words.
const STEMS: usize = 100;
/// Mandelbrot's correction of Zipf's law: the most frequent words are less frequent than their rank says.
const SHIFT: f64 = 2.7;

impl Language {
    fn of(list: &str) -> Self {
        let mut words: Vec<String> = list.split_whitespace().map(str::to_owned).collect();
        let stems: Vec<String> = words.iter().skip(words.len().saturating_sub(STEMS)).cloned().collect();
        // By the sum of both places, so that what is made of frequent words is more frequent.
        for sum in 0..STEMS * 2 {
            for first in 0..=sum {
                let (Some(head), Some(tail)) = (stems.get(first), stems.get(sum - first)) else { continue };
                if head != tail {
                    words.push(format!("{head}{}", tail.to_lowercase()));
                }
            }
        }
        let weight = |rank: usize| 1.0 / (f64::from(u32::try_from(rank).unwrap_or(u32::MAX)) + SHIFT);
        let all: f64 = (0..words.len()).map(weight).sum();
        let mut sum = 0.0;
        let up_to = (0..words.len()).map(|rank| {
            sum += weight(rank);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 0 and 1 times the bound"
            )]
            let bound = (sum / all * f64::from(u32::MAX)) as u32;
            bound
        });
        let up_to = up_to.collect();
        Self { words, up_to }
    }

    fn word(&self, chance: &mut Chance) -> &str {
        let drawn = u32::try_from(chance.next() >> 32).unwrap_or_default();
        let place = self.up_to.partition_point(|&bound| bound < drawn).min(self.words.len() - 1);
        &self.words[place]
    }

    /// Adds so many words as sentences.
    fn write(&self, chance: &mut Chance, text: &mut String, words: u64) {
        let mut left = 0;
        for number in 0..words {
            let word = self.word(chance);
            if left == 0 {
                left = chance.between(5, 14);
                let mut letters = word.chars();
                text.extend(letters.next().into_iter().flat_map(char::to_uppercase));
                text.push_str(letters.as_str());
            } else {
                text.push_str(word);
            }
            left -= 1;
            text.push_str(match (left == 0, number + 1 == words) {
                (_, true) => ".",
                (true, false) if chance.in_thousand(150) => ".\n\n",
                (true, false) => ". ",
                (false, false) => " ",
            });
        }
    }
}

impl Languages {
    pub(super) fn new() -> Self {
        Self { german: Language::of(GERMAN), english: Language::of(ENGLISH) }
    }

    const fn of(&self, locale: Locale) -> &Language {
        match locale {
            Locale::De => &self.german,
            Locale::En => &self.english,
        }
    }

    fn text(&self, locale: Locale, chance: &mut Chance, words: u64) -> String {
        let mut text = String::with_capacity(usize::try_from(words).unwrap_or_default() * 10);
        self.of(locale).write(chance, &mut text, words);
        text
    }

    /// One line.
    pub(super) fn subject(&self, locale: Locale, chance: &mut Chance) -> Result<Subject, TextError> {
        let words = chance.between(3, 7);
        let language = self.of(locale);
        let words: Vec<_> = (0..words).map(|_| language.word(chance)).collect();
        Subject::parse(&words.join(" "))
    }

    /// What somebody asks for.
    pub(super) fn description(&self, locale: Locale, chance: &mut Chance) -> Result<Description, TextError> {
        let words = chance.between(12, 50);
        Description::parse(&self.text(locale, chance, words))
    }

    /// What somebody says.
    pub(super) fn comment(&self, locale: Locale, chance: &mut Chance) -> Result<CommentBody, TextError> {
        let most = if chance.in_thousand(100) { 60 } else { 22 };
        let words = chance.between(4, most);
        CommentBody::parse(&self.text(locale, chance, words))
    }

    /// How something was solved.
    pub(super) fn resolution(&self, locale: Locale, chance: &mut Chance) -> Result<ResolutionText, TextError> {
        let words = chance.between(5, 18);
        ResolutionText::parse(&self.text(locale, chance, words))
    }
}

#[cfg(test)]
mod tests {
    use super::super::chance::Of;
    use super::*;
    use std::collections::{HashMap, HashSet};

    #[test]
    fn few_words_are_frequent_and_many_are_rare() {
        let languages = Languages::new();
        for locale in [Locale::De, Locale::En] {
            let language = languages.of(locale);
            let different: HashSet<_> = language.words.iter().collect();
            assert!(different.len() > 9_000, "{}", different.len());
            assert_eq!(different.len(), language.words.len(), "no word stands twice in a list");
            let mut chance = Chance::of(Of::Ticket, 1);
            let mut counts = HashMap::new();
            for _ in 0..200_000 {
                *counts.entry(language.word(&mut chance)).or_insert(0) += 1;
            }
            let mut counts: Vec<i32> = counts.into_values().collect();
            counts.sort_unstable_by(|a, b| b.cmp(a));
            assert!(counts.len() > 7_000, "{}", counts.len());
            // By Zipf's law the tenth is about four times as frequent as the fortieth.
            let ratio = f64::from(counts[9]) / f64::from(counts[39]);
            assert!((2.5..5.0).contains(&ratio), "{ratio}");
        }
    }

    #[test]
    fn texts_are_within_their_limits() {
        let languages = Languages::new();
        for index in 0..2_000 {
            let mut chance = Chance::of(Of::Ticket, index);
            assert!(languages.subject(Locale::De, &mut chance).is_ok());
            assert!(languages.description(Locale::En, &mut chance).is_ok());
            assert!(languages.comment(Locale::De, &mut chance).is_ok());
            assert!(languages.resolution(Locale::En, &mut chance).is_ok());
        }
    }
}
