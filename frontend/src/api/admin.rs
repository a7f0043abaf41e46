//! What admins look after: the outbox and the webhooks.

use super::answer::Done;
use super::{Answer, Api, Call};
use crate::routes::{encode, written};
use domain::id::{OutboxId, WebhookId};
use domain::outbox::{Channel, OutboxState};
use dto::audit::{AuditPartView, AuditQuery};
use dto::catalogue::{CategoryRequest, TagRequest, TagView};
use dto::notification::{OutboxDetailView, OutboxPartView, OutboxSummaryView};
use dto::paths;
use dto::status::StatusView;
use dto::webhook::{WebhookRequest, WebhookSecretView, WebhookView};

impl Api {
    pub(crate) fn outbox_summary(self) -> Answer<OutboxSummaryView> {
        self.call(Call::get(outbox("/summary")))
    }

    pub(crate) fn outbox(
        self,
        channel: Channel,
        state: Option<OutboxState>,
        cursor: Option<&str>,
    ) -> Answer<OutboxPartView> {
        let state = state.map(|state| format!("&state={state}")).unwrap_or_default();
        self.call(Call::get(outbox(&format!("?channel={channel}{state}{}", part("&", cursor)))))
    }

    pub(crate) fn outbox_row(self, id: OutboxId) -> Answer<OutboxDetailView> {
        self.call(Call::get(outbox(&format!("/{id}"))))
    }

    /// Sends it again.
    pub(crate) fn replay(self, id: OutboxId) -> Answer<Done> {
        self.call(Call::post(outbox(&format!("/{id}/replay"))))
    }

    /// Sends all mails again that were given up; tells how many.
    pub(crate) fn replay_mails(self) -> Answer<u64> {
        self.call(Call::post(outbox("/replay"))).part("replayed")
    }

    pub(crate) fn webhooks(self) -> Answer<Vec<WebhookView>> {
        self.call(Call::get(webhooks())).part("items")
    }

    pub(crate) fn webhook(self, id: WebhookId) -> Answer<WebhookView> {
        self.call(Call::get(webhook(id, "")))
    }

    pub(crate) fn create_webhook(self, request: &WebhookRequest, key: &str) -> Answer<WebhookSecretView> {
        self.call(Call::post(webhooks()).body(request).key(key))
    }

    pub(crate) fn put_webhook(self, id: WebhookId, request: &WebhookRequest) -> Answer<WebhookView> {
        self.call(Call::put(webhook(id, "")).body(request))
    }

    pub(crate) fn delete_webhook(self, id: WebhookId) -> Answer<Done> {
        self.call(Call::delete(webhook(id, "")))
    }

    pub(crate) fn rotate_webhook(self, id: WebhookId) -> Answer<WebhookSecretView> {
        self.call(Call::post(webhook(id, "/rotate")))
    }

    /// Calls it once; what comes of it stands in the outbox under the id.
    pub(crate) fn test_webhook(self, id: WebhookId) -> Answer<OutboxId> {
        self.call(Call::post(webhook(id, "/test"))).part("delivery")
    }

    pub(crate) fn deliveries(self, id: WebhookId, cursor: Option<&str>) -> Answer<OutboxPartView> {
        self.call(Call::get(webhook(id, &format!("/deliveries{}", part("?", cursor)))))
    }

    /// Sends all calls of a webhook again that were given up; tells how many.
    pub(crate) fn replay_deliveries(self, id: WebhookId) -> Answer<u64> {
        self.call(Call::post(webhook(id, "/replay"))).part("replayed")
    }

    pub(crate) fn put_category(self, key: &str, request: &CategoryRequest) -> Answer<Done> {
        self.call(Call::put(format!("{}/{}", paths::CATEGORIES, encode(key))).body(request))
    }

    pub(crate) fn admin_tags(self) -> Answer<Vec<TagView>> {
        self.call(Call::get(tags(""))).part("items")
    }

    /// Gives a tag another name; where that is another tag's, the two are one from then on.
    pub(crate) fn rename_tag(self, name: &str, request: &TagRequest) -> Answer<Done> {
        self.call(Call::put(tags(&format!("/{}", encode(name)))).body(request))
    }

    pub(crate) fn delete_tag(self, name: &str) -> Answer<Done> {
        self.call(Call::delete(tags(&format!("/{}", encode(name)))))
    }

    pub(crate) fn status(self) -> Answer<StatusView> {
        self.call(Call::get(format!("{}/admin/status", paths::BASE)))
    }

    pub(crate) fn audit(self, query: &AuditQuery) -> Answer<AuditPartView> {
        self.call(Call::get(audit("", query)))
    }

    /// Takes what is asked for out of Lotse; gives the address of the file within the browser.
    pub(crate) fn export_audit(self, query: &AuditQuery) -> Answer<String> {
        self.call(Call::post(audit("/export", query)).file())
    }
}

fn tags(rest: &str) -> String {
    format!("{}/admin/tags{rest}", paths::BASE)
}

fn audit(rest: &str, query: &AuditQuery) -> String {
    let AuditQuery { kind, actor, target_kind, target, from, until, cursor } = query.clone();
    let given = [
        ("kind", kind),
        ("actor", actor),
        ("target_kind", target_kind),
        ("target", target),
        ("from", from),
        ("until", until),
        ("cursor", cursor),
    ];
    let given = given.map(|(name, value)| (name, value.unwrap_or_default()));
    format!("{}/admin/audit{rest}{}", paths::BASE, written(&given))
}

fn part(before: &str, cursor: Option<&str>) -> String {
    cursor.map(|cursor| format!("{before}cursor={}", encode(cursor))).unwrap_or_default()
}

fn outbox(rest: &str) -> String {
    format!("{}/admin/outbox{rest}", paths::BASE)
}

fn webhooks() -> String {
    format!("{}/admin/webhooks", paths::BASE)
}

fn webhook(id: WebhookId, rest: &str) -> String {
    format!("{}/{id}{rest}", webhooks())
}
