//! Asking for help.

use super::change::mark_read;
use super::participants::add;
use super::show::{Shown, find, with_people};
use crate::app::attachments;
use crate::app::error::permit;
use crate::app::{AppError, Work};
use crate::state::AppState;
use domain::account::UserStatus;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::draft::DraftKind;
use domain::email::Email;
use domain::id::{TicketId, TicketRef, UserId};
use domain::policy::{Action, Actor, Relation, decide};
use domain::ticket::{Changed, FollowUp, NewTicket, Ticket, TicketEvent};
use dto::field::FieldCode;
use dto::ticket::{NewTicketFields, PersonRef};
use persistence::Tx;
use persistence::repo::attachments::Sent;
use persistence::repo::drafts::{self, DraftKey};
use persistence::repo::tickets::{For, Writing};
use persistence::repo::{accounts, categories, tickets};

/// Makes a ticket, for oneself or (staff) on behalf of somebody else.
///
/// Fails with [`AppError::Forbidden`] when a customer names somebody else or tags, with [`AppError::Invalid`] for a
/// category or person that there is not, and with [`AppError::Refused`] for a follow-up of what is not closed.
#[must_use]
pub fn create(state: &AppState, actor: Actor, fields: NewTicketFields) -> Work<Shown> {
    let state = state.clone();
    Work::new(move |tx| Box::pin(create_in(tx, state, actor, fields)))
}

async fn create_in(tx: &Tx, state: AppState, actor: Actor, fields: NewTicketFields) -> Result<Shown, AppError> {
    permit(decide(actor.role, Action::CreateTicket, Relation::Requester))?;
    let now = state.clock.now();
    let NewTicketFields { participants, follow_up_of, attachments, draft_revision, .. } = fields.clone();
    let new = resolve(tx, actor, fields).await?;
    let number = tickets::next_number(tx).await?;
    let created = Ticket::create(TicketId::new(state.ids.next()), number, new, actor, now);
    let mut created = match follow_up_of {
        Some(earlier) => follow_up(tx, &state, actor, created, earlier, now).await?,
        None => created,
    };
    created.events.extend(participants.iter().cloned().map(|email| TicketEvent::ParticipantAdded { email }));
    let ids = || state.ids.next();
    tickets::insert(tx, &created, &Writing { actor: Some(actor.id), now, ids: &ids }).await?;
    read_along(tx, &state, actor, created.ticket.id, participants, now).await?;
    let sent = Sent { ticket: created.ticket.id, comment: None, visibility: Visibility::Public, held: false, at: now };
    attachments::send(tx, &state, actor.id, &attachments, &sent).await?;
    if let Some(revision) = draft_revision {
        let key = DraftKey { user: actor.id, ticket: None, kind: DraftKind::NewTicket };
        drafts::remove_revision(tx, key, revision).await?;
    }
    // Loaded as its maker sees it: an agent may put a ticket where they do not see it as staff.
    let visible = find(tx, actor, TicketRef::Id(created.ticket.id), For::Changing).await;
    match visible {
        Ok(visible) => {
            mark_read(tx, &visible, now).await?;
            Ok(with_people(tx, &state, visible.standing(), created.ticket).await?)
        }
        Err(AppError::NotFound) => Err(AppError::field(
            "/category",
            FieldCode::NotExpected,
            "its tickets wait in a queue that is hidden from you",
        )),
        Err(other) => Err(other),
    }
}

async fn read_along(
    tx: &Tx,
    state: &AppState,
    actor: Actor,
    ticket: TicketId,
    participants: Vec<Email>,
    now: Timestamp,
) -> Result<(), AppError> {
    for email in participants {
        add(tx, state, actor, ticket, email, now).await?;
    }
    Ok(())
}

/// Ties the new ticket to the closed one, which its maker has to see.
async fn follow_up(
    tx: &Tx,
    state: &AppState,
    actor: Actor,
    created: Changed,
    earlier: TicketRef,
    now: Timestamp,
) -> Result<Changed, AppError> {
    let unknown = || AppError::field("/follow_up_of", FieldCode::UnknownValue, "there is no such ticket");
    let visible = find(tx, actor, earlier, For::Changing).await.map_err(|error| match error {
        AppError::NotFound => unknown(),
        other => other,
    })?;
    let version = visible.ticket().version;
    let FollowUp { created, earlier } = Ticket::follow_up(created, visible.ticket().clone(), actor, now)?;
    let ids = || state.ids.next();
    tickets::save(tx, version, &earlier, &Writing { actor: Some(actor.id), now, ids: &ids }).await?;
    Ok(created)
}

/// Looks up what the request names.
async fn resolve(tx: &Tx, actor: Actor, fields: NewTicketFields) -> Result<NewTicket, AppError> {
    let NewTicketFields {
        subject,
        description,
        category,
        priority,
        on_behalf_of,
        participants: _,
        tags,
        follow_up_of: _,
        attachments: _,
        draft_revision: _,
    } = fields;
    if tags.iter().next().is_some() {
        permit(decide(actor.role, Action::SeeDesk, Relation::Other))?;
    }
    let requester = match on_behalf_of {
        Some(person) => requester(tx, actor, person).await?,
        None => actor.id,
    };
    let found = categories::by_key(tx, &category).await?.filter(|category| category.active);
    let Some(category) = found else {
        return Err(AppError::field("/category", FieldCode::UnknownValue, "there is no such category"));
    };
    let priority = priority.unwrap_or(category.default_priority);
    Ok(NewTicket { subject, description, category: category.key, priority, queue: category.queue, tags, requester })
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
