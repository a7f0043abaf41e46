//! How long tickets are kept.

use super::answer::Done;
use super::{Answer, Api, Call};
use domain::id::{RetentionRuleId, RetentionRunId};
use dto::paths;
use dto::retention::{RetentionPreviewView, RulePreviewRequest, RuleRequest, RuleView, RunView};

impl Api {
    pub(crate) fn retention_rules(self) -> Answer<Vec<RuleView>> {
        self.call(Call::get(admin("rules"))).part("items")
    }

    pub(crate) fn put_retention_rule(self, id: Option<RetentionRuleId>, request: &RuleRequest) -> Answer<Done> {
        match id {
            Some(id) => self.call(Call::put(admin(&format!("rules/{id}"))).body(request)),
            None => self.call(Call::post(admin("rules")).body(request)),
        }
    }

    pub(crate) fn delete_retention_rule(self, id: RetentionRuleId) -> Answer<Done> {
        self.call(Call::delete(admin(&format!("rules/{id}"))))
    }

    /// What a rule would do that is not stored yet.
    pub(crate) fn preview_retention(self, request: &RulePreviewRequest) -> Answer<RetentionPreviewView> {
        self.call(Call::post(admin("preview")).body(request))
    }

    pub(crate) fn retention_runs(self) -> Answer<Vec<RunView>> {
        self.call(Call::get(admin("runs"))).part("items")
    }

    pub(crate) fn begin_retention_run(self) -> Answer<Done> {
        self.call(Call::post(admin("runs")))
    }

    pub(crate) fn confirm_retention_run(self, id: RetentionRunId) -> Answer<Done> {
        self.call(Call::post(admin(&format!("runs/{id}/confirm"))))
    }

    pub(crate) fn cancel_retention_run(self, id: RetentionRunId) -> Answer<Done> {
        self.call(Call::delete(admin(&format!("runs/{id}"))))
    }
}

fn admin(rest: &str) -> String {
    format!("{}/admin/retention-{rest}", paths::BASE)
}
