//! What staff work with beside single tickets: the short lists, who is where, changes of many tickets.

use super::{Answer, Api, Call};
use dto::catalogue::{AgentView, CategoryView};
use dto::desk::{CannedReplyView, QueueView, TeamView};
use dto::live::CrowdView;
use dto::paths;
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
