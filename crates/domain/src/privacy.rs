//! Erasing a person, and what must not be erased (GDPR articles 17 and 18).

use crate::account::{AccountRefusal, Held, Role, UserStatus};
use crate::id::UserId;
use crate::words;

words! {
    /// What becomes of the tickets of somebody who is erased.
    ErasureMode {
        /// They stay, with what was written under them, and nobody can tell whose they were.
        Anonymise => "anonymise",
        /// They are deleted, with what everybody wrote under them.
        DeleteTickets => "delete_tickets",
    }
}

words! {
    /// What a legal hold keeps.
    HoldKind {
        /// A person, with the tickets they asked.
        User => "user",
        /// One ticket.
        Ticket => "ticket",
    }
}

words! {
    /// What was deleted for good.
    TombstoneKind {
        /// A ticket.
        Ticket => "ticket",
        /// A person; what is left is a pseudonym.
        User => "user",
    }
}

/// Why somebody cannot be erased now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ErasureRefusal {
    /// As for any change of an account.
    #[error(transparent)]
    Account(#[from] AccountRefusal),
    /// They still work on tickets.
    #[error("they still work on tickets; hand these over first")]
    Working,
    /// A legal hold keeps them, or one of the tickets that would go.
    #[error("a legal hold forbids it")]
    LegalHold,
}

/// What stands for or against erasing somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErasureCase {
    /// Who asks for it.
    pub actor: UserId,
    /// Whose account it is.
    pub held: Held,
    /// How many other admins can sign in.
    pub other_admins: u64,
    /// How many tickets they work on that are not settled.
    pub working_on: u64,
    /// How many legal holds keep them, or tickets that would go.
    pub holds: u64,
}

/// Decides whether somebody can be erased.
///
/// # Errors
/// Says why not.
pub fn decide_erasure(case: ErasureCase) -> Result<(), ErasureRefusal> {
    let ErasureCase { actor, held, other_admins, working_on, holds } = case;
    if held.status == UserStatus::Erased {
        return Err(AccountRefusal::Erased.into());
    }
    if held.id == actor {
        return Err(AccountRefusal::OwnAccount.into());
    }
    if held.role == Role::Admin && held.status == UserStatus::Active && other_admins == 0 {
        return Err(AccountRefusal::LastAdmin.into());
    }
    if holds > 0 {
        return Err(ErasureRefusal::LegalHold);
    }
    if working_on > 0 { Err(ErasureRefusal::Working) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_hold_beats_everything_and_nobody_erases_themselves() {
        let (me, other) = (UserId::new(Uuid::from_u128(1)), UserId::new(Uuid::from_u128(2)));
        let held = Held { id: other, role: Role::Customer, status: UserStatus::Active };
        let good = ErasureCase { actor: me, held, other_admins: 1, working_on: 0, holds: 0 };
        let admin = Held { role: Role::Admin, ..held };
        assert_eq!(decide_erasure(good), Ok(()));
        for status in [UserStatus::Invited, UserStatus::Disabled] {
            assert_eq!(decide_erasure(ErasureCase { held: Held { status, ..held }, ..good }), Ok(()));
        }
        let erased = Held { status: UserStatus::Erased, ..held };
        for (case, refusal) in [
            (ErasureCase { held: erased, ..good }, AccountRefusal::Erased.into()),
            (ErasureCase { actor: other, ..good }, AccountRefusal::OwnAccount.into()),
            (ErasureCase { held: admin, other_admins: 0, ..good }, AccountRefusal::LastAdmin.into()),
            (ErasureCase { holds: 1, working_on: 1, ..good }, ErasureRefusal::LegalHold),
            (ErasureCase { working_on: 1, ..good }, ErasureRefusal::Working),
        ] {
            assert_eq!(decide_erasure(case), Err(refusal), "{case:?}");
        }
    }
}
