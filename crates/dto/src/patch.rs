//! Telling "leave it" from "take it away": with a plain `Option`, a field that is absent and one that is null look the
//! same, and a client that sends null by habit would lose data, or one that means to clear a field could not.

use crate::field::{FieldCode, Fields};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field of a PATCH body. Give it `#[serde(default, skip_serializing_if = "Patch::is_absent")]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Patch<T> {
    /// Not in the body: stays as it is.
    #[default]
    Absent,
    /// Null: to be taken away.
    Null,
    /// To be set.
    Value(T),
}

impl<T> Patch<T> {
    /// Whether it is not in the body.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The value of a field that cannot be taken away; null is noted as an error.
    pub fn not_null(self, fields: &mut Fields, pointer: &str) -> Option<T> {
        match self {
            Self::Absent => None,
            Self::Null => {
                fields.push(pointer, FieldCode::NotNullable, "cannot be null; leave it out to keep it");
                None
            }
            Self::Value(value) => Some(value),
        }
    }
}

impl<T> From<Option<T>> for Patch<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_none(),
            Self::Value(value) => serializer.serialize_some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(|value| value.map_or(Self::Null, Self::Value))
    }
}
