//! Short lists that everything else refers to.

use super::audit::{Happening, differences, record};
use super::error::{AppError, administer, permit};
use super::open_tickets;
use super::work::Work;
use crate::state::AppState;
use domain::audit::{AuditKind, AuditTarget};
use domain::category::Category;
use domain::id::UserId;
use domain::policy::{Action, Actor, Relation, decide};
use domain::tag::Tag;
use dto::field::FieldCode;
use persistence::Account;
use persistence::repo::{accounts, categories, desk, tags};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// What tickets can be about.
///
/// # Errors
/// When the database fails.
pub async fn list_categories(state: &AppState, actor: Actor) -> Result<Vec<Category>, AppError> {
    permit(decide(actor.role, Action::ListCategories, Relation::Other))?;
    Ok(categories::all(state.store.connection()).await?)
}

/// Who can be assigned, and how many tickets each of them has.
pub struct Agents {
    /// Active agents and admins, by name.
    pub agents: Vec<Account>,
    /// Tickets that are not settled.
    pub open_tickets: Arc<HashMap<UserId, u64>>,
}

/// Who can be assigned.
///
/// # Errors
/// [`AppError::Forbidden`] for customers.
pub async fn list_agents(state: &AppState, actor: Actor) -> Result<Agents, AppError> {
    permit(decide(actor.role, Action::SeeDesk, Relation::Other))?;
    let db = state.store.connection();
    Ok(Agents { agents: accounts::assignable(db).await?, open_tickets: open_tickets::by_agent(state).await? })
}

/// Every tag that was ever put on a ticket.
///
/// # Errors
/// [`AppError::Forbidden`] for customers.
pub async fn list_tags(state: &AppState, actor: Actor) -> Result<Vec<Tag>, AppError> {
    permit(decide(actor.role, Action::SeeDesk, Relation::Other))?;
    Ok(tags::all(state.store.connection()).await?)
}

/// Makes a category, or makes one what is given. Tells whether it is new.
#[must_use]
pub fn put_category(state: &AppState, actor: Actor, new: Category) -> Work<bool> {
    let now = state.clock.now();
    Work::new(move |tx| {
        Box::pin(async move {
            administer(actor)?;
            if !desk::queue(tx, new.queue).await?.is_some_and(|queue| queue.active) {
                return Err(AppError::field("/queue", FieldCode::UnknownValue, "there is no such queue in use"));
            }
            let before = categories::by_key(tx, &new.key).await?;
            let others = categories::all(tx).await?;
            if !new.active && !others.iter().any(|other| other.active && other.key != new.key) {
                let why = "is the last category that new tickets can use";
                return Err(AppError::field("/active", FieldCode::NotExpected, why));
            }
            categories::put(tx, &new).await?;
            let kind = if before.is_some() { AuditKind::CategoryChanged } else { AuditKind::CategoryCreated };
            let put = Happening::by(actor.id, kind).to(AuditTarget::Category, &new.key);
            record(tx, now, put.with(differences(&before.as_ref().map(facts), &facts(&new)))).await?;
            Ok(before.is_none())
        })
    })
}

fn facts(category: &Category) -> Value {
    let Category { key: _, name_de, name_en, default_priority, queue, active } = category;
    json!({
        "name_de": name_de,
        "name_en": name_en,
        "default_priority": default_priority,
        "queue": queue,
        "active": active,
    })
}

/// Every tag with how many tickets have it.
///
/// # Errors
/// [`AppError::AdminsOnly`].
pub async fn count_tags(state: &AppState, actor: Actor) -> Result<Vec<(Tag, u64)>, AppError> {
    administer(actor)?;
    Ok(tags::counted(state.store.connection()).await?)
}

/// Gives a tag another name on every ticket; where there is one of that name, the two become one.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`].
pub async fn rename_tag(state: &AppState, actor: Actor, from: Tag, to: Tag) -> Result<(), AppError> {
    administer(actor)?;
    let now = state.clock.now();
    let work = state.write(move |tx| {
        Box::pin(async move {
            if from == to {
                return Ok(());
            }
            let tickets = tags::rename(tx, &from, &to, now).await?.ok_or(AppError::NotFound)?;
            let mut details = differences(&json!({ "tag": from.as_str() }), &json!({ "tag": to.as_str() }));
            details["tickets"] = json!(tickets);
            let renamed = Happening::by(actor.id, AuditKind::TagChanged).to(AuditTarget::Tag, &from);
            record(tx, now, renamed.with(details)).await
        })
    });
    work.await
}

/// Takes a tag off every ticket.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`].
pub async fn remove_tag(state: &AppState, actor: Actor, which: Tag) -> Result<(), AppError> {
    administer(actor)?;
    let now = state.clock.now();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let tickets = tags::remove(tx, &which).await?.ok_or(AppError::NotFound)?;
            let removed = Happening::by(actor.id, AuditKind::TagDeleted).to(AuditTarget::Tag, &which);
            record(tx, now, removed.with(json!({ "tickets": tickets }))).await
        })
    });
    work.await
}
