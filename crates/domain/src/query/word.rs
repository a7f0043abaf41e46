//! A word that is looked for.

/// A word, or several in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As it was written, without quotes and without a star at its end.
    pub text: String,
    /// Whether its last letters need not be there.
    pub beginning: bool,
}

impl Word {
    /// The longest word, in characters. What is longer is no word, and PostgreSQL keeps none beyond 2,047 bytes.
    pub const MAX: usize = 200;

    /// Its parts, of letters and digits with the marks over them: `foo-bar` is found wherever `foo bar` is. Marks without a letter
    /// are none: databases drop them, and nothing would be left to look for.
    #[must_use]
    pub fn tokens(&self) -> Vec<&str> {
        self.text.split(|each: char| !is_part(each)).filter(|part| part.contains(char::is_alphanumeric)).collect()
    }

    /// The number of a ticket, where it looks like one: `#10421`, `10421`.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        let digits = self.text.strip_prefix('#').unwrap_or(&self.text);
        let plain = !digits.is_empty() && digits.len() <= 18 && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|_| plain)
    }
}

/// Whether a character belongs to a word. Marks do that are written over the letter before them.
pub(crate) fn is_part(each: char) -> bool {
    each.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&each)
}
