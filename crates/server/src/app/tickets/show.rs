//! Showing one ticket.

use super::conversation::{ShownConversation, newest};
use crate::app::AppError;
use crate::app::error::permit;
use crate::state::AppState;
use domain::id::TicketRef;
use domain::policy::{Action, Actor, Relation, decide};
use domain::ticket::Ticket;
use persistence::repo::tickets::{self, For, Visible};
use persistence::{ConnectionTrait, Error, People};

/// A ticket with the people on it, for one viewer.
pub struct Shown {
    /// Who looks.
    pub actor: Actor,
    /// The ticket.
    pub ticket: Ticket,
    /// The viewer, the requester, the assignee and so on.
    pub people: People,
}

/// Shows a ticket with the newest part of its conversation.
///
/// # Errors
/// [`AppError::NotFound`] when there is none that the actor may see.
pub async fn show(
    state: &AppState,
    actor: Actor,
    reference: TicketRef,
) -> Result<(Shown, ShownConversation), AppError> {
    let db = state.store.connection();
    let visible = find(db, actor, reference, For::Reading).await?;
    permit(decide(actor.role, Action::ReadTicket, Relation::of(actor, visible.ticket().requester)))?;
    let conversation = newest(state, actor, &visible, None).await?;
    Ok((with_people(db, actor, visible.ticket().clone()).await?, conversation))
}

/// The ticket, if the actor may see it.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    actor: Actor,
    reference: TicketRef,
    purpose: For,
) -> Result<Visible, AppError> {
    tickets::find(db, actor, reference, purpose).await?.ok_or(AppError::NotFound)
}

pub(super) async fn with_people(db: &impl ConnectionTrait, actor: Actor, ticket: Ticket) -> Result<Shown, Error> {
    let author = ticket.resolution.as_ref().map(|resolution| resolution.author);
    let named = [Some(actor.id), Some(ticket.requester), Some(ticket.created_by), ticket.assignee, author];
    let people = People::load(db, named.into_iter().flatten()).await?;
    Ok(Shown { actor, ticket, people })
}
