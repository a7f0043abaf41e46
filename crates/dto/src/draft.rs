//! Drafts on the wire.

use crate::field::{FieldCode, FieldErrors, Fields};
use domain::clock::Timestamp;
use domain::draft::{DraftKind, MAX_DRAFT};
use serde::{Deserialize, Serialize};

/// What somebody has written and not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftView {
    /// As it was typed. For `new_ticket` the app keeps the fields of its form here, as JSON.
    pub content: String,
    /// Grows with every change.
    pub revision: i64,
    /// When it was last changed.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub updated_at: Timestamp,
}

/// What the caller has begun to write under a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketDraft {
    /// `reply` or `note`.
    pub kind: DraftKind,
    /// As it is kept.
    pub draft: DraftView,
}

/// The body of `PUT /tickets/{id}/drafts/{kind}` and `PUT /me/drafts/{kind}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftRequest {
    /// As it was typed, at most 24,000 characters. Kept exactly as it is.
    #[cfg_attr(feature = "openapi", schema(max_length = 24_000))]
    pub content: String,
    /// The revision that this goes on from, 0 for a first one. A draft that has another one by now is not overwritten
    /// (409 `draft_conflict`). Absent: overwrite whatever is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_revision: Option<i64>,
}

impl DraftRequest {
    /// Checks the length. Everything else is the writer's business until they send it.
    ///
    /// # Errors
    /// When it is too long, or has a NUL character, which no database keeps.
    pub fn parse(self) -> Result<Self, FieldErrors> {
        let mut fields = Fields::new();
        if self.content.chars().count() > MAX_DRAFT {
            fields.push("/content", FieldCode::TooLong, format!("must have at most {MAX_DRAFT} characters"));
        }
        if self.content.contains('\0') {
            fields.push("/content", FieldCode::ForbiddenCharacter, "contains U+0000");
        }
        fields.finish(Some(self))
    }
}
