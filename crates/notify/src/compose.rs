//! From what happened to what a mail says. Pure: the same input gives the same letter.

use crate::letter::{Letter, Line, Link, Part, Quote};
use crate::names::plain;
use crate::time::moment;
use crate::words::{self, words};
use domain::account::Locale;
use domain::clock::Timestamp;
use domain::id::TicketNumber;
use domain::notification::NoticeKind;
use domain::sla::TargetKind;
use domain::ticket::{ResolutionKind, Status};

/// Who reads a letter.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// In which language.
    pub locale: Locale,
    /// In which time zone, by its IANA name.
    pub zone: &'a str,
    /// As what.
    pub role: ReaderRole,
}

/// How the reader stands to the ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReaderRole {
    /// It is their request.
    Requester,
    /// They read along.
    Participant,
    /// They work at the desk.
    Staff,
}

/// Where links lead.
#[derive(Debug, Clone, Copy)]
pub struct Links<'a> {
    /// The configured public address, without a slash at the end. Nothing that a request brought goes in here.
    pub base: &'a str,
}

/// How somebody who comes by a link is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Landing {
    Plain,
    Reply,
    Confirm,
    NotSolved,
}

impl Links<'_> {
    fn ticket(&self, number: TicketNumber, landing: Landing) -> String {
        let answer = match landing {
            Landing::Plain => "",
            Landing::Reply => "?answer=reply",
            Landing::Confirm => "?answer=solved",
            Landing::NotSolved => "?answer=not_solved",
        };
        format!("{}/tickets/{}{answer}", self.base, number.get())
    }

    /// Where one says what one wants to be told of.
    #[must_use]
    pub fn preferences(&self) -> String {
        format!("{}/profile#notifications", self.base)
    }

    fn inbox(&self) -> String {
        format!("{}/inbox", self.base)
    }

    fn webhooks(&self) -> String {
        format!("{}/admin/webhooks", self.base)
    }

    fn retention(&self) -> String {
        format!("{}/admin/retention", self.base)
    }
}

/// Markdown and the HTML that was made of it and sanitised.
#[derive(Debug, Clone, Copy)]
pub struct Markup<'a> {
    /// As it was written.
    pub source: &'a str,
    /// As it is shown.
    pub html: &'a str,
}

/// One thing that happened, as far as the reader may see it.
#[derive(Debug, Clone, Copy)]
pub enum Happened<'a> {
    /// The request was made.
    Asked(Markup<'a>),
    /// Somebody wrote.
    Wrote {
        /// Who.
        who: &'a str,
        /// What.
        text: Markup<'a>,
        /// Whether only staff read it.
        internal: bool,
    },
    /// The status moved.
    Moved {
        /// To which.
        to: Status,
        /// Why.
        reason: Option<&'a str>,
    },
    /// A resolution was given.
    Settled {
        /// How.
        text: Markup<'a>,
        /// In what way.
        kind: ResolutionKind,
    },
    /// The requester asks for something.
    Requested {
        /// Why.
        reason: Option<&'a str>,
    },
    /// A target is used up, or nearly.
    RanOut {
        /// Which.
        target: TargetKind,
    },
}

/// What a letter tells of.
#[derive(Debug, Clone)]
pub struct Occasion<'a> {
    /// What kind of thing.
    pub kind: NoticeKind,
    /// The ticket's number.
    pub number: TicketNumber,
    /// Its subject.
    pub subject: &'a str,
    /// Where it stands when the letter is written.
    pub status: Status,
    /// Who did it; nobody where Lotse itself.
    pub actor: Option<&'a str>,
    /// When.
    pub at: Timestamp,
    /// All that happened, in order.
    pub happened: Vec<Happened<'a>>,
}

