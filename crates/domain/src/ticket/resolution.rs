//! How a ticket was settled. Each time it is resolved (or closed without) begins a cycle; a new text while it is
//! settled is a revision in the same cycle. Reopening ends the cycle, its texts stay in the history.

use crate::clock::Timestamp;
use crate::id::UserId;
use crate::text::ResolutionText;
use crate::words;

words! {
    /// In what way a ticket was settled.
    ResolutionKind {
        /// The problem is gone.
        Solved => "solved",
        /// There is a way around it.
        Workaround => "workaround",
        /// Another ticket has it.
        Duplicate => "duplicate",
        /// Nobody could make it happen again.
        NotReproducible => "not_reproducible",
        /// It will not be done.
        Declined => "declined",
        /// Not a request at all.
        Spam => "spam",
    }
}

/// What somebody gives when settling a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolutionDraft {
    /// What the requester reads.
    pub text: ResolutionText,
    /// In what way; `solved` unless said otherwise.
    pub kind: ResolutionKind,
}

/// A resolution with its place in the ticket's life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// 1 for the first time the ticket was settled.
    pub cycle: u32,
    /// 1 for the first text of the cycle.
    pub revision: u32,
    /// What the requester reads.
    pub text: ResolutionText,
    /// In what way.
    pub kind: ResolutionKind,
    /// Who gave it.
    pub author: UserId,
    /// When.
    pub at: Timestamp,
}
