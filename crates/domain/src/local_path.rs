//! Where somebody is led after signing in: a place of this site, never another site (OWASP: unvalidated redirects,
//! CWE-601).

/// A path of this site with its query, such as `/tickets/10421?do=reply`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalPath(String);

impl LocalPath {
    /// Longer ones are nobody's.
    const MAX: usize = 1_000;

    /// Takes a text that is a path of this site for every browser. Backslashes, control characters and white space are
    /// refused anywhere, since browsers drop some and read others as a slash; so are paths that the API answers.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let after = text.strip_prefix('/')?;
        let plain = text.len() <= Self::MAX && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let foreign = after.starts_with('/') || after == "api" || after.starts_with("api/");
        // Decoded once by something in between, these would be what was refused above.
        let lower = after.to_ascii_lowercase();
        let disguised = ["%2f", "%5c", "%09", "%0a", "%0d", "%00"].iter().any(|code| lower.starts_with(code));
        let dotted = after.split(['?', '#']).next().is_some_and(|path| path.split('/').any(|part| part == ".."));
        (plain && !foreign && !disguised && !dotted).then(|| Self(text.to_owned()))
    }

    /// The path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_this_site_is_taken() {
        for text in ["/", "/tickets/10421", "/tickets?status=open&q=%2F%2Fx", "/queue#row", "/a/b%2Fc"] {
            assert_eq!(LocalPath::parse(text).map(|path| path.0).as_deref(), Some(text));
        }
    }

    #[test]
    fn other_sites_in_whatever_spelling_are_refused() {
        for text in [
            "https://evil.example",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            " //evil.example",
            "/%2Fevil.example",
            "/%5cevil.example",
            "/%09/evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "evil.example",
            "",
            "/ä",
            "/x\\..\\..//evil",
            "/../..//evil.example",
            "/api/v1/auth/oidc/x/start",
        ] {
            assert_eq!(LocalPath::parse(text), None, "{text:?}");
        }
        assert_eq!(LocalPath::parse(&format!("/{}", "a".repeat(2_000))), None);
    }
}
