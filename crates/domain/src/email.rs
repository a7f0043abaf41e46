//! E-mail addresses as account names.

use std::fmt;

/// A normalised address: no white space around it, lower case, one `@`.
///
/// The rule is narrower than RFC 5321 on purpose: quoted local parts, comments and non-ASCII addresses are refused.
/// Homographs and Unicode twins of one address can therefore not exist (OWASP ASVS v5.0.0-2.2.1).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

/// The text is not an address that Lotse takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a valid e-mail address")]
pub struct EmailError;

impl Email {
    /// The longest address, from RFC 5321 4.5.3.1.3 less the angle brackets.
    pub const MAX: usize = 254;
    const MAX_LOCAL: usize = 64;

    /// Normalises and checks an address.
    ///
    /// # Errors
    /// When it is not `local@domain` in plain ASCII.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let address = text.trim().to_ascii_lowercase();
        let (local, domain) = address.split_once('@').ok_or(EmailError)?;
        let local_fits = (1..=Self::MAX_LOCAL).contains(&local.len())
            && local.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte))
            && dots_separate(local);
        let domain_fits = dots_separate(domain)
            && domain.contains('.')
            && domain.split('.').all(|label| {
                label.len() <= 63
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            });
        if address.len() > Self::MAX || !local_fits || !domain_fits {
            return Err(EmailError);
        }
        Ok(Self(address))
    }

    /// The normalised address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands behind the `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// Checks the name of a domain as it can stand in an address.
    #[must_use]
    pub fn is_domain(text: &str) -> bool {
        Self::parse(&format!("x@{text}")).is_ok_and(|email| email.domain() == text)
    }
}

fn dots_separate(text: &str) -> bool {
    text.split('.').all(|part| !part.is_empty())
}

impl fmt::Debug for Email {
    // Logs hold user ids, never addresses (SECURITY.md).
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Email(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_normalised() {
        assert_eq!(Email::parse("  Anna.Berg+x@Example.ORG ").expect("an address").as_str(), "anna.berg+x@example.org");
    }

    #[test]
    fn what_is_not_plain_is_refused() {
        let long = format!("{}@example.org", "a".repeat(320));
        for text in [
            "",
            "a",
            "@b.de",
            "a@",
            "a@b",
            "a@@b.de",
            "a b@c.de",
            "\"a\nb\"@c.de",
            "a@b..de",
            ".a@b.de",
            "a.@b.de",
            "а@example.org",
            "a@-b.de",
            "a@b.de\r\nBcc: x@y.de",
            "ı@example.org",
            &long,
        ] {
            assert_eq!(Email::parse(text), Err(EmailError), "{text:?}");
        }
    }
}
