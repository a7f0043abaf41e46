//! Events of a ticket between rows and domain types.

use super::ticket_rows;
use crate::convert::Row;
use crate::entity::{resolution, ticket_event};
use crate::error::Error;
use domain::category::CategoryKey;
use domain::email::Email;
use domain::id::{CommentId, EventId, QueueId, ResolutionId, TeamId, TicketNumber, UserId};
use domain::text::{Reason, Subject};
use domain::ticket::TicketEvent;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;
use uuid::Uuid;

use super::conversation::StoredEvent;

/// What the columns of an event hold, apart from who and when.
struct Columns {
    kind: &'static str,
    from: Option<String>,
    to: Option<String>,
    reason: Option<String>,
    comment: Option<CommentId>,
}

impl Columns {
    const fn of(kind: &'static str) -> Self {
        Self { kind, from: None, to: None, reason: None, comment: None }
    }

    fn moved(kind: &'static str, from: Option<String>, to: Option<String>) -> Self {
        Self { from, to, ..Self::of(kind) }
    }
}

fn columns(event: &TicketEvent) -> Columns {
    use TicketEvent as E;
    let some = |value: &dyn ToString| Some(value.to_string());
    match event {
        E::Created => Columns::of("created"),
        E::Commented { comment, visibility: _ } => Columns { comment: Some(*comment), ..Columns::of("commented") },
        E::SubjectChanged { from, to } => Columns::moved("subject_changed", some(&from.as_str()), some(&to.as_str())),
        E::DescriptionChanged => Columns::of("description_changed"),
        E::StatusChanged { from, to, reason } => Columns {
            reason: reason.as_ref().map(|reason| reason.as_str().to_owned()),
            ..Columns::moved("status_changed", some(from), some(to))
        },
        E::AssigneeChanged { from, to } => {
            Columns::moved("assignee_changed", from.map(|user| user.to_string()), to.map(|user| user.to_string()))
        }
        E::PriorityChanged { from, to } => Columns::moved("priority_changed", some(from), some(to)),
        E::CategoryChanged { from, to } => Columns::moved("category_changed", some(from), some(to)),
        E::TeamChanged { from, to } => {
            Columns::moved("team_changed", from.map(|team| team.to_string()), to.map(|team| team.to_string()))
        }
        E::QueueChanged { from, to } => Columns::moved("queue_changed", some(from), some(to)),
        E::TagsChanged { from, to } => {
            Columns::moved("tags_changed", Some(ticket_rows::tags_column(from)), Some(ticket_rows::tags_column(to)))
        }
        E::ResolutionGiven(_) => Columns::of("resolution_given"),
        E::CommentEdited { comment, visibility: _ } => {
            Columns { comment: Some(*comment), ..Columns::of("comment_edited") }
        }
        E::CloseRequested => Columns::of("close_requested"),
        E::ReopenRequested { reason } => Columns { reason: some(&reason.as_str()), ..Columns::of("reopen_requested") },
        E::RequestDeclined => Columns::of("request_declined"),
        E::ParticipantAdded { email } => Columns::moved("participant_added", None, some(&email.as_str())),
        E::ParticipantRemoved { email } => Columns::moved("participant_removed", some(&email.as_str()), None),
        E::MergedInto { ticket } => other_ticket("merged_into", *ticket),
        E::UnmergedFrom { ticket } => other_ticket("unmerged_from", *ticket),
        E::Absorbed { ticket } => other_ticket("absorbed", *ticket),
        E::Released { ticket } => other_ticket("released", *ticket),
        E::SplitOff { ticket } => other_ticket("split_off", *ticket),
        E::SplitFrom { ticket } => other_ticket("split_from", *ticket),
        E::FollowedUp { ticket } => other_ticket("followed_up", *ticket),
        E::FollowsUp { ticket } => other_ticket("follows_up", *ticket),
    }
}

fn other_ticket(kind: &'static str, number: TicketNumber) -> Columns {
    Columns::moved(kind, None, Some(number.get().to_string()))
}

