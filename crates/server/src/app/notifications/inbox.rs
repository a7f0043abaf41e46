//! The inbox of a person.

use crate::app::AppError;
use crate::app::cursor::{self, ById};
use crate::state::AppState;
use domain::id::NotificationId;
use domain::policy::Actor;
use persistence::People;
use persistence::repo::notifications::{self, AboutTicket, Notification, Which};
use persistence::repo::viewers;

/// So many rows are shown at a time.
const PART: usize = 50;
/// Counting stops here: nobody reads more.
const UNREAD_BOUND: u64 = 100;

/// A row of the inbox.
pub struct InboxEntry {
    /// What its reader is told of.
    pub notification: Notification,
    /// The ticket, where it is about one.
    pub about: Option<AboutTicket>,
}

/// A part of the inbox, the newest first.
pub struct InboxPart {
    /// The rows.
    pub entries: Vec<InboxEntry>,
    /// Who did what, by name.
    pub people: People,
    /// Leads to older ones.
    pub next: Option<String>,
    /// How many were not read, up to a bound.
    pub unread: u64,
}

/// Shows a part of the actor's inbox.
///
/// # Errors
/// [`AppError::InvalidCursor`].
pub async fn inbox(
    state: &AppState,
    actor: Actor,
    unread_only: bool,
    after: Option<&str>,
) -> Result<InboxPart, AppError> {
    let db = state.store.connection();
    let before =
        after.map(|text| cursor::to_id(&state.keys, ById::Inbox, text).map(NotificationId::new)).transpose()?;
    let viewer = viewers::load(db, actor).await?;
    let mut rows = notifications::list(db, &viewer, unread_only, before, PART as u64 + 1).await?;
    let more = rows.len() > PART;
    rows.truncate(PART);
    let next = rows.last().filter(|_| more).map(|(last, _)| cursor::of_id(&state.keys, ById::Inbox, last.id.uuid()));
    let people = People::load(db, rows.iter().filter_map(|(notification, _)| notification.actor)).await?;
    let entries = rows.into_iter().map(|(notification, about)| InboxEntry { notification, about }).collect();
    Ok(InboxPart { entries, people, next, unread: notifications::count_unread(db, &viewer, UNREAD_BOUND).await? })
}

/// How many the actor has not read, up to a bound.
///
/// # Errors
/// When the database fails.
pub async fn unread(state: &AppState, actor: Actor) -> Result<u64, AppError> {
    let db = state.store.connection();
    let viewer = viewers::load(db, actor).await?;
    Ok(notifications::count_unread(db, &viewer, UNREAD_BOUND).await?)
}

/// Marks one as read.
///
/// # Errors
/// [`AppError::NotFound`] when the actor has no such notification.
pub async fn read_inbox(state: &AppState, actor: Actor, id: NotificationId) -> Result<(), AppError> {
    if !notifications::exists(state.store.connection(), actor.id, id).await? {
        return Err(AppError::NotFound);
    }
    mark(state, actor, Which::One(id)).await
}

/// Marks all as read that are not newer than one that the actor has seen.
///
/// # Errors
/// When the database fails.
pub async fn read_inbox_up_to(state: &AppState, actor: Actor, id: NotificationId) -> Result<(), AppError> {
    mark(state, actor, Which::UpTo(id)).await
}

async fn mark(state: &AppState, actor: Actor, which: Which) -> Result<(), AppError> {
    let now = state.clock.now();
    let work = state.write(move |tx| {
        Box::pin(async move { notifications::mark_read(tx, actor.id, which, now).await.map_err(AppError::from) })
    });
    work.await.map(drop)
}
