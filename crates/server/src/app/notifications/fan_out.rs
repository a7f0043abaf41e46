//! From what happened to who is told: one row of the outbox becomes notifications, mails and calls of webhooks.

use super::notice::Tells;
use crate::app::AppError;
use crate::app::webhooks;
use crate::state::AppState;
use domain::account::UserStatus;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::id::{EventId, NotificationId, OutboxId, TicketId, TicketRef, UserId};
use domain::notification::{DigestState, Happening, Loudness, Notice, audience, choose};
use domain::outbox::{Channel, OutboxState, mail_wait};
use domain::ticket::{Ticket, TicketEvent};
use persistence::repo::around::{self, Told};
use persistence::repo::notifications::{self, Notification};
use persistence::repo::outbox::{self, Attempt, OutboxRow, Settlement, Wanted};
use persistence::repo::{accounts, reads, tickets, viewers, webhooks as hooks};
use persistence::{Account, Tx};
use std::collections::{BTreeMap, HashMap};

/// So long one row may take where each is done alone, in seconds.
const LEASE_SECONDS: i64 = 60;
/// So often one that fails is tried.
const TRIES: u32 = 8;
/// So many rows become what they become in one transaction.
const AT_ONCE: u64 = 20;

/// Does what is due, and tells how many rows that were. Each row is done in one transaction: nobody is told twice, and
/// nobody is forgotten, however the process ends.
///
/// # Errors
/// When the database fails. Rows that fail by themselves are tried again later, alone, and given up at last.
pub async fn fan_out_due(state: &AppState) -> Result<usize, AppError> {
    let now = state.clock.now();
    if !outbox::is_due(state.store.connection(), Channel::FanOut, now).await? {
        return Ok(0);
    }
    let done = match together(state, now).await {
        Ok(done) => done,
        Err(error) => {
            tracing::warn!(%error, "what happened could not be told on together; each is tried alone");
            one_by_one(state, now).await?
        }
    };
    if done > 0 {
        state.hint();
    }
    Ok(done)
}

async fn together(state: &AppState, now: Timestamp) -> Result<usize, AppError> {
    let own = state.clone();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let wanted = Wanted { channel: Channel::FanOut, target: None, limit: AT_ONCE };
            // The lease is of no use here: the rows are settled in the same transaction.
            let rows = outbox::claim(tx, wanted, now, now).await?;
            for row in &rows {
                fan_out(tx, &own, row).await?;
            }
            let ids: Vec<_> = rows.iter().map(|row| row.new.id).collect();
            outbox::done(tx, &ids, now).await?;
            Ok::<_, AppError>(ids.len())
        })
    });
    work.await
}

/// So that one row that cannot be done keeps nobody from hearing of the others.
async fn one_by_one(state: &AppState, now: Timestamp) -> Result<usize, AppError> {
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let wanted = Wanted { channel: Channel::FanOut, target: None, limit: AT_ONCE };
            outbox::claim(tx, wanted, now, now.plus_seconds(LEASE_SECONDS)).await
        })
    });
    let mut done = 0;
    for row in work.await? {
        let (own, taken) = (state.clone(), row.clone());
        let work = state.store.write(move |tx| {
            Box::pin(async move {
                fan_out(tx, &own, &taken).await?;
                outbox::done(tx, &[taken.new.id], now).await?;
                Ok::<_, AppError>(())
            })
        });
        match work.await {
            Ok(()) => done += 1,
            Err(error) => {
                tracing::error!(row = %row.new.id, %error, "what happened could not be told on");
                put_off(state, row).await?;
            }
        }
    }
    Ok(done)
}

