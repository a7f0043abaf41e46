//! What an API token may be used for. A token does what its owner may do, and of that only what its scopes name.

use crate::words;

words! {
    /// A part of the API that a token is good for.
    Scope {
        /// Read tickets, conversations, files and what they refer to.
        TicketsRead => "tickets:read",
        /// Write tickets and comments, and change tickets.
        TicketsWrite => "tickets:write",
        /// Read and change one's own profile, inbox, drafts and canned replies.
        Profile => "profile",
        /// What only admins may do, but for people: their roles need a person.
        Admin => "admin",
    }
}

/// What an operation asks of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenUse {
    /// Any token.
    Any,
    /// A token with this scope.
    With(Scope),
    /// No token: it takes a person who has signed in. A token never makes a token, nor changes how its owner signs in.
    Never,
}

impl TokenUse {
    /// Whether a token with these scopes is enough.
    #[must_use]
    pub fn permits(self, scopes: &[Scope]) -> bool {
        match self {
            Self::Any => true,
            Self::With(scope) => scopes.contains(&scope),
            Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_permits_itself_and_nothing_else() {
        for &held in Scope::ALL {
            for &asked in Scope::ALL {
                assert_eq!(TokenUse::With(asked).permits(&[held]), held == asked);
            }
            assert!(TokenUse::Any.permits(&[held]) && !TokenUse::Never.permits(Scope::ALL));
        }
        assert!(!TokenUse::With(Scope::Profile).permits(&[]));
    }
}
