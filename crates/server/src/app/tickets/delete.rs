//! Deleting a ticket for good.

use super::show::find;
use crate::app::AppError;
use crate::app::accounts::{Caller, require_proof};
use crate::app::audit::{Happening, record};
use crate::app::error::permit;
use crate::app::privacy::permit_removal;
use crate::state::AppState;
use domain::audit::{AuditKind, AuditTarget};
use domain::id::TicketRef;
use domain::policy::Action;
use persistence::repo::removal;
use persistence::repo::tickets::For;

/// Deletes a ticket with all that is below it. What stays is a tombstone and an entry of the audit log, neither of which
/// holds a word of it.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Forbidden`] for all but admins; [`AppError::ReauthenticationRequired`];
/// [`AppError::LegalHold`].
pub async fn delete(state: &AppState, caller: &Caller, reference: TicketRef) -> Result<(), AppError> {
    let (actor, proof) = (caller.actor(), require_proof(state, caller));
    let now = state.clock.now();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let visible = find(tx, actor, reference, For::Changing).await?;
            permit(visible.standing().decide(Action::DeleteTicket))?;
            // Whoever may not do this anyway is not asked who they are.
            proof?;
            let ticket = visible.ticket();
            permit_removal(tx, ticket).await?;
            removal::delete_ticket(tx, ticket.id, ticket.number, now).await?;
            let deleted = Happening::by(actor.id, AuditKind::TicketDeleted);
            record(tx, now, deleted.to(AuditTarget::Ticket, ticket.number.get())).await
        })
    });
    work.await
}
