//! The short lists that many pages need: categories, and who can be assigned.

use super::progress::Progress;
use crate::api::Api;
use crate::i18n::category_name;
use dto::catalogue::{AgentView, CategoryView};
use ui::Signal;

/// Loaded once per session.
pub(crate) struct Catalogue {
    api: Api,
    pub(crate) categories: Signal<Vec<CategoryView>>,
    pub(crate) agents: Signal<Vec<AgentView>>,
    pub(crate) progress: Progress,
    agents_progress: Progress,
}

impl Catalogue {
    pub(crate) fn new(api: Api) -> Self {
        Self {
            api,
            categories: Signal::new(Vec::new()),
            agents: Signal::new(Vec::new()),
            progress: Progress::new(),
            agents_progress: Progress::new(),
        }
    }

    pub(crate) fn load(&'static self, staff: bool) {
        self.progress.load(self.api.categories(), move |categories| self.categories.set(categories));
        if staff {
            self.agents_progress.load(self.api.agents(), move |agents| self.agents.set(agents));
        }
    }

    pub(crate) fn forget(&self) {
        self.progress.reset();
        self.agents_progress.reset();
        self.categories.set(Vec::new());
        self.agents.set(Vec::new());
    }

    /// The name of a category; its key while the names are not there.
    pub(crate) fn category(&self, key: &str) -> String {
        self.categories.with(|categories| {
            let found = categories.iter().find(|category| category.key == key);
            found.map_or_else(|| key.to_owned(), category_name)
        })
    }
}
