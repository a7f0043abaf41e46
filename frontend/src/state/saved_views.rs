//! The lists that staff keep by a name, their own and their teams', and how many tickets each has.

use super::asking::filter_of;
use super::queue_filter::{QueueFilter, View};
use crate::api::Api;
use crate::state::app;
use domain::id::SavedViewId;
use domain::query::Query;
use dto::page::Count;
use dto::saved_view::{SavedViewView, ViewCountView};
use ui::Signal;

/// Lives as long as the app.
pub(crate) struct SavedViews {
    api: Api,
    list: Signal<Vec<SavedViewView>>,
    counts: Signal<Vec<ViewCountView>>,
}

impl SavedViews {
    pub(crate) fn new(api: Api) -> Self {
        Self { api, list: Signal::default(), counts: Signal::default() }
    }

    pub(crate) fn all(&self) -> Vec<SavedViewView> {
        self.list.get()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.with(Vec::is_empty)
    }

    /// What cannot be had leaves its place empty; the list itself says what is wrong.
    pub(crate) fn load(&'static self) {
        let asker = app().session.actor_untracked();
        self.api.saved_views().then(move |found| {
            // Not what somebody else may see who has signed out meanwhile.
            if let (Ok(found), true) = (found, asker == app().session.actor_untracked()) {
                self.list.set(found);
                self.count();
            }
        });
    }

    pub(crate) fn count(&'static self) {
        if self.list.with_untracked(Vec::is_empty) {
            return;
        }
        self.api.saved_view_counts().then(move |found| {
            if let Ok(found) = found {
                self.counts.set(found);
            }
        });
    }

    pub(crate) fn count_of(&self, id: SavedViewId) -> Option<Count> {
        self.counts.with(|counts| counts.iter().find(|count| count.id == id)?.count)
    }

    /// What of them asks for just that.
    pub(crate) fn of(&self, filter: &QueueFilter) -> Option<SavedViewView> {
        self.list.with(|list| list.iter().find(|view| filter_of_view(view).as_ref() == Some(filter)).cloned())
    }

    pub(crate) fn forget(&self) {
        self.list.set(Vec::new());
        self.counts.set(Vec::new());
    }
}

/// The list that a view asks for. Nothing for a query that the server would not take either.
pub(crate) fn filter_of_view(view: &SavedViewView) -> Option<QueueFilter> {
    let query = Query::parse(&view.q).ok()?.query;
    let mut filter = filter_of(app(), View::All, &query);
    filter.sort = view.sort.filter(|sort| *sort != View::All.sort());
    Some(filter)
}
