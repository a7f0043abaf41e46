//! Writing and sending one mail. What it says, and whether its reader may have it at all, is decided anew at this moment:
//! much can have happened since it was caused (SECURITY.md).

use super::account;
use super::notice::Tells;
use crate::app::AppError;
use crate::state::AppState;
use domain::account::UserStatus;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::email::Email;
use domain::id::{EventId, NotificationId, OutboxId, TicketId, TicketRef, UserId};
use domain::notification::NoticeKind;
use domain::outbox::{Channel, MAIL_SECONDS, OutboxState, mail_wait};
use domain::policy::Relation;
use domain::text::Reason;
use domain::ticket::TicketEvent;
use notify::compose::{self, DigestEntry, Happened, Links, Markup, Occasion, Reader, ReaderRole};
use notify::letter::Letter;
use notify::mail::{Envelope, Failure, message};
use notify::time::USUAL_ZONE;
use persistence::repo::conversation::{self, Entry};
use persistence::repo::kept_mails::{self, KeptMail};
use persistence::repo::outbox::{self, Attempt, OutboxRow, Settlement, Wanted};
use persistence::repo::tickets::{For, Visible};
use persistence::repo::{accounts, notifications, tickets, viewers};
use persistence::{Account, People};
use std::sync::Arc;

/// So long a worker may take for what it has taken, in seconds. Longer than any attempt.
const LEASE_SECONDS: i64 = 90;
/// The most entries of a summary.
const MOST_ENTRIES: usize = 50;

/// Takes mails that are due; they are this process's for a while.
///
/// # Errors
/// When the database fails.
pub async fn take_mails(state: &AppState, limit: u64) -> Result<Vec<OutboxRow>, AppError> {
    let now = state.clock.now();
    if !outbox::is_due(state.store.connection(), Channel::Mail, now).await? {
        return Ok(Vec::new());
    }
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let wanted = Wanted { channel: Channel::Mail, target: None, limit };
            outbox::claim(tx, wanted, now, now.plus_seconds(LEASE_SECONDS)).await.map_err(AppError::from)
        })
    });
    work.await
}

/// What came of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It is settled, in whatever way, or waits for another try of its own.
    Settled,
    /// The mail server cannot be reached: it is of no use to try others now.
    NobodyThere,
}

/// Writes and sends a mail that was taken, and notes what came of it.
///
/// # Errors
/// When the database fails. The mail is tried again when its lease has run out.
pub async fn deliver(state: &AppState, row: OutboxRow) -> Result<Sent, AppError> {
    let begun = state.clock.now();
    let outcome = match attempt(state, &row).await {
        Ok(outcome) => outcome,
        Err(error) => {
            // Noted like any failure, so that one mail that cannot be written holds up its lane for a while only.
            tracing::warn!(mail = %row.new.id, %error, "a mail could not be written");
            Outcome::Unwritten
        }
    };
    let ended = state.clock.now();
    let took_ms = (ended.unix_micros() - begun.unix_micros()) / 1_000;
    let attempt = Attempt { at: ended, took_ms, outcome: outcome.word() };
    state.metrics.attempted(Channel::Mail, &attempt.outcome);
    let (settlement, sent) = settlement(&row, &outcome, ended);
    let work = state.store.write(move |tx| {
        Box::pin(async move { outbox::settle(tx, &row, settlement, &attempt).await.map_err(AppError::from) })
    });
    work.await?;
    Ok(sent)
}

async fn attempt(state: &AppState, row: &OutboxRow) -> Result<Outcome, AppError> {
    match write(state, row).await? {
        Some((addressee, letter)) => send(state, row, &addressee, &letter).await,
        None => Ok(Outcome::Nobody),
    }
}

enum Outcome {
    Sent,
    Kept,
    /// Its reader may not have it any more.
    Nobody,
    /// No message can be made of it.
    Malformed,
    /// Something of ours failed.
    Unwritten,
    Failed(Failure),
}

impl Outcome {
    fn word(&self) -> String {
        match self {
            Self::Sent => "sent".to_owned(),
            Self::Kept => "kept".to_owned(),
            Self::Nobody => "no_reader".to_owned(),
            Self::Malformed => "malformed".to_owned(),
            Self::Unwritten => "internal_error".to_owned(),
            Self::Failed(Failure::Unreachable) => "unreachable".to_owned(),
            Self::Failed(Failure::TimedOut) => "timed_out".to_owned(),
            Self::Failed(Failure::Later(code) | Failure::Refused(code) | Failure::Unwelcome(code)) => {
                format!("smtp_{code}")
            }
        }
    }
}

