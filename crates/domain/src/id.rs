//! Identifiers: UUIDs (version 7 when made by Lotse) behind a type of their own each, so that a comment's id can never
//! be passed where a ticket's is meant; and the short running number that people say aloud.

use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// The text is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no UUID")]
pub struct NotAnId;

/// Reads the one spelling of an id that we write: 32 hexadecimal digits with hyphens. The crate's own reader knows more, and
/// is downloaded with the app.
fn read(text: &str) -> Result<Uuid, NotAnId> {
    let mut bytes = [0; 16];
    let mut digits = 0;
    for (at, character) in text.chars().enumerate() {
        if matches!(at, 8 | 13 | 18 | 23) {
            if character != '-' {
                return Err(NotAnId);
            }
            continue;
        }
        let (Some(digit), Some(byte)) = (character.to_digit(16), bytes.get_mut(digits / 2)) else {
            return Err(NotAnId);
        };
        // A digit has four bits.
        *byte = *byte << 4 | u8::try_from(digit).unwrap_or_default();
        digits += 1;
    }
    if digits == 32 { Ok(Uuid::from_bytes(bytes)) } else { Err(NotAnId) }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID that is known to name one of these.
            #[must_use]
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID itself.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                read(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// A person: customer, agent or admin.
    UserId,
    /// A signed-in browser.
    SessionId,
    /// A ticket.
    TicketId,
    /// A public reply or an internal note.
    CommentId,
    /// One revision of a resolution.
    ResolutionId,
    /// One row of a ticket's history.
    EventId,
    /// Agents who work together.
    TeamId,
    /// Where tickets wait for a team.
    QueueId,
    /// One merging of a ticket into another.
    MergeId,
    /// A reply written in advance.
    CannedReplyId,
    /// A list that is kept by a name.
    SavedViewId,
    /// Something that somebody is told of in their inbox.
    NotificationId,
    /// Something that is to be sent: a mail, a call of a webhook.
    OutboxId,
    /// An address that is called when something happens.
    WebhookId,
    /// Something that must not be erased.
    LegalHoldId,
    /// The erasure of a person.
    ErasureId,
    /// Handing over what somebody works on.
    HandoverId,
    /// How long some tickets are kept.
    RetentionRuleId,
    /// Going through what is kept for long enough.
    RetentionRunId,
    /// A link that was mailed to somebody, good once.
    AccountLinkId,
    /// A token for programs.
    ApiTokenId,
    /// An account at an OpenID provider that leads to one of ours.
    IdentityId,
    /// A file under a ticket, or one that was uploaded to be sent.
    AttachmentId,
    /// What is promised for the tickets of a queue.
    SlaPolicyId,
    /// When people work.
    CalendarId,
    /// The bytes of a file, which several attachments can share; its key in the store.
    FileId,
}

/// The running number of a ticket, written `#10421`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketNumber(i64);

impl TicketNumber {
    /// Wraps a number taken from the sequence.
    #[must_use]
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number itself.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "#{}", self.0)
    }
}

/// How a caller names a ticket: by its id or by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketRef {
    /// By UUID.
    Id(TicketId),
    /// By running number.
    Number(TicketNumber),
}

/// The text names neither a UUID nor a positive number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("neither a ticket id nor a ticket number")]
pub struct NotATicketRef;

impl FromStr for TicketRef {
    type Err = NotATicketRef;

    /// Accepts a hyphenated UUID or decimal digits without sign. Other spellings of a UUID (braces, urn:) are refused,
    /// so that one ticket has one address.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() == 36 {
            return text.parse().map(Self::Id).map_err(|_| NotATicketRef);
        }
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(number) if digits && number > 0 => Ok(Self::Number(TicketNumber(number))),
            _ => Err(NotATicketRef),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_named_by_number_or_by_hyphenated_uuid() {
        assert_eq!("10421".parse(), Ok(TicketRef::Number(TicketNumber(10421))));
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        assert_eq!(id.parse(), Ok(TicketRef::Id(id.parse().expect("a uuid"))));
    }

    #[test]
    fn an_id_is_read_as_it_is_written_and_in_no_other_spelling() {
        let id = UserId::new(Uuid::from_u128(0x0189_0a5d_ac96_774b_bcce_b302_099a_8057));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().to_uppercase().parse(), Ok(id));
        for text in [
            "",
            "01890a5dac96774bbcceb302099a8057",
            "{01890a5d-ac96-774b-bcce-b302099a8057}",
            "urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057",
            "01890a5d-ac96-774b-bcce-b302099a805",
            "01890a5d-ac96-774b-bcce-b302099a80577",
            "01890a5d-ac96-774b-bcce-b302099a805g",
            "01890a5dXac96-774b-bcce-b302099a8057",
        ] {
            assert_eq!(text.parse::<UserId>(), Err(NotAnId), "{text}");
        }
    }

    #[test]
    fn other_spellings_name_no_ticket() {
        for text in
            ["", "0", "-1", "+5", "1.5", "9223372036854775808", "#1", "{01890a5d-ac96-774b-bcce-b302099a8057}", " 1"]
        {
            assert_eq!(text.parse::<TicketRef>(), Err(NotATicketRef), "{text:?}");
        }
    }
}
