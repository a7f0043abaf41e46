//! Why somebody sees a ticket, or does not.

use super::error::{AppError, administer};
use crate::state::AppState;
use domain::explain::{Circumstances, Reason, reasons};
use domain::id::{TicketRef, UserId};
use domain::policy::{Actor, Standing};
use domain::queue::Queue;
use domain::ticket::Ticket;
use persistence::Account;
use persistence::repo::tickets::{self, For};
use persistence::repo::{accounts, desk, participants, viewers};

/// What there is to say.
pub struct Explanation {
    /// About whom.
    pub account: Account,
    /// About which ticket.
    pub ticket: Ticket,
    /// Where it waits.
    pub queue: Queue,
    /// How they stand to it; nothing where they do not see it. Found by the query that answers them too.
    pub standing: Option<Standing>,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Why a person sees a ticket, or does not.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`] for a person or ticket that there is not.
pub async fn explain(
    state: &AppState,
    actor: Actor,
    user: UserId,
    reference: TicketRef,
) -> Result<Explanation, AppError> {
    administer(actor)?;
    let db = state.store.connection();
    let account = accounts::by_id(db, user).await?.ok_or(AppError::NotFound)?;
    let admin = viewers::load(db, actor).await?;
    let seen = tickets::find(db, &admin, reference, For::Reading).await?.ok_or(AppError::NotFound)?;
    let ticket = seen.ticket().clone();
    let queue = desk::queue(db, ticket.queue).await?.ok_or(AppError::NotFound)?;
    let teams = desk::teams_of(db, user).await?;
    let along = participants::of(db, &seen).await?;
    let reasons = reasons(Circumstances {
        role: account.role,
        status: account.status,
        restricted: queue.restricted,
        serves: queue.teams.iter().any(|team| teams.contains(team)),
        requester: ticket.requester == user,
        participant: along.iter().any(|participant| participant.user == Some(user)),
    });
    let viewer = viewers::load(db, account.actor()).await?;
    let found = tickets::find(db, &viewer, reference, For::Reading).await?;
    let in_use = !reasons.contains(&Reason::AccountNotInUse);
    let standing = found.filter(|_| in_use).map(|visible| visible.standing());
    Ok(Explanation { account, ticket, queue, standing, reasons })
}