/// A row for an event. `resolution` is the row that a given resolution was stored in.
pub(super) fn row(ticket: Uuid, stored: &StoredEvent, resolution: Option<ResolutionId>) -> ticket_event::ActiveModel {
    let StoredEvent { id, at, actor, version, event } = stored;
    let Columns { kind, from, to, reason, comment } = columns(event);
    ticket_event::ActiveModel {
        id: Set(id.uuid()),
        ticket_id: Set(ticket),
        at: Set(at.unix_micros()),
        ticket_version: Set(*version),
        actor_id: Set(actor.map(UserId::uuid)),
        kind: Set(kind.to_owned()),
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
    let category = |column, key: &str| CategoryKey::parse(key).map_err(|error| place.corrupt(column, error));
    let event = match row.kind.as_str() {
        "created" => E::Created,
        "commented" => E::Commented {
            comment: row.comment_id.map(CommentId::new).ok_or_else(|| place.corrupt("comment_id", "nothing"))?,
            visibility: place.word("visibility", &row.visibility)?,
        },
        "subject_changed" => E::SubjectChanged {
            from: place.text("from_value", from()?, Subject::parse)?,
            to: place.text("to_value", to()?, Subject::parse)?,
        },
        "description_changed" => E::DescriptionChanged,
        "status_changed" => E::StatusChanged {
            from: place.word("from_value", from()?)?,
            to: place.word("to_value", to()?)?,
            reason: row.reason.as_deref().map(|text| place.text("reason", text, Reason::parse)).transpose()?,
        },
        "assignee_changed" => E::AssigneeChanged {
            from: user("from_value", row.from_value.as_deref())?,
            to: user("to_value", row.to_value.as_deref())?,
        },
        "priority_changed" => {
            E::PriorityChanged { from: place.word("from_value", from()?)?, to: place.word("to_value", to()?)? }
        }
        "category_changed" => {
            E::CategoryChanged { from: category("from_value", from()?)?, to: category("to_value", to()?)? }
        }
        "resolution_given" => {
            let found = row.resolution_id.and_then(|id| resolutions.get(&id));
            let found = found.ok_or_else(|| place.corrupt("resolution_id", "a resolution that is not there"))?;
            E::ResolutionGiven(ticket_rows::resolution(found)?)
        }
        "team_changed" => E::TeamChanged {
            from: team("from_value", row.from_value.as_deref())?,
            to: team("to_value", row.to_value.as_deref())?,
        },
        "queue_changed" => E::QueueChanged {
            from: place.word::<QueueId>("from_value", from()?)?,
            to: place.word::<QueueId>("to_value", to()?)?,
        },
        "tags_changed" => {
            E::TagsChanged { from: ticket_rows::tags(&place, from()?)?, to: ticket_rows::tags(&place, to()?)? }
        }
        "comment_edited" => E::CommentEdited {
            comment: row.comment_id.map(CommentId::new).ok_or_else(|| place.corrupt("comment_id", "nothing"))?,
            visibility: place.word("visibility", &row.visibility)?,
        },
        "close_requested" => E::CloseRequested,
        "reopen_requested" => {
            let reason = place.present("reason", row.reason.as_deref())?;
            E::ReopenRequested { reason: place.text("reason", reason, Reason::parse)? }
        }
        "request_declined" => E::RequestDeclined,
        "participant_added" => E::ParticipantAdded { email: email("to_value", to()?)? },
        "participant_removed" => E::ParticipantRemoved { email: email("from_value", from()?)? },
        "merged_into" => E::MergedInto { ticket: number()? },
        "unmerged_from" => E::UnmergedFrom { ticket: number()? },
        "absorbed" => E::Absorbed { ticket: number()? },
        "released" => E::Released { ticket: number()? },
        "split_off" => E::SplitOff { ticket: number()? },
        "split_from" => E::SplitFrom { ticket: number()? },
        "followed_up" => E::FollowedUp { ticket: number()? },
        "follows_up" => E::FollowsUp { ticket: number()? },
        other => return Err(place.corrupt("kind", format!("the unknown word {other:?}"))),
    };
    Ok(StoredEvent {
        id: EventId::new(row.id),
        at: place.time("at", row.at)?,
        actor: row.actor_id.map(UserId::new),
        version: row.ticket_version,
        event,
    })
}