async fn put_off(state: &AppState, row: OutboxRow) -> Result<(), AppError> {
    let now = state.clock.now();
    let settlement = if row.attempts + 1 < TRIES {
        Settlement::Again(now.plus_seconds(mail_wait(row.attempts + 1, rand::random())))
    } else {
        Settlement::Settled(OutboxState::Dead)
    };
    let attempt = Attempt { at: now, took_ms: 0, outcome: "internal_error".to_owned() };
    let work = state.store.write(move |tx| {
        Box::pin(async move { outbox::settle(tx, &row, settlement, &attempt).await.map_err(AppError::from) })
    });
    work.await
}

async fn fan_out(tx: &Tx, state: &AppState, row: &OutboxRow) -> Result<(), AppError> {
    let Some(id) = row.new.ticket else { return Ok(()) };
    let Some(ticket) = tickets::find_for_system(tx, id, tickets::For::Reading).await? else { return Ok(()) };
    let events: Vec<EventId> = row.new.payload.split_ascii_whitespace().filter_map(|id| id.parse().ok()).collect();
    let told = around::events(tx, id, &events).await?;
    let notices = notices(tx, &ticket, &told).await?;
    let reached = reachable(tx, &notices).await?;
    let preferences = notifications::preferences_of(tx, reached.keys().copied()).await?;
    let mut inbox = Vec::new();
    let mut mails = Vec::new();
    for (user, notices) in notices {
        let Some(account) = reached.get(&user) else { continue };
        // Who has lost sight of the ticket does not even hear that something happened.
        let viewer = viewers::load(tx, account.actor()).await?;
        let found = tickets::find(tx, &viewer, TicketRef::Id(id), tickets::For::Reading).await?;
        let Some(visible) = found else { continue };
        let staff = visible.standing().actor.role.is_staff();
        let preferences = preferences.get(&user).cloned().unwrap_or_default();
        let Some((notice, loudness)) = choose(&notices, &preferences, staff) else { continue };
        let read_up_to = reads::last(tx, user, id).await?;
        inbox.push(notification(state, user, notice, &ticket, &told, loudness, read_up_to));
        if loudness == Loudness::AtOnce {
            let tells = Tells::Ticket { kind: notice.kind, events: events.clone() };
            let mail = OutboxId::new(state.ids.next());
            mails.push(tells.row(mail, user, Some(id), notice.visibility, state.clock.now())?);
        }
    }
    notifications::insert(tx, inbox).await?;
    outbox::insert(tx, mails).await?;
    outbox::insert(tx, webhooks::calls(state, &ticket, &told, &hooks::active(tx).await?)?).await?;
    Ok(())
}

async fn notices(tx: &Tx, ticket: &Ticket, told: &[Told]) -> Result<BTreeMap<UserId, Vec<Notice>>, AppError> {
    let mut around = around::load(tx, ticket).await?;
    if told.iter().any(|told| matches!(told.stored.event, TicketEvent::SlaBreached { .. })) {
        around.admins = around::admins(tx).await?;
    }
    let actor = told.first().and_then(|told| told.stored.actor);
    let happenings: Vec<_> = told
        .iter()
        .map(|told| Happening { event: &told.stored.event, mentioned: &told.mentioned, added: told.added })
        .collect();
    Ok(audience(&happenings, actor, &around))
}

/// Those who can be told anything at all.
async fn reachable(tx: &Tx, notices: &BTreeMap<UserId, Vec<Notice>>) -> Result<HashMap<UserId, Account>, AppError> {
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
    read_up_to: Option<EventId>,
) -> Notification {
    let public = |told: &&Told| told.stored.event.visibility() == Visibility::Public;
    // The last event that its reader may know of: reading up to there reads the notification as well.
    let last = match notice.visibility {
        Visibility::Internal => told.last(),
        Visibility::Public => told.iter().rfind(public),
    };
    // Whoever has the ticket open may have read this before it was told on.
    let read = last.zip(read_up_to).is_some_and(|(last, up_to)| last.stored.id.uuid() <= up_to.uuid());
    let digest = if loudness == Loudness::DailyDigest && !read { DigestState::Due } else { DigestState::None };
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
        read_at: read.then(|| state.clock.now()),
        digest,
    }
}
