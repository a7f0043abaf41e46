//! Changing many tickets in one call.

use super::query::TicketListQuery;
use super::request::UpdateTicketRequest;
use crate::field::{FieldCode, FieldError, FieldErrors, Fields};
use domain::clock::Timestamp;
use domain::id::{TicketId, TicketNumber, TicketRef, UserId};
use domain::listing::TicketFilter;
use domain::query::Parsed;
use domain::tag::Tag;
use domain::ticket::TicketPatch;
use domain::words;
use serde::{Deserialize, Serialize};

/// The most tickets that one call changes. A filter that matches more goes on with `next`.
pub const MAX_BULK: usize = 200;

/// A ticket of a selection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkTicketRequest {
    /// Its id or number.
    pub ticket: String,
    /// The version that the caller saw; another one is refused as `stale_version`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// The body of `POST /tickets/bulk`: `tickets` or `filter`, and what shall be different.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkRequest {
    /// 1 to 200 tickets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 200))]
    pub tickets: Option<Vec<BulkTicketRequest>>,
    /// All tickets that match, 200 at a time, by the parameters of `GET /tickets` without `sort`, `limit`, `count` and
    /// `cursor`. A ticket that no longer matches when its turn comes is left alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<TicketListQuery>,
    /// Where to go on with a filter: `next` of the answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// What shall be different, as in `PATCH /tickets/{id}`.
    #[serde(default)]
    pub change: UpdateTicketRequest,
    /// Tags to put on, beside those that are there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add_tags: Vec<String>,
    /// Tags to take off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove_tags: Vec<String>,
    /// Only tell what would happen.
    #[serde(default)]
    pub dry_run: bool,
}

/// Which tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BulkSelection {
    /// These, each with the version that was seen.
    Tickets(Vec<(TicketRef, Option<i64>)>),
    /// Those that match.
    Filter {
        /// By the parameters.
        filter: Box<TicketFilter>,
        /// By the query.
        q: Parsed,
        /// From this place on.
        cursor: Option<String>,
    },
}

/// A change of many tickets, checked for form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkFields {
    /// Which tickets.
    pub selection: BulkSelection,
    /// What shall be different.
    pub patch: TicketPatch,
    /// Tags to put on.
    pub add_tags: Vec<Tag>,
    /// Tags to take off.
    pub remove_tags: Vec<Tag>,
    /// Only tell what would happen.
    pub dry_run: bool,
}

impl BulkRequest {
    /// Checks every field. `me` is the caller, `now` what the hours and days of a filter are counted from.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self, me: UserId, now: Timestamp) -> Result<BulkFields, FieldErrors> {
        let Self { tickets, filter, cursor, change, add_tags, remove_tags, dry_run } = self;
        let mut fields = Fields::new();
        let selection = match (tickets, filter) {
            (Some(tickets), None) => {
                if cursor.is_some() {
                    fields.push("/cursor", FieldCode::NotExpected, "goes with a filter only");
                }
                selected(&mut fields, &tickets)
            }
            (None, Some(filter)) => matching(&mut fields, filter, (me, now), cursor),
            (Some(_), Some(_)) => {
                fields.push("/filter", FieldCode::Contradiction, "name tickets or a filter, not both");
                None
            }
            (None, None) => {
                fields.push("/tickets", FieldCode::Required, "name tickets or a filter");
                None
            }
        };
        let add_tags = fields.tags("/add_tags", &add_tags);
        let remove_tags = fields.tags("/remove_tags", &remove_tags);
        let patch = below(&mut fields, "/change", change.parse());
        let complete = selection.zip(patch).zip(add_tags).zip(remove_tags);
        fields.finish(complete.map(|(((selection, patch), add_tags), remove_tags)| BulkFields {
            selection,
            patch,
            add_tags: add_tags.iter().cloned().collect(),
            remove_tags: remove_tags.iter().cloned().collect(),
            dry_run,
        }))
    }
}

fn selected(fields: &mut Fields, tickets: &[BulkTicketRequest]) -> Option<BulkSelection> {
    if tickets.is_empty() || tickets.len() > MAX_BULK {
        fields.push("/tickets", FieldCode::OutOfRange, format!("must name 1 to {MAX_BULK}"));
        return None;
    }
    let read = |(index, ticket): (usize, &BulkTicketRequest)| {
        Some((fields.word(&format!("/tickets/{index}/ticket"), &ticket.ticket)?, ticket.version))
    };
    Some(BulkSelection::Tickets(tickets.iter().enumerate().filter_map(read).collect()))
}

fn matching(
    fields: &mut Fields,
    filter: TicketListQuery,
    (me, now): (UserId, Timestamp),
    cursor: Option<String>,
) -> Option<BulkSelection> {
    for (pointer, given) in [
        ("/filter/sort", filter.sort.is_some()),
        ("/filter/limit", filter.limit.is_some()),
        ("/filter/count", filter.count.is_some()),
        ("/filter/cursor", filter.cursor.is_some()),
        ("/filter/mine", filter.mine.is_some()),
    ] {
        if given {
            fields.push(pointer, FieldCode::NotExpected, "is no condition of a filter");
        }
    }
    let request = below(fields, "/filter", filter.parse(me, now))?;
    Some(BulkSelection::Filter { filter: Box::new(request.filter), q: request.q, cursor })
}

/// Takes over the errors of a part of the request.
fn below<T>(fields: &mut Fields, prefix: &str, parsed: Result<T, FieldErrors>) -> Option<T> {
    match parsed {
        Ok(value) => Some(value),
        Err(errors) => {
            for error in errors {
                let pointer = format!("{prefix}/{}", error.pointer.trim_start_matches(['/', '?']));
                fields.note(FieldError { pointer, ..error });
            }
            None
        }
    }
}

words! {
    /// What became of a ticket in a change of many.
    BulkOutcome {
        /// It is different now, or would be.
        Changed => "changed",
        /// It was like that already.
        Unchanged => "unchanged",
        /// It could not be changed; `code` says why.
        Refused => "refused",
    }
}

/// What became of one ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkItem {
    /// As the request named it.
    pub ticket: String,
    /// Its id, where the caller may see it.
    pub id: Option<TicketId>,
    /// Its number, where the caller may see it.
    pub number: Option<TicketNumber>,
    /// Its subject, where the caller may see it.
    pub subject: Option<String>,
    /// Its version: afterwards, or now where nothing was changed.
    pub version: Option<i64>,
    /// What became of it.
    pub outcome: BulkOutcome,
    /// The code of the problem that a single change would have answered with.
    pub code: Option<String>,
    /// The fields at fault, as a single change would have named them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// The answer of `POST /tickets/bulk`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkView {
    /// Whether nothing was changed.
    pub dry_run: bool,
    /// Each ticket, in order.
    pub items: Vec<BulkItem>,
    /// Where to go on with a filter. Null when all have had their turn.
    pub next: Option<String>,
}
