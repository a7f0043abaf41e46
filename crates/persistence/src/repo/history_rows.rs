//! Events of a ticket between rows and domain types.

use super::ticket_rows;
use crate::convert::Row;
use crate::entity::{resolution, ticket_event};
use crate::error::Error;
use domain::category::CategoryKey;
use domain::email::Email;
use domain::id::{CommentId, EventId, QueueId, ResolutionId, TeamId, TicketNumber, UserId};
use domain::text::{Reason, Subject};
use domain::ticket::{EventKind, TicketEvent};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;
use uuid::Uuid;

use super::conversation::StoredEvent;

/// What the columns of an event hold, apart from who, when and what kind.
struct Columns {
    from: Option<String>,
    to: Option<String>,
    reason: Option<String>,
    comment: Option<CommentId>,
}

impl Columns {
    const fn none() -> Self {
        Self { from: None, to: None, reason: None, comment: None }
    }

    fn moved(from: Option<String>, to: Option<String>) -> Self {
        Self { from, to, ..Self::none() }
    }
}

fn columns(event: &TicketEvent) -> Columns {
    use TicketEvent as E;
    let some = |value: &dyn ToString| Some(value.to_string());
    match event {
        E::Created => Columns::none(),
        E::Commented { comment, visibility: _ }
        | E::CommentEdited { comment, visibility: _ }
        | E::CommentRedacted { comment, visibility: _ } => Columns { comment: Some(*comment), ..Columns::none() },
        E::SubjectChanged { from, to } => Columns::moved(some(&from.as_str()), some(&to.as_str())),
        E::DescriptionChanged => Columns::none(),
        E::StatusChanged { from, to, reason } => Columns {
            reason: reason.as_ref().map(|reason| reason.as_str().to_owned()),
            ..Columns::moved(some(from), some(to))
        },
        E::AssigneeChanged { from, to } => {
            Columns::moved(from.map(|user| user.to_string()), to.map(|user| user.to_string()))
        }
        E::PriorityChanged { from, to } => Columns::moved(some(from), some(to)),
        E::CategoryChanged { from, to } => Columns::moved(some(from), some(to)),
        E::TeamChanged { from, to } => {
            Columns::moved(from.map(|team| team.to_string()), to.map(|team| team.to_string()))
        }
        E::QueueChanged { from, to } => Columns::moved(some(from), some(to)),
        E::TagsChanged { from, to } => {
            Columns::moved(Some(ticket_rows::tags_column(from)), Some(ticket_rows::tags_column(to)))
        }
        E::ResolutionGiven(_) => Columns::none(),
        E::CloseRequested => Columns::none(),
        E::ReopenRequested { reason } => Columns { reason: some(&reason.as_str()), ..Columns::none() },
        E::RequestDeclined => Columns::none(),
        E::ParticipantAdded { email } => Columns::moved(None, some(&email.as_str())),
        E::ParticipantRemoved { email } => Columns::moved(some(&email.as_str()), None),
        E::MergedInto { ticket } => other_ticket(*ticket),
        E::UnmergedFrom { ticket } => other_ticket(*ticket),
        E::Absorbed { ticket } => other_ticket(*ticket),
        E::Released { ticket } => other_ticket(*ticket),
        E::SplitOff { ticket } => other_ticket(*ticket),
        E::SplitFrom { ticket } => other_ticket(*ticket),
        E::FollowedUp { ticket } => other_ticket(*ticket),
        E::FollowsUp { ticket } => other_ticket(*ticket),
        E::SlaDueSoon { target, cycle } | E::SlaBreached { target, cycle } => {
            Columns::moved(Some(cycle.to_string()), some(target))
        }
    }
}

fn other_ticket(number: TicketNumber) -> Columns {
    Columns::moved(None, Some(number.get().to_string()))
}

/// A row for an event. `resolution` is the row that a given resolution was stored in.
pub(super) fn row(ticket: Uuid, stored: &StoredEvent, resolution: Option<ResolutionId>) -> ticket_event::ActiveModel {
    let StoredEvent { id, at, actor, version, event } = stored;
    let Columns { from, to, reason, comment } = columns(event);
    ticket_event::ActiveModel {
        id: Set(id.uuid()),
        ticket_id: Set(ticket),
        at: Set(at.unix_micros()),
        ticket_version: Set(*version),
        actor_id: Set(actor.map(UserId::uuid)),
        kind: Set(event.kind().to_string()),
        visibility: Set(event.visibility().to_string()),
        from_value: Set(from),
        to_value: Set(to),
        reason: Set(reason),
        comment_id: Set(comment.map(CommentId::uuid)),
        resolution_id: Set(resolution.map(ResolutionId::uuid)),
    }
}

/// Reads events, with the resolutions they speak of.
pub(super) async fn events(
    db: &impl ConnectionTrait,
    rows: Vec<ticket_event::Model>,
) -> Result<Vec<StoredEvent>, Error> {
    let ids: Vec<_> = rows.iter().filter_map(|row| row.resolution_id).collect();
    let mut resolutions = HashMap::new();
    if !ids.is_empty() {
        let found = resolution::Entity::find().filter(resolution::Column::Id.is_in(ids)).all(db).await?;
        resolutions.extend(found.into_iter().map(|row| (row.id, row)));
    }
    rows.iter().map(|row| event(row, &resolutions)).collect()
}

