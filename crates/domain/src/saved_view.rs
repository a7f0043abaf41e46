//! Lists that somebody keeps by a name: a query and an order.

use crate::id::{SavedViewId, TeamId, UserId};
use crate::listing::Sort;
use crate::text::ViewName;

/// Whose view it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ViewOwner {
    /// One person's.
    User(UserId),
    /// Everybody's in a team.
    Team(TeamId),
}

/// A list that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its id.
    pub id: SavedViewId,
    /// Whose it is. That stays.
    pub owner: ViewOwner,
    /// What it is called.
    pub name: ViewName,
    /// Which tickets, as [`crate::query::Query`] reads it.
    pub q: String,
    /// In which order; nothing where lists have theirs.
    pub sort: Option<Sort>,
    /// Its place among the views of its owner.
    pub position: u32,
}

/// The most views of one owner: they are counted together, and nobody finds anything among more.
pub const MAX_VIEWS: usize = 50;
/// The last place there is.
pub const MAX_POSITION: u32 = 9_999;
