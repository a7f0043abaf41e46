//! What staff work with beside single tickets: the short lists, who is where, changes of many tickets.

use super::{Answer, Api, Call, Done};
use domain::id::SavedViewId;
use dto::catalogue::{AgentView, CategoryView};
use dto::desk::{CannedReplyView, QueueView, TeamView};
use dto::live::CrowdView;
use dto::paths;
use dto::saved_view::{NewSavedViewRequest, SavedViewRequest, SavedViewView, ViewCountView};
use dto::ticket::{BulkRequest, BulkView};

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

    pub(crate) fn tags(self) -> Answer<Vec<String>> {
        self.list("tags")
    }

    pub(crate) fn canned_replies(self) -> Answer<Vec<CannedReplyView>> {
        self.list("canned-replies")
    }

    pub(crate) fn saved_views(self) -> Answer<Vec<SavedViewView>> {
        self.list("me/views")
    }

    pub(crate) fn saved_view_counts(self) -> Answer<Vec<ViewCountView>> {
        self.list("me/views/counts")
    }

    pub(crate) fn create_saved_view(self, request: &NewSavedViewRequest) -> Answer<Done> {
        self.call(Call::post(saved("")).body(request))
    }

    pub(crate) fn change_saved_view(self, id: SavedViewId, request: &SavedViewRequest) -> Answer<Done> {
        self.call(Call::patch_any(saved(&format!("/{id}"))).body(request))
    }

    pub(crate) fn delete_saved_view(self, id: SavedViewId) -> Answer<Done> {
        self.call(Call::delete(saved(&format!("/{id}"))))
    }

    /// Who is at which ticket.
    pub(crate) fn presence(self) -> Answer<Vec<CrowdView>> {
        self.list("presence")
    }

    pub(crate) fn change_in_bulk(self, request: &BulkRequest) -> Answer<BulkView> {
        self.call(Call::post(format!("{}/bulk", paths::TICKETS)).body(request))
    }

    fn list<T: dto::read::Read + 'static>(self, name: &str) -> Answer<Vec<T>> {
        self.call(Call::get(format!("{}/{name}", paths::BASE))).part("items")
    }
}

fn saved(rest: &str) -> String {
    format!("{}/me/views{rest}", paths::BASE)
}
