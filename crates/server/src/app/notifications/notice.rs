//! What stands in the payload of a mail's row: ids, so that a mail tells what may be read when it is written.

use crate::app::AppError;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::id::{EventId, NotificationId, OutboxId, TicketId, UserId};
use domain::notification::NoticeKind;
use domain::outbox::Channel;
use persistence::repo::outbox::NewOutbox;
use serde::{Deserialize, Serialize};

/// What a mail tells of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tells {
    /// Something that happened to a ticket.
    Ticket {
        /// What says most.
        kind: NoticeKind,
        /// All of it.
        events: Vec<EventId>,
    },
    /// A reply that was held back could not be sent.
    ReplyStopped,
    /// A file that they sent does not go out.
    FileWithheld {
        /// Its name.
        name: String,
    },
    /// A webhook was switched off.
    WebhookDisabled {
        /// Its name.
        name: String,
    },
    /// The daily summary.
    Digest {
        /// With which notification it begins.
        from: NotificationId,
        /// With which it ends.
        up_to: NotificationId,
    },
}

impl Tells {
    /// A row for a mail. Mails of one ticket to one person go in order.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub(super) fn row(
        &self,
        id: OutboxId,
        recipient: UserId,
        ticket: Option<TicketId>,
        visibility: Visibility,
        now: Timestamp,
    ) -> Result<NewOutbox, AppError> {
        let lane = match ticket {
            Some(ticket) => format!("mail {recipient} {ticket}"),
            None => format!("mail {recipient}"),
        };
        Ok(NewOutbox {
            id,
            channel: Channel::Mail,
            lane,
            ticket,
            recipient: Some(recipient),
            target: None,
            visibility,
            payload: serde_json::to_string(self).map_err(|error| AppError::Internal(error.into()))?,
            created_at: now,
            due_at: now,
        })
    }
}
