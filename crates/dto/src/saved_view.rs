//! Lists that people and teams keep by a name.

use crate::field::{FieldCode, FieldErrors, Fields};
use crate::page::Count;
use crate::patch::Patch;
use domain::id::{SavedViewId, TeamId};
use domain::listing::Sort;
use domain::saved_view::MAX_POSITION;
use domain::text::ViewName;
use serde::{Deserialize, Serialize};

/// A list that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedViewView {
    /// Its id.
    pub id: SavedViewId,
    /// What it is called.
    pub name: String,
    /// Whose team's it is. Null: the caller's own.
    pub team: Option<TeamId>,
    /// Which tickets: what `q` of `GET /tickets` takes.
    pub q: String,
    /// In which order. Null: in the order that lists have.
    pub sort: Option<Sort>,
    /// Its place among the views of its owner.
    pub position: u32,
    /// Whether the caller may change it.
    pub editable: bool,
}

/// How many tickets a view has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ViewCountView {
    /// Which view.
    pub id: SavedViewId,
    /// Up to a thousand. Null where its query names what there is no more, such as a queue that has another name now.
    pub count: Option<Count>,
}

/// The body of `POST /me/views`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewSavedViewRequest {
    /// 1 to 60 characters, another one than the owner's other views have.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 60))]
    pub name: String,
    /// What `q` of `GET /tickets` takes. May be empty: all tickets.
    #[cfg_attr(feature = "openapi", schema(max_length = 1000))]
    pub q: String,
    /// In which order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Sort>))]
    pub sort: Option<String>,
    /// For this team, in which the caller has to be unless they are an admin. Absent: for the caller alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<TeamId>))]
    pub team: Option<String>,
    /// Its place, from 0 to 9,999. Absent: 0. Views of one place stand by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 9999))]
    pub position: Option<i64>,
}

/// A new view, checked for form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSavedViewFields {
    /// What it is called.
    pub name: ViewName,
    /// Which tickets.
    pub q: String,
    /// In which order.
    pub sort: Option<Sort>,
    /// For which team.
    pub team: Option<TeamId>,
    /// Its place.
    pub position: u32,
}

impl NewSavedViewRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<NewSavedViewFields, FieldErrors> {
        let mut fields = Fields::new();
        let f = &mut fields;
        let name = f.text("/name", &self.name, ViewName::parse);
        f.query("/q", &self.q);
        let sort = self.sort.and_then(|word| f.word("/sort", &word));
        let team = self.team.and_then(|id| f.word("/team", &id));
        let position = self.position.map_or(Some(0), |number| position(f, number));
        let q = self.q;
        fields.finish(name.zip(position).map(|(name, position)| NewSavedViewFields { name, q, sort, team, position }))
    }
}

/// The body of `PATCH /me/views/{id}`: what is to be different.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedViewRequest {
    /// 1 to 60 characters.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, nullable = false, min_length = 1, max_length = 60))]
    pub name: Patch<String>,
    /// What `q` of `GET /tickets` takes.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, nullable = false, max_length = 1000))]
    pub q: Patch<String>,
    /// In which order. Null: in the order that lists have.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Sort>))]
    pub sort: Patch<String>,
    /// Its place, from 0 to 9,999.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>, nullable = false, minimum = 0, maximum = 9999))]
    pub position: Patch<i64>,
}

/// What is to be different about a view, checked for form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SavedViewChange {
    /// Its name.
    pub name: Option<ViewName>,
    /// Its query.
    pub q: Option<String>,
    /// Its order; nothing inside takes it away.
    pub sort: Option<Option<Sort>>,
    /// Its place.
    pub position: Option<u32>,
}

impl SavedViewRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<SavedViewChange, FieldErrors> {
        let mut fields = Fields::new();
        let f = &mut fields;
        let name = self.name.not_null(f, "/name").and_then(|name| f.text("/name", &name, ViewName::parse));
        let q = self.q.not_null(f, "/q");
        if let Some(text) = &q {
            f.query("/q", text);
        }
        let sort = match self.sort {
            Patch::Absent => None,
            Patch::Null => Some(None),
            Patch::Value(word) => f.word("/sort", &word).map(Some),
        };
        let position = self.position.not_null(f, "/position").and_then(|number| position(f, number));
        fields.finish(Some(SavedViewChange { name, q, sort, position }))
    }
}

fn position(fields: &mut Fields, number: i64) -> Option<u32> {
    let fitting = u32::try_from(number).ok().filter(|number| *number <= MAX_POSITION);
    if fitting.is_none() {
        fields.push("/position", FieldCode::OutOfRange, format!("must be a number from 0 to {MAX_POSITION}"));
    }
    fitting
}
