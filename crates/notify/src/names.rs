//! Names of people in mails. Who chooses a name chooses words in somebody else's mail, so a name must not become a link
//! there (CVE-2023-50456: a link in a name of the requester, mailed to strangers).

/// A name in a form that no mail program makes a link of. `plain("http://evil.example")` reads `http evil example`.
#[must_use]
pub fn plain(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut characters = name.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            // A dot inside a word makes it a host name to many programs; "J. R. Smith" keeps its dots.
            '.' if characters.peek().is_some_and(|next| next.is_alphanumeric()) => text.push(' '),
            '/' | '\\' | ':' | '@' | '<' | '>' | '[' | ']' | '(' | ')' => text.push(' '),
            // Marks and overrides of direction (Unicode UAX 9) turn around what a reader sees.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => text.push(' '),
            other if other.is_control() => text.push(' '),
            other => text.push(other),
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_looks_like_an_address_is_taken_apart() {
        assert_eq!(plain("http://evil.example/x"), "http evil example x");
        assert_eq!(plain("www.evil.example"), "www evil example");
        assert_eq!(plain("a@b.example"), "a b example");
        assert_eq!(plain("[Click](javascript:x)"), "Click javascript x");
        assert_eq!(plain("a\r\nBcc: b"), "a Bcc b");
        assert_eq!(plain("\u{202e}evE\0"), "evE");
    }

    #[test]
    fn ordinary_names_stay() {
        for name in ["J. R. Smith", "Dr. Ana-María O'Neil", "Łukasz Ş.", "王 小明"] {
            assert_eq!(plain(name), name);
        }
    }
}