fn settlement(row: &OutboxRow, outcome: &Outcome, now: Timestamp) -> (Settlement, Sent) {
    let settled = |state| (Settlement::Settled(state), Sent::Settled);
    match outcome {
        Outcome::Sent | Outcome::Kept => settled(OutboxState::Done),
        Outcome::Nobody => settled(OutboxState::Cancelled),
        Outcome::Malformed => settled(OutboxState::Dead),
        Outcome::Failed(failure) if failure.is_final() => settled(OutboxState::Dead),
        Outcome::Failed(_) | Outcome::Unwritten if now >= row.new.created_at.plus_seconds(MAIL_SECONDS) => {
            settled(OutboxState::Dead)
        }
        // Whoever sends pauses as a whole; a mail is not to blame the first times and does not fall behind. One that meets
        // this again and again may be what breaks the connection.
        Outcome::Failed(failure) if failure.concerns_all() => {
            let wait =
                row.attempts.checked_sub(1).filter(|more| *more > 0).map_or(1, |more| mail_wait(more, rand::random()));
            (Settlement::Again(now.plus_seconds(wait)), Sent::NobodyThere)
        }
        Outcome::Failed(_) | Outcome::Unwritten => {
            (Settlement::Again(now.plus_seconds(mail_wait(row.attempts + 1, rand::random()))), Sent::Settled)
        }
    }
}

async fn send(state: &AppState, row: &OutboxRow, to: &Addressee, letter: &Letter) -> Result<Outcome, AppError> {
    let mail = &state.config.mail;
    let Some(smtp) = &mail.smtp else {
        return match row.new.ticket {
            Some(ticket) => keep_of_ticket(state, row, ticket).await,
            None => {
                let mail = kept(state, row.new.id, to, letter)?;
                state.store.write(move |tx| Box::pin(async move { kept_mails::put(tx, mail).await })).await?;
                Ok(Outcome::Kept)
            }
        };
    };
    let base = state.config.links_begin_with();
    let id = row.new.id.to_string();
    let thread = row.new.ticket.map(|ticket| ticket.to_string());
    let envelope = Envelope {
        from: &mail.from,
        to: &to.email,
        to_name: &to.name,
        id: &id,
        thread: thread.as_deref(),
        preferences_url: &Links { base: &base }.preferences(),
        date: row.new.created_at,
    };
    let Ok(message) = message(letter, envelope) else { return Ok(Outcome::Malformed) };
    Ok(match smtp.send(message).await {
        Ok(()) => Outcome::Sent,
        Err(failure) => Outcome::Failed(failure),
    })
}

/// Words can be taken away while a letter is written. So it is written once more while nobody can, and from then on it is found
/// and taken away with them.
async fn keep_of_ticket(state: &AppState, row: &OutboxRow, ticket: TicketId) -> Result<Outcome, AppError> {
    let (own, row) = (state.clone(), row.clone());
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            tickets::hold_still(tx, ticket).await?;
            let Some((to, letter)) = write(&own, &row).await? else { return Ok(Outcome::Nobody) };
            kept_mails::put(tx, kept(&own, row.new.id, &to, &letter)?).await?;
            Ok(Outcome::Kept)
        })
    });
    work.await
}

fn kept(state: &AppState, id: OutboxId, to: &Addressee, letter: &Letter) -> Result<KeptMail, AppError> {
    // Without the subject: what people write stays out of logs.
    tracing::info!(mail = %id, recipient = to.id.map(tracing::field::display), "no mail server is configured; the mail is kept for admins");
    Ok(KeptMail {
        id,
        recipient: to.email.as_str().to_owned(),
        subject: letter.subject.clone(),
        text: letter.text(),
        html: letter.html().map_err(|error| AppError::Internal(error.into()))?,
        at: state.clock.now(),
    })
}

/// Who a mail goes to.
pub(super) struct Addressee {
    /// Their account, where they have one.
    pub(super) id: Option<UserId>,
    /// Their address.
    pub(super) email: Email,
    /// Their name; empty for an address that nobody has proved to be theirs.
    pub(super) name: String,
}

impl From<&Account> for Addressee {
    fn from(account: &Account) -> Self {
        let name = account.display_name.as_str().to_owned();
        Self { id: Some(account.id), email: account.email.clone(), name }
    }
}

