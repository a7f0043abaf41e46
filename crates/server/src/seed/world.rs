//! What all lives of tickets have in common.

use super::desk::Desk;
use super::scale::Size;
use super::words::Languages;
use anyhow::{Context, Result};
use domain::account::Role;
use domain::category::Category;
use domain::clock::Timestamp;
use domain::id::{QueueId, UserId};
use domain::policy::Actor;
use domain::queue::DEFAULT_QUEUE;
use domain::sla::{Edition, Policy, WorkingTime};
use persistence::ConnectionTrait;
use persistence::repo::{sla, sla_terms};
use std::collections::{HashMap, HashSet};

/// The stage.
pub(super) struct World {
    pub(super) size: Size,
    /// The moment at which all lives are told.
    pub(super) now: Timestamp,
    /// When the desk was opened.
    pub(super) since: Timestamp,
    pub(super) desk: Desk,
    pub(super) languages: Languages,
    pub(super) policy: Policy,
    pub(super) working: WorkingTime,
    /// The ticket with most comments.
    pub(super) longest: u64,
    editions: HashMap<QueueId, Edition>,
    staff: HashSet<UserId>,
    /// Who sees the tickets of a restricted queue.
    inner: HashMap<QueueId, Vec<Actor>>,
}

impl World {
    /// With the terms that the database has for the queues of the desk.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        size: Size,
        desk: Desk,
        now: Timestamp,
        since: Timestamp,
    ) -> Result<Self> {
        let mut editions = HashMap::new();
        for queue in &desk.queues {
            if let Some(edition) = sla::of_queue(db, queue.id).await? {
                editions.insert(queue.id, edition);
            }
        }
        let Edition { policy, policy_version, calendar, calendar_version } =
            *editions.get(&DEFAULT_QUEUE).context("something is promised in the first queue")?;
        let policy = sla_terms::policy_edition(db, policy, policy_version).await?.context("a policy")?;
        let calendar = sla_terms::calendar_edition(db, calendar, calendar_version).await?.context("a calendar")?;
        let staff = desk.staff.iter().map(|person| person.actor().id).collect();
        let inner = desk.queues.iter().filter(|queue| queue.restricted).map(|queue| {
            let members: HashSet<UserId> = desk
                .teams
                .iter()
                .filter(|team| queue.teams.contains(&team.team.id))
                .flat_map(|team| team.members.iter().copied())
                .collect();
            let actors = desk.staff.iter().map(super::people::Staff::actor);
            (queue.id, actors.filter(|actor| actor.role == Role::Admin || members.contains(&actor.id)).collect())
        });
        Ok(Self {
            inner: inner.collect(),
            size,
            now,
            since,
            languages: Languages::new(),
            policy,
            working: WorkingTime::open(&calendar)?,
            longest: size.tickets / 20 * 19,
            editions,
            staff,
            desk,
        })
    }

    pub(super) fn edition(&self, queue: QueueId) -> Option<Edition> {
        self.editions.get(&queue).copied()
    }

    pub(super) fn is_staff(&self, user: UserId) -> bool {
        self.staff.contains(&user)
    }

    /// The staff who see the tickets of a category.
    pub(super) fn seers(&self, category: &Category) -> Vec<Actor> {
        match self.inner.get(&category.queue) {
            Some(inner) => inner.clone(),
            None => self.desk.staff.iter().map(super::people::Staff::actor).collect(),
        }
    }
}