fn event(row: &ticket_event::Model, resolutions: &HashMap<Uuid, resolution::Model>) -> Result<StoredEvent, Error> {
    use TicketEvent as E;
    let place = Row::new("ticket_events", row.id);
    let from = || place.present("from_value", row.from_value.as_deref());
    let to = || place.present("to_value", row.to_value.as_deref());
    let user = |column, value: Option<&str>| value.map(|id| place.word::<UserId>(column, id)).transpose();
    let team = |column, value: Option<&str>| value.map(|id| place.word::<TeamId>(column, id)).transpose();
    let email = |column, text: &str| Email::parse(text).map_err(|error| place.corrupt(column, error));
    let number = || place.word("to_value", to()?).map(TicketNumber::new);
    let cycle = || place.word::<u32>("from_value", from()?);
    let category = |column, key: &str| CategoryKey::parse(key).map_err(|error| place.corrupt(column, error));
    let comment = || row.comment_id.map(CommentId::new).ok_or_else(|| place.corrupt("comment_id", "nothing"));
    let visibility = || place.word("visibility", &row.visibility);
    let event = match place.word::<EventKind>("kind", &row.kind)? {
        EventKind::Created => E::Created,
        EventKind::Commented => E::Commented { comment: comment()?, visibility: visibility()? },
        EventKind::SubjectChanged => E::SubjectChanged {
            from: place.text("from_value", from()?, Subject::parse)?,
            to: place.text("to_value", to()?, Subject::parse)?,
        },
        EventKind::DescriptionChanged => E::DescriptionChanged,
        EventKind::StatusChanged => E::StatusChanged {
            from: place.word("from_value", from()?)?,
            to: place.word("to_value", to()?)?,
            reason: row.reason.as_deref().map(|text| place.text("reason", text, Reason::parse)).transpose()?,
        },
        EventKind::AssigneeChanged => E::AssigneeChanged {
            from: user("from_value", row.from_value.as_deref())?,
            to: user("to_value", row.to_value.as_deref())?,
        },
        EventKind::PriorityChanged => {
            E::PriorityChanged { from: place.word("from_value", from()?)?, to: place.word("to_value", to()?)? }
        }
        EventKind::CategoryChanged => {
            E::CategoryChanged { from: category("from_value", from()?)?, to: category("to_value", to()?)? }
        }
        EventKind::ResolutionGiven => {
            let found = row.resolution_id.and_then(|id| resolutions.get(&id));
            let found = found.ok_or_else(|| place.corrupt("resolution_id", "a resolution that is not there"))?;
            E::ResolutionGiven(ticket_rows::resolution(found)?)
        }
        EventKind::TeamChanged => E::TeamChanged {
            from: team("from_value", row.from_value.as_deref())?,
            to: team("to_value", row.to_value.as_deref())?,
        },
        EventKind::QueueChanged => E::QueueChanged {
            from: place.word::<QueueId>("from_value", from()?)?,
            to: place.word::<QueueId>("to_value", to()?)?,
        },
        EventKind::TagsChanged => {
            E::TagsChanged { from: ticket_rows::tags(&place, from()?)?, to: ticket_rows::tags(&place, to()?)? }
        }
        EventKind::CommentEdited => E::CommentEdited { comment: comment()?, visibility: visibility()? },
        EventKind::CommentRedacted => E::CommentRedacted { comment: comment()?, visibility: visibility()? },
        EventKind::CloseRequested => E::CloseRequested,
        EventKind::ReopenRequested => {
            let reason = place.present("reason", row.reason.as_deref())?;
            E::ReopenRequested { reason: place.text("reason", reason, Reason::parse)? }
        }
        EventKind::RequestDeclined => E::RequestDeclined,
        EventKind::ParticipantAdded => E::ParticipantAdded { email: email("to_value", to()?)? },
        EventKind::ParticipantRemoved => E::ParticipantRemoved { email: email("from_value", from()?)? },
        EventKind::MergedInto => E::MergedInto { ticket: number()? },
        EventKind::UnmergedFrom => E::UnmergedFrom { ticket: number()? },
        EventKind::Absorbed => E::Absorbed { ticket: number()? },
        EventKind::Released => E::Released { ticket: number()? },
        EventKind::SplitOff => E::SplitOff { ticket: number()? },
        EventKind::SplitFrom => E::SplitFrom { ticket: number()? },
        EventKind::FollowedUp => E::FollowedUp { ticket: number()? },
        EventKind::FollowsUp => E::FollowsUp { ticket: number()? },
        EventKind::SlaDueSoon => E::SlaDueSoon { target: place.word("to_value", to()?)?, cycle: cycle()? },
        EventKind::SlaBreached => E::SlaBreached { target: place.word("to_value", to()?)?, cycle: cycle()? },
    };
    Ok(StoredEvent {
        id: EventId::new(row.id),
        at: place.time("at", row.at)?,
        actor: row.actor_id.map(UserId::new),
        version: row.ticket_version,
        event,
    })
}
