//! The short lists beside the tickets: categories, agents, teams, queues.

use super::{Answer, Api, Call};
use dto::catalogue::{AgentView, CategoryView};
use dto::desk::{QueueView, TeamView};
use dto::paths;

impl Api {
    pub(crate) fn categories(self) -> Answer<Vec<CategoryView>> {
        self.list("categories")
    }

    pub(crate) fn agents(self) -> Answer<Vec<AgentView>> {
        self.list("agents")
    }

    pub(crate) fn teams(self) -> Answer<Vec<TeamView>> {
        self.list("teams")
    }

    pub(crate) fn queues(self) -> Answer<Vec<QueueView>> {
        self.list("queues")
    }

    fn list<T: dto::read::Read + 'static>(self, name: &str) -> Answer<Vec<T>> {
        self.call(Call::get(format!("{}/{name}", paths::BASE))).part("items")
    }
}
