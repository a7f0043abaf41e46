//! The task that reads what happened and tells those who may know.

use super::{Credential, Frame, Live, Subscriber, stopped};
use crate::app::AppError;
use crate::state::{AppState, floor_id};
use domain::clock::Timestamp;
use domain::id::{EventId, NotificationId, TicketId, UserId};
use domain::policy::{Access, Viewer};
use persistence::repo::feed::{self, FeedEvent};
use persistence::repo::{notifications, viewers};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;
use uuid::Uuid;

/// The longest that anything waits when every hint was lost.
const LOOK: Duration = Duration::from_secs(1);
/// Several hints in a row are one look.
const GATHER: Duration = Duration::from_millis(20);
/// A transaction can be so old when it ends: the statement timeout and a little more. Events that were made before it
/// can be seen before its own.
const OVERLAP_SECONDS: i64 = 30;
/// So many events are read at a time. Somebody who missed more than that loads everything again, which is quicker.
const MOST: u64 = 1_000;

pub(super) async fn run(state: AppState) {
    let live = state.live.clone();
    let mut stopping = live.0.stopping.subscribe();
    let mut seen = Seen::default();
    // What happened before now, nobody waits for.
    let mut from = Some(floor_id(state.clock.now()));
    loop {
        tokio::select! {
            () = live.0.changed.notified() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(LOOK) => {}
            () = stopped(&mut stopping) => return,
        }
        match look(&state, &live, &mut seen, from).await {
            Ok(now) => from = Some(floor_id(now.plus_seconds(-OVERLAP_SECONDS))),
            // The next look tries again from the same place.
            Err(error) => tracing::warn!(%error, "live events could not be read"),
        }
    }
}

/// Events and notifications that were sent, for as long as they can be read again. Their ids are made alike, and none is
/// the other's.
#[derive(Default)]
struct Seen(HashSet<Uuid>);

impl Seen {
    fn forget_before(&mut self, floor: EventId) {
        self.0.retain(|id| *id >= floor.uuid());
    }
}

/// One look: what is new, who still reads along, who may know of it.
///
/// In this order: whoever comes while it is read is told of it too. Were it read afterwards, it would be taken for told and
/// they would never hear of it.
async fn look(state: &AppState, live: &Live, seen: &mut Seen, from: Option<EventId>) -> Result<Timestamp, AppError> {
    let now = state.clock.now();
    let news = match from {
        Some(from) => News::read(state, &live.users(), seen, from).await?,
        None => News::default(),
    };
    let readers = readers(state, live, now).await?;
    let tickets = news.events.iter().map(|event| event.ticket);
    let participants = feed::participants(state.store.connection(), tickets).await?;
    for reader in &readers {
        reader.tell_all(&news.events, &participants, now);
    }
    seen.0.extend(news.events.iter().map(|event| event.id.uuid()));
    for (id, user) in news.inboxes {
        // What it is about is decided when they ask for it.
        for reader in readers.iter().filter(|reader| reader.viewer.actor.id == user) {
            reader.send(Frame::Inbox { id });
        }
        seen.0.insert(id.uuid());
    }
    for crowd in live.presence().news(now) {
        for reader in &readers {
            // Presence is staff's: a customer could tell from it that a note is being written.
            let standing = reader.viewer.stands(crowd.access);
            if standing.is_some_and(|standing| standing.actor.role.is_staff()) {
                reader.send(Frame::Presence { number: crowd.number, people: crowd.people.clone() });
            }
        }
    }
    seen.forget_before(floor_id(now.plus_seconds(-2 * OVERLAP_SECONDS)));
    Ok(now)
}

/// What happened, and what came into inboxes, without what was sent.
#[derive(Default)]
struct News {
    events: Vec<FeedEvent>,
    inboxes: Vec<(NotificationId, UserId)>,
}

impl News {
    /// Nothing, where there are no users to tell.
    async fn read(state: &AppState, users: &HashSet<UserId>, seen: &Seen, from: EventId) -> Result<Self, AppError> {
        let mut news = Self::default();
        if users.is_empty() {
            return Ok(news);
        }
        let db = state.store.connection();
        // All of it, however much: the next look would read the same first ones and nothing beyond.
        let mut after = from;
        loop {
            let page = feed::since(db, after, MOST).await?;
            let last = page.last().filter(|_| page.len() as u64 == MOST).map(|event| event.id);
            news.events.extend(page.into_iter().filter(|event| !seen.0.contains(&event.id.uuid())));
            let Some(last) = last else { break };
            after = last;
        }
        let mut after = NotificationId::new(from.uuid());
        loop {
            let page = notifications::since(db, after, users.iter().copied(), MOST).await?;
            let last = page.last().filter(|_| page.len() as u64 == MOST).map(|(id, _)| *id);
            news.inboxes.extend(page.into_iter().filter(|(id, _)| !seen.0.contains(&id.uuid())));
            let Some(last) = last else { break };
            after = last;
        }
        Ok(news)
    }
}

/// Somebody who reads along and still may.
struct Reader {
    viewer: Viewer,
    frames: mpsc::Sender<Frame>,
    missed: Arc<AtomicBool>,
}

