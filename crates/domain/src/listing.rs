//! What a list of tickets can be asked for: filters and orders are closed sets, never column names (SECURITY, row 31).

use crate::category::CategoryKey;
use crate::id::{TicketNumber, UserId};
use crate::ticket::{Priority, Status};
use crate::words;

words! {
    /// The order of a list. Every order ends in the ticket number, so no two tickets stand at the same place.
    Sort {
        /// Newest ticket first.
        Newest => "newest",
        /// Oldest ticket first.
        Oldest => "oldest",
        /// Last changed first.
        Updated => "updated",
        /// Urgent first, and the oldest first among equals: the order to work in.
        Priority => "priority",
    }
}

/// Whose tickets by assignee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AssigneeFilter {
    /// Nobody is assigned.
    Nobody,
    /// This person is.
    User(UserId),
}

/// The conditions of a list; an empty set of values means "any".
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TicketFilter {
    /// One of these statuses.
    pub statuses: Vec<Status>,
    /// One of these priorities.
    pub priorities: Vec<Priority>,
    /// One of these categories.
    pub categories: Vec<CategoryKey>,
    /// Assigned so.
    pub assignee: Option<AssigneeFilter>,
    /// Asked by this person.
    pub requester: Option<UserId>,
}

/// A place in a list: the sort key of the last row seen and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The value of the sort's leading key; the number itself where the order has no other key.
    pub key: i64,
    /// The number of the row.
    pub number: TicketNumber,
}
