//! What tickets are sorted by, and who people are to each other.

use domain::account::Role;
use domain::category::Category;
use domain::id::{QueueId, UserId};
use domain::ticket::Priority;
use serde::{Deserialize, Serialize};

/// What a ticket can be about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CategoryView {
    /// The key that requests name it by.
    #[cfg_attr(feature = "openapi", schema(example = "it", pattern = "^[a-z0-9-]{1,40}$"))]
    pub key: String,
    /// Its German name.
    pub name_de: String,
    /// Its English name.
    pub name_en: String,
    /// The priority of a new ticket that names none.
    pub default_priority: Priority,
    /// Where new tickets wait; null for customers.
    pub queue: Option<QueueId>,
    /// Whether new tickets may use it.
    pub active: bool,
}

impl CategoryView {
    /// As staff see it, or as customers do: where tickets wait is not theirs to know.
    #[must_use]
    pub fn of(category: Category, to_staff: bool) -> Self {
        let Category { key, name_de, name_en, default_priority, queue, active } = category;
        let queue = to_staff.then_some(queue);
        Self { key: key.to_string(), name_de, name_en, default_priority, queue, active }
    }
}

/// A person who can be assigned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentView {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub display_name: String,
    /// Agent or admin.
    pub role: Role,
    /// How many tickets they have that are not settled.
    pub open_tickets: u64,
}

/// A person as others on a ticket see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonView {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub display_name: String,
    /// Whether they are an agent or admin.
    pub is_staff: bool,
}

/// All of a short list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Items<T> {
    /// The rows.
    pub items: Vec<T>,
}
