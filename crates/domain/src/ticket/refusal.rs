//! Why a change was refused.

use super::Status;

/// A change that the rules do not allow. The first four name a missing or wrong input (400), the others a state that
/// forbids the change (409) or a person who may not make it (403).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The step needs somebody who works on the ticket.
    #[error("an assignee is required in status {status}")]
    AssigneeRequired {
        /// The status that needs one.
        status: Status,
    },
    /// Handing a ticket back takes its assignee away; naming one in the same call contradicts it.
    #[error("handing a ticket back clears its assignee")]
    HandingBackClearsAssignee,
    /// The step needs a resolution text.
    #[error("a resolution text is required")]
    ResolutionRequired,
    /// The step needs a reason.
    #[error("a reason is required")]
    ReasonRequired,
    /// A resolution text came with something that settles nothing.
    #[error("a resolution text goes with resolving or closing only")]
    ResolutionNotExpected,
    /// The machine has no such step.
    #[error("a ticket cannot go from {from} to {to}")]
    InvalidTransition {
        /// The status it has.
        from: Status,
        /// The status asked for.
        to: Status,
        /// What this person could ask for instead.
        allowed: Vec<Status>,
    },
    /// The step exists, but not for this person.
    #[error("only an admin may move a ticket from {from} to {to}")]
    StepNotPermitted {
        /// The status it has.
        from: Status,
        /// The status asked for.
        to: Status,
    },
    /// The ticket is closed and takes no change but reopening.
    #[error("the ticket is closed")]
    TicketClosed,
    /// The requester's own text can be changed until the ticket is settled.
    #[error("the ticket is settled, its text can no longer be changed")]
    TicketSettled,
    /// It goes on in another ticket.
    #[error("the ticket is merged into another one")]
    TicketMerged,
    /// It is not merged into another ticket.
    #[error("the ticket is not merged into another one")]
    NotMerged,
    /// A ticket cannot take itself up.
    #[error("a ticket cannot be merged into itself")]
    MergeIntoItself,
    /// Too long after closing; a follow-up is the way.
    #[error("the time in which reopening can be asked for is over")]
    ReopenWindowOver,
    /// Only a closed ticket is followed up; before, it is answered.
    #[error("only a closed ticket can be followed up")]
    NotClosed,
    /// There is no request to say no to.
    #[error("nothing was requested")]
    NothingRequested,
    /// Somebody else has it.
    #[error("the ticket is assigned to somebody else")]
    AlreadyAssigned,
}
