//! Teams and queues.

use crate::convert::Row;
use crate::entity::{queue, queue_team, team, team_member, ticket};
use crate::error::Error;
use domain::id::{CalendarId, QueueId, SlaPolicyId, TeamId, UserId};
use domain::queue::{Queue, QueueSla, Team};
use domain::text::Name;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// All queues with the teams that serve them, in the order that admins chose.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn queues(db: &impl ConnectionTrait) -> Result<Vec<Queue>, Error> {
    let rows =
        queue::Entity::find().order_by_asc(queue::Column::Place).order_by_asc(queue::Column::Name).all(db).await?;
    let mut teams = HashMap::<Uuid, Vec<TeamId>>::new();
    for row in queue_team::Entity::find().order_by_asc(queue_team::Column::TeamId).all(db).await? {
        teams.entry(row.queue_id).or_default().push(TeamId::new(row.team_id));
    }
    rows.into_iter().map(|row| convert_queue(&row, teams.remove(&row.id).unwrap_or_default())).collect()
}

/// One queue.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn queue(db: &impl ConnectionTrait, id: QueueId) -> Result<Option<Queue>, Error> {
    let Some(row) = queue::Entity::find_by_id(id.uuid()).one(db).await? else { return Ok(None) };
    let teams = queue_team::Entity::find().filter(queue_team::Column::QueueId.eq(row.id)).all(db).await?;
    convert_queue(&row, teams.into_iter().map(|row| TeamId::new(row.team_id)).collect()).map(Some)
}

fn convert_queue(row: &queue::Model, teams: Vec<TeamId>) -> Result<Queue, Error> {
    let place = Row::new("queues", row.id);
    Ok(Queue {
        id: QueueId::new(row.id),
        name: place.text("name", &row.name, Name::parse)?,
        restricted: row.restricted,
        active: row.active,
        teams,
        sla: row.sla_policy_id.zip(row.calendar_id).map(|(policy, calendar)| QueueSla {
            policy: SlaPolicyId::new(policy),
            calendar: CalendarId::new(calendar),
        }),
    })
}