impl Reader {
    fn tell_all(&self, events: &[FeedEvent], participants: &HashSet<(TicketId, UserId)>, now: Timestamp) {
        for event in events {
            // More than waits for a slow reader is told as one.
            if self.frames.capacity() < 2 {
                return self.send(Frame::Reset { event: floor_id(now) });
            }
            self.tell(event, participants.contains(&(event.ticket, self.viewer.actor.id)));
        }
    }

    fn tell(&self, event: &FeedEvent, participant: bool) {
        let access = Access { queue: event.queue, requester: event.requester, participant };
        let Some(standing) = self.viewer.stands(access) else { return };
        if standing.audience().reads().contains(&event.visibility) {
            self.send(frame(event));
        }
    }

    /// Who is too slow is let go: their stream ends, and they go on from the last event they have.
    fn send(&self, frame: Frame) {
        if self.frames.try_send(frame).is_err() {
            self.missed.store(true, Ordering::Relaxed);
        }
    }
}

fn frame(event: &FeedEvent) -> Frame {
    Frame::Ticket { event: event.id, number: event.number, version: event.version, kind: event.kind.clone() }
}

/// Those whose session is still good, with what is hidden from them now. The streams of the others end here. Who is new
/// gets what they missed first.
async fn readers(state: &AppState, live: &Live, now: Timestamp) -> Result<Vec<Reader>, AppError> {
    let subscribed = take(live);
    if subscribed.is_empty() {
        return Ok(Vec::new());
    }
    let outcome = check(state, &subscribed, now).await;
    let (actors, viewers) = match outcome {
        Ok(found) => found,
        Err(error) => {
            // Nobody is let go for what the database does.
            put_back(live, subscribed);
            return Err(error);
        }
    };
    let mut readers = Vec::with_capacity(subscribed.len());
    let mut kept = Vec::with_capacity(subscribed.len());
    for mut subscriber in subscribed {
        let good = actors.get(&subscriber.credential).filter(|viewer| **viewer == subscriber.user);
        let viewer = good.and_then(|user| viewers.get(user));
        let missed = subscriber.missed.load(Ordering::Relaxed);
        let Some(viewer) = viewer.filter(|_| !missed && !subscriber.frames.is_closed()) else { continue };
        let reader =
            Reader { viewer: viewer.clone(), frames: subscriber.frames.clone(), missed: subscriber.missed.clone() };
        if let Some(from) = subscriber.from.take()
            && let Err(error) = catch_up(state, &reader, from, now).await
        {
            // The next look tries again, for this one reader.
            tracing::warn!(%error, "a reader could not be told what they missed");
            subscriber.from = Some(from);
        } else {
            readers.push(reader);
        }
        kept.push(subscriber);
    }
    put_back(live, kept);
    Ok(readers)
}

type Checked = (HashMap<Credential, UserId>, HashMap<UserId, Viewer>);

async fn check(state: &AppState, subscribed: &[Subscriber], now: Timestamp) -> Result<Checked, AppError> {
    let db = state.store.connection();
    let mut actors = HashMap::new();
    let sessions = subscribed.iter().filter_map(|subscriber| match subscriber.credential {
        Credential::Session(id) => Some(id),
        Credential::Token(_) => None,
    });
    for (id, actor) in feed::live_sessions(db, sessions, now).await? {
        actors.insert(Credential::Session(id), actor);
    }
    let tokens = subscribed.iter().filter_map(|subscriber| match subscriber.credential {
        Credential::Token(id) => Some(id),
        Credential::Session(_) => None,
    });
    for (id, actor) in feed::live_tokens(db, tokens, now).await? {
        actors.insert(Credential::Token(id), actor);
    }
    let mut found = HashMap::new();
    for actor in actors.values() {
        if let Entry::Vacant(place) = found.entry(actor.id) {
            place.insert(viewers::load(db, *actor).await?);
        }
    }
    Ok((actors.into_iter().map(|(credential, actor)| (credential, actor.id)).collect(), found))
}

/// What happened since the reader was last there. A little more than that: telling twice does no harm.
async fn catch_up(state: &AppState, reader: &Reader, from: EventId, now: Timestamp) -> Result<(), AppError> {
    let db = state.store.connection();
    let from = crate::state::earlier_id(from, OVERLAP_SECONDS);
    let missed = feed::since(db, from, MOST).await?;
    if missed.len() as u64 == MOST {
        reader.send(Frame::Reset { event: floor_id(now) });
        return Ok(());
    }
    let participants = feed::participants(db, missed.iter().map(|event| event.ticket)).await?;
    reader.tell_all(&missed, &participants, now);
    Ok(())
}

fn take(live: &Live) -> Vec<Subscriber> {
    std::mem::take(&mut *live.0.subscribers.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Who came meanwhile stands behind.
fn put_back(live: &Live, mut kept: Vec<Subscriber>) {
    let mut subscribers = live.0.subscribers.lock().unwrap_or_else(PoisonError::into_inner);
    if *live.0.stopping.borrow() {
        return;
    }
    kept.append(&mut subscribers);
    *subscribers = kept;
}
