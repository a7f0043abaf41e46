//! Requesters ask for closing and reopening.

use super::change::{Change, load, save};
use super::show::{Shown, with_people};
use crate::app::AppError;
use crate::state::AppState;
use domain::clock::Timestamp;
use domain::policy::{Action, Actor};
use domain::settings::Settings;
use domain::text::Reason;
use domain::ticket::{Changed, Outcome, Refusal, Ticket};
use persistence::repo::settings;

/// The requester says that it is done.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`] for everybody else, [`AppError::Stale`], [`AppError::Refused`].
pub async fn request_closing(state: &AppState, change: Change) -> Result<(Shown, Outcome), AppError> {
    run(state, change, Ticket::request_closing).await
}

/// The requester says that it is not done.
///
/// # Errors
/// As [`request_closing`].
pub async fn request_reopening(state: &AppState, change: Change, reason: Reason) -> Result<(Shown, Outcome), AppError> {
    run(state, change, move |ticket, settings, actor, now| ticket.request_reopening(reason, settings, actor, now)).await
}

async fn run(
    state: &AppState,
    change: Change,
    apply: impl FnOnce(Ticket, &Settings, Actor, Timestamp) -> Result<(Changed, Outcome), Refusal> + Send + 'static,
) -> Result<(Shown, Outcome), AppError> {
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let visible = load(tx, &own, change, &[Action::RequestStep]).await?;
            let settings = settings::load(tx).await?.settings;
            let now = own.clock.now();
            let actor = visible.standing().actor;
            let (changed, outcome) = apply(visible.ticket().clone(), &settings, actor, now)?;
            save(tx, &own, &visible, &changed, now).await?;
            Ok((with_people(tx, &own, visible.standing(), changed.ticket).await?, outcome))
        })
    });
    work.await
}
