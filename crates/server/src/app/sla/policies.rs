//! Policies: how much time there is for what.

use super::{compare, stored};
use crate::app::audit::{Happening, differences, record};
use crate::app::error::administer;
use crate::app::{AppError, Work};
use crate::state::AppState;
use domain::audit::{AuditKind, AuditTarget};
use domain::id::SlaPolicyId;
use domain::policy::Actor;
use domain::sla::Policy;
use dto::sla::SlaPolicyView;
use persistence::repo::sla;
use persistence::repo::sla_terms::{self, By, Current};
use serde_json::{Value, json};

/// All of them, by name.
///
/// # Errors
/// [`AppError::AdminsOnly`] for all but admins.
pub async fn list_policies(state: &AppState, actor: Actor) -> Result<Vec<Current<SlaPolicyId, Policy>>, AppError> {
    administer(actor)?;
    Ok(sla_terms::policies(state.store.connection()).await?)
}

/// One.
///
/// # Errors
/// [`AppError::AdminsOnly`] for all but admins; [`AppError::NotFound`].
pub async fn show_policy(
    state: &AppState,
    actor: Actor,
    id: SlaPolicyId,
) -> Result<Current<SlaPolicyId, Policy>, AppError> {
    administer(actor)?;
    sla_terms::policy(state.store.connection(), id).await?.ok_or(AppError::NotFound)
}

/// Makes one.
///
/// Fails with [`AppError::NameTaken`].
#[must_use]
pub fn create_policy(state: &AppState, actor: Actor, new: Policy) -> Work<Current<SlaPolicyId, Policy>> {
    let (id, now) = (SlaPolicyId::new(state.ids.next()), state.clock.now());
    Work::new(move |tx| {
        Box::pin(async move {
            administer(actor)?;
            let version = stored(sla_terms::put_policy(tx, id, None, &new, By { user: actor.id, now }).await)?;
            let created = Happening::by(actor.id, AuditKind::PolicyCreated).to(AuditTarget::Policy, id);
            record(tx, now, created.with(differences(&Value::Null, &facts(&new)))).await?;
            Ok(Current { id, version, updated_at: now, content: new, queues: Vec::new() })
        })
    })
}

/// Makes one another. Tickets that came in before keep to what it was.
///
/// # Errors
/// [`AppError::AdminsOnly`] for all but admins; [`AppError::NotFound`]; [`AppError::TermsChanged`] when it is not what
/// the admin saw; [`AppError::NameTaken`].
pub async fn put_policy(
    state: &AppState,
    actor: Actor,
    id: SlaPolicyId,
    seen: Option<i64>,
    new: Policy,
) -> Result<Current<SlaPolicyId, Policy>, AppError> {
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            administer(actor)?;
            let before = sla_terms::policy(tx, id).await?.ok_or(AppError::NotFound)?;
            compare(seen, before.version)?;
            if before.content == new {
                return Ok(before);
            }
            let by = By { user: actor.id, now };
            let version = stored(sla_terms::put_policy(tx, id, Some(before.version), &new, by).await)?;
            let changed = Happening::by(actor.id, AuditKind::PolicyChanged).to(AuditTarget::Policy, id);
            record(tx, now, changed.with(differences(&facts(&before.content), &facts(&new)))).await?;
            Ok(Current { version, updated_at: now, content: new, ..before })
        })
    });
    work.await
}

/// Deletes one that no queue uses. Tickets that go by it go on doing so.
///
/// # Errors
/// [`AppError::AdminsOnly`] for all but admins; [`AppError::NotFound`]; [`AppError::TermsChanged`] when it is not what
/// the admin saw; [`AppError::InUse`].
pub async fn delete_policy(state: &AppState, actor: Actor, id: SlaPolicyId, seen: Option<i64>) -> Result<(), AppError> {
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            administer(actor)?;
            // Held, so that no queue begins to use it meanwhile.
            if !sla_terms::hold_policy(tx, id).await? {
                return Err(AppError::NotFound);
            }
            let before = sla_terms::policy(tx, id).await?.ok_or(AppError::NotFound)?;
            compare(seen, before.version)?;
            if !before.queues.is_empty() {
                return Err(AppError::InUse(before.queues.len()));
            }
            sla_terms::remove_policy(tx, id).await?;
            let deleted = Happening::by(actor.id, AuditKind::PolicyDeleted).to(AuditTarget::Policy, id);
            record(tx, now, deleted.with(differences(&facts(&before.content), &Value::Null))).await
        })
    });
    work.await
}

/// Puts the tickets that are not closed, in the queues that use it, under what is promised there now. Gives how many. Their
/// clocks are computed anew within seconds, from the beginning of each ticket on.
///
/// # Errors
/// [`AppError::AdminsOnly`] for all but admins; [`AppError::NotFound`].
pub async fn reapply_policy(state: &AppState, actor: Actor, id: SlaPolicyId) -> Result<u64, AppError> {
    let now = state.clock.now();
    let work = state.write(move |tx| {
        Box::pin(async move {
            administer(actor)?;
            let current = sla_terms::policy(tx, id).await?.ok_or(AppError::NotFound)?;
            let tickets = sla::reapply(tx, &current.queues, now).await?;
            let reapplied = Happening::by(actor.id, AuditKind::PolicyReapplied).to(AuditTarget::Policy, id);
            let details = json!({ "version": current.version, "queues": current.queues, "tickets": tickets });
            record(tx, now, reapplied.with(details)).await?;
            Ok(tickets)
        })
    });
    work.await
}

/// What the audit log says of one.
fn facts(policy: &Policy) -> Value {
    let targets = SlaPolicyView::targets(policy);
    json!({ "name": policy.name.as_str(), "warn_percent": policy.warn.percent(), "targets": targets })
}
