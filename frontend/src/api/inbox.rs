//! What the person is told of, and how.

use super::answer::Done;
use super::{Answer, Api, Call};
use crate::routes::encode;
use domain::id::NotificationId;
use domain::notification::{Loudness, NoticeKind};
use dto::notification::{InboxView, PreferenceView, PreferencesRequest, ReadInboxRequest};
use dto::paths;

impl Api {
    /// The newest, or what stands before the part that the cursor was given with.
    pub(crate) fn inbox(self, cursor: Option<&str>) -> Answer<InboxView> {
        let part = cursor.map(|cursor| format!("?cursor={}", encode(cursor))).unwrap_or_default();
        self.call(Call::get(address(&part)))
    }

    /// How many were not read; 100 means at least so many.
    pub(crate) fn count_unread(self) -> Answer<u64> {
        self.call(Call::get(address("/unread"))).part("unread")
    }

    pub(crate) fn read_notification(self, id: NotificationId) -> Answer<Done> {
        // Its page may be left for the ticket at the same moment.
        self.call(Call::put(address(&format!("/{id}/read"))).last_words())
    }

    /// Reads it and all before it.
    pub(crate) fn read_inbox(self, up_to: NotificationId) -> Answer<Done> {
        self.call(Call::post(address("/read")).body(&ReadInboxRequest { up_to: up_to.to_string() }))
    }

    pub(crate) fn notification_preferences(self) -> Answer<Vec<PreferenceView>> {
        self.call(Call::get(preferences())).part("items")
    }

    pub(crate) fn prefer(self, kind: NoticeKind, loudness: Loudness) -> Answer<Vec<PreferenceView>> {
        let mut request = PreferencesRequest::default();
        request.0.insert(kind.to_string(), loudness.to_string());
        self.call(Call::patch_any(preferences()).body(&request)).part("items")
    }
}

fn address(part: &str) -> String {
    format!("{}/me/inbox{part}", paths::BASE)
}

fn preferences() -> String {
    format!("{}/me/notification-preferences", paths::BASE)
}
