//! What is done with a ticket as a whole.

use super::answer::Done;
use super::{Answer, Api, Call};
use crate::routes::encode;
use domain::id::TicketNumber;
use dto::paths;
use dto::ticket::{
    CloseTicketRequest, CustomerTicketView, MergeRequest, ParticipantRequest, ReopenTicketRequest, SplitRequest,
    StaffTicketView,
};

impl Api {
    pub(crate) fn take(self, number: TicketNumber) -> Answer<StaffTicketView> {
        self.staff_step(number, "take")
    }

    /// `unmerge` or `decline-request`, which need no words either.
    pub(crate) fn staff_step(self, number: TicketNumber, step: &str) -> Answer<StaffTicketView> {
        self.call(Call::post(paths::ticket_part(number, step)))
    }

    pub(crate) fn close(self, number: TicketNumber, request: &CloseTicketRequest) -> Answer<StaffTicketView> {
        self.call(Call::post(paths::ticket_part(number, "close")).body(request))
    }

    pub(crate) fn reopen(self, number: TicketNumber, request: &ReopenTicketRequest) -> Answer<StaffTicketView> {
        self.call(Call::post(paths::ticket_part(number, "reopen")).body(request))
    }

    pub(crate) fn merge(self, number: TicketNumber, request: &MergeRequest) -> Answer<StaffTicketView> {
        self.call(Call::post(paths::ticket_part(number, "merge")).body(request))
    }

    /// Gives the number of the new ticket.
    pub(crate) fn split(self, number: TicketNumber, request: &SplitRequest, key: &str) -> Answer<TicketNumber> {
        self.call(Call::post(paths::ticket_part(number, "split")).body(request).key(key)).part("number")
    }

    pub(crate) fn request_closing(self, number: TicketNumber) -> Answer<CustomerTicketView> {
        self.call(Call::post(paths::ticket_part(number, "close-request")))
    }

    pub(crate) fn request_reopening(
        self,
        number: TicketNumber,
        request: &ReopenTicketRequest,
    ) -> Answer<CustomerTicketView> {
        self.call(Call::post(paths::ticket_part(number, "reopen-request")).body(request))
    }

    pub(crate) fn add_participant(self, number: TicketNumber, email: String) -> Answer<Done> {
        let request = ParticipantRequest { email };
        self.call(Call::post(paths::ticket_part(number, "participants")).body(&request))
    }

    pub(crate) fn remove_participant(self, number: TicketNumber, email: &str) -> Answer<Done> {
        self.call(Call::delete(paths::ticket_part(number, &format!("participants/{}", encode(email)))))
    }

    pub(crate) fn watch(self, number: TicketNumber, watches: bool) -> Answer<Done> {
        let address = paths::ticket_part(number, "watch");
        self.call(if watches { Call::put(address) } else { Call::delete(address) })
    }
}
