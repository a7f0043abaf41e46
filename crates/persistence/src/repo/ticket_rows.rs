//! Tickets and resolutions between rows and domain types.

use crate::convert::Row;
use crate::entity::{resolution, ticket};
use crate::error::Error;
use domain::category::CategoryKey;
use domain::clock::Timestamp;
use domain::id::{QueueId, ResolutionId, TeamId, TicketId, TicketNumber, UserId};
use domain::queue::DEFAULT_QUEUE;
use domain::tag::{Tag, Tags};
use domain::text::{Description, Reason, ResolutionText, Subject};
use domain::ticket::{Priority, ReopenRequest, Resolution, Ticket};
use sea_orm::ActiveValue::{NotSet, Set};
use uuid::Uuid;

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
        queue: queue(row.queue_id),
        team: row.team_id.map(TeamId::new),
        assignee: row.assignee_id.map(UserId::new),
        tags: tags(&place, &row.tags)?,
        close_requested_at: place.time_or_none("close_requested_at", row.close_requested_at)?,
        reopen_request: reopen_request(&place, row.reopen_requested_at, row.reopen_reason.as_deref())?,
        follow_up_of: row.follow_up_of.map(TicketId::new),
        merged_into: row.merged_into.map(TicketId::new),
        absorbed: place.count("absorbed", row.absorbed)?,
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

/// Only rows that the first release wrote while the columns were there already have no queue.
pub(super) fn queue(id: Option<Uuid>) -> QueueId {
    id.map_or(DEFAULT_QUEUE, QueueId::new)
}

/// Tags hold no spaces, so one column holds them all.
pub(super) fn tags(place: &Row, column: &str) -> Result<Tags, Error> {
    let tags = column.split_ascii_whitespace().map(Tag::parse).collect::<Result<Vec<_>, _>>();
    tags.map_err(|error| place.corrupt("tags", error))
        .and_then(|tags| Tags::new(tags).map_err(|error| place.corrupt("tags", error)))
}

pub(super) fn tags_column(tags: &Tags) -> String {
    tags.iter().map(Tag::as_str).collect::<Vec<_>>().join(" ")
}

fn reopen_request(place: &Row, at: Option<i64>, reason: Option<&str>) -> Result<Option<ReopenRequest>, Error> {
    let Some(at) = place.time_or_none("reopen_requested_at", at)? else { return Ok(None) };
    let reason = place.text("reopen_reason", place.present("reopen_reason", reason)?, Reason::parse)?;
    Ok(Some(ReopenRequest { at, reason }))
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
        queue,
        team,
        assignee,
        tags,
        close_requested_at,
        reopen_request,
        follow_up_of,
        merged_into,
        absorbed,
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
        queue_id: Set(Some(queue.uuid())),
        team_id: Set(team.map(TeamId::uuid)),
        assignee_id: Set(assignee.map(UserId::uuid)),
        tags: Set(tags_column(tags)),
        close_requested_at: Set(close_requested_at.map(Timestamp::unix_micros)),
        reopen_requested_at: Set(reopen_request.as_ref().map(|request| request.at.unix_micros())),
        reopen_reason: Set(reopen_request.as_ref().map(|request| request.reason.as_str().to_owned())),
        follow_up_of: Set(follow_up_of.map(TicketId::uuid)),
        merged_into: Set(merged_into.map(TicketId::uuid)),
        absorbed: Set(stored_count(*absorbed)),
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
        // How it stands to what was promised follows from its history and is written by [`super::sla`] alone.
        sla_policy_id: NotSet,
        sla_policy_version: NotSet,
        sla_calendar_id: NotSet,
        sla_calendar_version: NotSet,
        sla_state: NotSet,
        due_at: NotSet,
        due_target: NotSet,
        sla_next_at: NotSet,
    }
}

/// The same for a ticket that there is. What never changes is left out: SQLite takes a key that is named for one that changes,
/// and looks in every table for rows that refer to it.
pub(super) fn changed(ticket: &Ticket, in_force: &ResolutionInForce) -> ticket::ActiveModel {
    ticket::ActiveModel { id: NotSet, number: NotSet, created_at: NotSet, created_by: NotSet, ..row(ticket, in_force) }
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
