//! What comes down the stream of events, and who is at which ticket.

use crate::field::{FieldErrors, Fields};
use domain::id::{EventId, NotificationId, TicketNumber, UserId};
use domain::presence::PresenceState;
use serde::{Deserialize, Serialize};

/// Somebody who is at a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HereView {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub display_name: String,
    /// Whether they are an agent or admin.
    pub is_staff: bool,
    /// What they do.
    pub state: PresenceState,
}

/// Everybody at a ticket; also the data of the event `presence`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CrowdView {
    /// Which ticket.
    pub ticket: TicketNumber,
    /// Who is there.
    pub people: Vec<HereView>,
}

/// The data of the event `ticket`. Ids and versions only: what it was, its reader asks for as everybody does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketNews {
    /// Which ticket.
    pub ticket: TicketNumber,
    /// Its version now.
    pub version: i64,
    /// What kind of thing, as in the history.
    pub kind: String,
    /// Its event.
    pub event: EventId,
}

/// The data of the event `inbox`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InboxNews {
    /// What came in; its reader asks for it as everybody does.
    pub notification: NotificationId,
}

/// The body of `PUT /tickets/{id}/presence`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PresenceRequest {
    /// `viewing`, `writing` or `gone`.
    #[cfg_attr(feature = "openapi", schema(value_type = PresenceState))]
    pub state: String,
}

impl PresenceRequest {
    /// Checks the word.
    ///
    /// # Errors
    /// When it is none of the three.
    pub fn parse(self) -> Result<PresenceState, FieldErrors> {
        let mut fields = Fields::new();
        let state = fields.word("/state", &self.state);
        fields.finish(state)
    }
}
