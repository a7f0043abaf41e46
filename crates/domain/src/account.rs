//! People: their role, language and state.

use crate::words;

words! {
    /// What a person may do in general. An admin may do all an agent may.
    Role {
        /// Asks for help.
        Customer => "customer",
        /// Answers.
        Agent => "agent",
        /// Runs the operation.
        Admin => "admin",
    }
}

impl Role {
    /// Agents and admins: those who see internal notes.
    #[must_use]
    pub const fn is_staff(self) -> bool {
        matches!(self, Self::Agent | Self::Admin)
    }
}

words! {
    /// The language a person reads.
    Locale {
        /// German.
        De => "de",
        /// English.
        En => "en",
    }
}

words! {
    /// Whether an account can be used.
    UserStatus {
        /// Invited, has not signed in yet.
        Invited => "invited",
        /// In use.
        Active => "active",
        /// Switched off by an admin; may not sign in.
        Disabled => "disabled",
        /// The person is gone, the row stays as a pseudonym.
        Erased => "erased",
    }
}