/// The letter, and who reads it. Nothing where its reader may not have it any more.
async fn write(state: &AppState, row: &OutboxRow) -> Result<Option<(Addressee, Letter)>, AppError> {
    let db = state.store.connection();
    let Ok(tells) = serde_json::from_str::<Tells>(&row.new.payload) else { return Ok(None) };
    let Some(recipient) = row.new.recipient else { return account::to_address(state, row, tells).await };
    let found = accounts::by_id(db, recipient).await?;
    let usable = |account: &Account| matches!(account.status, UserStatus::Active | UserStatus::Invited);
    let Some(account) = found.filter(usable) else { return Ok(None) };
    let letter = match tells {
        Tells::Ticket { kind, events } => of_ticket(state, row, &account, kind, &events).await?,
        Tells::ReplyStopped => of_ticket(state, row, &account, NoticeKind::ReplyStopped, &[]).await?,
        Tells::FileWithheld { name } => Some(of_file(state, row, &account, &name).await?),
        Tells::WebhookDisabled { name } => {
            to_admin(state, &account, |reader, links| compose::webhook_disabled(&name, reader, links))
        }
        Tells::RetentionWaits { due } => {
            to_admin(state, &account, |reader, links| compose::retention_waits(due, reader, links))
        }
        Tells::Digest { from, up_to } => of_digest(state, &account, from, up_to).await?,
        other => return account::to_person(state, row, &account, other).await,
    };
    Ok(letter.map(|letter| (Addressee::from(&account), letter)))
}

fn reader(account: &Account, role: ReaderRole) -> Reader<'_> {
    Reader { locale: account.locale, zone: account.time_zone.as_deref().unwrap_or(USUAL_ZONE), role }
}

async fn of_ticket(
    state: &AppState,
    row: &OutboxRow,
    account: &Account,
    kind: NoticeKind,
    events: &[EventId],
) -> Result<Option<Letter>, AppError> {
    let db = state.store.connection();
    let Some(ticket) = row.new.ticket else { return Ok(None) };
    let viewer = viewers::load(db, account.actor()).await?;
    let Some(visible) = tickets::find(db, &viewer, TicketRef::Id(ticket), For::Reading).await? else { return Ok(None) };
    let staff = visible.standing().actor.role.is_staff();
    if row.new.visibility == Visibility::Internal && !staff {
        return Ok(None);
    }
    let mut entries = conversation::by_events(db, &visible, events).await?;
    // Of words that were taken away meanwhile there is nothing to tell.
    entries.retain(|entry| !matches!(entry, Entry::Comment { comment, .. } if comment.redacted.is_some()));
    if entries.is_empty() && kind != NoticeKind::ReplyStopped {
        return Ok(None);
    }
    let role = match visible.standing().relation {
        Relation::Requester => ReaderRole::Requester,
        _ if staff => ReaderRole::Staff,
        _ => ReaderRole::Participant,
    };
    let written = Written::load(state, &visible, entries).await?;
    let base = state.config.links_begin_with();
    Ok(Some(compose::letter(&written.occasion(kind, &visible), reader(account, role), Links { base: &base })))
}

/// What happened, with the texts that a letter borrows.
struct Written {
    happened: Vec<Piece>,
    actor: Option<String>,
    at: Timestamp,
}

/// One thing that happened, with its HTML.
enum Piece {
    Asked { source: String, html: Arc<str> },
    Wrote { who: String, source: String, html: Arc<str>, internal: bool },
    Event(TicketEvent, Option<Arc<str>>),
}

impl Written {
    async fn load(state: &AppState, visible: &Visible, entries: Vec<Entry>) -> Result<Self, AppError> {
        let acting = entries.iter().filter_map(|entry| match entry {
            Entry::Comment { comment, .. } => Some(comment.author),
            Entry::Event { event, .. } => event.actor,
        });
        let people = People::load(state.store.connection(), acting.collect::<Vec<_>>()).await?;
        let name = |id: UserId| people.get(id).map(|person| person.display_name.as_str().to_owned());
        let mut written = Self { happened: Vec::new(), actor: None, at: visible.ticket().updated_at };
        for entry in entries {
            match entry {
                Entry::Comment { comment, .. } => {
                    written.actor.get_or_insert(name(comment.author)?);
                    written.at = comment.created_at;
                    let html = state.markdown.html(comment.body.as_str());
                    let internal = comment.visibility == Visibility::Internal;
                    let (who, source) = (name(comment.author)?, comment.body.into_string());
                    written.happened.push(Piece::Wrote { who, source, html, internal });
                }
                Entry::Event { event, .. } => {
                    if let Some(actor) = event.actor {
                        written.actor.get_or_insert(name(actor)?);
                    }
                    written.at = event.at;
                    written.happened.push(piece(state, visible, event.event));
                }
            }
        }
        Ok(written)
    }