/// The letter for an occasion.
#[must_use]
pub fn letter(occasion: &Occasion<'_>, reader: Reader<'_>, links: Links<'_>) -> Letter {
    let locale = reader.locale;
    let words = words(locale);
    let actor = occasion.actor.map(plain);
    let mine = reader.role == ReaderRole::Requester;
    let mut parts: Vec<Part> =
        occasion.happened.iter().flat_map(|happened| happened_parts(*happened, locale)).collect();
    if occasion.kind == NoticeKind::ReplyStopped {
        parts.push(Part::Sentence(words.stopped_moved.to_owned()));
    }
    let asks = mine && occasion.kind == NoticeKind::Resolved && occasion.status == Status::Resolved;
    parts.extend([
        Part::Fact(words.ticket.to_owned(), format!("#{} {}", occasion.number.get(), occasion.subject)),
        Part::Fact(words.status.to_owned(), words::status(occasion.status, locale).to_owned()),
        Part::Fact(words.at.to_owned(), moment(occasion.at, reader.zone, locale)),
    ]);
    if asks {
        parts.push(Part::Sentence(words.is_it_solved.to_owned()));
    }
    Letter {
        locale,
        subject: subject(occasion),
        lead: words::lead(occasion.kind, actor.as_deref(), mine, locale),
        parts,
        actions: actions(occasion, reader, links, asks),
        footer: footer(reader, links),
    }
}

/// The same for every mail of a ticket, so that mail programs keep them together.
fn subject(occasion: &Occasion<'_>) -> String {
    format!("[#{}] {}", occasion.number.get(), occasion.subject)
}

fn happened_parts(happened: Happened<'_>, locale: Locale) -> Vec<Part> {
    let words = words(locale);
    let quote = |heading: String, text: Markup<'_>| {
        Part::Quote(Quote { heading, source: text.source.to_owned(), html: Some(text.html.to_owned()) })
    };
    let because = |reason: Option<&str>| {
        reason.map(|reason| {
            Part::Quote(Quote { heading: words.reason.to_owned(), source: reason.to_owned(), html: None })
        })
    };
    match happened {
        Happened::Asked(text) => vec![quote(words.request.to_owned(), text)],
        Happened::Wrote { who, text, internal: false } => vec![quote(format!("{} {}", plain(who), words.wrote), text)],
        Happened::Wrote { who, text, internal: true } => vec![quote(format!("{} {}", words.noted, plain(who)), text)],
        Happened::Moved { to: _, reason } | Happened::Requested { reason } => because(reason).into_iter().collect(),
        Happened::Settled { text, kind } => vec![quote(words::resolution_kind(kind, locale).to_owned(), text)],
        Happened::RanOut { target } => {
            vec![Part::Fact(words.target.to_owned(), words::target(target, locale).to_owned())]
        }
    }
}

fn actions(occasion: &Occasion<'_>, reader: Reader<'_>, links: Links<'_>, asks: bool) -> Vec<Link> {
    let words = words(reader.locale);
    let link = |label: &str, landing| Link { label: label.to_owned(), url: links.ticket(occasion.number, landing) };
    if asks {
        return vec![
            link(words.confirm, Landing::Confirm),
            link(words.not_solved, Landing::NotSolved),
            link(words.open_request, Landing::Plain),
        ];
    }
    let open = if reader.role == ReaderRole::Staff { words.open_ticket } else { words.open_request };
    match occasion.kind {
        NoticeKind::Replied => vec![link(words.reply, Landing::Reply), link(open, Landing::Plain)],
        _ => vec![link(open, Landing::Plain)],
    }
}

fn footer(reader: Reader<'_>, links: Links<'_>) -> Vec<Line> {
    let words = words(reader.locale);
    let why = match reader.role {
        ReaderRole::Requester => words.why_requester,
        ReaderRole::Participant => words.why_reader,
        ReaderRole::Staff => words.why_staff,
    };
    vec![
        Line::Words(words.no_reply.to_owned()),
        Line::Words(why.to_owned()),
        Line::Link(Link { label: words.preferences.to_owned(), url: links.preferences() }),
    ]
}

/// A line of a daily summary.
#[derive(Debug, Clone)]
pub struct DigestEntry<'a> {
    /// What kind of thing happened.
    pub kind: NoticeKind,
    /// The ticket, where it is about one.
    pub ticket: Option<(TicketNumber, &'a str)>,
    /// Who did it.
    pub actor: Option<&'a str>,
    /// Whether it is the reader's own request.
    pub mine: bool,
}

