//! How far somebody has read.

use super::show::find;
use crate::app::AppError;
use crate::app::error::permit;
use crate::state::AppState;
use domain::id::{EventId, TicketRef};
use domain::policy::{Action, Actor};
use persistence::repo::notifications::{self, Which};
use persistence::repo::tickets::For;
use persistence::repo::{conversation, reads};

/// Notes that the actor has read up to an event; one that is later than all there are means all there are.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such ticket for the actor.
pub async fn mark_read(state: &AppState, actor: Actor, reference: TicketRef, event: EventId) -> Result<(), AppError> {
    let now = state.clock.now();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let visible = find(tx, actor, reference, For::Reading).await?;
            permit(visible.standing().decide(Action::ReadTicket))?;
            let last = conversation::last_event(tx, &visible).await?.ok_or(AppError::NotFound)?;
            let (ticket, up_to) = (visible.ticket().id, event.min(last));
            reads::put(tx, actor.id, ticket, up_to, now).await?;
            notifications::mark_read(tx, actor.id, Which::Ticket { ticket, up_to }, now).await?;
            Ok(())
        })
    });
    work.await
}
