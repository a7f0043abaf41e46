//! People: their role, language and state.

use crate::id::UserId;
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

/// An account as far as rules on changing it need to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Whose it is.
    pub id: UserId,
    /// What it may do.
    pub role: Role,
    /// Whether it can be used.
    pub status: UserStatus,
}

/// What an admin makes of an account. `None` leaves a part as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AccountChange {
    /// What it may do from now on.
    pub role: Option<Role>,
    /// Whether it can be used from now on.
    pub active: Option<bool>,
}

/// Why an account cannot be changed so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountRefusal {
    /// Admins do not take rights from themselves: the next one would not be there to undo it.
    #[error("nobody changes the role or the state of their own account")]
    OwnAccount,
    /// Somebody has to run the operation.
    #[error("this is the last admin who can sign in")]
    LastAdmin,
    /// What is erased stays erased.
    #[error("the account is erased")]
    Erased,
}

/// Decides what becomes of an account. `actor` is nobody where a sign-in provider tells another role. `other_admins` is how
/// many admins can sign in besides it, `way_in` whether its owner has a password or a provider: whoever was switched off
/// before they had one is waited for again, not in use without any.
///
/// # Errors
/// Says why the change is refused.
pub fn change(
    actor: Option<UserId>,
    held: Held,
    change: AccountChange,
    other_admins: u64,
    way_in: bool,
) -> Result<Held, AccountRefusal> {
    if held.status == UserStatus::Erased {
        return Err(AccountRefusal::Erased);
    }
    let status = match (change.active, held.status) {
        (Some(false), _) => UserStatus::Disabled,
        (Some(true), UserStatus::Disabled) if way_in => UserStatus::Active,
        (Some(true), UserStatus::Disabled) => UserStatus::Invited,
        (_, status) => status,
    };
    let new = Held { role: change.role.unwrap_or(held.role), status, ..held };
    if new == held {
        return Ok(held);
    }
    if actor == Some(held.id) {
        return Err(AccountRefusal::OwnAccount);
    }
    let runs = |held: Held| held.role == Role::Admin && held.status == UserStatus::Active;
    if runs(held) && !runs(new) && other_admins == 0 {
        return Err(AccountRefusal::LastAdmin);
    }
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ME: Option<UserId> = Some(UserId::new(Uuid::from_u128(1)));
    const OTHER: UserId = UserId::new(Uuid::from_u128(2));

    #[test]
    fn somebody_always_runs_the_operation() {
        let admin = Held { id: OTHER, role: Role::Admin, status: UserStatus::Active };
        let demote = AccountChange { role: Some(Role::Agent), active: None };
        let disable = AccountChange { role: None, active: Some(false) };
        for taking in [demote, disable] {
            assert_eq!(change(ME, admin, taking, 0, true), Err(AccountRefusal::LastAdmin));
            assert!(change(ME, admin, taking, 1, true).is_ok());
            assert_eq!(change(Some(OTHER), admin, taking, 1, true), Err(AccountRefusal::OwnAccount));
            assert_eq!(change(None, admin, taking, 0, true), Err(AccountRefusal::LastAdmin));
            assert!(change(None, admin, taking, 1, true).is_ok());
        }
        assert_eq!(
            change(Some(OTHER), admin, AccountChange { role: Some(Role::Admin), active: Some(true) }, 0, true),
            Ok(admin)
        );
        let disabled = Held { status: UserStatus::Disabled, ..admin };
        assert!(change(ME, disabled, demote, 0, true).is_ok());
    }

    #[test]
    fn switching_on_does_not_make_an_invited_account_active_and_nothing_revives_an_erased_one() {
        let on = AccountChange { role: None, active: Some(true) };
        let of = |status| Held { id: OTHER, role: Role::Agent, status };
        assert_eq!(change(ME, of(UserStatus::Invited), on, 1, true), Ok(of(UserStatus::Invited)));
        assert_eq!(change(ME, of(UserStatus::Disabled), on, 1, true), Ok(of(UserStatus::Active)));
        assert_eq!(change(ME, of(UserStatus::Disabled), on, 1, false), Ok(of(UserStatus::Invited)));
        assert_eq!(change(ME, of(UserStatus::Erased), on, 1, true), Err(AccountRefusal::Erased));
    }
}
