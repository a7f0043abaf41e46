//! Tickets and resolutions between rows and domain types.

use crate::convert::Row;
use crate::entity::{resolution, ticket};
use crate::error::Error;
use domain::category::CategoryKey;
use domain::clock::Timestamp;
use domain::id::{ResolutionId, TicketId, TicketNumber, UserId};
use domain::text::{Description, ResolutionText, Subject};
use domain::ticket::{Priority, Resolution, Ticket};
use sea_orm::ActiveValue::{NotSet, Set};

/// What happens to the reference to the resolution in force.
pub(super) enum ResolutionInForce {
    Unchanged,
    Now(ResolutionId),
    None,
}

pub(super) fn ticket(row: &ticket::Model, resolution: Option<Resolution>) -> Result<Ticket, Error> {
    let place = Row::new("tickets", row.id);
    if row.resolution_id.is_some() != resolution.is_some() {
        return Err(place.corrupt("resolution_id", "a resolution that is not there"));
    }
    Ok(Ticket {
        id: TicketId::new(row.id),
        number: TicketNumber::new(row.number),
        subject: place.text("subject", &row.subject, Subject::parse)?,
        description: place.text("description", &row.description, Description::parse)?,
        category: CategoryKey::parse(&row.category).map_err(|error| place.corrupt("category", error))?,
        priority: priority(&place, row.priority)?,
        status: place.word("status", &row.status)?,
        requester: UserId::new(row.requester_id),
        assignee: row.assignee_id.map(UserId::new),
        resolution,
        cycles: place.count("cycles", row.cycles)?,
        version: row.version,
        created_at: place.time("created_at", row.created_at)?,
        created_by: UserId::new(row.created_by),
        updated_at: place.time("updated_at", row.updated_at)?,
        updated_by: row.updated_by.map(UserId::new),
        first_response_at: place.time_or_none("first_response_at", row.first_response_at)?,
        resolved_at: place.time_or_none("resolved_at", row.resolved_at)?,
        closed_at: place.time_or_none("closed_at", row.closed_at)?,
    })
}

pub(super) fn priority(place: &Row, rank: i32) -> Result<Priority, Error> {
    i16::try_from(rank).ok().and_then(Priority::from_rank).ok_or_else(|| place.corrupt("priority", "no priority"))
}

/// The whole row, so that a field added to the domain type cannot be forgotten here.
pub(super) fn row(ticket: &Ticket, in_force: &ResolutionInForce) -> ticket::ActiveModel {
    let Ticket {
        id,
        number,
        subject,
        description,
        category,
        priority,
        status,
        requester,
        assignee,
        resolution: _,
        cycles,
        version,
        created_at,
        created_by,
        updated_at,
        updated_by,
        first_response_at,
        resolved_at,
        closed_at,
    } = ticket;
    ticket::ActiveModel {
        id: Set(id.uuid()),
        number: Set(number.get()),
        subject: Set(subject.as_str().to_owned()),
        description: Set(description.as_str().to_owned()),
        category: Set(category.as_str().to_owned()),
        priority: Set(i32::from(priority.rank())),
        status: Set(status.to_string()),
        requester_id: Set(requester.uuid()),
        assignee_id: Set(assignee.map(UserId::uuid)),
        resolution_id: match in_force {
            ResolutionInForce::Unchanged => NotSet,
            ResolutionInForce::Now(id) => Set(Some(id.uuid())),
            ResolutionInForce::None => Set(None),
        },
        cycles: Set(stored_count(*cycles)),
        version: Set(*version),
        created_at: Set(created_at.unix_micros()),
        created_by: Set(created_by.uuid()),
        updated_at: Set(updated_at.unix_micros()),
        updated_by: Set(updated_by.map(UserId::uuid)),
        first_response_at: Set(first_response_at.map(Timestamp::unix_micros)),
        resolved_at: Set(resolved_at.map(Timestamp::unix_micros)),
        closed_at: Set(closed_at.map(Timestamp::unix_micros)),
    }
}

pub(super) fn resolution(row: &resolution::Model) -> Result<Resolution, Error> {
    let place = Row::new("resolutions", row.id);
    Ok(Resolution {
        cycle: place.count("cycle", row.cycle)?,
        revision: place.count("revision", row.revision)?,
        text: place.text("body", &row.body, ResolutionText::parse)?,
        kind: place.word("kind", &row.kind)?,
        author: UserId::new(row.author_id),
        at: place.time("created_at", row.created_at)?,
    })
}

pub(super) fn resolution_row(id: ResolutionId, ticket: TicketId, new: &Resolution) -> resolution::ActiveModel {
    let Resolution { cycle, revision, text, kind, author, at } = new;
    resolution::ActiveModel {
        id: Set(id.uuid()),
        ticket_id: Set(ticket.uuid()),
        cycle: Set(stored_count(*cycle)),
        revision: Set(stored_count(*revision)),
        body: Set(text.as_str().to_owned()),
        kind: Set(kind.to_string()),
        author_id: Set(author.uuid()),
        created_at: Set(at.unix_micros()),
        reopened_at: Set(None),
        reopened_by: Set(None),
        reopened_reason: Set(None),
    }
}

/// Cycles and revisions count what people do; they do not reach two billion.
fn stored_count(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
