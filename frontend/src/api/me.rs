//! What belongs to the person: profile, the draft of a new ticket; and Markdown as the server shows it.

use super::{Answer, Api, Call};
use dto::account::Me;
use dto::desk::ProfileRequest;
use dto::draft::{DraftRequest, DraftView};
use dto::paths;
use dto::ticket::PreviewRequest;

impl Api {
    pub(crate) fn change_profile(self, request: &ProfileRequest) -> Answer<Me> {
        self.call(Call::patch_any(format!("{}/me", paths::BASE)).body(request))
    }

    pub(crate) fn new_ticket_draft(self) -> Answer<DraftView> {
        self.call(Call::get(new_ticket()))
    }

    pub(crate) fn put_new_ticket_draft(self, request: &DraftRequest) -> Answer<DraftView> {
        self.call(Call::put(new_ticket()).body(request))
    }

    /// HTML that the server has made and sanitised.
    pub(crate) fn preview(self, body: String) -> Answer<String> {
        self.call(Call::post(format!("{}/markdown/preview", paths::BASE)).body(&PreviewRequest { text: body })).part("html")
    }
}

fn new_ticket() -> String {
    format!("{}/me/drafts/new_ticket", paths::BASE)
}
