//! From a query to the one text that it is written as.

use super::{Condition, Query, Word};
use std::fmt::{Display, Formatter, Result, Write};

impl Display for Query {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        for (index, term) in self.terms.iter().enumerate() {
            if index > 0 {
                formatter.write_char(' ')?;
            }
            if term.excluded {
                formatter.write_char('-')?;
            }
            match &term.condition {
                Condition::Filter(field, values) => {
                    formatter.write_str(field.as_str())?;
                    for (place, value) in values.iter().enumerate() {
                        formatter.write_char(if place == 0 { ':' } else { ',' })?;
                        text(formatter, value, |each| matches!(each, ',' | '"') || each.is_whitespace())?;
                    }
                }
                Condition::Word(word) => {
                    let last = index + 1 == self.terms.len();
                    self::word(formatter, word, last && !term.excluded)?;
                }
            }
        }
        Ok(())
    }
}

/// A whole word that ends the query stands in quotes, or it would be read as the beginning of one.
fn word(formatter: &mut Formatter<'_>, word: &Word, open_ended: bool) -> Result {
    let Word { text: given, beginning } = word;
    if *beginning {
        formatter.write_str(given)?;
        return formatter.write_char('*');
    }
    let quotes = open_ended || given.starts_with('-');
    text(formatter, given, |each| quotes || matches!(each, '"' | '*' | ':') || each.is_whitespace())
}

fn text(formatter: &mut Formatter<'_>, given: &str, needs_quotes: impl Fn(char) -> bool) -> Result {
    if !given.chars().any(needs_quotes) {
        return formatter.write_str(given);
    }
    formatter.write_char('"')?;
    for each in given.chars() {
        if matches!(each, '"' | '\\') {
            formatter.write_char('\\')?;
        }
        formatter.write_char(each)?;
    }
    formatter.write_char('"')
}
