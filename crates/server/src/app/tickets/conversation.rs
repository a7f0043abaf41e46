//! Showing what was said and what happened.

use super::show::find;
use crate::app::AppError;
use crate::app::attachments::{ShownFiles, files_of};
use crate::app::cursor::{self, Events};
use crate::markdown::Markdown;
use crate::state::AppState;
use domain::comment::Comment;
use domain::id::{CommentId, EventId, TicketId, TicketRef, UserId};
use domain::policy::{Actor, Audience};
use domain::ticket::TicketEvent;
use persistence::repo::conversation::{self, Entry, Part, Sources, StoredEvent};
use persistence::repo::tickets::{For, Visible};
use persistence::{ConnectionTrait, People};

/// So many entries are shown at a time.
const PART: u32 = 50;

/// A part of a conversation for one viewer, oldest first.
#[derive(Debug)]
pub struct ShownConversation {
    /// What the viewer reads.
    pub audience: Audience,
    /// The ticket that is shown.
    pub ticket: TicketId,
    /// The entries.
    pub entries: Vec<Entry>,
    /// The tickets that entries can come from beside the one that is shown.
    pub sources: Sources,
    /// The files that came with them.
    pub files: ShownFiles,
    /// The people in them.
    pub people: People,
    /// Makes HTML of what they wrote.
    pub markdown: Markdown,
    /// Leads to earlier entries.
    pub previous: Option<String>,
}

/// A part of a history for one viewer, oldest first.
pub struct ShownHistory {
    /// What the viewer reads.
    pub audience: Audience,
    /// The events.
    pub events: Vec<StoredEvent>,
    /// The people in them.
    pub people: People,
    /// Makes HTML of what they wrote.
    pub markdown: Markdown,
    /// Leads to later events.
    pub next: Option<String>,
}

/// The newest entries, or with a cursor those before.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such ticket for the actor, [`AppError::InvalidCursor`].
pub async fn earlier(
    state: &AppState,
    actor: Actor,
    reference: TicketRef,
    cursor: Option<&str>,
) -> Result<ShownConversation, AppError> {
    let visible = find(state.store.connection(), actor, reference, For::Reading).await?;
    let id = visible.ticket().id;
    let before = cursor.map(|text| cursor::to_events(&state.keys, Events::Conversation, id, text)).transpose()?;
    newest(state, &visible, before).await
}

pub(super) async fn newest(
    state: &AppState,
    visible: &Visible,
    before: Option<EventId>,
) -> Result<ShownConversation, AppError> {
    let db = state.store.connection();
    let part = conversation::newest(db, visible, before, PART).await?;
    shown_part(db, state, visible, part).await
}

/// A part of the ticket's own conversation from its beginning on, for who takes all of it along, and after which event it goes
/// on.
pub(in crate::app) async fn onwards(
    state: &AppState,
    visible: &Visible,
    after: Option<EventId>,
) -> Result<(ShownConversation, Option<EventId>), AppError> {
    let db = state.store.connection();
    let (part, next) = conversation::onwards(db, visible, after, PART).await?;
    Ok((shown_part(db, state, visible, part).await?, next))
}

/// A part with the people in it and the way to earlier ones.
pub(super) async fn shown_part(
    db: &impl ConnectionTrait,
    state: &AppState,
    visible: &Visible,
    part: Part,
) -> Result<ShownConversation, AppError> {
    let Part { entries, earlier_than, sources } = part;
    let named = entries.iter().flat_map(|entry| match entry {
        Entry::Comment { comment, .. } => named_in(comment).collect(),
        Entry::Event { event, .. } => people_of(event),
    });
    let people = People::load(db, named).await?;
    let written: Vec<_> = entries.iter().filter_map(written).collect();
    let files = files_of(db, state, visible, &sources, &written).await?;
    let id = visible.ticket().id;
    let previous = earlier_than.map(|event| cursor::of_events(&state.keys, Events::Conversation, id, event));
    let markdown = state.markdown.clone();
    let audience = visible.audience();
    Ok(ShownConversation { audience, ticket: id, entries, sources, files, people, markdown, previous })
}

const fn written(entry: &Entry) -> Option<CommentId> {
    match entry {
        Entry::Comment { comment, .. } => Some(comment.id),
        Entry::Event { .. } => None,
    }
}

/// The whole history in parts, from the beginning.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such ticket for the actor, [`AppError::InvalidCursor`].
pub async fn history(
    state: &AppState,
    actor: Actor,
    reference: TicketRef,
    cursor: Option<&str>,
) -> Result<ShownHistory, AppError> {
    let db = state.store.connection();
    let visible = find(db, actor, reference, For::Reading).await?;
    let id = visible.ticket().id;
    let after = cursor.map(|text| cursor::to_events(&state.keys, Events::History, id, text)).transpose()?;
    let (events, next) = conversation::history(db, &visible, after, PART).await?;
    let people = People::load(db, events.iter().flat_map(people_of)).await?;
    let next = next.map(|event| cursor::of_events(&state.keys, Events::History, id, event));
    Ok(ShownHistory { audience: visible.audience(), events, people, markdown: state.markdown.clone(), next })
}

/// Everybody a comment names.
pub(super) fn named_in(comment: &Comment) -> impl Iterator<Item = UserId> {
    let redacted_by = comment.redacted.map(|redaction| redaction.by);
    std::iter::once(comment.author).chain(comment.mentions.iter().copied()).chain(redacted_by)
}

/// Everybody an event names.
pub(super) fn people_of(stored: &StoredEvent) -> Vec<UserId> {
    let mut named: Vec<_> = stored.actor.into_iter().collect();
    match &stored.event {
        TicketEvent::AssigneeChanged { from, to } => named.extend(from.iter().chain(to)),
        TicketEvent::ResolutionGiven(resolution) => named.push(resolution.author),
        TicketEvent::Created
        | TicketEvent::Commented { .. }
        | TicketEvent::SubjectChanged { .. }
        | TicketEvent::DescriptionChanged
        | TicketEvent::StatusChanged { .. }
        | TicketEvent::PriorityChanged { .. }
        | TicketEvent::CategoryChanged { .. }
        | TicketEvent::TeamChanged { .. }
        | TicketEvent::QueueChanged { .. }
        | TicketEvent::TagsChanged { .. }
        | TicketEvent::CommentEdited { .. }
        | TicketEvent::CommentRedacted { .. }
        | TicketEvent::CloseRequested
        | TicketEvent::ReopenRequested { .. }
        | TicketEvent::RequestDeclined
        | TicketEvent::ParticipantAdded { .. }
        | TicketEvent::ParticipantRemoved { .. }
        | TicketEvent::MergedInto { .. }
        | TicketEvent::UnmergedFrom { .. }
        | TicketEvent::Absorbed { .. }
        | TicketEvent::Released { .. }
        | TicketEvent::SplitOff { .. }
        | TicketEvent::SplitFrom { .. }
        | TicketEvent::FollowedUp { .. }
        | TicketEvent::FollowsUp { .. }
        | TicketEvent::SlaDueSoon { .. }
        | TicketEvent::SlaBreached { .. } => {}
    }
    named
}
