//! The audit log: what was done with accounts and configuration, by whom, in a chain in which nothing can be changed,
//! taken out or put between without being found.
//!
//! The chain does not hold the details of an entry but a digest of them with a salt of its own. So what an entry says about
//! a person can be erased, as the law may demand, and the chain still holds: the entry, its time, its actor and its kind
//! stay provable, and the digest without its salt tells nothing.

use crate::clock::Timestamp;
use crate::id::UserId;
use crate::words;
use sha2::{Digest, Sha256};
use std::fmt::{self, Write as _};
use std::str::FromStr;

words! {
    /// What happened.
    AuditKind {
        /// Somebody began a session.
        SignedIn => "signed_in",
        /// A wrong password, or an account that cannot be used.
        SignInFailed => "sign_in_failed",
        /// Somebody ended a session of theirs, or all.
        SignedOut => "signed_out",
        /// Somebody chose another password.
        PasswordChanged => "password_changed",
        /// Somebody has another address.
        EmailChanged => "email_changed",
        /// Somebody made an account for themselves.
        SignedUp => "signed_up",
        /// A sign-in provider was connected to an account.
        ProviderConnected => "provider_connected",
        /// It was disconnected.
        ProviderDisconnected => "provider_disconnected",
        /// Somebody made an API token.
        TokenCreated => "token_created",
        /// Somebody deleted one.
        TokenDeleted => "token_deleted",
        /// An account was made on the command line.
        UserCreated => "user_created",
        /// An admin invited somebody.
        UserInvited => "user_invited",
        /// An admin changed somebody's role, or whether they can sign in.
        UserChanged => "user_changed",
        /// An admin signed somebody out everywhere.
        UserSignedOut => "user_signed_out",
        /// What somebody works on was handed over.
        HandedOver => "handed_over",
        /// The settings are others.
        SettingsChanged => "settings_changed",
        /// A team was made.
        TeamCreated => "team_created",
        /// A team is another.
        TeamChanged => "team_changed",
        /// A queue was made.
        QueueCreated => "queue_created",
        /// A queue is another.
        QueueChanged => "queue_changed",
        /// A category was made.
        CategoryCreated => "category_created",
        /// A category is another.
        CategoryChanged => "category_changed",
        /// A tag has another name, or is one with another.
        TagChanged => "tag_changed",
        /// A tag was taken off every ticket.
        TagDeleted => "tag_deleted",
        /// A reply for all staff was written, changed or deleted.
        CannedReplyChanged => "canned_reply_changed",
        /// A list that a team keeps was made, changed or deleted.
        SavedViewChanged => "saved_view_changed",
        /// A calendar was made.
        CalendarCreated => "calendar_created",
        /// A calendar is another.
        CalendarChanged => "calendar_changed",
        /// A calendar was deleted.
        CalendarDeleted => "calendar_deleted",
        /// An SLA policy was made.
        PolicyCreated => "policy_created",
        /// An SLA policy is another.
        PolicyChanged => "policy_changed",
        /// An SLA policy was deleted.
        PolicyDeleted => "policy_deleted",
        /// An SLA policy was put on tickets that were open already.
        PolicyReapplied => "policy_reapplied",
        /// A webhook was made.
        WebhookCreated => "webhook_created",
        /// A webhook is another, or has another secret.
        WebhookChanged => "webhook_changed",
        /// A webhook was deleted.
        WebhookDeleted => "webhook_deleted",
        /// A file was let out of quarantine to be looked at again, or deleted there.
        QuarantineDecided => "quarantine_decided",
        /// An admin deleted a file that somebody else sent.
        AttachmentDeleted => "attachment_deleted",
        /// What was not delivered is sent again.
        DeliveryReplayed => "delivery_replayed",
        /// An admin read a mail that holds a link to an account.
        LinkRead => "link_read",
        /// A ticket was deleted.
        TicketDeleted => "ticket_deleted",
        /// The words of a comment were taken away.
        CommentRedacted => "comment_redacted",
        /// An internal note was shown to everybody on its ticket.
        NotePublished => "note_published",
        /// Somebody took data out of Lotse.
        Exported => "exported",
        /// A person was erased.
        Erased => "erased",
        /// A retention rule was made, changed or deleted.
        RetentionChanged => "retention_changed",
        /// What was kept for long enough was gone through, or an admin decided about that.
        RetentionRun => "retention_run",
        /// A legal hold was put on or lifted.
        LegalHoldChanged => "legal_hold_changed",
        /// Somebody tried what only admins may do.
        AdminDenied => "admin_denied",
    }
}

