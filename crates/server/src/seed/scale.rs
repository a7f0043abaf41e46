//! How much there is.

use clap::ValueEnum;

/// How large a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Scale {
    /// 10,000 tickets with 50,000 comments.
    S,
    /// 250,000 tickets with 1.25 million comments.
    M,
    /// A million tickets with 6 million comments.
    L,
    /// A few hundred tickets, for tests.
    #[value(hide = true)]
    Tiny,
}

/// The numbers of a scale.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) tickets: u64,
    /// How many comments ten tickets have together.
    pub(super) comments_of_ten: &'static [u64; 10],
    pub(super) agents: u64,
    pub(super) customers: u64,
    pub(super) teams: u64,
    /// How many comments the longest ticket has beside its own share.
    pub(super) longest: u64,
    /// How many tickets the busiest customer has.
    pub(super) busiest: u64,
}

/// Most tickets have few comments, few have many. One in ten has exactly twenty.
const FIFTY: &[u64; 10] = &[0, 1, 1, 2, 2, 3, 4, 6, 11, 20];
const SIXTY: &[u64; 10] = &[0, 1, 1, 2, 3, 4, 5, 9, 15, 20];

impl Scale {
    pub(super) const fn size(self) -> Size {
        let (tickets, comments_of_ten, agents, customers, teams, longest, busiest) = match self {
            Self::Tiny => (300, FIFTY, 8, 60, 3, 120, 50),
            Self::S => (10_000, FIFTY, 25, 2_000, 6, 500, 500),
            Self::M => (250_000, FIFTY, 100, 50_000, 12, 5_000, 5_000),
            Self::L => (1_000_000, SIXTY, 250, 200_000, 20, 5_000, 10_000),
        };
        Size { tickets, comments_of_ten, agents, customers, teams, longest, busiest }
    }
}
