//! Asking for help.

use super::show::{Shown, with_people};
use crate::app::AppError;
use crate::app::error::permit;
use crate::state::AppState;
use domain::account::UserStatus;
use domain::id::{TicketId, UserId};
use domain::policy::{Action, Actor, Relation, decide};
use domain::ticket::{NewTicket, Ticket};
use dto::field::FieldCode;
use dto::ticket::{NewTicketFields, PersonRef};
use persistence::Tx;
use persistence::repo::tickets::Writing;
use persistence::repo::{accounts, categories, tickets};

/// Makes a ticket, for oneself or (staff) on behalf of somebody else.
///
/// # Errors
/// [`AppError::Forbidden`] when a customer names somebody else, [`AppError::Invalid`] for a category or person that
/// there is not.
pub async fn create(state: &AppState, actor: Actor, fields: NewTicketFields) -> Result<Shown, AppError> {
    permit(decide(actor.role, Action::CreateTicket, Relation::Requester))?;
    let state = state.clone();
    let store = state.store.clone();
    store
        .write(move |tx| {
            Box::pin(async move {
                let new = resolve(tx, actor, fields).await?;
                let now = state.clock.now();
                let id = TicketId::new(state.ids.next());
                let number = tickets::next_number(tx).await?;
                let created = Ticket::create(id, number, new, actor, now);
                let ids = || state.ids.next();
                tickets::insert(tx, &created, &Writing { actor: Some(actor.id), now, ids: &ids }).await?;
                Ok(with_people(tx, actor, created.ticket).await?)
            })
        })
        .await
}

/// Looks up what the request names.
async fn resolve(tx: &Tx, actor: Actor, fields: NewTicketFields) -> Result<NewTicket, AppError> {
    let NewTicketFields { subject, description, category, priority, on_behalf_of } = fields;
    let requester = match on_behalf_of {
        Some(person) => requester(tx, actor, person).await?,
        None => actor.id,
    };
    let found = categories::by_key(tx, &category).await?.filter(|category| category.active);
    let Some(category) = found else {
        return Err(AppError::field("/category", FieldCode::UnknownValue, "there is no such category"));
    };
    let priority = priority.unwrap_or(category.default_priority);
    Ok(NewTicket { subject, description, category: category.key, priority, requester })
}

/// Whose request it is. A customer gets the same answer whether or not the person exists.
async fn requester(tx: &Tx, actor: Actor, person: PersonRef) -> Result<UserId, AppError> {
    if person == PersonRef::Id(actor.id) {
        return Ok(actor.id);
    }
    permit(decide(actor.role, Action::CreateTicketForOther, Relation::Other))?;
    let found = match person {
        PersonRef::Id(id) => accounts::by_id(tx, id).await?,
        PersonRef::Email(email) => accounts::by_email(tx, &email).await?,
    };
    let usable = found.filter(|account| matches!(account.status, UserStatus::Active | UserStatus::Invited));
    usable
        .map(|account| account.id)
        .ok_or_else(|| AppError::field("/on_behalf_of", FieldCode::UnknownValue, "there is no such person"))
}