words! {
    /// What an entry is about.
    AuditTarget {
        /// An account.
        User => "user",
        /// A team.
        Team => "team",
        /// A queue.
        Queue => "queue",
        /// A category, by its key.
        Category => "category",
        /// A tag, by its name.
        Tag => "tag",
        /// A canned reply.
        CannedReply => "canned_reply",
        /// A list that a team keeps.
        SavedView => "saved_view",
        /// A calendar.
        Calendar => "calendar",
        /// An SLA policy.
        Policy => "policy",
        /// A webhook.
        Webhook => "webhook",
        /// A file.
        Attachment => "attachment",
        /// A ticket, by its running number.
        Ticket => "ticket",
        /// A comment.
        Comment => "comment",
        /// A retention rule.
        RetentionRule => "retention_rule",
        /// An operation of the API, by its method and path.
        Operation => "operation",
    }
}

/// 256 bits that stand for a text (SHA-256, FIPS 180-4).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Hash([u8; 32]);

impl Hash {
    /// What the first entry follows.
    pub const NONE: Self = Self([0; 32]);
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// The text is no digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not 64 hexadecimal digits")]
pub struct NotAHash;

impl FromStr for Hash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        let mut bytes = [0; 32];
        // In this one spelling, so that a digit of another case is found too.
        let plain = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !plain {
            return Err(NotAHash);
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let digits = str::from_utf8(digits).map_err(|_| NotAHash)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| NotAHash)?;
        }
        Ok(Self(bytes))
    }
}

/// What an entry says beyond its kind, while it was not erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// A JSON object.
    pub text: String,
    /// Random, so that what was said cannot be found by guessing once it is erased.
    pub salt: String,
}

impl Details {
    /// What the chain holds instead.
    #[must_use]
    pub fn digest(&self) -> Hash {
        let mut digest = Sha256::new();
        part(&mut digest, &self.salt);
        part(&mut digest, &self.text);
        Hash(digest.finalize().into())
    }
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its place: 1, 2, 3 and so on.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// Who did it; nobody where Lotse itself did, or where it is not known.
    pub actor: Option<UserId>,
    /// What: a word of [`AuditKind`], or of a later release.
    pub kind: String,
    /// What it is about: a word of [`AuditTarget`] and which one.
    pub target: Option<(String, String)>,
    /// More about it; nothing once that was erased.
    pub details: Option<Details>,
    /// [`Details::digest`], which stays.
    pub digest: Hash,
    /// Of this entry and the one before it.
    pub hash: Hash,
}

impl AuditEntry {
    /// The hash that the entry has to have after this one.
    #[must_use]
    pub fn hash_after(&self, before: Hash) -> Hash {
        let mut digest = Sha256::new();
        digest.update(before.0);
        digest.update(self.sequence.to_be_bytes());
        digest.update(self.at.unix_micros().to_be_bytes());
        part(&mut digest, &self.actor.map(|actor| actor.to_string()).unwrap_or_default());
        part(&mut digest, &self.kind);
        let (kind, id) = self.target.as_ref().map(|(kind, id)| (kind.as_str(), id.as_str())).unwrap_or_default();
        part(&mut digest, kind);
        part(&mut digest, id);
        digest.update(self.digest.0);
        Hash(digest.finalize().into())
    }
}

/// Adds a text with its length, so that no letter can move from one part to the next unseen.
fn part(digest: &mut Sha256, text: &str) {
    digest.update((text.len() as u64).to_be_bytes());
    digest.update(text);
}

/// Where the chain is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// An entry does not stand where it has to.
    #[error("entry {expected} is missing: {found} comes in its place")]
    Missing {
        /// What has to come.
        expected: i64,
        /// What comes.
        found: i64,
    },
    /// An entry is not what was written.
    #[error("entry {0} was changed")]
    Changed(i64),
    /// The details of an entry are not what was written.
    #[error("the details of entry {0} were changed")]
    Details(i64),
    /// The log ends before, or after, the last entry that was written.
    #[error("the log ends with entry {found}, and {expected} were written")]
    End {
        /// What was written.
        expected: i64,
        /// What is there.
        found: i64,
    },
}

/// Follows the chain from its beginning, entry by entry.
#[derive(Debug, Clone, Copy)]
pub struct Chain {
    last: i64,
    hash: Hash,
}

impl Default for Chain {
    fn default() -> Self {
        Self { last: 0, hash: Hash::NONE }
    }
}

