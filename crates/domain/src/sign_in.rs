//! The ways into an account, and how long each is good for.

use crate::clock::Timestamp;
use crate::words;

words! {
    /// How a session began.
    SignInMethod {
        /// With a password.
        Password => "password",
        /// At a provider.
        Provider => "provider",
    }
}

words! {
    /// What a mailed link is for.
    LinkKind {
        /// Makes the account of somebody who signed up.
        SignUp => "sign_up",
        /// Lets somebody in who was invited.
        Invite => "invite",
        /// Sets another password.
        ResetPassword => "reset_password",
        /// Proves another address.
        ChangeEmail => "change_email",
    }
}

impl LinkKind {
    /// How long a link is good for, in seconds: half an hour, but three days for an invitation, which nobody waits for,
    /// and a day for what somebody asked for without being in a hurry (SECURITY.md).
    #[must_use]
    pub const fn seconds(self) -> i64 {
        match self {
            Self::ResetPassword => 30 * 60,
            Self::SignUp | Self::ChangeEmail => 24 * 60 * 60,
            Self::Invite => 72 * 60 * 60,
        }
    }
}

words! {
    /// What somebody goes to a provider for.
    Purpose {
        /// To sign in.
        SignIn => "sign_in",
        /// To let that account lead to the one they are signed in to.
        Link => "link",
        /// To prove again who they are.
        Prove => "prove",
    }
}

words! {
    /// Why signing in at a provider came to nothing; stands in the address that the browser is led to.
    SignInRefusal {
        /// Its user, or the provider, did not want to.
        Cancelled => "cancelled",
        /// It took too long, was done already, or another browser began it.
        Expired => "expired",
        /// What the provider says is not to be believed.
        Refused => "refused",
        /// An account has the address; its owner can connect the provider.
        EmailTaken => "email_taken",
        /// The provider does not say that the address is theirs.
        EmailUnverified => "email_unverified",
        /// The account is switched off.
        Disabled => "disabled",
        /// The provider cannot be reached.
        Unavailable => "unavailable",
        /// The provider's account leads to another account.
        IdentityTaken => "identity_taken",
    }
}

/// For so long a proof of who somebody is is enough for what is dangerous, in seconds: ten minutes. Signing in is one.
pub const PROOF_SECONDS: i64 = 600;

/// Whether somebody has lately proved who they are.
#[must_use]
pub fn is_fresh(proved_at: Option<Timestamp>, now: Timestamp) -> bool {
    proved_at.is_some_and(|at| now <= at.plus_seconds(PROOF_SECONDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_holds_for_ten_minutes() {
        let at = Timestamp::from_unix_micros(1_790_000_000_000_000).expect("in range");
        assert!(is_fresh(Some(at), at.plus_seconds(600)) && !is_fresh(Some(at), at.plus_seconds(601)));
        assert!(!is_fresh(None, at));
    }
}
