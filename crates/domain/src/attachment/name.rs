//! What a file is called. A name is shown to people and written into headers, and never becomes part of a path: objects
//! lie under random keys. It is cleaned first and looked at afterwards; the other way round, a character that is taken
//! out later hides what comes after it from the look (CVE-2026-28289).

use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// A name that any system can store, of one line, without characters that cannot be seen.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct FileName(String);

/// What stands for a name of which nothing is left.
const NAMELESS: &str = "file";

/// Devices of Windows, which open instead of a file of that name, whatever its extension.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

impl FileName {
    /// The longest name, in bytes of UTF-8. File systems hold 255; what saves a file twice adds to its name.
    pub const MAX_BYTES: usize = 200;

    /// Cleans whatever a program calls a file. Every text has a name in it, if need be `file`.
    #[must_use]
    pub fn clean(text: &str) -> Self {
        let composed: String = text.chars().filter(|&character| is_kept(character)).nfc().collect();
        let last = composed.rsplit(['/', '\\']).next().unwrap_or_default();
        let plain: String =
            last.chars().map(|character| if is_reserved(character) { '_' } else { character }).collect();
        // Windows drops dots and spaces at the end, Unix hides what begins with a dot.
        let plain = plain.trim().trim_end_matches(['.', ' ']).trim_start_matches(['.', ' ']);
        let short = shortened(plain);
        if short.is_empty() {
            return Self(NAMELESS.to_owned());
        }
        Self(if is_device(&short) { shortened(&format!("_{short}")) } else { short })
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after the last dot, in lower case.
    #[must_use]
    pub fn extension(&self) -> Option<String> {
        split(&self.0).1.map(str::to_lowercase)
    }
}

// A name is what somebody wrote, and stays out of logs.
impl fmt::Debug for FileName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FileName({} bytes)", self.0.len())
    }
}

/// Takes out what has no ink: control characters (Cc), format characters (Cf) and line separators. Among the format
/// characters are the marks that turn `exe.fdp` round and those of no width.
const fn is_kept(character: char) -> bool {
    !matches!(character,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
        | '\u{890}' | '\u{891}' | '\u{8e2}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}'
        | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0001}' | '\u{e0020}'..='\u{e007f}')
}

/// What a file cannot be called on Windows.
const fn is_reserved(character: char) -> bool {
    matches!(character, '<' | '>' | ':' | '"' | '|' | '?' | '*')
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = ["com", "lpt"].iter().any(|port| {
        stem.strip_prefix(port).is_some_and(|rest| {
            matches!(rest, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
        })
    });
    DEVICES.contains(&stem.as_str()) || numbered
}

fn split(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && !extension.is_empty() => (stem, Some(extension)),
        _ => (name, None),
    }
}

/// Cuts the stem and keeps the extension, which says what the file is.
fn shortened(name: &str) -> String {
    const MOST: usize = FileName::MAX_BYTES;
    if name.len() <= MOST {
        return name.to_owned();
    }
    match split(name) {
        (stem, Some(extension)) if extension.len() <= 20 => {
            format!("{}.{extension}", cut(stem, MOST - 1 - extension.len()))
        }
        _ => cut(name, MOST).to_owned(),
    }
}

/// The longest beginning that ends with a whole character, and not with a space or dot.
fn cut(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|&end| text.is_char_boundary(end)).unwrap_or_default();
    text[..end].trim_end_matches(['.', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_cleaned() {
        let long = format!("{}.pdf", "ä".repeat(150));
        for (given, clean) in [
            ("report.pdf", "report.pdf"),
            ("../../etc/passwd", "passwd"),
            ("..\\..\\windows\\system32\\cmd.txt", "cmd.txt"),
            ("C:\\Users\\a\\scan.png", "scan.png"),
            ("\u{200b}.htaccess", "htaccess"),
            ("exe.\u{202e}fdp.txt", "exe.fdp.txt"),
            ("a.png\0.html", "a.png.html"),
            ("a\r\nSet-Cookie: x=y.txt", "aSet-Cookie_ x=y.txt"),
            ("CON.txt", "_CON.txt"),
            ("aux", "_aux"),
            ("com1.log", "_com1.log"),
            ("command.log", "command.log"),
            ("a<b>|c?.txt", "a_b__c_.txt"),
            ("  spaced . ", "spaced"),
            ("A\u{30a}ngstro\u{308}m.txt", "Ångström.txt"),
            ("", "file"),
            ("...", "file"),
            ("\u{200b}\u{feff}", "file"),
            ("/", "file"),
            (&long, &format!("{}.pdf", "ä".repeat(98))),
        ] {
            assert_eq!(FileName::clean(given).as_str(), clean, "{given:?}");
        }
    }

    #[test]
    fn the_extension_is_what_stands_last() {
        assert_eq!(FileName::clean("a.tar.GZ").extension().as_deref(), Some("gz"));
        assert_eq!(FileName::clean("Makefile").extension(), None);
        assert_eq!(FileName::clean(".png").extension(), None);
    }

    proptest! {
        #[test]
        fn a_clean_name_is_safe_and_stays_as_it_is(text in "\\PC{0,300}|[./\\\\\u{0}-\u{20}\u{200b}-\u{202e}a-c:\u{e0001}]{0,300}") {
            let name = FileName::clean(&text);
            prop_assert!(!name.0.is_empty() && name.0.len() <= FileName::MAX_BYTES);
            prop_assert!(name.0.chars().all(|character| is_kept(character) && !is_reserved(character)));
            prop_assert!(!name.0.contains(['/', '\\']) && !name.0.starts_with('.') && !is_device(&name.0));
            prop_assert_eq!(FileName::clean(&name.0), name);
        }
    }
}
