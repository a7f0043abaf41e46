//! The connections of clients: how many there are, which of them wait for nothing, and how they end when the server does.
//!
//! actix-http gives a client time for the head of its first request alone. One that sends half of the head of a second
//! request, goes on with a body in chunks that nobody reads, or takes nothing of an answer would hold its connection for
//! ever; here it is noticed that nothing comes of it, and the connection is closed. Its own time for being idle is not used:
//! it cuts off the end of an answer that a slow client is still taking.

use crate::config::Timeouts;
use crate::state::AppState;
use actix_web::Error;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Extensions, ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::middleware::Next;
use actix_web::rt::net::TcpStream;
use actix_web::web::{Bytes, Data};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::any::Any;
use std::collections::HashMap;
use std::net::Shutdown;
use std::os::fd::AsFd as _;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// So often is looked at who waits for nothing.
const LOOK: Duration = Duration::from_secs(1);
/// So much of an answer is copied for its client at a time.
const PIECE: usize = 16 * 1024;
/// File descriptors for everything but clients: database, files, receivers of mails and webhooks.
const OTHER_FILES: u64 = 512;

/// All connections that are open; cheap to clone.
#[derive(Clone, Default)]
pub struct Connections(Arc<All>);

#[derive(Default)]
struct All {
    lines: Mutex<HashMap<u64, Weak<Line>>>,
    next: AtomicU64,
    stopping: AtomicBool,
    gone: Notify,
}

/// One connection. It is there as long as the server's end of it.
struct Line {
    all: Arc<All>,
    key: u64,
    /// The same socket once more: nothing else lets a connection be closed from outside of what reads it.
    socket: std::net::TcpStream,
    stands: Mutex<(Stand, Instant)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// It is the client's turn to ask.
    Waits,
    /// A request is worked on. `deadline` and the readers of bodies see to it that this ends.
    Works,
    /// It is the client's turn to take more of an answer.
    Sends,
}

impl Connections {
    /// Counts a connection that has come in.
    pub(super) fn begin(&self, io: &dyn Any, data: &mut Extensions) {
        let Some(io) = io.downcast_ref::<TcpStream>() else { return };
        // An answer is sent in pieces. Otherwise the last one waits until its client acknowledges those before, for 40 ms where
        // it delays that (RFC 9293, 3.7.4). It fails where the client is gone already.
        let _ = io.set_nodelay(true);
        // `room` has seen to it that there are descriptors enough.
        let Ok(socket) = io.as_fd().try_clone_to_owned() else {
            tracing::warn!("a connection is not watched over: no file descriptor is left");
            return;
        };
        let key = self.0.next.fetch_add(1, Ordering::Relaxed);
        let stands = Mutex::new((Stand::Waits, Instant::now()));
        let line = Arc::new(Line { all: self.0.clone(), key, socket: socket.into(), stands });
        lock(&self.0.lines).insert(key, Arc::downgrade(&line));
        data.insert(line);
    }

    /// Closes what waits for nothing, from now on until the server is gone.
    pub(super) fn watch(&self, timeouts: Timeouts) {
        let all = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            let mut ticks = interval(LOOK);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                let Some(all) = all.upgrade() else { return };
                all.close_idle(timeouts);
            }
        });
    }

    /// From now on each answer is the last one on its connection.
    pub(crate) fn stop(&self) {
        self.0.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether no more requests are wished for.
    pub(super) fn stopping(&self) -> bool {
        self.0.stopping.load(Ordering::Relaxed)
    }

    /// Returns once there is none left.
    pub(crate) async fn all_gone(&self) {
        loop {
            let gone = self.0.gone.notified();
            if lock(&self.0.lines).is_empty() {
                return;
            }
            gone.await;
        }
    }
}

impl All {
    fn close_idle(&self, Timeouts { idle, reading, .. }: Timeouts) {
        let lines: Vec<_> = lock(&self.lines).values().filter_map(Weak::upgrade).collect();
        for line in lines {
            let (stand, since) = *lock(&line.stands);
            let how = match (stand, since.elapsed()) {
                // The end of the last answer may still be on its way.
                (Stand::Waits, time) if time > idle.max(reading) => Shutdown::Both,
                (Stand::Waits, time) if time > idle => Shutdown::Read,
                (Stand::Sends, time) if time > reading => Shutdown::Both,
                (Stand::Waits | Stand::Works | Stand::Sends, _) => continue,
            };
            // It may have been closed by its client a moment ago.
            let _ = line.socket.shutdown(how);
        }
    }
}

impl Line {
    fn set(&self, stand: Stand) {
        *lock(&self.stands) = (stand, Instant::now());
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let mut lines = lock(&self.all.lines);
        lines.remove(&self.key);
        if lines.is_empty() {
            self.all.gone.notify_waiters();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes what a connection is about while a request is answered, and ends it with the answer when the server stops.
pub(super) async fn look<B: MessageBody + 'static>(
    state: Data<AppState>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<Taken>, Error> {
    let line = request.conn_data::<Arc<Line>>().cloned();
    let turn = line.map(Turn::begin);
    let mut response = next.call(request).await?;
    if state.connections.stopping() {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(response.map_body(|_, body| Taken { body: BoxBody::new(body), rest: Bytes::new(), turn }))
}

/// The time of a connection in which it is not the client's turn to ask.
struct Turn(Arc<Line>);

impl Turn {
    fn begin(line: Arc<Line>) -> Self {
        line.set(Stand::Works);
        Self(line)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.set(Stand::Waits);
    }
}

/// The body of an answer, given on piece by piece as its client takes it: what is given on is copied, and would be kept for
/// each client that takes nothing.
pub(super) struct Taken {
    body: BoxBody,
    rest: Bytes,
    turn: Option<Turn>,
}

impl MessageBody for Taken {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if let Some(turn) = &self.turn {
            turn.0.set(Stand::Sends);
        }
        if self.rest.is_empty() {
            match ready!(Pin::new(&mut self.body).poll_next(context)) {
                Some(Ok(block)) => self.rest = block,
                end => return Poll::Ready(end),
            }
        }
        let piece = self.rest.len().min(PIECE);
        Poll::Ready(Some(Ok(self.rest.split_to(piece))))
    }
}

/// How many connections there can be of those that are wished for: each takes two file descriptors. The process lets
/// itself have as many as it may.
pub(super) fn room(wished: usize) -> usize {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let needed = wished as u64 * 2 + OTHER_FILES;
    let most = maximum.unwrap_or(u64::MAX);
    let mut have = current.unwrap_or(u64::MAX);
    if have < needed && have < most {
        let raised = Rlimit { current: Some(needed.min(most)), maximum };
        match setrlimit(Resource::Nofile, raised) {
            Ok(()) => have = needed.min(most),
            Err(error) => tracing::warn!(%error, "the limit of open files cannot be raised"),
        }
    }
    let room = usize::try_from(have.saturating_sub(OTHER_FILES) / 2).unwrap_or(usize::MAX).max(16);
    if room < wished {
        tracing::warn!(wished, room, "fewer connections than wished for: the limit of open files is too low");
    }
    room.min(wished)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::rt::net::TcpListener;

    #[actix_web::test]
    async fn a_piece_of_an_answer_does_not_wait_for_those_before_it() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let client = TcpStream::connect(listener.local_addr().expect("an address")).await.expect("connected");
        let (accepted, _) = listener.accept().await.expect("accepted");
        assert!(!accepted.nodelay().expect("an option"));
        Connections::default().begin(&accepted, &mut Extensions::new());
        assert!(accepted.nodelay().expect("an option"));
        drop(client);
    }
}
