//! The short lists that many pages need: categories, agents, teams, queues, tags and canned replies.

use super::progress::Progress;
use crate::api::Api;
use crate::i18n::category_name;
use domain::id::{QueueId, TeamId};
use dto::catalogue::{AgentView, CategoryView};
use dto::desk::{CannedReplyView, QueueView, TeamView};
use ui::Signal;

/// Loaded once per session.
pub(crate) struct Catalogue {
    api: Api,
    pub(crate) categories: Signal<Vec<CategoryView>>,
    pub(crate) agents: Signal<Vec<AgentView>>,
    pub(crate) teams: Signal<Vec<TeamView>>,
    pub(crate) queues: Signal<Vec<QueueView>>,
    pub(crate) tags: Signal<Vec<String>>,
    pub(crate) canned: Signal<Vec<CannedReplyView>>,
    pub(crate) progress: Progress,
    agents_progress: Progress,
    teams_progress: Progress,
    queues_progress: Progress,
    tags_progress: Progress,
    pub(crate) canned_progress: Progress,
}

impl Catalogue {
    pub(crate) fn new(api: Api) -> Self {
        Self {
            api,
            categories: Signal::new(Vec::new()),
            agents: Signal::new(Vec::new()),
            teams: Signal::new(Vec::new()),
            queues: Signal::new(Vec::new()),
            tags: Signal::new(Vec::new()),
            canned: Signal::new(Vec::new()),
            progress: Progress::new(),
            agents_progress: Progress::new(),
            teams_progress: Progress::new(),
            queues_progress: Progress::new(),
            tags_progress: Progress::new(),
            canned_progress: Progress::new(),
        }
    }

    pub(crate) fn load(&'static self, staff: bool) {
        self.reload_categories();
        if staff {
            self.reload_people();
            self.reload_queues();
            self.reload_tags();
        }
    }

    /// An admin may have changed them.
    pub(crate) fn reload_categories(&'static self) {
        self.progress.load(self.api.categories(), move |categories| self.categories.set(categories));
    }

    /// An admin may have changed them.
    pub(crate) fn reload_queues(&'static self) {
        self.queues_progress.load(self.api.queues(), move |queues| self.queues.set(queues));
    }

    /// How much each of them has to do changes all day.
    pub(crate) fn reload_people(&'static self) {
        self.agents_progress.load(self.api.agents(), move |agents| self.agents.set(agents));
        self.teams_progress.load(self.api.teams(), move |teams| self.teams.set(teams));
    }

    /// Loaded by the first page that can put one in.
    pub(crate) fn load_canned(&'static self) {
        self.canned_progress.load(self.api.canned_replies(), move |canned| self.canned.set(canned));
    }

    /// Another word may have come into use.
    pub(crate) fn reload_tags(&'static self) {
        self.tags_progress.load(self.api.tags(), move |tags| self.tags.set(tags));
    }

    pub(crate) fn forget(&self) {
        self.progress.reset();
        self.agents_progress.reset();
        self.teams_progress.reset();
        self.queues_progress.reset();
        self.tags_progress.reset();
        self.canned_progress.reset();
        self.categories.set(Vec::new());
        self.agents.set(Vec::new());
        self.teams.set(Vec::new());
        self.queues.set(Vec::new());
        self.tags.set(Vec::new());
        self.canned.set(Vec::new());
    }

    /// The name of a team, where it is known.
    pub(crate) fn team(&self, id: TeamId) -> Option<String> {
        self.teams.with(|teams| Some(teams.iter().find(|team| team.id == id)?.name.clone()))
    }

    /// The name of a queue; nothing while the names are not there.
    pub(crate) fn queue(&self, id: QueueId) -> String {
        self.queues
            .with(|queues| queues.iter().find(|queue| queue.id == id).map(|queue| queue.name.clone()))
            .unwrap_or_default()
    }

    /// The name of a category; its key while the names are not there.
    pub(crate) fn category(&self, key: &str) -> String {
        self.categories.with(|categories| {
            let found = categories.iter().find(|category| category.key == key);
            found.map_or_else(|| key.to_owned(), category_name)
        })
    }
}
