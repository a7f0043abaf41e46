//! Tickets and their conversations. Staff and customers get answers of different types, so
//! a page asks in the name of one of them.

use super::{Answer, Api, Call};
use crate::routes::encode;
use domain::id::TicketNumber;
use dto::page::Page;
use dto::paths;
use dto::read::{Read, Source, field};
use dto::ticket::{
    CloseTicketRequest, CustomerTicketRow, CustomerTicketView, NewCommentRequest, NewTicketRequest,
    ReopenTicketRequest, StaffConversation, StaffTicketRow, StaffTicketView, TicketListQuery, UpdateTicketRequest,
};

/// A ticket with the newest part of its conversation.
pub(crate) struct Detail<T> {
    pub(crate) ticket: T,
    pub(crate) conversation: StaffConversation,
}

impl<T: Read> Read for Detail<T> {
    fn read<S: Source>(value: &S) -> Option<Self> {
        Some(Self { ticket: field(value, "ticket")?, conversation: field(value, "conversation")? })
    }
}

impl Api {
    pub(crate) fn staff_tickets(self, query: TicketListQuery) -> Answer<Page<StaffTicketRow>> {
        self.call(Call::get(list_address(query)))
    }

    pub(crate) fn customer_tickets(self, query: TicketListQuery) -> Answer<Page<CustomerTicketRow>> {
        self.call(Call::get(list_address(query)))
    }

    /// Of a new ticket the app needs its number only; it then goes there.
    pub(crate) fn create_ticket(self, request: &NewTicketRequest, key: &str) -> Answer<TicketNumber> {
        self.call(Call::post(paths::TICKETS).body(request).key(key)).part("number")
    }

    pub(crate) fn staff_ticket(self, number: TicketNumber) -> Answer<Detail<StaffTicketView>> {
        self.call(Call::get(paths::ticket(number)))
    }

    pub(crate) fn customer_ticket(self, number: TicketNumber) -> Answer<Detail<CustomerTicketView>> {
        self.call(Call::get(paths::ticket(number))).public()
    }

    pub(crate) fn staff_earlier(self, number: TicketNumber, cursor: &str) -> Answer<StaffConversation> {
        self.call(Call::get(earlier_address(number, cursor)))
    }

    pub(crate) fn customer_earlier(self, number: TicketNumber, cursor: &str) -> Answer<StaffConversation> {
        self.call(Call::get(earlier_address(number, cursor))).public()
    }

    pub(crate) fn update_staff(
        self,
        number: TicketNumber,
        version: i64,
        request: &UpdateTicketRequest,
    ) -> Answer<StaffTicketView> {
        self.call(Call::patch(paths::ticket(number), version).body(request))
    }

    pub(crate) fn update_customer(
        self,
        number: TicketNumber,
        version: i64,
        request: &UpdateTicketRequest,
    ) -> Answer<CustomerTicketView> {
        self.call(Call::patch(paths::ticket(number), version).body(request))
    }

    pub(crate) fn take(self, number: TicketNumber) -> Answer<StaffTicketView> {
        self.call(Call::post(paths::ticket_part(number, "take")))
    }

    pub(crate) fn close(self, number: TicketNumber, request: &CloseTicketRequest) -> Answer<StaffTicketView> {
        self.call(Call::post(paths::ticket_part(number, "close")).body(request))
    }

    pub(crate) fn reopen(self, number: TicketNumber, request: &ReopenTicketRequest) -> Answer<StaffTicketView> {
        self.call(Call::post(paths::ticket_part(number, "reopen")).body(request))
    }

    /// Sends a reply or a note. The same key sends it once, however often it has to be tried.
    pub(crate) fn staff_comment(
        self,
        number: TicketNumber,
        request: &NewCommentRequest,
        key: &str,
    ) -> Answer<StaffTicketView> {
        self.call(Call::post(paths::ticket_part(number, "comments")).body(request).key(key)).part("ticket")
    }

    /// As [`Self::staff_comment`].
    pub(crate) fn customer_comment(
        self,
        number: TicketNumber,
        request: &NewCommentRequest,
        key: &str,
    ) -> Answer<CustomerTicketView> {
        self.call(Call::post(paths::ticket_part(number, "comments")).body(request).key(key)).part("ticket")
    }
}

fn earlier_address(number: TicketNumber, cursor: &str) -> String {
    format!("{}?cursor={}", paths::ticket_part(number, "comments"), encode(cursor))
}

fn list_address(query: TicketListQuery) -> String {
    // Without `..`, so that a new parameter is not forgotten here.
    let TicketListQuery {
        status,
        priority,
        category,
        assignee,
        requester,
        queue,
        team,
        tag,
        participant,
        watcher,
        asked,
        created_at,
        updated_at,
        mine,
        sort,
        limit,
        cursor,
        count,
    } = query;
    let parameters = [
        ("status", status),
        ("priority", priority),
        ("category", category),
        ("assignee", assignee),
        ("requester", requester),
        ("queue", queue),
        ("team", team),
        ("tag", tag),
        ("participant", participant),
        ("watcher", watcher),
        ("asked", asked),
        ("created_at", created_at),
        ("updated_at", updated_at),
        ("mine", mine),
        ("sort", sort),
        ("limit", limit),
        ("cursor", cursor),
        ("count", count),
    ];
    let mut address = paths::TICKETS.to_owned();
    for (index, (name, value)) in parameters.into_iter().filter_map(|(name, value)| Some((name, value?))).enumerate() {
        address.push(if index == 0 { '?' } else { '&' });
        address.push_str(name);
        address.push('=');
        address.push_str(&encode(&value));
    }
    address
}