/// Stores a queue as it is to be, with its teams.
///
/// # Errors
/// [`Error::Duplicate`] when another one has the name.
pub async fn put_queue(db: &impl ConnectionTrait, new: &Queue, place: i32) -> Result<(), Error> {
    let Queue { id, name, restricted, active, teams, sla } = new;
    let row = queue::ActiveModel {
        id: Set(id.uuid()),
        name: Set(name.as_str().to_owned()),
        name_key: Set(name.key()),
        restricted: Set(*restricted),
        active: Set(*active),
        place: Set(place),
        sla_policy_id: Set(sla.map(|sla| sla.policy.uuid())),
        calendar_id: Set(sla.map(|sla| sla.calendar.uuid())),
    };
    if queue::Entity::find_by_id(id.uuid()).one(db).await?.is_some() {
        queue::Entity::update(row).exec(db).await?;
    } else {
        queue::Entity::insert(row).exec_without_returning(db).await?;
    }
    queue_team::Entity::delete_many().filter(queue_team::Column::QueueId.eq(id.uuid())).exec(db).await?;
    let rows = teams.iter().map(|team| queue_team::ActiveModel { queue_id: Set(id.uuid()), team_id: Set(team.uuid()) });
    if !teams.is_empty() {
        queue_team::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Stores what a queue promises.
///
/// # Errors
/// When the database fails.
pub async fn put_queue_sla(db: &impl ConnectionTrait, id: QueueId, sla: Option<QueueSla>) -> Result<(), Error> {
    queue::Entity::update_many()
        .col_expr(queue::Column::SlaPolicyId, Expr::value(sla.map(|sla| sla.policy.uuid())))
        .col_expr(queue::Column::CalendarId, Expr::value(sla.map(|sla| sla.calendar.uuid())))
        .filter(queue::Column::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// A team with those who are in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamWithMembers {
    /// The team.
    pub team: Team,
    /// Who is in it.
    pub members: Vec<UserId>,
}

/// All teams, by name.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn teams(db: &impl ConnectionTrait) -> Result<Vec<TeamWithMembers>, Error> {
    let rows = team::Entity::find().order_by_asc(team::Column::NameKey).all(db).await?;
    let mut members = HashMap::<Uuid, Vec<UserId>>::new();
    for row in team_member::Entity::find().order_by_asc(team_member::Column::UserId).all(db).await? {
        members.entry(row.team_id).or_default().push(UserId::new(row.user_id));
    }
    rows.into_iter().map(|row| convert_team(&row, members.remove(&row.id).unwrap_or_default())).collect()
}

/// One team.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn team(db: &impl ConnectionTrait, id: TeamId) -> Result<Option<TeamWithMembers>, Error> {
    let Some(row) = team::Entity::find_by_id(id.uuid()).one(db).await? else { return Ok(None) };
    let members = team_member::Entity::find().filter(team_member::Column::TeamId.eq(row.id)).all(db).await?;
    convert_team(&row, members.into_iter().map(|row| UserId::new(row.user_id)).collect()).map(Some)
}

fn convert_team(row: &team::Model, members: Vec<UserId>) -> Result<TeamWithMembers, Error> {
    let name = Row::new("teams", row.id).text("name", &row.name, Name::parse)?;
    Ok(TeamWithMembers { team: Team { id: TeamId::new(row.id), name, active: row.active }, members })
}

/// Stores a team as it is to be, with its members.
///
/// # Errors
/// [`Error::Duplicate`] when another one has the name.
pub async fn put_team(db: &impl ConnectionTrait, new: &TeamWithMembers) -> Result<(), Error> {
    let TeamWithMembers { team: Team { id, name, active }, members } = new;
    let row = team::ActiveModel {
        id: Set(id.uuid()),
        name: Set(name.as_str().to_owned()),
        name_key: Set(name.key()),
        active: Set(*active),
    };
    if team::Entity::find_by_id(id.uuid()).one(db).await?.is_some() {
        team::Entity::update(row).exec(db).await?;
    } else {
        team::Entity::insert(row).exec_without_returning(db).await?;
    }
    team_member::Entity::delete_many().filter(team_member::Column::TeamId.eq(id.uuid())).exec(db).await?;
    let rows =
        members.iter().map(|user| team_member::ActiveModel { team_id: Set(id.uuid()), user_id: Set(user.uuid()) });
    if !members.is_empty() {
        team_member::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// The teams of which somebody is a member.
///
/// # Errors
/// When the database fails.
pub async fn teams_of(db: &impl ConnectionTrait, user: UserId) -> Result<Vec<TeamId>, Error> {
    let rows = team_member::Entity::find().filter(team_member::Column::UserId.eq(user.uuid())).all(db).await?;
    Ok(rows.into_iter().map(|row| TeamId::new(row.team_id)).collect())
}

/// How many tickets that are not settled each agent has.
///
/// # Errors
/// When the database fails.
pub async fn open_by_agent(db: &impl ConnectionTrait) -> Result<HashMap<UserId, u64>, Error> {
    let counts = open_by(db, ticket::Column::AssigneeId).await?;
    Ok(counts.into_iter().map(|(id, count)| (UserId::new(id), count)).collect())
}

/// How many tickets that are not settled each team has.
///
/// # Errors
/// When the database fails.
pub async fn open_by_team(db: &impl ConnectionTrait) -> Result<HashMap<TeamId, u64>, Error> {
    let counts = open_by(db, ticket::Column::TeamId).await?;
    Ok(counts.into_iter().map(|(id, count)| (TeamId::new(id), count)).collect())
}

/// Whether a ticket is not settled: the database itself sees to it that what is settled has a resolution and nothing else has.
/// In these words because the indexes of what is open are put so; by a list of statuses, which are parameters, neither
/// database would know that they will do.
pub(super) fn is_open() -> Expr {
    ticket::Column::ResolutionId.is_null()
}

async fn open_by(db: &impl ConnectionTrait, column: ticket::Column) -> Result<Vec<(Uuid, u64)>, Error> {
    let rows: Vec<(Uuid, i64)> = ticket::Entity::find()
        .select_only()
        .column(column)
        .column_as(ticket::Column::Number.into_expr().count(), "open")
        .filter(is_open())
        .filter(column.is_not_null())
        .group_by(column)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, count)| (id, u64::try_from(count).unwrap_or_default())).collect())
}
