//! Tickets, and what was said in them, on their way out of Lotse.
//!
//! Everything is read in parts, so that the memory it takes does not depend on how much there is. It is not of one moment: a
//! transaction that is open for as long as somebody downloads would hold up the database.

use crate::app::AppError;
use crate::app::audit::{Happening, record};
use crate::app::error::administer;
use crate::state::AppState;
use domain::audit::AuditKind;
use domain::clock::Timestamp;
use domain::comment::{Comment, Visibility};
use domain::id::{CommentId, TicketNumber, UserId};
use domain::listing::TicketFilter;
use domain::policy::{Actor, TicketScope};
use domain::ticket::Ticket;
use dto::report::{ExportContent, ExportRequest, MessageKind};
use persistence::repo::{desk, exports, viewers};
use persistence::{People, Store};
use serde_json::json;
use std::collections::{HashMap, VecDeque};

/// So many tickets are read at a time.
const TICKETS: u64 = 100;
/// So many comments of a ticket are.
const COMMENTS: u64 = 100;

/// Something that was said.
pub struct Message {
    /// In which ticket.
    pub ticket: TicketNumber,
    /// What the ticket is called.
    pub subject: String,
    /// What kind of thing.
    pub kind: MessageKind,
    /// Who could read it.
    pub visibility: Visibility,
    /// Who said it.
    pub author: UserId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub body: String,
}

/// A line of an export.
pub enum ExportLine {
    /// A ticket.
    Ticket(Box<Ticket>),
    /// Something that was said.
    Message(Message),
}

/// An export that is under way.
pub struct Export {
    /// What was asked for.
    pub request: ExportRequest,
    /// What queues and teams are called.
    pub names: HashMap<uuid::Uuid, String>,
    store: Store,
    scope: TicketScope,
    /// The last ticket that was read.
    after: TicketNumber,
    /// Tickets that were read, with the last comment of each that went out.
    waiting: VecDeque<(Ticket, Option<CommentId>)>,
}

/// Begins to take tickets out of Lotse, which is written down. For admins.
///
/// # Errors
/// [`AppError::AdminsOnly`].
pub async fn export(state: &AppState, actor: Actor, request: ExportRequest) -> Result<Export, AppError> {
    administer(actor)?;
    let db = state.store.connection();
    let scope = TicketScope::desk(&viewers::load(db, actor).await?);
    let queues = desk::queues(db).await?.into_iter().map(|queue| (queue.id.uuid(), queue.name.as_str().to_owned()));
    let teams =
        desk::teams(db).await?.into_iter().map(|team| (team.team.id.uuid(), team.team.name.as_str().to_owned()));
    let names = queues.chain(teams).collect();
    let (now, content) = (state.clock.now(), request.content);
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let what = json!({ "what": "tickets", "content": content.as_str() });
            record(tx, now, Happening::by(actor.id, AuditKind::Exported).with(what)).await
        })
    });
    work.await?;
    let (store, after) = (state.store.clone(), TicketNumber::new(0));
    Ok(Export { request, names, store, scope, after, waiting: VecDeque::new() })
}

impl Export {
    /// The next lines with the people in them; none at the end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn part(&mut self) -> Result<Option<(Vec<ExportLine>, People)>, AppError> {
        let mut lines: Vec<ExportLine> = Vec::new();
        // What is left of a ticket can be nothing, which is not the end.
        while lines.is_empty() {
            if self.waiting.is_empty() {
                self.waiting = self.tickets().await?.into_iter().map(|ticket| (ticket, None)).collect();
            }
            if self.waiting.is_empty() {
                return Ok(None);
            }
            lines = match self.request.content {
                ExportContent::Tickets => {
                    let tickets = self.waiting.drain(..);
                    tickets.map(|(ticket, _)| ExportLine::Ticket(Box::new(ticket))).collect()
                }
                ExportContent::Messages => self.messages(&[Visibility::Public]).await?,
                ExportContent::MessagesAndNotes => self.messages(Visibility::ALL).await?,
            };
        }
        let people = People::load(self.store.connection(), lines.iter().flat_map(people_of)).await?;
        Ok(Some((lines, people)))
    }

    async fn tickets(&mut self) -> Result<Vec<Ticket>, AppError> {
        let filter: &TicketFilter = &self.request.filter;
        let tickets = exports::tickets(self.store.connection(), &self.scope, filter, self.after, TICKETS).await?;
        if let Some(last) = tickets.last() {
            self.after = last.number;
        }
        Ok(tickets)
    }

    /// What was said in the ticket whose turn it is, or the next part of it.
    async fn messages(&mut self, readable: &[Visibility]) -> Result<Vec<ExportLine>, AppError> {
        let Some((ticket, after)) = self.waiting.pop_front() else { return Ok(Vec::new()) };
        let db = self.store.connection();
        let comments = exports::comments_of(db, ticket.id, readable, after, COMMENTS).await?;
        let mut messages = Vec::with_capacity(comments.len() + 2);
        if after.is_none() {
            messages.push(description(&ticket));
        }
        let last = comments.last().map(|comment| comment.id).filter(|_| comments.len() as u64 == COMMENTS);
        messages.extend(comments.into_iter().map(|comment| said(&ticket, comment)));
        if let Some(last) = last {
            self.waiting.push_front((ticket, Some(last)));
        } else {
            messages.extend(solved(db, &ticket).await?);
        }
        Ok(messages.into_iter().map(ExportLine::Message).collect())
    }
}

async fn solved(db: &impl persistence::ConnectionTrait, ticket: &Ticket) -> Result<Vec<Message>, AppError> {
    let resolutions = if ticket.cycles == 0 { Vec::new() } else { exports::resolutions_of(db, ticket.id).await? };
    let message = |resolution: domain::ticket::Resolution| Message {
        kind: MessageKind::Resolution,
        visibility: Visibility::Public,
        author: resolution.author,
        at: resolution.at,
        body: resolution.text.as_str().to_owned(),
        ..of(ticket)
    };
    Ok(resolutions.into_iter().map(message).collect())
}

fn description(ticket: &Ticket) -> Message {
    of(ticket)
}

fn said(ticket: &Ticket, comment: Comment) -> Message {
    let Comment { id: _, ticket: _, author, body, visibility, mentions: _, created_at, edited_at: _, redacted: _ } =
        comment;
    Message {
        kind: MessageKind::Comment,
        visibility,
        author,
        at: created_at,
        body: body.as_str().to_owned(),
        ..of(ticket)
    }
}

/// With what a ticket began.
fn of(ticket: &Ticket) -> Message {
    Message {
        ticket: ticket.number,
        subject: ticket.subject.as_str().to_owned(),
        kind: MessageKind::Description,
        visibility: Visibility::Public,
        author: ticket.requester,
        at: ticket.created_at,
        body: ticket.description.as_str().to_owned(),
    }
}

fn people_of(line: &ExportLine) -> Vec<UserId> {
    match line {
        ExportLine::Ticket(ticket) => std::iter::once(ticket.requester).chain(ticket.assignee).collect(),
        ExportLine::Message(message) => vec![message.author],
    }
}
