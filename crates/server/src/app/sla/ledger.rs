//! The clocks of a ticket, with where each figure comes from.

use crate::app::AppError;
use crate::app::error::permit;
use crate::app::tickets::find;
use crate::state::AppState;
use domain::clock::Timestamp;
use domain::id::TicketRef;
use domain::policy::{Action, Actor};
use persistence::repo::sla::{self, Ledger};
use persistence::repo::tickets::For;

/// The clocks of a ticket at a moment.
pub struct Shown {
    /// When.
    pub at: Timestamp,
    /// They; nothing where nothing is promised.
    pub ledger: Option<Ledger>,
}

/// Shows them to staff.
///
/// # Errors
/// [`AppError::NotFound`] when there is no ticket that the actor may see, [`AppError::Forbidden`] for customers.
pub async fn ledger(state: &AppState, actor: Actor, reference: TicketRef) -> Result<Shown, AppError> {
    let db = state.store.connection();
    let visible = find(db, actor, reference, For::Reading).await?;
    permit(visible.standing().decide(Action::ReadInternal))?;
    let at = state.clock.now();
    Ok(Shown { at, ledger: sla::ledger(db, &visible, at).await? })
}
