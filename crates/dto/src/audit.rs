//! The audit log.

use crate::catalogue::PersonView;
use crate::field::{FieldCode, FieldErrors, Fields};
use domain::audit::{AuditKind, AuditTarget};
use domain::clock::Timestamp;
use domain::id::UserId;
use serde::{Deserialize, Serialize};

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditView {
    /// Its place: 1, 2, 3 and so on, without a gap.
    pub sequence: i64,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// Who did it; null where Lotse itself did, or where it is not known.
    pub actor: Option<PersonView>,
    /// What: a word of `AuditKind`. A later release may add words.
    pub kind: String,
    /// What kind of thing it is about.
    pub target_kind: Option<String>,
    /// Which one: its id, or the key, name or number that it has.
    pub target: Option<String>,
    /// What people call it, where that is a person.
    pub target_name: Option<String>,
    /// What changed, and other facts, which have no `before`.
    pub facts: Vec<AuditFact>,
    /// Whether what the entry said was erased by law. That it was written stays provable.
    pub erased: bool,
    /// SHA-256 over this entry and the hash of the one before it.
    pub hash: String,
}

/// One thing that an entry says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditFact {
    /// What it is about.
    pub name: String,
    /// What was there before; JSON, where it is no text.
    pub before: Option<String>,
    /// What is there since.
    pub after: Option<String>,
}

/// A part of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditPartView {
    /// Entries, the newest first.
    pub items: Vec<AuditView>,
    /// Leads to older ones.
    pub next: Option<String>,
}

/// The query of `GET /admin/audit`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct AuditQuery {
    /// Only this kind.
    #[cfg_attr(feature = "openapi", param(value_type = Option<AuditKind>))]
    pub kind: Option<String>,
    /// Only what this person did, by id.
    pub actor: Option<String>,
    /// Only about things of this kind; with `target`.
    #[cfg_attr(feature = "openapi", param(value_type = Option<AuditTarget>))]
    pub target_kind: Option<String>,
    /// Only about this one; with `target_kind`.
    pub target: Option<String>,
    /// Not before this point in time (RFC 3339).
    pub from: Option<String>,
    /// Before this point in time.
    pub until: Option<String>,
    /// Where to go on: `next` of the part before.
    pub cursor: Option<String>,
}

/// Which entries are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only this kind.
    pub kind: Option<AuditKind>,
    /// Only what this person did.
    pub actor: Option<UserId>,
    /// Only about this thing.
    pub target: Option<(AuditTarget, String)>,
    /// Not before this.
    pub from: Option<Timestamp>,
    /// Before this.
    pub until: Option<Timestamp>,
}

impl AuditQuery {
    /// Checks every parameter. The cursor is checked by whoever made it.
    ///
    /// # Errors
    /// Names each bad one.
    pub fn parse(self) -> Result<(AuditFilter, Option<String>), FieldErrors> {
        let mut fields = Fields::new();
        let kind = self.kind.as_deref().and_then(|word| fields.word("?kind", word));
        let actor = self.actor.as_deref().and_then(|id| fields.word("?actor", id));
        let target_kind = self.target_kind.as_deref().and_then(|word| fields.word("?target_kind", word));
        if self.target_kind.is_some() != self.target.is_some() {
            fields.push("?target", FieldCode::Required, "goes together with target_kind");
        }
        let from = self.from.as_deref().and_then(|text| fields.time("?from", text));
        let until = self.until.as_deref().and_then(|text| fields.time("?until", text));
        let target = target_kind.zip(self.target);
        fields.finish(Some((AuditFilter { kind, actor, target, from, until }, self.cursor)))
    }
}
