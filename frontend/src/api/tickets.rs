//! Tickets and their conversations. Staff and customers get answers of different types, so
//! a page asks in the name of one of them.

use super::{Answer, Api, Call};
use crate::routes::encode;
use domain::id::{EventId, TicketNumber};
use dto::attachment::FileView;
use dto::catalogue::PersonView;
use dto::draft::TicketDraft;
use dto::page::Page;
use dto::paths;
use dto::read::{Read, Source, field};
use dto::ticket::{
    CustomerTicketRow, CustomerTicketView, HeldView, NewTicketRequest, StaffConversation, StaffTicketRow,
    StaffTicketView, TicketLink, TicketListQuery, UpdateTicketRequest,
};

/// A ticket with what stands around it.
pub(crate) struct Detail<T> {
    pub(crate) ticket: T,
    pub(crate) around: Around,
}

/// What stands around a ticket. Customers are not told of all of it; it is empty then.
pub(crate) struct Around {
    pub(crate) conversation: StaffConversation,
    pub(crate) participants: Vec<String>,
    pub(crate) held: Vec<HeldView>,
    pub(crate) drafts: Vec<TicketDraft>,
    pub(crate) last_event: EventId,
    pub(crate) first_unread: Option<EventId>,
    pub(crate) follow_up_of: Option<TicketLink>,
    pub(crate) follow_ups: Vec<TicketLink>,
    pub(crate) absorbed: Vec<TicketLink>,
    pub(crate) watchers: Vec<PersonView>,
    /// The files that came with the ticket itself.
    pub(crate) files: Vec<FileView>,
}

/// To staff it is told with who sees it, to customers alone.
struct TicketFile(FileView);

impl Read for TicketFile {
    fn read<S: Source>(value: &S) -> Option<Self> {
        let inner = value.field("attachment")?;
        if inner.is_null() { Read::read(value).map(Self) } else { Read::read(&inner).map(Self) }
    }
}

impl<T: Read> Read for Detail<T> {
    fn read<S: Source>(value: &S) -> Option<Self> {
        Some(Self { ticket: field(value, "ticket")?, around: Around::read(value)? })
    }
}

impl Read for Around {
    fn read<S: Source>(value: &S) -> Option<Self> {
        Some(Self {
            conversation: field(value, "conversation")?,
            participants: field(value, "participants")?,
            held: field(value, "held")?,
            drafts: field(value, "drafts")?,
            last_event: field(value, "last_event")?,
            first_unread: field(value, "first_unread")?,
            follow_up_of: field(value, "follow_up_of")?,
            follow_ups: field(value, "follow_ups")?,
            absorbed: field::<Option<_>>(value, "absorbed")?.unwrap_or_default(),
            watchers: field::<Option<_>>(value, "watchers")?.unwrap_or_default(),
            files: field::<Vec<TicketFile>>(value, "attachments")?.into_iter().map(|file| file.0).collect(),
        })
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

    /// What somebody has sent under a ticket and could still take back, or was stopped.
    pub(crate) fn held(self, number: TicketNumber) -> Answer<Vec<HeldView>> {
        self.call(Call::get(paths::ticket(number))).part("held")
    }

    /// Of another ticket, such as one that is going to take this one up.
    pub(crate) fn staff_ticket_alone(self, number: TicketNumber) -> Answer<StaffTicketView> {
        self.call(Call::get(paths::ticket(number))).part("ticket")
    }

    /// What stands before the part that the cursor was given with.
    pub(crate) fn earlier(self, number: TicketNumber, cursor: &str) -> Answer<StaffConversation> {
        // A customer's has no word about visibility, and staff's has always one.
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
}

fn earlier_address(number: TicketNumber, cursor: &str) -> String {
    format!("{}?cursor={}", paths::ticket_part(number, "comments"), encode(cursor))
}

fn list_address(query: TicketListQuery) -> String {
    // Without `..`, so that a new parameter is not forgotten here.
    let TicketListQuery {
        q,
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
        due,
        mine,
        sort,
        limit,
        cursor,
        count,
    } = query;
    let parameters = [
        ("q", q),
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
        ("due", due),
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
