//! Erasing people, and what must not be erased.

use crate::catalogue::PersonView;
use crate::field::{FieldErrors, Fields};
use domain::clock::Timestamp;
use domain::id::{ErasureId, LegalHoldId, TicketNumber, TicketRef, UserId};
use domain::privacy::{ErasureMode, HoldKind};
use domain::text::Reason;
use serde::{Deserialize, Serialize};

/// What there is of a person, and whether they can be erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErasurePreview {
    /// Who.
    pub person: PersonView,
    /// Tickets they asked. They stay, or are deleted, by what is chosen.
    pub tickets: u64,
    /// Files they sent.
    pub files: u64,
    /// Tickets that they read along; they will not any more.
    pub participations: u64,
    /// Texts that they have begun, which are lost.
    pub drafts: u64,
    /// Tickets that they work on and that are not settled. Above 0 they cannot be erased.
    pub working_on: u64,
    /// Legal holds on them and on tickets they asked. Above 0 they cannot be erased.
    pub legal_holds: u64,
    /// Why they cannot be erased now: the code of the problem that trying it is answered with.
    pub refused: Option<String>,
}

/// The body of `POST /admin/erasures`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErasureRequest {
    /// The id of the person.
    pub user: String,
    /// What becomes of the tickets they asked.
    #[cfg_attr(feature = "openapi", schema(value_type = ErasureMode))]
    pub mode: String,
}

impl ErasureRequest {
    /// Checks both.
    ///
    /// # Errors
    /// Names each bad one.
    pub fn parse(self) -> Result<(UserId, ErasureMode), FieldErrors> {
        let mut fields = Fields::new();
        let (user, mode) = (fields.word("/user", &self.user), fields.word("/mode", &self.mode));
        fields.finish(user.zip(mode))
    }
}

/// An erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErasureView {
    /// Its id.
    pub id: ErasureId,
    /// The account, which is a pseudonym once it is done.
    pub user: UserId,
    /// What becomes of their tickets.
    pub mode: ErasureMode,
    /// When it was asked for.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub requested_at: Timestamp,
    /// By whom.
    pub requested_by: PersonView,
    /// How many tickets they had asked then.
    pub tickets: u64,
    /// How many of them are deleted by now.
    pub deleted: u64,
    /// When it was done; null while it runs.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub finished_at: Option<Timestamp>,
    /// What proves it: a JSON Web Signature (RFC 7515) by a key of `/.well-known/jwks.json` over ids, times and counts, without
    /// a word about the person.
    pub receipt: Option<String>,
}

/// Something that must not be erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LegalHoldView {
    /// Its id.
    pub id: LegalHoldId,
    /// What it keeps.
    pub kind: HoldKind,
    /// The person, where it keeps one.
    pub person: Option<PersonView>,
    /// The ticket, where it keeps one.
    pub ticket: Option<TicketNumber>,
    /// Why.
    pub reason: String,
    /// Since when.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// Who put it on.
    pub created_by: PersonView,
}

/// The body of `POST /admin/legal-holds`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LegalHoldRequest {
    /// What it keeps.
    #[cfg_attr(feature = "openapi", schema(value_type = HoldKind))]
    pub kind: String,
    /// The id of the person, or the id or running number of the ticket.
    pub target: String,
    /// Why: 1 to 2,000 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 2_000))]
    pub reason: String,
}

/// What is to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldTarget {
    /// A person.
    User(UserId),
    /// A ticket.
    Ticket(TicketRef),
}

impl LegalHoldRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad one.
    pub fn parse(self) -> Result<(HoldTarget, Reason), FieldErrors> {
        let mut fields = Fields::new();
        let reason = fields.text("/reason", &self.reason, Reason::parse);
        let target = match fields.word("/kind", &self.kind) {
            Some(HoldKind::User) => fields.word("/target", &self.target).map(HoldTarget::User),
            Some(HoldKind::Ticket) => fields.word("/target", &self.target).map(HoldTarget::Ticket),
            None => None,
        };
        fields.finish(target.zip(reason))
    }
}