    fn occasion<'a>(&'a self, kind: NoticeKind, visible: &'a Visible) -> Occasion<'a> {
        let ticket = visible.ticket();
        let happened = self.happened.iter().filter_map(Piece::told).collect();
        Occasion {
            kind,
            number: ticket.number,
            subject: ticket.subject.as_str(),
            status: ticket.status,
            actor: self.actor.as_deref(),
            at: self.at,
            happened,
        }
    }
}

fn piece(state: &AppState, visible: &Visible, event: TicketEvent) -> Piece {
    match event {
        TicketEvent::Created => {
            let source = visible.ticket().description.as_str().to_owned();
            Piece::Asked { html: state.markdown.html(&source), source }
        }
        TicketEvent::ResolutionGiven(given) => {
            let html = state.markdown.html(given.text.as_str());
            Piece::Event(TicketEvent::ResolutionGiven(given), Some(html))
        }
        other => Piece::Event(other, None),
    }
}

impl Piece {
    fn told(&self) -> Option<Happened<'_>> {
        match self {
            Self::Asked { source, html } => Some(Happened::Asked(Markup { source, html })),
            Self::Wrote { who, source, html, internal } => {
                Some(Happened::Wrote { who, text: Markup { source, html }, internal: *internal })
            }
            Self::Event(TicketEvent::StatusChanged { to, reason, .. }, _) => {
                Some(Happened::Moved { to: *to, reason: reason.as_ref().map(Reason::as_str) })
            }
            Self::Event(TicketEvent::ResolutionGiven(given), Some(html)) => {
                Some(Happened::Settled { text: Markup { source: given.text.as_str(), html }, kind: given.kind })
            }
            Self::Event(TicketEvent::ReopenRequested { reason }, _) => {
                Some(Happened::Requested { reason: Some(reason.as_str()) })
            }
            Self::Event(TicketEvent::SlaDueSoon { target, .. } | TicketEvent::SlaBreached { target, .. }, _) => {
                Some(Happened::RanOut { target: *target })
            }
            Self::Event(..) => None,
        }
    }
}

/// The file is its reader's own. The ticket may have gone out of their sight.
async fn of_file(state: &AppState, row: &OutboxRow, account: &Account, name: &str) -> Result<Letter, AppError> {
    let db = state.store.connection();
    let visible = match row.new.ticket {
        Some(ticket) => {
            let viewer = viewers::load(db, account.actor()).await?;
            tickets::find(db, &viewer, TicketRef::Id(ticket), For::Reading).await?
        }
        None => None,
    };
    let staff = visible.as_ref().is_some_and(|visible| visible.standing().actor.role.is_staff());
    let role = if staff { ReaderRole::Staff } else { ReaderRole::Requester };
    let base = state.config.links_begin_with();
    let number = visible.map(|visible| visible.ticket().number);
    Ok(compose::file_withheld(name, number, reader(account, role), Links { base: &base }))
}

/// Nothing to who is no admin any more.
fn to_admin(
    state: &AppState,
    account: &Account,
    write: impl FnOnce(compose::Reader<'_>, Links<'_>) -> Letter,
) -> Option<Letter> {
    let base = state.config.links_begin_with();
    let admin = account.role == domain::account::Role::Admin;
    admin.then(|| write(reader(account, ReaderRole::Staff), Links { base: &base }))
}

async fn of_digest(
    state: &AppState,
    account: &Account,
    from: NotificationId,
    up_to: NotificationId,
) -> Result<Option<Letter>, AppError> {
    let db = state.store.connection();
    let viewer = viewers::load(db, account.actor()).await?;
    let found = notifications::of_digest(db, &viewer, from, up_to).await?;
    if found.is_empty() {
        return Ok(None);
    }
    let people = People::load(db, found.iter().filter_map(|(notification, _)| notification.actor)).await?;
    let name = |id: UserId| people.get(id).map(|person| person.display_name.as_str());
    let entries = found.iter().take(MOST_ENTRIES).map(|(notification, about)| {
        Ok(DigestEntry {
            kind: notification.kind,
            ticket: about.as_ref().map(|about| (about.number, about.subject.as_str())),
            actor: notification.actor.map(name).transpose()?,
            mine: about.as_ref().is_some_and(|about| about.requester == account.id),
        })
    });
    let entries = entries.collect::<Result<Vec<_>, persistence::Error>>()?;
    let more = found.len().saturating_sub(MOST_ENTRIES) as u64;
    let base = state.config.links_begin_with();
    Ok(Some(compose::digest(&entries, more, reader(account, ReaderRole::Staff), Links { base: &base })))
}
