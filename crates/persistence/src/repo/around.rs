//! Who is around a ticket, for finding out whom to tell. This is for Lotse itself: nothing here is shown to anybody
//! without being loaded for them first.

use super::conversation::StoredEvent;
use super::history_rows;
use crate::entity::{mention, participant, queue_team, team_member, ticket_event, user, watcher};
use crate::error::Error;
use domain::account::{Role, UserStatus};
use domain::email::Email;
use domain::id::{EventId, TicketId, UserId};
use domain::notification::Around;
use domain::ticket::{Ticket, TicketEvent};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// Everybody around a ticket, but for the admins ([`admins`]), who are told of few things.
///
/// # Errors
/// When the database fails.
pub async fn load(db: &impl ConnectionTrait, ticket: &Ticket) -> Result<Around, Error> {
    let participants: Vec<Option<Uuid>> = participant::Entity::find()
        .select_only()
        .column(participant::Column::UserId)
        .filter(participant::Column::TicketId.eq(ticket.id.uuid()))
        .filter(participant::Column::UserId.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let watchers: Vec<Uuid> = watcher::Entity::find()
        .select_only()
        .column(watcher::Column::UserId)
        .filter(watcher::Column::TicketId.eq(ticket.id.uuid()))
        .into_tuple()
        .all(db)
        .await?;
    // Wider circles are asked for only where nobody in the nearer one can be reached.
    let assignee = match ticket.assignee {
        Some(assignee) if is_active(db, assignee).await? => Some(assignee),
        _ => None,
    };
    let team = match ticket.team {
        Some(team) if assignee.is_none() => members(db, Query::select().expr(team.uuid()).to_owned()).await?,
        _ => Vec::new(),
    };
    let queue = if assignee.is_none() && team.is_empty() {
        let serving = Query::select()
            .column(queue_team::Column::TeamId)
            .from(queue_team::Entity)
            .and_where(queue_team::Column::QueueId.eq(ticket.queue.uuid()))
            .to_owned();
        members(db, serving).await?
    } else {
        Vec::new()
    };
    Ok(Around {
        requester: Some(ticket.requester),
        participants: participants.into_iter().flatten().map(UserId::new).collect(),
        assignee,
        team,
        queue,
        watchers: watchers.into_iter().map(UserId::new).collect(),
        admins: Vec::new(),
    })
}

/// The admins who can be reached.
///
/// # Errors
/// When the database fails.
pub async fn admins(db: &impl ConnectionTrait) -> Result<Vec<UserId>, Error> {
    let found: Vec<Uuid> = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(user::Column::Role.eq(Role::Admin.as_str()))
        .filter(user::Column::Status.eq(UserStatus::Active.as_str()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().map(UserId::new).collect())
}

async fn is_active(db: &impl ConnectionTrait, id: UserId) -> Result<bool, Error> {
    let found = user::Entity::find_by_id(id.uuid()).filter(user::Column::Status.eq(UserStatus::Active.as_str()));
    Ok(found.one(db).await?.is_some())
}

/// Who is in some teams and can be reached.
async fn members(db: &impl ConnectionTrait, teams: SelectStatement) -> Result<Vec<UserId>, Error> {
    let active = Query::select()
        .column(user::Column::Id)
        .from(user::Entity)
        .and_where(user::Column::Status.eq(UserStatus::Active.as_str()))
        .to_owned();
    let found: Vec<Uuid> = team_member::Entity::find()
        .select_only()
        .column(team_member::Column::UserId)
        .distinct()
        .filter(team_member::Column::TeamId.in_subquery(teams))
        .filter(team_member::Column::UserId.in_subquery(active))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().map(UserId::new).collect())
}

/// An event with whom it names.
#[derive(Debug, Clone)]
pub struct Told {
    /// The event.
    pub stored: StoredEvent,
    /// Whom a note calls upon.
    pub mentioned: Vec<UserId>,
    /// The account of a participant who was added.
    pub added: Option<UserId>,
}

/// Some events of a ticket, in order.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn events(db: &impl ConnectionTrait, ticket: TicketId, ids: &[EventId]) -> Result<Vec<Told>, Error> {
    let rows = ticket_event::Entity::find()
        .filter(ticket_event::Column::TicketId.eq(ticket.uuid()))
        .filter(ticket_event::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .order_by_asc(ticket_event::Column::Id)
        .all(db)
        .await?;
    let events = history_rows::events(db, rows).await?;
    let mut mentioned = mentions(db, &events).await?;
    let mut told = Vec::with_capacity(events.len());
    for stored in events {
        let (mentioned, added) = match &stored.event {
            TicketEvent::Commented { comment, .. } => (mentioned.remove(&comment.uuid()).unwrap_or_default(), None),
            TicketEvent::ParticipantAdded { email } => (Vec::new(), account_of(db, email).await?),
            _ => (Vec::new(), None),
        };
        told.push(Told { stored, mentioned, added });
    }
    Ok(told)
}

async fn mentions(db: &impl ConnectionTrait, events: &[StoredEvent]) -> Result<HashMap<Uuid, Vec<UserId>>, Error> {
    let comments: Vec<_> = events
        .iter()
        .filter_map(|stored| match stored.event {
            TicketEvent::Commented { comment, .. } => Some(comment.uuid()),
            _ => None,
        })
        .collect();
    let mut found = HashMap::<Uuid, Vec<UserId>>::new();
    if !comments.is_empty() {
        for row in mention::Entity::find().filter(mention::Column::CommentId.is_in(comments)).all(db).await? {
            found.entry(row.comment_id).or_default().push(UserId::new(row.user_id));
        }
    }
    Ok(found)
}

async fn account_of(db: &impl ConnectionTrait, email: &Email) -> Result<Option<UserId>, Error> {
    let found = user::Entity::find()
        .filter(user::Column::Email.eq(email.as_str()))
        .filter(user::Column::Status.is_in([UserStatus::Active.as_str(), UserStatus::Invited.as_str()]))
        .one(db)
        .await?;
    Ok(found.map(|row| UserId::new(row.id)))
}
