//! Tickets, their conversations, and the short lists beside them. Staff and customers get answers of different types, so
//! a page asks in the name of one of them.

use super::{Api, ApiError, Call};
use crate::routes::encode;
use domain::id::TicketNumber;
use dto::catalogue::{AgentView, CategoryView, Items};
use dto::page::Page;
use dto::paths;
use dto::read::{Read, Source, field};
use dto::ticket::{
    CloseTicketRequest, CustomerCommentCreated, CustomerConversation, CustomerTicketDetail, CustomerTicketRow,
    CustomerTicketView, NewCommentRequest, NewTicketRequest, ReopenTicketRequest, StaffCommentCreated,
    StaffConversation, StaffTicketDetail, StaffTicketRow, StaffTicketView, TicketListQuery, UpdateTicketRequest,
};

/// Of a new ticket the app needs its number only; it then goes there.
pub(crate) struct TicketCreated {
    pub(crate) number: TicketNumber,
}

impl Read for TicketCreated {
    fn read<S: Source>(value: &S) -> Option<Self> {
        Some(Self { number: field(value, "number")? })
    }
}

impl Api {
    pub(crate) async fn categories(self) -> Result<Vec<CategoryView>, ApiError> {
        self.call::<Items<CategoryView>>(Call::get(paths::CATEGORIES)).await.map(|list| list.items)
    }

    pub(crate) async fn agents(self) -> Result<Vec<AgentView>, ApiError> {
        self.call::<Items<AgentView>>(Call::get(paths::AGENTS)).await.map(|list| list.items)
    }

    pub(crate) async fn staff_tickets(self, query: TicketListQuery) -> Result<Page<StaffTicketRow>, ApiError> {
        self.call(Call::get(list_address(query))).await
    }

    pub(crate) async fn customer_tickets(self, query: TicketListQuery) -> Result<Page<CustomerTicketRow>, ApiError> {
        self.call(Call::get(list_address(query))).await
    }

    pub(crate) async fn create_ticket(self, request: &NewTicketRequest) -> Result<TicketCreated, ApiError> {
        self.call(Call::post(paths::TICKETS).body(request)).await
    }

    pub(crate) async fn staff_ticket(self, number: TicketNumber) -> Result<StaffTicketDetail, ApiError> {
        self.call(Call::get(paths::ticket(number))).await
    }

    pub(crate) async fn customer_ticket(self, number: TicketNumber) -> Result<CustomerTicketDetail, ApiError> {
        self.call(Call::get(paths::ticket(number))).await
    }

    pub(crate) async fn staff_earlier(self, number: TicketNumber, cursor: &str) -> Result<StaffConversation, ApiError> {
        self.call(Call::get(earlier_address(number, cursor))).await
    }

    pub(crate) async fn customer_earlier(
        self,
        number: TicketNumber,
        cursor: &str,
    ) -> Result<CustomerConversation, ApiError> {
        self.call(Call::get(earlier_address(number, cursor))).await
    }

    pub(crate) async fn update_staff(
        self,
        number: TicketNumber,
        version: i64,
        request: &UpdateTicketRequest,
    ) -> Result<StaffTicketView, ApiError> {
        self.call(Call::patch(paths::ticket(number), version).body(request)).await
    }

    pub(crate) async fn update_customer(
        self,
        number: TicketNumber,
        version: i64,
        request: &UpdateTicketRequest,
    ) -> Result<CustomerTicketView, ApiError> {
        self.call(Call::patch(paths::ticket(number), version).body(request)).await
    }

    pub(crate) async fn take(self, number: TicketNumber) -> Result<StaffTicketView, ApiError> {
        self.call(Call::post(paths::ticket_part(number, "take"))).await
    }

    pub(crate) async fn close(
        self,
        number: TicketNumber,
        request: &CloseTicketRequest,
    ) -> Result<StaffTicketView, ApiError> {
        self.call(Call::post(paths::ticket_part(number, "close")).body(request)).await
    }

    pub(crate) async fn reopen(
        self,
        number: TicketNumber,
        request: &ReopenTicketRequest,
    ) -> Result<StaffTicketView, ApiError> {
        self.call(Call::post(paths::ticket_part(number, "reopen")).body(request)).await
    }

    pub(crate) async fn staff_comment(
        self,
        number: TicketNumber,
        request: &NewCommentRequest,
    ) -> Result<StaffCommentCreated, ApiError> {
        self.call(Call::post(paths::ticket_part(number, "comments")).body(request)).await
    }

    pub(crate) async fn customer_comment(
        self,
        number: TicketNumber,
        request: &NewCommentRequest,
    ) -> Result<CustomerCommentCreated, ApiError> {
        self.call(Call::post(paths::ticket_part(number, "comments")).body(request)).await
    }
}

fn earlier_address(number: TicketNumber, cursor: &str) -> String {
    format!("{}?cursor={}", paths::ticket_part(number, "comments"), encode(cursor))
}

fn list_address(query: TicketListQuery) -> String {
    // Without `..`, so that a new parameter is not forgotten here.
    let TicketListQuery { status, priority, category, assignee, requester, sort, limit, cursor, count } = query;
    let parameters = [
        ("status", status),
        ("priority", priority),
        ("category", category),
        ("assignee", assignee),
        ("requester", requester),
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
