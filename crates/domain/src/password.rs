//! What a new password has to be (NIST SP 800-63B 5.1.1.2, OWASP ASVS v5.0.0-6.2): long, not a common one, and not made
//! of what others know of the person. No rules on kinds of characters. The same in the app, while somebody types, and
//! on the server, which also looks it up in a list of passwords that leaked.

/// The fewest characters. ASVS asks for 8 at least.
pub const MIN_CHARS: usize = 12;
/// The most bytes; hashing more would be work for nothing.
pub const MAX_BYTES: usize = 1_024;

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too few characters.
    #[error("must have at least {MIN_CHARS} characters")]
    TooShort,
    /// Too many bytes.
    #[error("must have at most {MAX_BYTES} bytes")]
    TooLong,
    /// Among the first that anybody tries.
    #[error("is among the first that anybody would try")]
    TooCommon,
    /// Little more than the person's own name or address.
    #[error("is made of your own name or address")]
    Personal,
}

/// Words that common passwords are built on. What is left of a password without its digits and signs is compared.
const COMMON: [&str; 28] = [
    "password",
    "passwort",
    "kennwort",
    "passw",
    "pass",
    "welcome",
    "willkommen",
    "hallo",
    "hello",
    "admin",
    "administrator",
    "letmein",
    "iloveyou",
    "ichliebedich",
    "sunshine",
    "princess",
    "schatz",
    "football",
    "fussball",
    "baseball",
    "monkey",
    "dragon",
    "master",
    "login",
    "qwerty",
    "qwertz",
    "changeme",
    "lotse",
];
/// Rows that fingers run along.
const RUNS: [&str; 6] = [
    "012345678901234567890123456789",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6zhn",
    "1q2w3e4r5t6z7u8i9o0p",
];
/// A part of a name or address that is shorter is found in many good passwords.
const SHORTEST_PERSONAL: usize = 4;

/// Checks a new password. `personal` is what others know of its owner: name and address.
///
/// # Errors
/// Says the first thing that is wrong with it.
pub fn check(password: &str, personal: &[&str]) -> Result<(), PasswordError> {
    if password.len() > MAX_BYTES {
        return Err(PasswordError::TooLong);
    }
    let characters: Vec<char> = password.to_lowercase().chars().collect();
    if characters.len() < MIN_CHARS {
        return Err(PasswordError::TooShort);
    }
    let text: String = characters.iter().collect();
    if is_common(&text) || repeats(&characters) {
        return Err(PasswordError::TooCommon);
    }
    if is_personal(&text, personal) {
        return Err(PasswordError::Personal);
    }
    Ok(())
}

fn is_common(text: &str) -> bool {
    let letters: String = text.chars().filter(|character| character.is_alphabetic()).collect();
    let reversed: String = text.chars().rev().collect();
    let runs = RUNS.iter().any(|run| find(run, text).is_some() || find(run, &reversed).is_some());
    let half = letters.get(..letters.len() / 2).unwrap_or_default();
    let doubled = letters.get(letters.len() / 2..) == Some(half);
    runs || COMMON.iter().any(|word| *word == letters || (doubled && *word == half))
}

/// Where one text stands in another. By bytes: the standard library's search costs the app kilobytes (docs/style.md, Size).
fn find(text: &str, part: &str) -> Option<usize> {
    text.as_bytes().windows(part.len().max(1)).position(|window| window == part.as_bytes())
}

/// Whether it is a short piece over and over, or has hardly any different characters.
fn repeats(characters: &[char]) -> bool {
    // Few enough to look through; sorting costs the app kilobytes.
    let first = |(at, character): &(usize, &char)| !characters[..*at].contains(character);
    let different = characters.iter().enumerate().filter(first).take(5).count();
    let over_and_over = |length: usize| (length..characters.len()).all(|at| characters[at] == characters[at - length]);
    different < 5 || (1..=characters.len() / 3).any(over_and_over)
}

/// Whether less than the shortest password is left once the person's own words are taken out.
fn is_personal(text: &str, personal: &[&str]) -> bool {
    let mut rest = text.to_owned();
    for part in personal.iter().flat_map(|words| words.split(|character: char| !character.is_alphanumeric())) {
        if part.chars().count() >= SHORTEST_PERSONAL {
            let part = part.to_lowercase();
            while let Some(at) = find(&rest, &part) {
                rest.replace_range(at..at + part.len(), "");
            }
        }
    }
    rest != text && rest.chars().filter(|character| character.is_alphanumeric()).count() < MIN_CHARS / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_unlike_passwords_are_taken_whatever_their_characters() {
        for password in [
            "lotse-demo-password",
            "correct horse battery",
            "мой длинный пароль",
            "ihre oma mag kuchen",
            "🦀🦊🐙🐬🦉🐝🦋🐢🐍🦎🐧🐼",
        ] {
            assert_eq!(check(password, &["Anna Berg", "anna.berg@example.org"]), Ok(()), "{password}");
        }
    }

    #[test]
    fn what_anybody_would_try_is_refused() {
        use PasswordError as E;
        for (password, error) in [
            ("short", E::TooShort),
            ("elevenchars", E::TooShort),
            ("Password1234!", E::TooCommon),
            ("PasswortPasswort", E::TooCommon),
            ("aaaaaaaaaaaaaaaa", E::TooCommon),
            ("abcabcabcabcabc", E::TooCommon),
            ("abcdefghijklmnop", E::TooCommon),
            ("0987654321098", E::TooCommon),
            ("qwertzuiopas", E::TooCommon),
            ("Willkommen2026!", E::TooCommon),
            ("annaberg1985!", E::Personal),
            ("Example.org-99", E::Personal),
        ] {
            assert_eq!(check(password, &["Annaberg Meier", "x@example.org"]), Err(error), "{password}");
        }
        assert_eq!(check(&"äb1cd".repeat(300), &[]), Err(E::TooLong));
    }
}
