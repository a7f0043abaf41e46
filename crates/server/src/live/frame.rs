//! What goes down a stream: server-sent events (WHATWG HTML 9.2).

use domain::id::{EventId, NotificationId, TicketNumber};
use dto::live::{CrowdView, HereView, InboxNews, TicketNews};
use serde::Serialize;

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// Something happened to a ticket. Ids and versions only: what it was, its reader asks for as everybody does.
    Ticket {
        /// Its event, by which a reader goes on after a break.
        event: EventId,
        /// Which ticket.
        number: TicketNumber,
        /// Its version now.
        version: i64,
        /// What kind of thing, as in the history.
        kind: String,
    },
    /// Others came to a ticket, write there, or went.
    Presence {
        /// Which ticket.
        number: TicketNumber,
        /// Everybody who is there.
        people: Vec<HereView>,
    },
    /// Something came into the reader's inbox.
    Inbox {
        /// Which notification.
        id: NotificationId,
    },
    /// More happened than is told one by one: load again what is shown.
    Reset {
        /// The newest event.
        event: EventId,
    },
}

impl Frame {
    /// As it is sent.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Self::Ticket { event, number, version, kind } => {
                let data = TicketNews { ticket: *number, version: *version, kind: kind.clone(), event: *event };
                message("ticket", Some(*event), &data)
            }
            Self::Presence { number, people } => {
                message("presence", None, &CrowdView { ticket: *number, people: people.clone() })
            }
            Self::Inbox { id } => message("inbox", None, &InboxNews { notification: *id }),
            Self::Reset { event } => message("reset", Some(*event), &()),
        }
    }
}

/// JSON holds no line breaks, so the data are one line.
fn message(name: &str, id: Option<EventId>, data: &impl Serialize) -> String {
    let data = serde_json::to_string(data).unwrap_or_default();
    match id {
        Some(id) => format!("event: {name}\nid: {id}\ndata: {data}\n\n"),
        None => format!("event: {name}\ndata: {data}\n\n"),
    }
}
