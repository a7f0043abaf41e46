//! Showing what was said and what happened.

use super::cursor::{self, Events};
use super::show::find;
use crate::app::AppError;
use crate::state::AppState;
use domain::id::{EventId, TicketRef, UserId};
use domain::policy::Actor;
use domain::ticket::TicketEvent;
use persistence::People;
use persistence::repo::conversation::{self, Entry, StoredEvent};
use persistence::repo::tickets::{For, Visible};

/// So many entries are shown at a time.
const PART: u32 = 50;

/// A part of a conversation for one viewer, oldest first.
pub struct ShownConversation {
    /// Who looks.
    pub actor: Actor,
    /// The entries.
    pub entries: Vec<Entry>,
    /// The people in them.
    pub people: People,
    /// Leads to earlier entries.
    pub previous: Option<String>,
}

/// A part of a history for one viewer, oldest first.
pub struct ShownHistory {
    /// Who looks.
    pub actor: Actor,
    /// The events.
    pub events: Vec<StoredEvent>,
    /// The people in them.
    pub people: People,
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
    newest(state, actor, &visible, before).await
}

pub(super) async fn newest(
    state: &AppState,
    actor: Actor,
    visible: &Visible,
    before: Option<EventId>,
) -> Result<ShownConversation, AppError> {
    let db = state.store.connection();
    let part = conversation::newest(db, visible, before, PART).await?;
    let named = part.entries.iter().flat_map(|entry| match entry {
        Entry::Comment(comment) => vec![comment.author],
        Entry::Event(event) => people_of(event),
    });
    let people = People::load(db, named).await?;
    let id = visible.ticket().id;
    let previous = part.earlier_than.map(|event| cursor::of_events(&state.keys, Events::Conversation, id, event));
    Ok(ShownConversation { actor, entries: part.entries, people, previous })
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
    Ok(ShownHistory { actor, events, people, next })
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
        | TicketEvent::CategoryChanged { .. } => {}
    }
    named
}
