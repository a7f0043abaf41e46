//! Who reads along with the requester, and which staff follow a ticket.

use super::change::{Change, load, save};
use super::show::{Shown, with_people};
use crate::app::error::permit;
use crate::app::{AppError, Work};
use crate::state::AppState;
use domain::account::{Locale, Role, UserStatus};
use domain::clock::Timestamp;
use domain::email::Email;
use domain::id::{TicketId, UserId};
use domain::policy::{Action, Actor};
use domain::preferences::Preferences;
use domain::text::DisplayName;
use dto::field::FieldCode;
use dto::ticket::MAX_PARTICIPANTS;
use persistence::repo::accounts;
use persistence::repo::participants::{self, Participant};
use persistence::{Account, NewAccount, Tx};

/// Lets somebody read along. Who does already goes on, and nothing changes.
#[must_use]
pub fn add_participant(state: &AppState, change: Change, email: Email) -> Work<Shown> {
    let state = state.clone();
    Work::new(move |tx| {
        Box::pin(async move {
            let visible = load(tx, &state, change, &[Action::ChangeParticipants]).await?;
            let (now, actor) = (state.clock.now(), visible.standing().actor);
            let ticket = visible.ticket().clone();
            let there = participants::of(tx, &visible).await?;
            if there.len() >= MAX_PARTICIPANTS && !there.iter().any(|participant| participant.email == email) {
                let message = format!("at most {MAX_PARTICIPANTS} people read along");
                return Err(AppError::field("/email", FieldCode::OutOfRange, &message));
            }
            let added = add(tx, &state, actor, ticket.id, email.clone(), now).await?;
            if !added {
                return Ok(with_people(tx, &state, visible.standing(), ticket).await?);
            }
            let changed = ticket.participant_changed(email, true, actor, now);
            save(tx, &state, &visible, &changed, now).await?;
            Ok(with_people(tx, &state, visible.standing(), changed.ticket).await?)
        })
    })
}

/// Ends somebody's reading along. Participants may go by themselves.
///
/// # Errors
/// [`AppError::NotFound`], also when they do not read along; [`AppError::Forbidden`].
pub async fn remove_participant(state: &AppState, change: Change, email: Email) -> Result<(), AppError> {
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let visible = load(tx, &own, change, &[Action::ReadTicket]).await?;
            let own_address = accounts::by_id(tx, change.actor.id).await?.is_some_and(|account| account.email == email);
            if !own_address {
                permit(visible.standing().decide(Action::ChangeParticipants))?;
            }
            let ticket = visible.ticket().clone();
            if !participants::remove(tx, ticket.id, &email).await? {
                return Err(AppError::NotFound);
            }
            let (now, actor) = (own.clock.now(), visible.standing().actor);
            let changed = ticket.participant_changed(email, false, actor, now);
            save(tx, &own, &visible, &changed, now).await
        })
    });
    work.await
}

/// Names a participant. Staff may name who is no user yet: an account that waits for its owner is made. A customer's
/// unknown address is noted and has no effect until its owner has an account; the answer tells nothing of that.
pub(super) async fn add(
    tx: &Tx,
    state: &AppState,
    actor: Actor,
    ticket: TicketId,
    email: Email,
    now: Timestamp,
) -> Result<bool, AppError> {
    let found = accounts::by_email(tx, &email).await?;
    let user = match found {
        Some(account) => Some(account.id),
        None if actor.role.is_staff() => Some(invite(tx, state, &email, now).await?),
        None => None,
    };
    Ok(participants::add(tx, ticket, &Participant { email, user }, actor.id, now).await?)
}

async fn invite(tx: &Tx, state: &AppState, email: &Email, now: Timestamp) -> Result<UserId, AppError> {
    let id = UserId::new(state.ids.next());
    // Until they choose a name, they are known by their address.
    let shown: String = email.as_str().chars().take(DisplayName::MAX).collect();
    let display_name = DisplayName::parse(&shown).map_err(|error| AppError::Internal(error.into()))?;
    let account = Account {
        id,
        email: email.clone(),
        display_name,
        role: Role::Customer,
        locale: Locale::En,
        time_zone: None,
        status: UserStatus::Invited,
        password_hash: None,
        preferences: Preferences::default(),
    };
    accounts::insert(tx, NewAccount { account, created_at: now }).await?;
    Ok(id)
}

/// The actor follows the ticket, or no longer does.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`] for customers.
pub async fn watch(state: &AppState, change: Change, watches: bool) -> Result<(), AppError> {
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let visible = load(tx, &own, change, &[Action::Watch]).await?;
            let (ticket, user) = (visible.ticket().id, change.actor.id);
            if watches {
                participants::watch(tx, ticket, [user], own.clock.now()).await?;
            } else {
                participants::unwatch(tx, ticket, user).await?;
            }
            Ok(())
        })
    });
    work.await
}
