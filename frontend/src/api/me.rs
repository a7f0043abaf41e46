//! What belongs to the person: profile, the draft of a new ticket; and Markdown as the server shows it.

use super::{Answer, Api, Call};
use domain::id::TicketNumber;
use dto::account::Me;
use dto::desk::ProfileRequest;
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

fn new_ticket() -> String {
    format!("{}/me/drafts/new_ticket", paths::BASE)
}
