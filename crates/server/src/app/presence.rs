//! Who is at which ticket. Customers say where they are too; only staff see it.

use super::error::{AppError, permit};
use super::tickets::find;
use crate::live::PresenceReport;
use crate::state::AppState;
use domain::id::{TicketNumber, TicketRef};
use domain::policy::{Action, Actor, Relation, decide};
use domain::presence::PresenceState;
use dto::live::HereView;
use persistence::Account;
use persistence::repo::tickets::For;
use persistence::repo::viewers;

/// Notes what somebody does at a ticket.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such ticket for them.
pub async fn report(
    state: &AppState,
    account: &Account,
    reference: TicketRef,
    what: PresenceState,
) -> Result<(), AppError> {
    let visible = find(state.store.connection(), account.actor(), reference, For::Reading).await?;
    permit(visible.standing().decide(Action::ReadTicket))?;
    let ticket = visible.ticket();
    state.live.report(PresenceReport {
        ticket: ticket.id,
        number: ticket.number,
        queue: ticket.queue,
        requester: ticket.requester,
        user: account.id,
        display_name: account.display_name.as_str().to_owned(),
        is_staff: visible.standing().actor.role.is_staff(),
        state: what,
        at: state.clock.now(),
    });
    Ok(())
}

/// Who is at a ticket.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`] for customers.
pub async fn at(state: &AppState, actor: Actor, reference: TicketRef) -> Result<Vec<HereView>, AppError> {
    let visible = find(state.store.connection(), actor, reference, For::Reading).await?;
    permit(visible.standing().decide(Action::SeePresence))?;
    Ok(state.live.here(visible.ticket().id, state.clock.now()))
}

/// Who is at any ticket that the actor works on.
///
/// # Errors
/// [`AppError::Forbidden`] for customers.
pub async fn everywhere(state: &AppState, actor: Actor) -> Result<Vec<(TicketNumber, Vec<HereView>)>, AppError> {
    permit(decide(actor.role, Action::SeeDesk, Relation::Other))?;
    let viewer = viewers::load(state.store.connection(), actor).await?;
    let found = state
        .live
        .everywhere(state.clock.now())
        .into_iter()
        .filter(|(access, ..)| viewer.stands(*access).is_some_and(|standing| standing.actor.role.is_staff()));
    Ok(found.map(|(_, number, people)| (number, people)).collect())
}
