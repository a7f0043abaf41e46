//! Teams and queues: seen by staff, arranged by admins.

use super::audit::{Happening, differences, record};
use super::error::{AppError, administer, permit};
use super::open_tickets;
use super::work::Work;
use crate::state::AppState;
use domain::account::UserStatus;
use domain::audit::{AuditKind, AuditTarget};
use domain::id::{QueueId, TeamId};
use domain::policy::{Action, Actor, Relation, decide};
use domain::queue::{DEFAULT_QUEUE, Queue, Team};
use dto::desk::{QueueFields, TeamFields};
use dto::field::FieldCode;
use persistence::repo::desk::{self, TeamWithMembers};
use persistence::{Error, Tx, repo::accounts};
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

/// Teams with how many tickets each has that are not settled.
pub struct Teams {
    /// All of them, by name.
    pub teams: Vec<TeamWithMembers>,
    /// Tickets that are not settled.
    pub open_tickets: Arc<HashMap<TeamId, u64>>,
}

/// All teams.
///
/// # Errors
/// [`AppError::Forbidden`] for customers.
pub async fn list_teams(state: &AppState, actor: Actor) -> Result<Teams, AppError> {
    permit(decide(actor.role, Action::SeeDesk, Relation::Other))?;
    let db = state.store.connection();
    Ok(Teams { teams: desk::teams(db).await?, open_tickets: open_tickets::by_team(state).await? })
}

/// All queues. A restricted one is known to all staff; its tickets are not.
///
/// # Errors
/// [`AppError::Forbidden`] for customers.
pub async fn list_queues(state: &AppState, actor: Actor) -> Result<Vec<Queue>, AppError> {
    permit(decide(actor.role, Action::SeeDesk, Relation::Other))?;
    Ok(desk::queues(state.store.connection()).await?)
}

/// Makes a team, or makes one what the fields say.
#[must_use]
pub fn put_team(state: &AppState, actor: Actor, id: Option<TeamId>, fields: TeamFields) -> Work<TeamWithMembers> {
    let (new, now) = (TeamId::new(state.ids.next()), state.clock.now());
    Work::new(move |tx| {
        Box::pin(async move {
            administer(actor)?;
            let TeamFields { name, active, members } = fields;
            let before = match id {
                Some(id) => Some(desk::team(tx, id).await?.ok_or(AppError::NotFound)?),
                None => None,
            };
            for (index, member) in members.iter().enumerate() {
                let found = accounts::by_id(tx, *member).await?;
                if !found.is_some_and(|account| account.role.is_staff() && account.status == UserStatus::Active) {
                    let pointer = format!("/members/{index}");
                    return Err(AppError::field(&pointer, FieldCode::UnknownValue, "there is no such agent"));
                }
            }
            let team = TeamWithMembers { team: Team { id: id.unwrap_or(new), name, active }, members };
            named(desk::put_team(tx, &team).await)?;
            let kind = if before.is_some() { AuditKind::TeamChanged } else { AuditKind::TeamCreated };
            let put = Happening::by(actor.id, kind).to(AuditTarget::Team, team.team.id);
            let facts = |team: &TeamWithMembers| {
                let TeamWithMembers { team: Team { id: _, name, active }, members } = team;
                json!({ "name": name.as_str(), "active": active, "members": members })
            };
            record(tx, now, put.with(differences(&before.as_ref().map(facts), &facts(&team)))).await?;
            Ok(team)
        })
    })
}

/// Makes a queue, or makes one what the fields say.
#[must_use]
pub fn put_queue(state: &AppState, actor: Actor, id: Option<QueueId>, fields: QueueFields) -> Work<Queue> {
    let (new, now) = (QueueId::new(state.ids.next()), state.clock.now());
    Work::new(move |tx| {
        Box::pin(async move {
            administer(actor)?;
            let QueueFields { name, restricted, active, teams } = fields;
            let before = match id {
                Some(id) => Some(desk::queue(tx, id).await?.ok_or(AppError::NotFound)?),
                None => None,
            };
            // What no category leads elsewhere has to wait somewhere that everybody sees.
            if id == Some(DEFAULT_QUEUE) && (restricted || !active) {
                let pointer = if restricted { "/restricted" } else { "/active" };
                let why = "the first queue is open to all staff and stays in use";
                return Err(AppError::field(pointer, FieldCode::NotExpected, why));
            }
            for (index, team) in teams.iter().enumerate() {
                if desk::team(tx, *team).await?.is_none() {
                    let pointer = format!("/teams/{index}");
                    return Err(AppError::field(&pointer, FieldCode::UnknownValue, "there is no such team"));
                }
            }
            let sla = before.as_ref().and_then(|queue| queue.sla);
            let queue = Queue { id: id.unwrap_or(new), name, restricted, active, teams, sla };
            let place = place_of(tx, queue.id).await?;
            named(desk::put_queue(tx, &queue, place).await)?;
            let kind = if before.is_some() { AuditKind::QueueChanged } else { AuditKind::QueueCreated };
            let put = Happening::by(actor.id, kind).to(AuditTarget::Queue, queue.id);
            let facts = |queue: &Queue| {
                let Queue { id: _, name, restricted, active, teams, sla: _ } = queue;
                json!({ "name": name.as_str(), "restricted": restricted, "active": active, "teams": teams })
            };
            record(tx, now, put.with(differences(&before.as_ref().map(facts), &facts(&queue)))).await?;
            Ok(queue)
        })
    })
}

/// Where a queue stands among the others: where it is, or last.
async fn place_of(tx: &Tx, id: QueueId) -> Result<i32, AppError> {
    let queues = desk::queues(tx).await?;
    let index = queues.iter().position(|queue| queue.id == id).unwrap_or(queues.len());
    Ok(i32::try_from(index + 1).unwrap_or(i32::MAX))
}

fn named<T>(stored: Result<T, Error>) -> Result<T, AppError> {
    stored.map_err(|error| match error {
        Error::Duplicate(_) => AppError::NameTaken,
        other => AppError::Storage(other),
    })
}
