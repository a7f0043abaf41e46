//! What admins arrange: policies, calendars, teams, queues and the settings.

use super::answer::Done;
use super::{Answer, Api, Call, Versioned};
use domain::id::{CalendarId, QueueId, SlaPolicyId, TeamId};
use dto::desk::{QueueRequest, SettingsRequest, TeamRequest};
use dto::paths;
use dto::sla::{CalendarRequest, CalendarView, QueueSlaRequest, ReappliedView, SlaPolicyRequest, SlaPolicyView};

impl Api {
    pub(crate) fn policies(self) -> Answer<Vec<SlaPolicyView>> {
        self.call(Call::get(policies())).part("items")
    }

    pub(crate) fn policy(self, id: SlaPolicyId) -> Answer<SlaPolicyView> {
        self.call(Call::get(policy(id, "")))
    }

    pub(crate) fn create_policy(self, request: &SlaPolicyRequest) -> Answer<Done> {
        self.call(Call::post(policies()).body(request))
    }

    pub(crate) fn put_policy(self, id: SlaPolicyId, version: i64, request: &SlaPolicyRequest) -> Answer<Done> {
        self.call(Call::put(policy(id, "")).seen(version).body(request))
    }

    pub(crate) fn delete_policy(self, id: SlaPolicyId, version: i64) -> Answer<Done> {
        self.call(Call::delete(policy(id, "")).seen(version))
    }

    /// Puts the open tickets of its queues under what is promised there now.
    pub(crate) fn reapply_policy(self, id: SlaPolicyId) -> Answer<ReappliedView> {
        self.call(Call::post(policy(id, "/reapply")))
    }

    pub(crate) fn calendars(self) -> Answer<Vec<CalendarView>> {
        self.call(Call::get(calendars())).part("items")
    }

    pub(crate) fn calendar(self, id: CalendarId) -> Answer<CalendarView> {
        self.call(Call::get(calendar(id, "")))
    }

    pub(crate) fn create_calendar(self, request: &CalendarRequest) -> Answer<Done> {
        self.call(Call::post(calendars()).body(request))
    }

    pub(crate) fn put_calendar(self, id: CalendarId, version: i64, request: &CalendarRequest) -> Answer<Done> {
        self.call(Call::put(calendar(id, "")).seen(version).body(request))
    }

    pub(crate) fn delete_calendar(self, id: CalendarId, version: i64) -> Answer<Done> {
        self.call(Call::delete(calendar(id, "")).seen(version))
    }

    /// Puts the open tickets of its queues under what is promised there now.
    pub(crate) fn reapply_calendar(self, id: CalendarId) -> Answer<ReappliedView> {
        self.call(Call::post(calendar(id, "/reapply")))
    }

    pub(crate) fn create_team(self, request: &TeamRequest) -> Answer<Done> {
        self.call(Call::post(format!("{}/teams", paths::BASE)).body(request))
    }

    pub(crate) fn put_team(self, id: TeamId, request: &TeamRequest) -> Answer<Done> {
        self.call(Call::put(format!("{}/teams/{id}", paths::BASE)).body(request))
    }

    /// The word of the answer is the id of the queue.
    pub(crate) fn create_queue(self, request: &QueueRequest) -> Answer<Done> {
        self.call(Call::post(format!("{}/queues", paths::BASE)).body(request))
    }

    pub(crate) fn put_queue(self, id: QueueId, request: &QueueRequest) -> Answer<Done> {
        self.call(Call::put(queue(id, "")).body(request))
    }

    /// Lets a queue promise something.
    pub(crate) fn put_queue_sla(self, id: QueueId, request: &QueueSlaRequest) -> Answer<Done> {
        self.call(Call::put(queue(id, "/sla")).body(request))
    }

    pub(crate) fn delete_queue_sla(self, id: QueueId) -> Answer<Done> {
        self.call(Call::delete(queue(id, "/sla")))
    }

    /// The settings, as they would be sent to stay what they are.
    pub(crate) fn settings(self) -> Answer<Versioned<SettingsRequest>> {
        self.call(Call::get(settings()).versioned())
    }

    pub(crate) fn put_settings(self, version: i64, request: &SettingsRequest) -> Answer<Done> {
        self.call(Call::put(settings()).seen(version).body(request))
    }
}

fn policies() -> String {
    format!("{}/admin/sla-policies", paths::BASE)
}

fn policy(id: SlaPolicyId, rest: &str) -> String {
    format!("{}/{id}{rest}", policies())
}

fn queue(id: QueueId, rest: &str) -> String {
    format!("{}/queues/{id}{rest}", paths::BASE)
}

fn settings() -> String {
    format!("{}/admin/settings", paths::BASE)
}

fn calendars() -> String {
    format!("{}/admin/calendars", paths::BASE)
}

fn calendar(id: CalendarId, rest: &str) -> String {
    format!("{}/{id}{rest}", calendars())
}
