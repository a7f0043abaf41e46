//! From what happened to who is told: one row of the outbox becomes notifications, mails and calls of webhooks.

use super::notice::Tells;
use crate::app::AppError;
use crate::app::webhooks;
use crate::state::AppState;
use domain::account::UserStatus;
use domain::comment::Visibility;
use domain::id::{EventId, NotificationId, OutboxId, TicketId, UserId};
use domain::notification::{DigestState, Happening, Loudness, Notice, audience};
use domain::outbox::Channel;
use domain::ticket::Ticket;
use persistence::repo::around::{self, Told};
use persistence::repo::notifications::{self, Notification};
use persistence::repo::outbox::{self, OutboxRow, Wanted};
use persistence::repo::{accounts, tickets, webhooks as hooks};
use persistence::{Account, Tx};
use std::collections::{BTreeMap, HashMap};

/// So many rows become what they become in one transaction.
const AT_ONCE: u64 = 20;

/// Does what is due, and tells how many rows that were. All of it in one transaction: nobody is told twice, and nobody is
/// forgotten, however the process ends.
///
/// # Errors
/// When the database fails; nothing was done then.
pub async fn fan_out_due(state: &AppState) -> Result<usize, AppError> {
    let now = state.clock.now();
    if !outbox::is_due(state.store.connection(), Channel::FanOut, now).await? {
        return Ok(0);
    }
    let own = state.clone();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let wanted = Wanted { channel: Channel::FanOut, target: None, limit: AT_ONCE };
            // The lease is of no use here: the rows are settled in the same transaction.
            let rows = outbox::claim(tx, wanted, now, now).await?;
            let active = if rows.is_empty() { Vec::new() } else { hooks::active(tx).await? };
            for row in &rows {
                fan_out(tx, &own, row, &active).await?;
            }
            let ids: Vec<_> = rows.iter().map(|row| row.new.id).collect();
            outbox::done(tx, &ids, now).await?;
            Ok::<_, AppError>(ids.len())
        })
    });
    let done = work.await?;
    if done > 0 {
        state.hint();
    }
    Ok(done)
}

async fn fan_out(tx: &Tx, state: &AppState, row: &OutboxRow, active: &[hooks::Webhook]) -> Result<(), AppError> {
    let Some(id) = row.new.ticket else { return Ok(()) };
    let Some(ticket) = tickets::find_for_system(tx, id, tickets::For::Reading).await? else { return Ok(()) };
    let events: Vec<EventId> = row.new.payload.split_ascii_whitespace().filter_map(|id| id.parse().ok()).collect();
    let told = around::events(tx, id, &events).await?;
    let notices = notices(tx, &ticket, &told).await?;
    let reached = reachable(tx, &notices).await?;
    let preferences = notifications::preferences_of(tx, reached.keys().copied()).await?;
    let mut inbox = Vec::new();
    let mut mails = Vec::new();
    for (user, notice) in notices {
        let Some(account) = reached.get(&user) else { continue };
        let staff = account.role.is_staff();
        if notice.visibility == Visibility::Internal && !staff {
            continue;
        }
        let loudness = preferences.get(&user).cloned().unwrap_or_default().loudness(notice.kind, staff);
        if loudness == Loudness::Off {
            continue;
        }
        inbox.push(notification(state, user, notice, &ticket, &told, loudness));
        if loudness == Loudness::AtOnce {
            let tells = Tells::Ticket { kind: notice.kind, events: events.clone() };
            let mail = OutboxId::new(state.ids.next());
            mails.push(tells.row(mail, user, Some(id), notice.visibility, state.clock.now())?);
        }
    }
    notifications::insert(tx, inbox).await?;
    outbox::insert(tx, mails).await?;
    outbox::insert(tx, webhooks::calls(state, &ticket, &told, active)?).await?;
    Ok(())
}

async fn notices(tx: &Tx, ticket: &Ticket, told: &[Told]) -> Result<BTreeMap<UserId, Notice>, AppError> {
    let around = around::load(tx, ticket).await?;
    let actor = told.first().and_then(|told| told.stored.actor);
    let happenings: Vec<_> = told
        .iter()
        .map(|told| Happening { event: &told.stored.event, mentioned: &told.mentioned, added: told.added })
        .collect();
    Ok(audience(&happenings, actor, &around))
}

/// Those who can be told anything at all.
async fn reachable(tx: &Tx, notices: &BTreeMap<UserId, Notice>) -> Result<HashMap<UserId, Account>, AppError> {
    if notices.is_empty() {
        return Ok(HashMap::new());
    }
    let found = accounts::by_ids(tx, notices.keys().copied()).await?;
    let usable = |account: &Account| matches!(account.status, UserStatus::Active | UserStatus::Invited);
    Ok(found.into_iter().filter(usable).map(|account| (account.id, account)).collect())
}

fn notification(
    state: &AppState,
    user: UserId,
    notice: Notice,
    ticket: &Ticket,
    told: &[Told],
    loudness: Loudness,
) -> Notification {
    let public = |told: &&Told| told.stored.event.visibility() == Visibility::Public;
    // The last event that its reader may know of: reading up to there reads the notification as well.
    let last = match notice.visibility {
        Visibility::Internal => told.last(),
        Visibility::Public => told.iter().rfind(public),
    };
    Notification {
        id: NotificationId::new(state.ids.next()),
        user,
        kind: notice.kind,
        visibility: notice.visibility,
        ticket: Some::<TicketId>(ticket.id),
        event: last.map(|told| told.stored.id),
        actor: last.and_then(|told| told.stored.actor),
        subject: None,
        created_at: state.clock.now(),
        read_at: None,
        digest: if loudness == Loudness::DailyDigest { DigestState::Due } else { DigestState::None },
    }
}
