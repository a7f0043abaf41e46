//! Time that runs out although nobody does anything.

use crate::app::AppError;
use crate::state::AppState;
use domain::id::TicketId;
use domain::sla::Reached;
use persistence::repo::sla;
use persistence::repo::tickets::{self, For, Writing};

/// So many tickets are looked for at once.
const AT_ONCE: u64 = 100;
/// A ticket that cannot be looked at is left alone for so long, in seconds: an hour.
const PUT_OFF_SECONDS: i64 = 60 * 60;

/// Some tickets at which it is time to look.
///
/// # Errors
/// When the database fails.
pub async fn due(state: &AppState) -> Result<Vec<TicketId>, AppError> {
    Ok(sla::due(state.store.connection(), state.clock.now(), AT_ONCE).await?)
}

/// Looks at one: writes down how it stands, and what its clocks have reached, of which people are told by the same transaction.
/// The row is locked, so what two processes see at once is told once.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn look(state: &AppState, ticket: TicketId) -> Result<Vec<Reached>, AppError> {
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let found = tickets::find_for_system(tx, ticket, For::Changing).await?;
            let Some(found) = found else { return Ok(Vec::new()) };
            let ids = || own.ids.next();
            let writing = Writing { actor: None, now: own.clock.now(), ids: &ids };
            Ok::<_, AppError>(sla::look(tx, &found, &writing).await?)
        })
    });
    work.await
}

/// Leaves a ticket alone for a while, so that one that cannot be looked at does not keep others from their turn.
///
/// # Errors
/// When the database fails.
pub async fn put_off(state: &AppState, ticket: TicketId) -> Result<(), AppError> {
    let until = state.clock.now().plus_seconds(PUT_OFF_SECONDS);
    let work = state.store.write(move |tx| Box::pin(async move { sla::put_off(tx, ticket, until).await }));
    Ok(work.await?)
}