/// The daily summary. `more` is how many there were beyond the entries.
#[must_use]
pub fn digest(entries: &[DigestEntry<'_>], more: u64, reader: Reader<'_>, links: Links<'_>) -> Letter {
    let words = words(reader.locale);
    let mut parts: Vec<_> = entries
        .iter()
        .map(|entry| {
            let lead = words::lead(entry.kind, entry.actor.map(plain).as_deref(), entry.mine, reader.locale);
            match entry.ticket {
                Some((number, subject)) => Part::Entry(Link {
                    label: format!("#{} {subject}: {lead}", number.get()),
                    url: links.ticket(number, Landing::Plain),
                }),
                None => Part::Sentence(lead),
            }
        })
        .collect();
    if more > 0 {
        parts.push(Part::Sentence(format!("+ {more}")));
    }
    Letter {
        locale: reader.locale,
        subject: words.digest_subject.to_owned(),
        lead: words.digest_lead.to_owned(),
        parts,
        actions: vec![Link { label: words.open_inbox.to_owned(), url: links.inbox() }],
        footer: vec![
            Line::Words(words.no_reply.to_owned()),
            Line::Link(Link { label: words.preferences.to_owned(), url: links.preferences() }),
        ],
    }
}

/// The letter that tells somebody that a file of theirs does not go out. `ticket` is the one that it was sent under, where
/// its reader may see that.
#[must_use]
pub fn file_withheld(name: &str, ticket: Option<TicketNumber>, reader: Reader<'_>, links: Links<'_>) -> Letter {
    let words = words(reader.locale);
    let lead = words::lead(NoticeKind::FileWithheld, None, false, reader.locale);
    let number = ticket.map(|number| Part::Fact(words.ticket.to_owned(), format!("#{}", number.get())));
    let open = ticket.map(|number| {
        let label = if reader.role == ReaderRole::Staff { words.open_ticket } else { words.open_request };
        Link { label: label.to_owned(), url: links.ticket(number, Landing::Plain) }
    });
    Letter {
        locale: reader.locale,
        subject: format!("{}: {}", words.file, plain(name)),
        lead,
        parts: [Some(Part::Fact(words.file.to_owned(), plain(name))), number].into_iter().flatten().collect(),
        actions: open.into_iter().collect(),
        footer: vec![
            Line::Words(words.no_reply.to_owned()),
            Line::Link(Link { label: words.preferences.to_owned(), url: links.preferences() }),
        ],
    }
}

/// The letter that tells an admin that a webhook was switched off.
#[must_use]
pub fn webhook_disabled(name: &str, reader: Reader<'_>, links: Links<'_>) -> Letter {
    let words = words(reader.locale);
    let open = Link { label: words.open_webhooks.to_owned(), url: links.webhooks() };
    to_admin(NoticeKind::WebhookDisabled, (words.webhook, plain(name)), open, reader, links)
}

/// The letter that tells an admin that a run of retention waits for them.
#[must_use]
pub fn retention_waits(due: u64, reader: Reader<'_>, links: Links<'_>) -> Letter {
    let words = words(reader.locale);
    let open = Link { label: words.open_retention.to_owned(), url: links.retention() };
    to_admin(NoticeKind::RetentionWaits, (words.retention, due.to_string()), open, reader, links)
}

fn to_admin(
    kind: NoticeKind,
    (fact, value): (&str, String),
    open: Link,
    reader: Reader<'_>,
    links: Links<'_>,
) -> Letter {
    let words = words(reader.locale);
    Letter {
        locale: reader.locale,
        subject: format!("{fact}: {value}"),
        lead: words::lead(kind, None, false, reader.locale),
        parts: vec![Part::Fact(fact.to_owned(), value)],
        actions: vec![open],
        footer: vec![
            Line::Words(words.no_reply.to_owned()),
            Line::Link(Link { label: words.preferences.to_owned(), url: links.preferences() }),
        ],
    }
}
