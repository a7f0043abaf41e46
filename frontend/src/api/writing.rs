//! What people write under a ticket: drafts, comments, how far they have read, and that they are there.

use super::answer::Done;
use super::{Answer, Api, Call};
use domain::draft::DraftKind;
use domain::id::{CommentId, EventId, TicketNumber};
use domain::presence::PresenceState;
use dto::draft::{DraftRequest, DraftView};
use dto::live::PresenceRequest;
use dto::paths;
use dto::ticket::{HeldView, NewCommentRequest, ReadRequest};

impl Api {
    /// `last` where the page is being closed.
    pub(crate) fn put_draft(
        self,
        number: TicketNumber,
        kind: DraftKind,
        request: &DraftRequest,
        last: bool,
    ) -> Answer<DraftView> {
        let call = Call::put(paths::ticket_part(number, &format!("drafts/{kind}"))).body(request);
        self.call(if last { call.last_words() } else { call })
    }

    /// Sends a reply or a note; while it is held, the answer is that it is. The same key sends it once, however often it has
    /// to be tried.
    pub(crate) fn comment(
        self,
        number: TicketNumber,
        request: &NewCommentRequest,
        key: &str,
    ) -> Answer<Option<HeldView>> {
        self.call(Call::post(paths::ticket_part(number, "comments")).body(request).key(key)).part("held")
    }

    pub(crate) fn take_back(self, id: CommentId) -> Answer<Done> {
        self.call(Call::delete(comment(id)))
    }

    pub(crate) fn mark_read(self, number: TicketNumber, event: EventId) -> Answer<Done> {
        let request = ReadRequest { event: event.to_string() };
        self.call(Call::put(paths::ticket_part(number, "read")).body(&request))
    }

    pub(crate) fn report_presence(self, number: TicketNumber, state: PresenceState) -> Answer<Done> {
        let request = PresenceRequest { state: state.to_string() };
        let call = Call::put(paths::ticket_part(number, "presence")).body(&request).quiet();
        self.call(if state == PresenceState::Gone { call.last_words() } else { call })
    }
}

fn comment(id: CommentId) -> String {
    format!("{}/comments/{id}", paths::BASE)
}
