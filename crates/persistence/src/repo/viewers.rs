//! What is hidden from whoever looks.

use crate::entity::{queue, queue_team, team_member};
use crate::error::Error;
use domain::account::Role;
use domain::id::QueueId;
use domain::policy::{Actor, Viewer};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

/// The actor with the queues whose tickets they do not see as staff: restricted ones that none of their teams serves.
///
/// # Errors
/// When the database fails.
pub async fn load(db: &impl ConnectionTrait, actor: Actor) -> Result<Viewer, Error> {
    if actor.role != Role::Agent {
        return Ok(Viewer { actor, hidden: Vec::new() });
    }
    let teams = Query::select()
        .column(team_member::Column::TeamId)
        .from(team_member::Entity)
        .and_where(team_member::Column::UserId.eq(actor.id.uuid()))
        .to_owned();
    let served = Query::select()
        .column(queue_team::Column::QueueId)
        .from(queue_team::Entity)
        .and_where(queue_team::Column::TeamId.in_subquery(teams))
        .to_owned();
    let hidden: Vec<Uuid> = queue::Entity::find()
        .select_only()
        .column(queue::Column::Id)
        .filter(queue::Column::Restricted.eq(true))
        .filter(queue::Column::Id.not_in_subquery(served))
        .into_tuple()
        .all(db)
        .await?;
    Ok(Viewer { actor, hidden: hidden.into_iter().map(QueueId::new).collect() })
}
