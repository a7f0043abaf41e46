//! How a running Lotse is, and why somebody sees a ticket.

use crate::catalogue::PersonView;
use crate::field::{FieldErrors, Fields};
use domain::account::{Role, UserStatus};
use domain::clock::Timestamp;
use domain::explain::Reason;
use domain::health::{Condition, Part};
use domain::id::{QueueId, TicketNumber, TicketRef, UserId};
use domain::policy::Relation;
use serde::{Deserialize, Serialize};

/// How the parts are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatusView {
    /// The version of the program that answers.
    pub version: String,
    /// Each part.
    pub parts: Vec<PartView>,
}

/// How a part is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartView {
    /// Which.
    pub part: Part,
    /// How it is.
    pub condition: Condition,
    /// What it is: `sqlite`, `postgresql`; `directory`, `s3`; `clamav`, `none`, `unscanned` where files go out that nobody
    /// looked at; `smtp`, `kept` where mails are kept for admins to read. Null where there is one kind only.
    pub kind: Option<String>,
    /// Its own words about itself, such as the version of its signatures.
    pub says: Option<String>,
    /// How many things wait in it.
    pub waiting: Option<u64>,
    /// Since when the oldest does.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub oldest: Option<Timestamp>,
    /// How many were given up.
    pub given_up: Option<u64>,
}

/// The query of `GET /admin/explanation`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct ExplanationQuery {
    /// The id of the person.
    pub user: String,
    /// The id or the running number of the ticket.
    pub ticket: String,
}

impl ExplanationQuery {
    /// Checks both.
    ///
    /// # Errors
    /// Names each bad one.
    pub fn parse(self) -> Result<(UserId, TicketRef), FieldErrors> {
        let mut fields = Fields::new();
        let (user, ticket) = (fields.word("?user", &self.user), fields.word("?ticket", &self.ticket));
        fields.finish(user.zip(ticket))
    }
}

/// Why somebody sees a ticket, or does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExplanationView {
    /// Who.
    pub person: PersonView,
    /// Their role.
    pub role: Role,
    /// The state of their account.
    pub status: UserStatus,
    /// Which ticket.
    pub ticket: TicketNumber,
    /// What it is about.
    pub subject: String,
    /// The queue that it waits in.
    pub queue: QueueId,
    /// What people call that queue.
    pub queue_name: String,
    /// Whether they see it.
    pub sees: bool,
    /// The role that they have on it: an agent outside of a restricted queue is a customer there. Null where they do not see
    /// it.
    pub acts_as: Option<Role>,
    /// How they stand to it.
    pub relation: Option<Relation>,
    /// Whether they read internal notes.
    pub reads_notes: bool,
    /// Every reason for or against, the decisive ones first.
    pub reasons: Vec<Reason>,
}
