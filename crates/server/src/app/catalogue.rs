//! Short lists that everything else refers to.

use super::error::{AppError, permit};
use crate::state::AppState;
use domain::category::Category;
use domain::id::UserId;
use domain::policy::{Action, Actor, Relation, decide};
use domain::tag::Tag;
use persistence::Account;
use persistence::repo::{accounts, categories, desk, tags};
use std::collections::HashMap;

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
    pub open_tickets: HashMap<UserId, u64>,
}

/// Who can be assigned.
///
/// # Errors
/// [`AppError::Forbidden`] for customers.
pub async fn list_agents(state: &AppState, actor: Actor) -> Result<Agents, AppError> {
    permit(decide(actor.role, Action::SeeDesk, Relation::Other))?;
    let db = state.store.connection();
    Ok(Agents { agents: accounts::assignable(db).await?, open_tickets: desk::open_by_agent(db).await? })
}

/// Every tag that was ever put on a ticket.
///
/// # Errors
/// [`AppError::Forbidden`] for customers.
pub async fn list_tags(state: &AppState, actor: Actor) -> Result<Vec<Tag>, AppError> {
    permit(decide(actor.role, Action::SeeDesk, Relation::Other))?;
    Ok(tags::all(state.store.connection()).await?)
}