impl Chain {
    /// Takes the next entry.
    ///
    /// # Errors
    /// When it is not the one that was written here.
    pub fn follow(&mut self, entry: &AuditEntry) -> Result<(), Broken> {
        let expected = self.last + 1;
        if entry.sequence != expected {
            return Err(Broken::Missing { expected, found: entry.sequence });
        }
        if entry.details.as_ref().is_some_and(|details| details.digest() != entry.digest) {
            return Err(Broken::Details(entry.sequence));
        }
        let hash = entry.hash_after(self.hash);
        if hash != entry.hash {
            return Err(Broken::Changed(entry.sequence));
        }
        *self = Self { last: expected, hash };
        Ok(())
    }

    /// Compares the end with what was noted down as the last entry.
    ///
    /// # Errors
    /// When entries are missing at the end, or were added.
    pub fn end(self, sequence: i64, hash: Hash) -> Result<(), Broken> {
        if self.last != sequence {
            return Err(Broken::End { expected: sequence, found: self.last });
        }
        if self.hash == hash { Ok(()) } else { Err(Broken::Changed(sequence)) }
    }

    /// How many entries were followed.
    #[must_use]
    pub const fn length(self) -> i64 {
        self.last
    }

    /// The hash of the last one.
    #[must_use]
    pub const fn hash(self) -> Hash {
        self.hash
    }
}

/// Writes bytes as hexadecimal digits.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a text does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn log(length: i64) -> Vec<AuditEntry> {
        let mut hash = Hash::NONE;
        let entries = (1..=length).map(|sequence| {
            let details = Details { text: format!("{{\"number\":{sequence}}}"), salt: format!("{sequence:032}") };
            let mut entry = AuditEntry {
                sequence,
                at: Timestamp::from_unix_micros(sequence * 1_000).expect("in range"),
                actor: (sequence % 3 != 0).then(|| UserId::new(Uuid::from_u128(7))),
                kind: AuditKind::ALL[usize::try_from(sequence).expect("small") % AuditKind::ALL.len()].to_string(),
                target: (sequence % 2 == 0).then(|| ("user".to_owned(), sequence.to_string())),
                digest: details.digest(),
                details: Some(details),
                hash: Hash::NONE,
            };
            entry.hash = entry.hash_after(hash);
            hash = entry.hash;
            entry
        });
        entries.collect()
    }

    fn verify(entries: &[AuditEntry], end: (i64, Hash)) -> Result<(), Broken> {
        let mut chain = Chain::default();
        entries.iter().try_for_each(|entry| chain.follow(entry))?;
        chain.end(end.0, end.1)
    }

    #[test]
    fn what_was_written_holds_also_without_details() {
        let mut entries = log(20);
        let end = (20, entries[19].hash);
        assert_eq!(verify(&entries, end), Ok(()));
        entries[4].details = None;
        assert_eq!(verify(&entries, end), Ok(()));
        assert_eq!(verify(&[], (0, Hash::NONE)), Ok(()));
    }

    #[test]
    fn what_is_taken_out_put_between_or_cut_off_is_found() {
        let entries = log(5);
        let end = (5, entries[4].hash);
        for taken in 0..5 {
            let mut fewer = entries.clone();
            fewer.remove(taken);
            assert!(verify(&fewer, end).is_err(), "without {taken}");
        }
        let mut more = entries.clone();
        more.insert(2, entries[1].clone());
        assert!(verify(&more, end).is_err());
        let mut swapped = entries;
        swapped.swap(1, 2);
        assert!(verify(&swapped, end).is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_changed_is_found(at in 0..20_usize, field in 0..7_u8, with in "[a-z0-9-]{0,12}") {
            let mut entries = log(20);
            let end = (20, entries[19].hash);
            let entry = &mut entries[at];
            let before = entry.clone();
            match field {
                0 => entry.at = entry.at.plus_seconds(1),
                1 => entry.actor = Some(UserId::new(Uuid::from_u128(8))),
                2 => entry.kind = with,
                3 => entry.target = Some((with, "1".to_owned())),
                4 => if let Some(details) = &mut entry.details { details.text = with },
                5 => entry.digest = Hash([9; 32]),
                _ => entry.hash = Hash([9; 32]),
            }
            prop_assume!(*entry != before);
            prop_assert!(verify(&entries, end).is_err());
        }

        #[test]
        fn a_digest_has_one_spelling(bytes: [u8; 32]) {
            let hash = Hash(bytes);
            prop_assert_eq!(hash.to_string().parse(), Ok(hash));
            prop_assert_eq!(hash.to_string(), hexadecimal(&bytes));
        }
    }

    #[test]
    fn what_is_no_digest_is_refused() {
        for text in ["", "00", &"g".repeat(64), &"A".repeat(64), &"é".repeat(32), &"0".repeat(65)] {
            assert_eq!(text.parse::<Hash>(), Err(NotAHash), "{text}");
        }
    }
}
