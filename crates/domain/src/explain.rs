//! Why somebody sees a ticket, or does not, in words. It says what [`crate::policy::Viewer::stands`] decides; a test holds
//! the two together.

use crate::account::{Role, UserStatus};
use crate::words;

words! {
    /// One reason.
    Reason {
        /// The account is not in use, so nobody comes in by it.
        AccountNotInUse => "account_not_in_use",
        /// Admins see every ticket.
        Admin => "admin",
        /// The queue is open to all staff.
        OpenQueue => "open_queue",
        /// The queue is restricted, and a team of theirs serves it.
        TeamServesQueue => "team_serves_queue",
        /// The queue is restricted, and none of their teams serves it.
        OutsideRestrictedQueue => "outside_restricted_queue",
        /// They asked it.
        Requester => "requester",
        /// They were asked to read along.
        Participant => "participant",
        /// Customers see what they asked and what they were asked to read along.
        CustomerWithoutPart => "customer_without_part",
    }
}

/// What decides whether somebody sees a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances {
    /// Their role.
    pub role: Role,
    /// Whether their account is in use.
    pub status: UserStatus,
    /// Whether the ticket waits in a restricted queue.
    pub restricted: bool,
    /// Whether a team of theirs serves the queue.
    pub serves: bool,
    /// Whether they asked it.
    pub requester: bool,
    /// Whether they were asked to read along.
    pub participant: bool,
}

/// Every reason for or against, the decisive ones first.
#[must_use]
pub fn reasons(circumstances: Circumstances) -> Vec<Reason> {
    let Circumstances { role, status, restricted, serves, requester, participant } = circumstances;
    let mut reasons = Vec::new();
    if status != UserStatus::Active {
        reasons.push(Reason::AccountNotInUse);
    }
    match role {
        Role::Admin => reasons.push(Reason::Admin),
        Role::Agent if !restricted => reasons.push(Reason::OpenQueue),
        Role::Agent if serves => reasons.push(Reason::TeamServesQueue),
        Role::Agent => reasons.push(Reason::OutsideRestrictedQueue),
        Role::Customer if requester || participant => {}
        Role::Customer => reasons.push(Reason::CustomerWithoutPart),
    }
    reasons.extend(requester.then_some(Reason::Requester));
    reasons.extend(participant.then_some(Reason::Participant));
    reasons
}

/// Whether they see the ticket at all, for these reasons.
#[must_use]
pub fn sees(reasons: &[Reason]) -> bool {
    let against = |reason: &Reason| match reason {
        Reason::AccountNotInUse | Reason::OutsideRestrictedQueue | Reason::CustomerWithoutPart => true,
        Reason::Admin | Reason::OpenQueue | Reason::TeamServesQueue | Reason::Requester | Reason::Participant => false,
    };
    !reasons.contains(&Reason::AccountNotInUse) && reasons.iter().any(|reason| !against(reason))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{QueueId, UserId};
    use crate::policy::{Access, Actor, Viewer};
    use uuid::Uuid;

    #[test]
    fn the_reasons_say_what_is_decided() {
        let (me, other, queue) =
            (UserId::new(Uuid::from_u128(1)), UserId::new(Uuid::from_u128(2)), QueueId::new(Uuid::from_u128(3)));
        for &role in Role::ALL {
            for bits in 0..16_u8 {
                let [restricted, serves, requester, participant] = [1, 2, 4, 8].map(|bit| bits & bit != 0);
                let status = UserStatus::Active;
                let given = Circumstances { role, status, restricted, serves, requester, participant };
                let hides = role == Role::Agent && restricted && !serves;
                let viewer =
                    Viewer { actor: Actor { id: me, role }, hidden: hides.then_some(queue).into_iter().collect() };
                let access = Access { queue, requester: if requester { me } else { other }, participant };
                assert_eq!(sees(&reasons(given)), viewer.stands(access).is_some(), "{given:?}");
                let out = Circumstances { status: UserStatus::Disabled, ..given };
                assert!(!sees(&reasons(out)), "{out:?}");
            }
        }
    }
}
