//! What belongs to the person: profile, canned replies, the draft of a new ticket; and Markdown as the server shows it.

use super::{Answer, Api, Call, Done};
use domain::id::{CannedReplyId, TicketNumber};
use dto::account::Me;
use dto::desk::{CannedReplyRequest, ProfileRequest};
use dto::draft::{DraftRequest, DraftView};
use dto::paths;
use dto::read::{Read, Source, field};
use dto::ticket::PreviewRequest;

/// Of a ticket one line.
pub(crate) struct Subject(pub(crate) String);

impl Read for Subject {
    fn read<S: Source>(value: &S) -> Option<Self> {
        field(value, "subject").map(Self)
    }
}

impl Api {
    pub(crate) fn change_profile(self, request: &ProfileRequest) -> Answer<Me> {
        self.call(Call::patch_any(format!("{}/me", paths::BASE)).body(request))
    }

    /// The address of all that the person provided, good for this once.
    pub(crate) fn own_data(self) -> Answer<String> {
        self.call(Call::post(format!("{}/me/export", paths::BASE))).part("url")
    }

    pub(crate) fn create_canned_reply(self, request: &CannedReplyRequest) -> Answer<Done> {
        self.call(Call::post(canned("")).body(request))
    }

    pub(crate) fn put_canned_reply(self, id: CannedReplyId, request: &CannedReplyRequest) -> Answer<Done> {
        self.call(Call::put(canned(&format!("/{id}"))).body(request))
    }

    pub(crate) fn delete_canned_reply(self, id: CannedReplyId) -> Answer<Done> {
        self.call(Call::delete(canned(&format!("/{id}"))))
    }

    /// Nothing where there is none.
    pub(crate) fn new_ticket_draft(self) -> Answer<Option<DraftView>> {
        self.call(Call::get(new_ticket()))
    }

    /// One line about a ticket, whoever the person is to it.
    pub(crate) fn ticket_subject(self, number: TicketNumber) -> Answer<Subject> {
        self.call(Call::get(paths::ticket(number))).part("ticket")
    }

    pub(crate) fn put_new_ticket_draft(self, request: &DraftRequest) -> Answer<DraftView> {
        self.call(Call::put(new_ticket()).body(request))
    }

    /// HTML that the server has made and sanitised.
    pub(crate) fn preview(self, body: String) -> Answer<String> {
        self.call(Call::post(format!("{}/markdown/preview", paths::BASE)).body(&PreviewRequest { text: body }))
            .part("html")
    }
}

fn canned(rest: &str) -> String {
    format!("{}/canned-replies{rest}", paths::BASE)
}

fn new_ticket() -> String {
    format!("{}/me/drafts/new_ticket", paths::BASE)
}
