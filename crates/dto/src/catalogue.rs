//! What tickets are sorted by, and who people are to each other.

use crate::field::{FieldErrors, Fields};
use domain::account::Role;
use domain::category::{Category, CategoryKey};
use domain::id::{QueueId, UserId};
use domain::tag::Tag;
use domain::text::Name;
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

/// The body of `PUT /categories/{key}`; the key stands in the address, since tickets and programs know a category by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CategoryRequest {
    /// 1 to 80 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 80))]
    pub name_de: String,
    /// 1 to 80 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 80))]
    pub name_en: String,
    /// The priority of a new ticket that names none.
    #[cfg_attr(feature = "openapi", schema(value_type = Priority))]
    pub default_priority: String,
    /// The id of the queue where new tickets wait.
    pub queue: String,
    /// Whether new tickets may use it; tickets that have it keep it. Yes where absent.
    #[serde(default = "yes")]
    pub active: bool,
}

fn yes() -> bool {
    true
}

impl CategoryRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self, key: CategoryKey) -> Result<Category, FieldErrors> {
        let mut fields = Fields::new();
        let name_de = fields.text("/name_de", &self.name_de, Name::parse);
        let name_en = fields.text("/name_en", &self.name_en, Name::parse);
        let default_priority = fields.word("/default_priority", &self.default_priority);
        let queue = fields.word("/queue", &self.queue);
        let active = self.active;
        let names = name_de.zip(name_en).zip(default_priority).zip(queue);
        fields.finish(names.map(|(((name_de, name_en), default_priority), queue)| Category {
            key,
            name_de: name_de.into_string(),
            name_en: name_en.into_string(),
            default_priority,
            queue,
            active,
        }))
    }
}

/// A tag as admins see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TagView {
    /// The tag.
    pub tag: String,
    /// How many tickets have it.
    pub tickets: u64,
}

/// The body of `PUT /admin/tags/{tag}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TagRequest {
    /// 1 to 40 letters, digits, `-`, `_` or `.`. Where there is such a tag already, the two are one from then on.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 40))]
    pub tag: String,
}

impl TagRequest {
    /// Checks the tag.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(self) -> Result<Tag, FieldErrors> {
        let mut fields = Fields::new();
        let tag = fields.tag("/tag", &self.tag);
        fields.finish(tag)
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
