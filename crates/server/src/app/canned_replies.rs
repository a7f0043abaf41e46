//! Replies written in advance: everybody's, which admins keep, and one's own.

use super::audit::{Happening, differences, record};
use super::error::{AppError, administer, permit};
use super::work::Work;
use crate::state::AppState;
use domain::audit::{AuditKind, AuditTarget};
use domain::canned::CannedReply;
use domain::clock::Timestamp;
use domain::id::CannedReplyId;
use domain::policy::{Action, Actor, Relation, decide};
use dto::desk::CannedReplyFields;
use persistence::Tx;
use persistence::repo::canned_replies;
use serde_json::json;

/// What the actor can use.
///
/// # Errors
/// [`AppError::Forbidden`] for customers.
pub async fn list(state: &AppState, actor: Actor) -> Result<Vec<CannedReply>, AppError> {
    permit(decide(actor.role, Action::SeeDesk, Relation::Other))?;
    Ok(canned_replies::usable_by(state.store.connection(), actor.id).await?)
}

/// Makes one: the actor's own, or (admins) everybody's.
#[must_use]
pub fn create(state: &AppState, actor: Actor, fields: CannedReplyFields) -> Work<CannedReply> {
    let (id, now) = (CannedReplyId::new(state.ids.next()), state.clock.now());
    Work::new(move |tx| {
        Box::pin(async move {
            let CannedReplyFields { title, body, shared } = fields;
            let owner = (!shared).then_some(actor.id);
            let reply = CannedReply { id, owner, title, body };
            permit_change(actor, &reply)?;
            canned_replies::insert(tx, &reply, now).await?;
            note(tx, actor, None, Some(&reply), now).await?;
            Ok(reply)
        })
    })
}

/// Changes one. Whose it is stays.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Forbidden`] for everybody's, except for admins.
pub async fn update(
    state: &AppState,
    actor: Actor,
    id: CannedReplyId,
    fields: CannedReplyFields,
) -> Result<CannedReply, AppError> {
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let found = canned_replies::find(tx, actor.id, id).await?.ok_or(AppError::NotFound)?;
            permit_change(actor, &found)?;
            let CannedReplyFields { title, body, shared: _ } = fields;
            let changed = CannedReply { title, body, ..found.clone() };
            canned_replies::update(tx, &changed, now).await?;
            note(tx, actor, Some(&found), Some(&changed), now).await?;
            Ok(changed)
        })
    });
    work.await
}

/// Removes one.
///
/// # Errors
/// As [`update`].
pub async fn remove(state: &AppState, actor: Actor, id: CannedReplyId) -> Result<(), AppError> {
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            permit(decide(actor.role, Action::KeepCannedReplies, Relation::Other))?;
            let found = canned_replies::find(tx, actor.id, id).await?.ok_or(AppError::NotFound)?;
            permit_change(actor, &found)?;
            canned_replies::remove(tx, id).await?;
            note(tx, actor, Some(&found), None, now).await
        })
    });
    work.await
}

/// Writes down what became of a reply that all staff use; one's own is nobody else's business.
async fn note(
    tx: &Tx,
    actor: Actor,
    before: Option<&CannedReply>,
    after: Option<&CannedReply>,
    now: Timestamp,
) -> Result<(), AppError> {
    let Some(id) = after.or(before).filter(|reply| reply.owner.is_none()).map(|reply| reply.id) else { return Ok(()) };
    let facts = |reply: &CannedReply| json!({ "title": reply.title.as_str(), "body": reply.body.as_str() });
    let changed = Happening::by(actor.id, AuditKind::CannedReplyChanged).to(AuditTarget::CannedReply, id);
    record(tx, now, changed.with(differences(&before.map(facts), &after.map(facts)))).await
}

fn permit_change(actor: Actor, reply: &CannedReply) -> Result<(), AppError> {
    if reply.owner.is_none() {
        return administer(actor);
    }
    permit(decide(actor.role, Action::KeepCannedReplies, Relation::Other))
}
