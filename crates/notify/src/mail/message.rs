//! From a letter to a message (RFC 5322), with the headers that keep machines from answering and programs from
//! scattering a conversation.

use crate::letter::Letter;
use crate::names::plain;
use domain::account::Locale;
use domain::clock::Timestamp;
use domain::email::Email;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use std::time::{Duration, SystemTime};

/// Who sends.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The name that people see.
    pub name: String,
    /// The address.
    pub address: Address,
}

impl Sender {
    /// Reads `Lotse <support@example.org>`, or an address alone.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(text: &str) -> Result<Self, lettre::address::AddressError> {
        let mailbox: Mailbox = text.parse()?;
        Ok(Self { name: mailbox.name.unwrap_or_else(|| "Lotse".to_owned()), address: mailbox.email })
    }

    fn domain(&self) -> &str {
        self.address.domain()
    }
}

/// What stands around a letter.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// Who sends.
    pub from: &'a Sender,
    /// To whom: one person.
    pub to: &'a Email,
    /// Their name.
    pub to_name: &'a str,
    /// Names the message for ever, so that one that is sent twice can be told to be the same.
    pub id: &'a str,
    /// What keeps the messages of one ticket together; the ticket's id.
    pub thread: Option<&'a str>,
    /// Where its reader says what they want to be told of.
    pub preferences_url: &'a str,
    /// When it was caused.
    pub date: Timestamp,
}

/// A message that cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// The address has a form that mail cannot carry.
    #[error("the address cannot be written in a header")]
    Address(#[from] lettre::address::AddressError),
    /// A part is missing.
    #[error("the message cannot be built: {0}")]
    Build(#[from] lettre::error::Error),
    /// The HTML part cannot be written.
    #[error("the letter cannot be written: {0}")]
    Template(#[from] askama::Error),
}

/// Builds the message.
///
/// # Errors
/// When the address cannot stand in a header. Everything else is encoded.
pub fn message(letter: &Letter, envelope: Envelope<'_>) -> Result<Message, MessageError> {
    let Envelope { from, to, to_name, id, thread, preferences_url, date } = envelope;
    let domain = from.domain();
    let to = Mailbox::new(named(to_name), to.as_str().parse()?);
    let explained = match letter.locale {
        Locale::De => "Bitte über den Link antworten",
        Locale::En => "Please answer by the link",
    };
    let micros = u64::try_from(date.unix_micros()).unwrap_or_default();
    let mut builder = Message::builder()
        .from(Mailbox::new(named(&from.name), from.address.clone()))
        .reply_to(Mailbox::new(Some(explained.to_owned()), from.address.clone()))
        .to(to)
        .subject(&letter.subject)
        .date(SystemTime::UNIX_EPOCH + Duration::from_micros(micros))
        .message_id(Some(format!("<{id}@{domain}>")));
    if let Some(thread) = thread {
        let root = format!("<ticket-{thread}@{domain}>");
        builder = builder.in_reply_to(root.clone()).references(root);
    }
    let parts = MultiPart::alternative()
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(letter.text()))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(letter.html()?));
    let mut message = builder.multipart(parts)?;
    let mut add = |name, value| message.headers_mut().insert_raw(HeaderValue::new(name, value));
    // RFC 3834: no out-of-office answers, please; the second is for a program that knows only its own.
    add(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
    add(HeaderName::new_from_ascii_str("X-Auto-Response-Suppress"), "All".to_owned());
    add(HeaderName::new_from_ascii_str("List-Id"), format!("<lotse.{domain}>"));
    add(HeaderName::new_from_ascii_str("List-Unsubscribe"), format!("<{preferences_url}>"));
    add(HeaderName::new_from_ascii_str("Content-Language"), letter.locale.to_string());
    Ok(message)
}

fn named(name: &str) -> Option<String> {
    let name = plain(name);
    (!name.is_empty()).then_some(name)
}
