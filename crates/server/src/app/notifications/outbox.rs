//! The outbox as admins see it: what waits, what was sent, what was given up.

use super::notice::Tells;
use crate::app::AppError;
use crate::app::accounts::{Caller, require_proof};
use crate::app::audit::{Happening, record};
use crate::app::cursor::{self, ById};
use crate::app::error::administer;
use crate::state::AppState;
use domain::audit::AuditKind;
use domain::id::{OutboxId, TicketId, TicketNumber, UserId, WebhookId};
use domain::outbox::{Channel, OutboxState};
use domain::policy::Actor;
use persistence::Account;
use persistence::repo::kept_mails::{self, KeptMail};
use persistence::repo::outbox::{self, Attempt, Looked, OutboxRow, Replay, Tally};
use persistence::repo::{accounts, tickets};
use serde_json::json;
use std::collections::HashMap;

/// So many rows are shown at a time.
const PART: usize = 50;

/// A part of the outbox, the newest first.
pub struct OutboxPart {
    /// The rows.
    pub rows: Vec<OutboxRow>,
    /// Who gets them.
    pub recipients: HashMap<UserId, Account>,
    /// What they are about.
    pub numbers: HashMap<TicketId, TicketNumber>,
    /// Leads to older ones.
    pub next: Option<String>,
}

/// A row with all that is known of it.
pub struct OutboxDetail {
    /// The row, alone in its part.
    pub part: OutboxPart,
    /// Every attempt, in order.
    pub attempts: Vec<Attempt>,
    /// The mail, where it was kept instead of sent.
    pub kept: Option<KeptMail>,
}

/// How many rows stand where.
///
/// # Errors
/// [`AppError::AdminsOnly`].
pub async fn outbox_tally(state: &AppState, actor: Actor) -> Result<Vec<Tally>, AppError> {
    administer(actor)?;
    Ok(outbox::tally(state.store.connection()).await?)
}

/// Shows a part of the outbox.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::InvalidCursor`].
pub async fn outbox_list(
    state: &AppState,
    actor: Actor,
    channel: Option<Channel>,
    of_state: Option<OutboxState>,
    target: Option<WebhookId>,
    after: Option<&str>,
) -> Result<OutboxPart, AppError> {
    administer(actor)?;
    let before = after.map(|text| cursor::to_id(&state.keys, ById::Outbox, text).map(OutboxId::new)).transpose()?;
    let looked = Looked { channel, target, state: of_state, before };
    let mut rows = outbox::list(state.store.connection(), looked, PART as u64 + 1).await?;
    let more = rows.len() > PART;
    rows.truncate(PART);
    let next = rows.last().filter(|_| more).map(|last| cursor::of_id(&state.keys, ById::Outbox, last.new.id.uuid()));
    part(state, rows, next).await
}

async fn part(state: &AppState, rows: Vec<OutboxRow>, next: Option<String>) -> Result<OutboxPart, AppError> {
    let db = state.store.connection();
    let people = accounts::by_ids(db, rows.iter().filter_map(|row| row.new.recipient)).await?;
    let numbers = tickets::numbers_of(db, rows.iter().filter_map(|row| row.new.ticket)).await?;
    Ok(OutboxPart {
        rows,
        recipients: people.into_iter().map(|account| (account.id, account)).collect(),
        numbers,
        next,
    })
}

/// Shows one row.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`].
pub async fn outbox_detail(state: &AppState, caller: &Caller, id: OutboxId) -> Result<OutboxDetail, AppError> {
    administer(caller.actor())?;
    let db = state.store.connection();
    let row = outbox::find(db, id).await?.ok_or(AppError::NotFound)?;
    let kept = match kept_mails::find(db, id).await? {
        Some(mail) if holds_link(&row) => Some(with_link(state, caller, mail).await?),
        other => other,
    };
    Ok(OutboxDetail { attempts: outbox::attempts(db, id).await?, kept, part: part(state, vec![row], None).await? })
}

fn holds_link(row: &OutboxRow) -> bool {
    serde_json::from_str::<Tells>(&row.new.payload).is_ok_and(|tells| tells.holds_link())
}

/// A link leads into an account. Only an admin who has lately proved who they are reads it, and that is written down.
async fn with_link(state: &AppState, caller: &Caller, mail: KeptMail) -> Result<KeptMail, AppError> {
    if require_proof(state, caller).is_err() {
        return Ok(KeptMail { text: without_tokens(&mail.text), ..mail });
    }
    let (actor, now, id) = (caller.account.id, state.clock.now(), mail.id);
    let read = Happening::by(actor, AuditKind::LinkRead).with(json!({ "mail": id }));
    state.store.write(move |tx| Box::pin(async move { record(tx, now, read).await })).await?;
    Ok(mail)
}

/// The text with each link cut off before what makes it good.
fn without_tokens(text: &str) -> String {
    let mut parts = text.split(LINK);
    let mut safe = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.find(char::is_whitespace).map_or("", |end| &part[end..]);
        safe.push_str(LINK);
        safe.push('…');
        safe.push_str(rest);
    }
    safe
}

/// What stands before the token of a link.
const LINK: &str = "/link#";

/// Sends one row again, whatever became of it.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`], also when it waits already.
pub async fn replay_one(state: &AppState, actor: Actor, id: OutboxId) -> Result<(), AppError> {
    match replay(state, actor, Replay::One(id)).await? {
        0 => Err(AppError::NotFound),
        _ => Ok(()),
    }
}

/// Sends again all that was given up. Tells how many rows that are.
///
/// # Errors
/// [`AppError::AdminsOnly`].
pub async fn replay_dead(
    state: &AppState,
    actor: Actor,
    channel: Channel,
    target: Option<WebhookId>,
) -> Result<u64, AppError> {
    replay(state, actor, Replay::Dead { channel, target }).await
}

async fn replay(state: &AppState, actor: Actor, which: Replay) -> Result<u64, AppError> {
    administer(actor)?;
    let now = state.clock.now();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let replayed = outbox::replay(tx, which, now).await?;
            if replayed > 0 {
                let again = Happening::by(actor.id, AuditKind::DeliveryReplayed);
                record(tx, now, again.with(json!({ "deliveries": replayed }))).await?;
            }
            Ok(replayed)
        })
    });
    work.await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lose_what_makes_them_good() {
        let text = "Choose a password:\nhttps://example.org/link#abc.def-1\n\nOr https://example.org/link#xyz";
        let safe = "Choose a password:\nhttps://example.org/link#…\n\nOr https://example.org/link#…";
        assert_eq!(without_tokens(text), safe);
        assert_eq!(without_tokens("nothing"), "nothing");
    }
}
