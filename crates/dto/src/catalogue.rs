//! What tickets are sorted by, and who people are to each other.

use domain::account::Role;
use domain::category::Category;
use domain::id::UserId;
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
    /// Whether new tickets may use it.
    pub active: bool,
}

impl From<Category> for CategoryView {
    fn from(category: Category) -> Self {
        let Category { key, name_de, name_en, default_priority, active } = category;
        Self { key: key.to_string(), name_de, name_en, default_priority, active }
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
