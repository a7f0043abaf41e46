//! The status machine: one table, and what follows from it.

use super::{Refusal, Status, Ticket};
use crate::account::Role;
use crate::policy::Actor;
use crate::words;

words! {
    /// Who makes a step.
    Mover {
        /// An agent.
        Agent => "agent",
        /// An admin.
        Admin => "admin",
        /// Lotse itself, because of something else that happened (a reply, a deadline).
        System => "system",
        /// The requester, by asking for it.
        Requester => "requester",
    }
}

words! {
    /// What a step asks for.
    Need {
        /// An assignee, given in the same call or there already.
        Assignee => "assignee",
        /// A resolution text, given in the same call.
        Resolution => "resolution_text",
        /// A resolution that is there already; another text may be given.
        ResolutionKept => "resolution_kept",
        /// A reason.
        Reason => "reason",
        /// Nothing; the assignee is taken away.
        HandBack => "hand_back",
        /// Nothing.
        Nothing => "nothing",
    }
}

/// One line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// From which status.
    pub from: Status,
    /// To which.
    pub to: Status,
    /// By whom.
    pub movers: &'static [Mover],
    /// What must come with it.
    pub need: Need,
}

const STAFF: &[Mover] = &[Mover::Agent, Mover::Admin];
const STAFF_OR_SYSTEM: &[Mover] = &[Mover::Agent, Mover::Admin, Mover::System];
const STAFF_OR_REQUESTER: &[Mover] = &[Mover::Agent, Mover::Admin, Mover::Requester];
const ADMIN: &[Mover] = &[Mover::Admin];

const fn rule(from: Status, to: Status, movers: &'static [Mover], need: Need) -> Rule {
    Rule { from, to, movers, need }
}

/// Every step there is (DOMAIN.md, status machine).
pub const TABLE: &[Rule] = &[
    rule(Status::Open, Status::InProgress, STAFF, Need::Assignee),
    rule(Status::Open, Status::Closed, STAFF, Need::Resolution),
    rule(Status::InProgress, Status::Open, STAFF, Need::HandBack),
    rule(Status::InProgress, Status::WaitingOnCustomer, STAFF, Need::Nothing),
    rule(Status::InProgress, Status::Resolved, STAFF, Need::Resolution),
    rule(Status::InProgress, Status::Closed, STAFF, Need::Resolution),
    rule(Status::WaitingOnCustomer, Status::InProgress, STAFF_OR_SYSTEM, Need::Nothing),
    rule(Status::WaitingOnCustomer, Status::Resolved, STAFF, Need::Resolution),
    rule(Status::WaitingOnCustomer, Status::Closed, STAFF, Need::Resolution),
    rule(Status::Resolved, Status::InProgress, STAFF_OR_REQUESTER, Need::Reason),
    rule(Status::Resolved, Status::Closed, STAFF_OR_SYSTEM, Need::ResolutionKept),
    rule(Status::Closed, Status::InProgress, ADMIN, Need::Reason),
    rule(Status::Closed, Status::Open, ADMIN, Need::Reason),
];

/// The line for a step, if there is one.
#[must_use]
pub(super) fn find(from: Status, to: Status) -> Option<&'static Rule> {
    TABLE.iter().find(|rule| rule.from == from && rule.to == to)
}

words! {
    /// Why a step is not offered.
    WhyNot {
        /// The machine has no such step.
        NoSuchStep => "no_such_step",
        /// Only staff set a status; customers ask for closing or reopening.
        StaffOnly => "staff_only",
        /// The step is an admin's.
        AdminOnly => "admin_only",
        /// A closed ticket goes back to whoever had it; it is open again only when nobody had.
        HasAssignee => "has_assignee",
        /// A closed ticket that nobody had becomes open again, not in progress.
        HasNoAssignee => "has_no_assignee",
        /// It goes on in another ticket.
        Merged => "merged",
    }
}

/// A step as it looks to one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Where it leads.
    pub to: Status,
    /// What it asks for, or why it cannot be taken.
    pub outcome: Result<Need, WhyNot>,
}

/// What the actor can do with the status of the ticket, one entry for each other status, in the order of [`Status`].
#[must_use]
pub fn allowed_transitions(ticket: &Ticket, actor: Actor) -> Vec<Step> {
    let others = Status::ALL.iter().copied().filter(|&to| to != ticket.status);
    others.map(|to| Step { to, outcome: check(ticket, to, mover_of(actor.role)) }).collect()
}

/// The refusal of a step that the machine does not have, with the steps that the actor could take instead.
pub(super) fn no_such_step(ticket: &Ticket, to: Status, actor: Actor) -> Refusal {
    let steps = allowed_transitions(ticket, actor).into_iter().filter(|step| step.outcome.is_ok());
    Refusal::InvalidTransition { from: ticket.status, to, allowed: steps.map(|step| step.to).collect() }
}

/// The mover that a person is when setting a status directly.
pub(super) const fn mover_of(role: Role) -> Mover {
    match role {
        Role::Customer => Mover::Requester,
        Role::Agent => Mover::Agent,
        Role::Admin => Mover::Admin,
    }
}

/// Whether a mover may take a ticket to a status by setting it, and what it asks for.
pub(super) fn check(ticket: &Ticket, to: Status, mover: Mover) -> Result<Need, WhyNot> {
    let rule = find(ticket.status, to).ok_or(WhyNot::NoSuchStep)?;
    if mover == Mover::Requester {
        return Err(WhyNot::StaffOnly);
    }
    if ticket.merged_into.is_some() {
        return Err(WhyNot::Merged);
    }
    if !rule.movers.contains(&mover) {
        return Err(WhyNot::AdminOnly);
    }
    match (rule.from, rule.to, ticket.assignee) {
        (Status::Closed, Status::Open, Some(_)) => Err(WhyNot::HasAssignee),
        (Status::Closed, Status::InProgress, None) => Err(WhyNot::HasNoAssignee),
        _ => Ok(rule.need),
    }
}
