//! What stands in the payload of a mail's row: ids, so that a mail tells what may be read when it is written. Where there is
//! no account yet, what was typed stands there instead.

use crate::app::AppError;
use crate::keys::token_hash;
use domain::account::Locale;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::email::Email;
use domain::id::{EventId, NotificationId, OutboxId, TicketId, UserId};
use domain::notification::NoticeKind;
use domain::outbox::Channel;
use persistence::Account;
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
    /// A run of retention waits for an admin.
    RetentionWaits {
        /// How many tickets it is about.
        due: u64,
    },
    /// Somebody wants an account. Whether there is one already, the worker finds out.
    SignUp {
        /// Their address.
        email: String,
        /// Their name.
        name: String,
        /// Their language.
        locale: Locale,
    },
    /// Somebody wants another password, for an account that there may be.
    Forgot {
        /// Its address.
        email: String,
    },
    /// An address is to become an account's.
    ChangeEmail {
        /// Whose account.
        user: UserId,
        /// The address.
        email: String,
    },
    /// Somebody is invited.
    Invited {
        /// By whom.
        by: UserId,
    },
    /// A password was changed.
    PasswordChanged,
    /// An address was changed.
    EmailChanged {
        /// The one before, which is told.
        from: String,
        /// The new one.
        to: String,
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
    /// What it tells of, in a word for admins.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Ticket { kind, .. } => kind.as_str(),
            Self::ReplyStopped => NoticeKind::ReplyStopped.as_str(),
            Self::FileWithheld { .. } => NoticeKind::FileWithheld.as_str(),
            Self::WebhookDisabled { .. } => NoticeKind::WebhookDisabled.as_str(),
            Self::RetentionWaits { .. } => NoticeKind::RetentionWaits.as_str(),
            Self::SignUp { .. } => "sign_up",
            Self::Forgot { .. } => "reset_password",
            Self::ChangeEmail { .. } => "change_email",
            Self::Invited { .. } => "invite",
            Self::PasswordChanged => "password_changed",
            Self::EmailChanged { .. } => "email_changed",
            Self::Digest { .. } => "digest",
        }
    }

    /// Whether the mail holds a link that leads into an account.
    #[must_use]
    pub const fn holds_link(&self) -> bool {
        matches!(self, Self::SignUp { .. } | Self::Forgot { .. } | Self::ChangeEmail { .. } | Self::Invited { .. })
    }

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

    /// A row for a mail to an address, whoever that belongs to.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub(in crate::app) fn to_address(
        &self,
        id: OutboxId,
        email: &Email,
        now: Timestamp,
    ) -> Result<NewOutbox, AppError> {
        self.account_row(id, None, format!("mail to {}", token_hash(email.as_str())), now)
    }

    /// A row for a mail to a person about their account.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub(in crate::app) fn to_person(
        &self,
        id: OutboxId,
        whom: &Account,
        now: Timestamp,
    ) -> Result<NewOutbox, AppError> {
        self.account_row(id, Some(whom.id), format!("mail {}", whom.id), now)
    }

    fn account_row(
        &self,
        id: OutboxId,
        recipient: Option<UserId>,
        lane: String,
        now: Timestamp,
    ) -> Result<NewOutbox, AppError> {
        Ok(NewOutbox {
            id,
            channel: Channel::Mail,
            lane,
            ticket: None,
            recipient,
            target: None,
            visibility: Visibility::Public,
            payload: serde_json::to_string(self).map_err(|error| AppError::Internal(error.into()))?,
            created_at: now,
            due_at: now,
        })
    }
}
