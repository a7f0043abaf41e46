//! What happened lately, over all tickets: for telling those who look.
//!
//! Rows are found by their ids, which begin with the time they were made. Transactions end in another order than they
//! began, so a reader goes back a little each time and leaves out what it has seen; paging by "greater than the last"
//! would miss some.

use crate::convert::Row;
use crate::entity::{api_token, participant, session, ticket, ticket_event, user};
use crate::error::Error;
use domain::account::UserStatus;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::id::{ApiTokenId, EventId, QueueId, SessionId, TicketId, TicketNumber, UserId};
use domain::policy::Actor;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Something that happened, with all that decides who may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEvent {
    /// Its id.
    pub id: EventId,
    /// To which ticket.
    pub ticket: TicketId,
    /// The ticket's number.
    pub number: TicketNumber,
    /// The version of the ticket after it.
    pub version: i64,
    /// What kind of thing, as in the history.
    pub kind: String,
    /// Who may know.
    pub visibility: Visibility,
    /// Where the ticket waits.
    pub queue: QueueId,
    /// Whose request it is.
    pub requester: UserId,
}

/// The first events after an id, in the order of their ids.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn since(db: &impl ConnectionTrait, after: EventId, limit: u64) -> Result<Vec<FeedEvent>, Error> {
    type Found = (Uuid, Uuid, i64, String, String, i64, Option<Uuid>, Uuid);
    let rows: Vec<Found> = ticket_event::Entity::find()
        .select_only()
        .columns([ticket_event::Column::Id, ticket_event::Column::TicketId, ticket_event::Column::TicketVersion])
        .columns([ticket_event::Column::Kind, ticket_event::Column::Visibility])
        .column(ticket::Column::Number)
        .column(ticket::Column::QueueId)
        .column(ticket::Column::RequesterId)
        .join(
            sea_orm::JoinType::InnerJoin,
            ticket_event::Entity::belongs_to(ticket::Entity)
                .from(ticket_event::Column::TicketId)
                .to(ticket::Column::Id)
                .into(),
        )
        .filter(ticket_event::Column::Id.gt(after.uuid()))
        .order_by_asc(ticket_event::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|(id, ticket, version, kind, visibility, number, queue, requester)| {
            Ok(FeedEvent {
                id: EventId::new(id),
                ticket: TicketId::new(ticket),
                number: TicketNumber::new(number),
                version,
                kind,
                visibility: Row::new("ticket_events", id).word("visibility", &visibility)?,
                queue: super::ticket_rows::queue(queue),
                requester: UserId::new(requester),
            })
        })
        .collect()
}

/// Who takes part in some tickets.
///
/// # Errors
/// When the database fails.
pub async fn participants(
    db: &impl ConnectionTrait,
    tickets: impl IntoIterator<Item = TicketId>,
) -> Result<HashSet<(TicketId, UserId)>, Error> {
    let tickets: HashSet<_> = tickets.into_iter().map(TicketId::uuid).collect();
    if tickets.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = participant::Entity::find()
        .filter(participant::Column::TicketId.is_in(tickets))
        .filter(participant::Column::UserId.is_not_null())
        .all(db)
        .await?;
    let pair = |row: participant::Model| Some((TicketId::new(row.ticket_id), UserId::new(row.user_id?)));
    Ok(rows.into_iter().filter_map(pair).collect())
}

/// Those of some sessions that can still be used, each with who it belongs to, as they are now.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn live_sessions(
    db: &impl ConnectionTrait,
    sessions: impl IntoIterator<Item = SessionId>,
    now: Timestamp,
) -> Result<HashMap<SessionId, Actor>, Error> {
    let ids: HashSet<_> = sessions.into_iter().map(SessionId::uuid).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = session::Entity::find()
        .filter(session::Column::Id.is_in(ids))
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now.unix_micros()))
        .filter(user::Column::Status.eq(UserStatus::Active.as_str()))
        .find_also_related(user::Entity)
        .all(db)
        .await?;
    rows.into_iter()
        .filter_map(|(session, user)| Some((SessionId::new(session.id), user?)))
        .map(|(session, user)| crate::people::account(user).map(|account| (session, account.actor())))
        .collect()
}

/// The tokens of these that are good, with who calls by each.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn live_tokens(
    db: &impl ConnectionTrait,
    tokens: impl IntoIterator<Item = ApiTokenId>,
    now: Timestamp,
) -> Result<HashMap<ApiTokenId, Actor>, Error> {
    let ids: HashSet<_> = tokens.into_iter().map(ApiTokenId::uuid).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = api_token::Entity::find()
        .filter(api_token::Column::Id.is_in(ids))
        .filter(api_token::Column::ExpiresAt.gt(now.unix_micros()))
        .filter(user::Column::Status.eq(UserStatus::Active.as_str()))
        .find_also_related(user::Entity)
        .all(db)
        .await?;
    rows.into_iter()
        .filter_map(|(token, user)| Some((ApiTokenId::new(token.id), user?)))
        .map(|(token, user)| crate::people::account(user).map(|account| (token, account.actor())))
        .collect()
}
