//! The task that reads what happened and tells those who may know.

use super::{Credential, Frame, Live, Subscriber, stopped};
use crate::app::AppError;
use crate::state::{AppState, earlier_id, floor_id};
use domain::clock::Timestamp;
use domain::id::{EventId, NotificationId, TicketId, UserId};
use domain::policy::{Access, Viewer};
use persistence::repo::feed::{self, FeedEvent};
use persistence::repo::{notifications, viewers};
use std::cell::Cell;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::PoisonError;
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
/// So much is told one by one. Where more happened it is quicker to load everything again.
const MOST: u64 = 1_000;

pub(super) async fn run(state: AppState) {
    let live = state.live.clone();
    let mut stopping = live.0.stopping.subscribe();
    let mut progress = Progress::new(state.clock.now());
    loop {
        tokio::select! {
            () = live.0.changed.notified() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(LOOK) => {}
            () = stopped(&mut stopping) => return,
        }
        // The next look tries again from the same place.
        if let Err(error) = look(&state, &live, &mut progress).await {
            tracing::warn!(%error, "live events could not be read");
        }
    }
}

/// How far was told.
struct Progress {
    /// Everything after it is read again, for the sake of what was begun earlier and ended later.
    from: EventId,
    /// Events and notifications after it that were told. Their ids are made alike, and none is the other's.
    told: HashSet<Uuid>,
    /// When it was moved on because there was too much.
    skipped: Option<Timestamp>,
}

impl Progress {
    fn new(now: Timestamp) -> Self {
        Self { from: floor_id(now.plus_seconds(-OVERLAP_SECONDS)), told: HashSet::new(), skipped: None }
    }

    fn go_on(&mut self, now: Timestamp) {
        if self.skipped.is_none() {
            self.from = floor_id(now.plus_seconds(-OVERLAP_SECONDS));
        }
        self.told.retain(|id| *id > self.from.uuid());
    }

    /// Goes on from now, without an overlap.
    fn skip(&mut self, now: Timestamp) {
        *self = Self { from: floor_id(now), told: HashSet::new(), skipped: Some(now) };
    }

    /// Whether all is there now that was begun before it was moved on. A clock that was set back tells nothing.
    fn catches_up(&self, now: Timestamp) -> bool {
        self.skipped.is_some_and(|at| now < at || now >= at.plus_seconds(OVERLAP_SECONDS))
    }
}

/// One look: what is new, who still reads along, who may know of it.
///
/// In this order: whoever comes while it is read is told of it too. Were it read afterwards, it would be taken for told and
/// they would never hear of it.
async fn look(state: &AppState, live: &Live, progress: &mut Progress) -> Result<(), AppError> {
    let now = state.clock.now();
    let users = live.users();
    if users.is_empty() {
        // It forgets by this who has gone.
        live.presence().news(now);
        *progress = Progress::new(now);
        return Ok(());
    }
    let news = News::since(state, progress.from, &progress.told).await?;
    let after = NotificationId::new(progress.from.uuid());
    let notified = notifications::since(state.store.connection(), after, users, MOST).await?;
    let readers = readers(state, live).await?;
    for crowd in live.presence().news(now) {
        for reader in &readers {
            // Presence is staff's: a customer could tell from it that a note is being written.
            let standing = reader.viewer.stands(crowd.access);
            if standing.is_some_and(|standing| standing.actor.role.is_staff()) {
                reader.send(Frame::Presence { number: crowd.number, people: crowd.people.clone() });
            }
        }
    }
    let too_much = news.too_much || notified.len() as u64 == MOST;
    if too_much || progress.catches_up(now) {
        for reader in &readers {
            reader.load_again();
        }
        progress.skipped = None;
    }
    if too_much {
        progress.skip(now);
        return Ok(());
    }
    let unheard = notified.iter().filter(|(id, _)| !progress.told.contains(&id.uuid()));
    let inboxes: HashMap<_, _> = unheard.map(|(id, user)| (*user, *id)).collect();
    for reader in &readers {
        reader.tell(&news);
        // What it is about is decided when they ask for it.
        if let Some(id) = inboxes.get(&reader.viewer.actor.id) {
            reader.send(Frame::Inbox { id: *id });
        }
    }
    progress.told.extend(news.events.iter().map(|event| event.id.uuid()));
    progress.told.extend(notified.iter().map(|(id, _)| id.uuid()));
    progress.go_on(now);
    Ok(())
}

/// What happened after an event and was not told, and who takes part where it did.
struct News {
    /// None, where there is too much to tell each.
    events: Vec<FeedEvent>,
    participants: HashSet<(TicketId, UserId)>,
    too_much: bool,
}

impl News {
    async fn since(state: &AppState, from: EventId, told: &HashSet<Uuid>) -> Result<Self, AppError> {
        let db = state.store.connection();
        let mut events = feed::since(db, from, MOST).await?;
        let too_much = events.len() as u64 == MOST;
        if too_much {
            events.clear();
        }
        events.retain(|event| !told.contains(&event.id.uuid()));
        let participants = feed::participants(db, events.iter().map(|event| event.ticket)).await?;
        Ok(Self { events, participants, too_much })
    }
}

/// Somebody who reads along and still may.
struct Reader {
    viewer: Viewer,
    frames: mpsc::Sender<Frame>,
    /// What tells them to load again what there is at this moment.
    reset: Frame,
    loads_again: Cell<bool>,
}

impl Reader {
    fn tell(&self, news: &News) {
        if news.too_much {
            return self.load_again();
        }
        for event in &news.events {
            let participant = news.participants.contains(&(event.ticket, self.viewer.actor.id));
            let access = Access { queue: event.queue, requester: event.requester, participant };
            let Some(standing) = self.viewer.stands(access) else { continue };
            if standing.audience().reads().contains(&event.visibility) {
                self.send(frame(event));
            }
        }
    }

    /// More than waits for a slow reader is told as one.
    fn send(&self, frame: Frame) {
        if self.loads_again.get() {
            return;
        }
        if self.frames.capacity() < 2 {
            return self.load_again();
        }
        // It fails where the stream has ended meanwhile, and then for nobody.
        let _ = self.frames.try_send(frame);
    }

    /// The last place is for this alone. Where it is taken they have not come to it yet, and will load then what there is now.
    fn load_again(&self) {
        if !self.loads_again.replace(true) {
            let _ = self.frames.try_send(self.reset.clone());
        }
    }
}

fn frame(event: &FeedEvent) -> Frame {
    Frame::Ticket { event: event.id, number: event.number, version: event.version, kind: event.kind.clone() }
}

/// Those whose session is still good, with what is hidden from them now. The streams of the others end here. Who is new
/// gets what they missed first.
async fn readers(state: &AppState, live: &Live) -> Result<Vec<Reader>, AppError> {
    let now = state.clock.now();
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
        let Some(viewer) = viewer.filter(|_| !subscriber.frames.is_closed()) else { continue };
        let missed = match subscriber.from.take() {
            Some(from) => match News::since(state, earlier_id(from, OVERLAP_SECONDS), &HashSet::new()).await {
                Ok(missed) => Some(missed),
                Err(error) => {
                    // They come again with the last event that they have.
                    tracing::warn!(%error, "a reader could not be told what they missed");
                    continue;
                }
            },
            None => None,
        };
        let reader = Reader {
            viewer: viewer.clone(),
            frames: subscriber.frames.clone(),
            reset: Frame::Reset { event: floor_id(now) },
            loads_again: Cell::new(false),
        };
        if let Some(missed) = missed {
            // A little more than that: telling twice does no harm.
            reader.tell(&missed);
        }
        readers.push(reader);
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
