//! Short lists that everything else refers to.

use super::error::{AppError, permit};
use crate::state::AppState;
use domain::category::Category;
use domain::policy::{Action, Actor, Relation, decide};
use persistence::Account;
use persistence::repo::{accounts, categories};

/// What tickets can be about.
///
/// # Errors
/// When the database fails.
pub async fn list_categories(state: &AppState, actor: Actor) -> Result<Vec<Category>, AppError> {
    permit(decide(actor.role, Action::ListCategories, Relation::Other))?;
    Ok(categories::all(state.store.connection()).await?)
}

/// Who can be assigned.
///
/// # Errors
/// [`AppError::Forbidden`] for customers.
pub async fn list_agents(state: &AppState, actor: Actor) -> Result<Vec<Account>, AppError> {
    permit(decide(actor.role, Action::ListAgents, Relation::Other))?;
    Ok(accounts::assignable(state.store.connection()).await?)
}
