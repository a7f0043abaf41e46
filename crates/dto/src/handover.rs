//! Handing over what somebody works on.

use crate::catalogue::PersonView;
use crate::field::{FieldCode, FieldErrors, Fields};
use domain::clock::Timestamp;
use domain::id::TeamId;
use domain::ticket::{Heir, HeirKind};
use serde::{Deserialize, Serialize};

/// The body of `POST /admin/users/{id}/handover`, and a part of `PATCH /admin/users/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandoverRequest {
    /// What kind of heir takes the tickets over. With `team` and `nobody` they are handed back: open, and nobody's.
    #[cfg_attr(feature = "openapi", schema(value_type = HeirKind))]
    pub to: String,
    /// The id of the agent or the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

impl HandoverRequest {
    /// Checks both.
    ///
    /// # Errors
    /// Names each bad one.
    pub fn parse(self) -> Result<Heir, FieldErrors> {
        let mut fields = Fields::new();
        let heir = self.read(&mut fields, "");
        fields.finish(heir)
    }

    /// The same below a pointer.
    pub fn read(self, fields: &mut Fields, pointer: &str) -> Option<Heir> {
        let kind = fields.word(&format!("{pointer}/to"), &self.to)?;
        let at = format!("{pointer}/id");
        match (kind, self.id) {
            (HeirKind::Agent, Some(id)) => fields.word(&at, &id).map(Heir::Agent),
            (HeirKind::Team, Some(id)) => fields.word(&at, &id).map(Heir::Team),
            (HeirKind::Nobody, None) => Some(Heir::Nobody),
            (HeirKind::Agent | HeirKind::Team, None) => {
                fields.push(&at, FieldCode::Required, "is required");
                None
            }
            (HeirKind::Nobody, Some(_)) => {
                fields.push(&at, FieldCode::NotExpected, "goes with agents and teams");
                None
            }
        }
    }
}

/// What somebody works on, and how far handing it over is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandoverView {
    /// How many tickets that are not settled they work on now.
    pub open: u64,
    /// The last handover of theirs.
    pub last: Option<HandoverProgress>,
}

/// A handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandoverProgress {
    /// What kind of heir takes the tickets over.
    pub to: HeirKind,
    /// The agent, where it is one.
    pub agent: Option<PersonView>,
    /// The team, where it is one.
    pub team: Option<TeamId>,
    /// When it was asked for.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub requested_at: Timestamp,
    /// By whom.
    pub requested_by: PersonView,
    /// How many tickets they worked on then.
    pub tickets: u64,
    /// How many are handed over by now.
    pub moved: u64,
    /// How many could not be, such as those in a queue that the heir does not see.
    pub refused: u64,
    /// When it was done; null while it runs.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub finished_at: Option<Timestamp>,
}
