//! What queues promise.

use crate::app::AppError;
use crate::app::audit::{Happening, differences, record};
use crate::app::error::administer;
use crate::state::AppState;
use domain::audit::{AuditKind, AuditTarget};
use domain::id::QueueId;
use domain::policy::Actor;
use domain::queue::QueueSla;
use dto::field::FieldCode;
use persistence::repo::{desk, sla_terms};
use serde_json::json;

/// Lets a queue promise something else, or nothing. It holds for tickets that come into the queue from now on.
///
/// # Errors
/// [`AppError::AdminsOnly`] for all but admins; [`AppError::NotFound`]; [`AppError::Invalid`] where there is no such policy or
/// calendar.
pub async fn put_queue_sla(state: &AppState, actor: Actor, id: QueueId, new: Option<QueueSla>) -> Result<(), AppError> {
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            administer(actor)?;
            let before = desk::queue(tx, id).await?.ok_or(AppError::NotFound)?.sla;
            if let Some(QueueSla { policy, calendar }) = new {
                // Held, so that nobody deletes them meanwhile.
                if !sla_terms::hold_policy(tx, policy).await? {
                    return Err(AppError::field("/policy", FieldCode::UnknownValue, "there is no such policy"));
                }
                if !sla_terms::hold_calendar(tx, calendar).await? {
                    return Err(AppError::field("/calendar", FieldCode::UnknownValue, "there is no such calendar"));
                }
            }
            if before == new {
                return Ok(());
            }
            desk::put_queue_sla(tx, id, new).await?;
            let changed = Happening::by(actor.id, AuditKind::QueueChanged).to(AuditTarget::Queue, id);
            let facts = |sla: Option<QueueSla>| {
                json!({ "policy": sla.map(|sla| sla.policy), "calendar": sla.map(|sla| sla.calendar) })
            };
            record(tx, now, changed.with(differences(&facts(before), &facts(new)))).await
        })
    });
    work.await
}
