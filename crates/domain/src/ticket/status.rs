//! Status and priority.

use crate::words;

words! {
    /// Where a ticket stands.
    Status {
        /// Nobody has started.
        Open => "open",
        /// Somebody works on it.
        InProgress => "in_progress",
        /// The requester was asked something.
        WaitingOnCustomer => "waiting_on_customer",
        /// A resolution was given; the requester may still object.
        Resolved => "resolved",
        /// Done.
        Closed => "closed",
    }
}

impl Status {
    /// Whether a resolution is in force in this status.
    #[must_use]
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Resolved | Self::Closed)
    }
}

words! {
    /// How pressing a ticket is, in rising order.
    Priority {
        /// Can wait.
        Low => "low",
        /// The usual.
        Medium => "medium",
        /// Hinders somebody's work.
        High => "high",
        /// Work stands still.
        Urgent => "urgent",
    }
}

impl Priority {
    /// 0 for low to 3 for urgent; the order lists use.
    #[must_use]
    pub const fn rank(self) -> i16 {
        match self {
            Self::Low => 0,
            Self::Medium => 1,
            Self::High => 2,
            Self::Urgent => 3,
        }
    }

    /// The priority of a rank.
    #[must_use]
    pub fn from_rank(rank: i16) -> Option<Self> {
        Self::ALL.iter().copied().find(|priority| priority.rank() == rank)
    }
}
