//! Closing what was resolved long enough ago.

use crate::app::AppError;
use crate::state::AppState;
use domain::id::TicketId;
use persistence::repo::tickets::Writing;
use persistence::repo::{settings, tickets};

/// Some tickets whose time has come by the settings in force.
///
/// # Errors
/// When the database fails.
pub async fn due_for_closing(state: &AppState) -> Result<Vec<TicketId>, AppError> {
    let db = state.store.connection();
    let days = i64::from(settings::load(db).await?.settings.auto_close_days);
    let resolved_before = state.clock.now().plus_seconds(-days * 86_400);
    Ok(tickets::resolved_before(db, resolved_before).await?)
}

/// Closes one. False when it was not due any more.
///
/// # Errors
/// When the database fails.
pub async fn close_by_time(state: &AppState, ticket: TicketId) -> Result<bool, AppError> {
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let Some(before) = tickets::find_for_system(tx, ticket, tickets::For::Changing).await? else {
                return Ok(false);
            };
            let settings = settings::load(tx).await?.settings;
            let (version, now) = (before.version, own.clock.now());
            let Some(changed) = before.close_by_time(&settings, now) else { return Ok(false) };
            let ids = || own.ids.next();
            tickets::save(tx, version, &changed, &Writing { actor: None, now, ids: &ids }).await?;
            Ok(true)
        })
    });
    work.await
}
