//! The teams, queues and canned replies of the demo desk.

use super::story::{CannedReplyStory, QueueStory, TeamStory};
use crate::app::AppError;
use crate::state::AppState;
use anyhow::{Context, Result};
use domain::canned::CannedReply;
use domain::category::CategoryKey;
use domain::id::{CannedReplyId, QueueId, TeamId};
use domain::policy::Actor;
use domain::queue::{DEFAULT_QUEUE, Queue, Team};
use domain::text::{CommentBody, Name};
use persistence::Tx;
use persistence::repo::categories;
use persistence::repo::desk::{self, TeamWithMembers};
use std::collections::HashMap;

/// The people of the stories by their address.
pub(super) type Cast = HashMap<String, Actor>;

/// Where tickets wait, and for whom.
pub(super) struct Desk {
    teams: Vec<TeamWithMembers>,
    queues: Vec<Queue>,
    categories: Vec<(CategoryKey, QueueId)>,
}

impl Desk {
    pub(super) fn of(state: &AppState, teams: &[TeamStory], queues: &[QueueStory], cast: &Cast) -> Result<Self> {
        let mut desk = Self { teams: Vec::new(), queues: Vec::new(), categories: Vec::new() };
        for TeamStory { name, members } in teams {
            let member = |email: &String| Ok(cast.get(email).with_context(|| format!("nobody is {email}"))?.id);
            let team = Team { id: TeamId::new(state.ids.next()), name: Name::parse(name)?, active: true };
            let members = members.iter().map(member).collect::<Result<_>>()?;
            desk.teams.push(TeamWithMembers { team, members });
        }
        for QueueStory { name, restricted, teams, categories } in queues {
            // The first one is there already.
            let id = if desk.queues.is_empty() { DEFAULT_QUEUE } else { QueueId::new(state.ids.next()) };
            let teams = teams.iter().map(|name| desk.team(name)).collect::<Result<_>>()?;
            let name = Name::parse(name)?;
            desk.queues.push(Queue { id, name, restricted: *restricted, active: true, teams, sla: None });
            for key in categories {
                desk.categories.push((CategoryKey::parse(key)?, id));
            }
        }
        Ok(desk)
    }

    fn team(&self, name: &str) -> Result<TeamId> {
        let found = self.teams.iter().find(|found| found.team.name.as_str() == name);
        found.map(|found| found.team.id).with_context(|| format!("there is no team {name}"))
    }

    /// Where tickets of a category wait.
    pub(super) fn of_category(&self, key: &str) -> QueueId {
        let found = self.categories.iter().find(|(category, _)| category.as_str() == key);
        found.map_or(DEFAULT_QUEUE, |(_, queue)| *queue)
    }

    pub(super) async fn store(&self, tx: &Tx) -> Result<(), AppError> {
        for team in &self.teams {
            desk::put_team(tx, team).await?;
        }
        // What the queue promises that is there from the beginning, all do.
        let sla = desk::queue(tx, DEFAULT_QUEUE).await?.and_then(|queue| queue.sla);
        for (place, queue) in (1..).zip(&self.queues) {
            desk::put_queue(tx, &Queue { sla, ..queue.clone() }, place).await?;
        }
        for (category, queue) in &self.categories {
            categories::lead_to(tx, category, *queue).await?;
        }
        Ok(())
    }
}

/// Replies that everybody uses.
pub(super) fn canned(state: &AppState, stories: Vec<CannedReplyStory>) -> Result<Vec<CannedReply>> {
    let reply = |CannedReplyStory { title, body }| {
        let id = CannedReplyId::new(state.ids.next());
        Ok(CannedReply { id, owner: None, title: Name::parse(&title)?, body: CommentBody::parse(&body)? })
    };
    stories.into_iter().map(reply).collect()
}
