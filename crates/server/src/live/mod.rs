//! Telling those who look what happens: new events of tickets, and who else is there.
//!
//! The truth is the table of events, which one task per process reads ([`hub`]). A hint that there is something to read
//! comes from this process after each write, and on PostgreSQL from the others by NOTIFY; where a hint is lost, the next
//! look a second later finds it. Whether somebody may know is decided when an event is sent, by what is so at that moment.
//! Presence is in memory and may be lost.

mod frame;
mod hub;
mod peers;
mod presence;

use crate::state::AppState;
use domain::clock::Timestamp;
use domain::id::{ApiTokenId, EventId, SessionId, TicketId, UserId};
use domain::policy::Access;
use dto::live::HereView;
pub use frame::Frame;
use presence::{Presence, Seen};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Notify, mpsc, watch};

/// So many frames wait for a reader who is slow; then they are told to load again.
const WAITING_FRAMES: usize = 256;
/// So many streams one session can hold open; with another one, the oldest ends.
const STREAMS_PER_SESSION: usize = 12;

/// The process's end of it. Cheap to clone.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    changed: Notify,
    subscribers: Mutex<Vec<Subscriber>>,
    presence: Mutex<Presence>,
    /// Tells this process's own words from those of the others.
    name: u64,
    /// News of presence for the other processes.
    to_peers: Mutex<Option<mpsc::Sender<String>>>,
    stopping: watch::Sender<bool>,
}

/// What has to be good for a stream to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Credential {
    /// A session.
    Session(SessionId),
    /// A token for programs.
    Token(ApiTokenId),
}

/// Somebody who reads along.
struct Subscriber {
    credential: Credential,
    user: UserId,
    /// Where to go on from; everything after it was not sent yet.
    from: Option<EventId>,
    frames: mpsc::Sender<Frame>,
}

impl Default for Live {
    fn default() -> Self {
        Self(Arc::new(Inner {
            changed: Notify::new(),
            subscribers: Mutex::new(Vec::new()),
            presence: Mutex::new(Presence::default()),
            name: rand::random(),
            to_peers: Mutex::new(None),
            stopping: watch::Sender::new(false),
        }))
    }
}

impl Live {
    /// Hints that something was stored.
    pub fn poke(&self) {
        self.0.changed.notify_one();
    }

    /// A stream of frames for whoever calls by a credential. `from` is the last event that its reader has.
    #[must_use]
    pub fn subscribe(&self, credential: Credential, user: UserId, from: Option<EventId>) -> mpsc::Receiver<Frame> {
        let (sender, receiver) = mpsc::channel(WAITING_FRAMES);
        let mut subscribers = self.0.subscribers.lock().unwrap_or_else(PoisonError::into_inner);
        subscribers.retain(|subscriber| !subscriber.frames.is_closed());
        let theirs = subscribers.iter().filter(|subscriber| subscriber.credential == credential).count();
        if theirs >= STREAMS_PER_SESSION
            && let Some(oldest) = subscribers.iter().position(|subscriber| subscriber.credential == credential)
        {
            subscribers.remove(oldest);
        }
        subscribers.push(Subscriber { credential, user, from, frames: sender });
        drop(subscribers);
        self.poke();
        receiver
    }

    /// Notes that somebody looks at a ticket or writes, or has gone.
    pub fn report(&self, seen: Seen) {
        let news = serde_json::to_string(&seen).ok();
        self.take_in(seen);
        let peers = self.0.to_peers.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(peers), Some(news)) = (peers.as_ref(), news) {
            // Presence may be lost; a full channel loses it.
            let _ = peers.try_send(news);
        }
    }

    /// Who is at a ticket.
    #[must_use]
    pub fn here(&self, ticket: TicketId, now: Timestamp) -> Vec<HereView> {
        self.presence().at(ticket, now)
    }

    /// Who is at any ticket.
    #[must_use]
    pub fn everywhere(&self, now: Timestamp) -> Vec<(Access, domain::id::TicketNumber, Vec<HereView>)> {
        self.presence().everywhere(now)
    }

    /// Ends all streams, so that the server can stop.
    pub fn stop(&self) {
        self.0.stopping.send_replace(true);
        self.0.subscribers.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Who reads along, whether they still may or not.
    fn users(&self) -> HashSet<UserId> {
        let subscribers = self.0.subscribers.lock().unwrap_or_else(PoisonError::into_inner);
        subscribers.iter().map(|subscriber| subscriber.user).collect()
    }

    fn take_in(&self, seen: Seen) {
        self.presence().take_in(seen);
        self.poke();
    }

    fn presence(&self) -> std::sync::MutexGuard<'_, Presence> {
        self.0.presence.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits until the server stops.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error means that there is no server any more.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

/// Starts the tasks behind it. When it returns, what other processes say is heard, or cannot be for now.
pub async fn start(state: &AppState) {
    tokio::spawn(hub::run(state.clone()));
    if !state.config.database.is_sqlite() {
        peers::start(state).await;
    }
}

pub use presence::Seen as PresenceReport;
