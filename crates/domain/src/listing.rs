//! What a list of tickets can be asked for: filters and orders are closed sets, never column names (SECURITY, row 31).

use crate::category::CategoryKey;
use crate::clock::Timestamp;
use crate::id::{QueueId, TeamId, TicketNumber, UserId};
use crate::query::{Meaning, Word};
use crate::tag::Tag;
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
        /// What is due first, first; what is not due last.
        Due => "due",
    }
}

words! {
    /// What a requester asks for and staff have not answered yet.
    Asked {
        /// That the ticket be closed.
        Closing => "closing",
        /// That it be taken up again.
        Reopening => "reopening",
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

/// Whose tickets by team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TeamFilter {
    /// No team has it.
    Nobody,
    /// This team has it.
    Team(TeamId),
}

/// From a point in time on, and before another; either end may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Period {
    /// This moment or later.
    pub from: Option<Timestamp>,
    /// Earlier than this moment.
    pub before: Option<Timestamp>,
}

/// What is due by a service level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DueFilter {
    /// At this moment or earlier: what is overdue by then.
    By(Timestamp),
    /// Nothing is: no clock runs, none has a target, or it is too far away.
    Nothing,
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
    /// In one of these queues.
    pub queues: Vec<QueueId>,
    /// With one of these teams.
    pub teams: Vec<TeamFilter>,
    /// With one of these tags.
    pub tags: Vec<Tag>,
    /// Assigned so.
    pub assignee: Option<AssigneeFilter>,
    /// Asked by this person.
    pub requester: Option<UserId>,
    /// This person reads along.
    pub participant: Option<UserId>,
    /// This person follows it.
    pub watcher: Option<UserId>,
    /// One of these is asked for.
    pub asked: Vec<Asked>,
    /// Created then.
    pub created: Period,
    /// Last changed then.
    pub updated: Period,
    /// Due so.
    pub due: Option<DueFilter>,
}

impl TicketFilter {
    /// Whether it looks at how staff sort tickets. For customers such a filter would tell what they do not see.
    #[must_use]
    pub const fn looks_at_sorting(&self) -> bool {
        let Self { queues, teams, tags, assignee, watcher, due, .. } = self;
        !queues.is_empty()
            || !teams.is_empty()
            || !tags.is_empty()
            || assignee.is_some()
            || watcher.is_some()
            || due.is_some()
    }
}

/// One of several filters holds, or none of them. Of no filters none holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// These.
    pub any: Vec<TicketFilter>,
    /// Whether none may hold.
    pub excluded: bool,
}

/// A word that has to occur in a text that the viewer may read, or must not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoughtWord {
    /// The word.
    pub word: Word,
    /// Whether it must not.
    pub excluded: bool,
}

/// Which tickets a list has: what its parameters say and what its query says, both.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// By the parameters.
    pub filter: TicketFilter,
    /// By the query.
    pub query: Meaning,
}

impl From<TicketFilter> for Selection {
    fn from(filter: TicketFilter) -> Self {
        Self { filter, query: Meaning::default() }
    }
}

impl Selection {
    /// Whether it looks at how staff sort tickets.
    #[must_use]
    pub fn looks_at_sorting(&self) -> bool {
        let of_query = self.query.clauses.iter().flat_map(|clause| &clause.any);
        of_query.chain([&self.filter]).any(TicketFilter::looks_at_sorting)
    }

    /// The words that have to occur.
    pub fn sought(&self) -> impl Iterator<Item = &Word> {
        self.query.words.iter().filter(|sought| !sought.excluded).map(|sought| &sought.word)
    }
}

impl Sort {
    /// Whether the order itself tells how staff sort tickets.
    #[must_use]
    pub const fn looks_at_sorting(self) -> bool {
        matches!(self, Self::Due)
    }
}

/// A place in a list: the sort key of the last row seen and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The value of the sort's leading key; the number itself where the order has no other key.
    pub key: i64,
    /// The number of the row.
    pub number: TicketNumber,
}

impl Position {
    /// Before the first row of a list of this order.
    #[must_use]
    pub const fn start(sort: Sort) -> Self {
        let (key, number) = match sort {
            Sort::Newest | Sort::Updated => (i64::MAX, i64::MAX),
            Sort::Oldest | Sort::Due => (i64::MIN, i64::MIN),
            Sort::Priority => (i64::MAX, i64::MIN),
        };
        Self { key, number: TicketNumber::new(number) }
    }
}
