//! What every request can reach: the database, the clock, and the sources of ids and randomness.

use crate::app::open_tickets::OpenTickets;
use crate::app::{AppError, Work};
use crate::config::Config;
use crate::files::Files;
use crate::http::Connections;
use crate::keys::Keys;
use crate::limits::Limits;
use crate::live::Live;
use crate::markdown::Markdown;
use crate::metrics::Metrics;
use crate::oidc::Providers;
use crate::passwords::Passwords;
use domain::clock::{Clock, Timestamp};
use domain::id::EventId;
use notify::webhook::Caller;
use persistence::repo::idempotency::CallKey;
use persistence::{Store, Tx};
use std::collections::HashSet;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Notify, Semaphore, watch};
use uuid::{ContextV7, Uuid};

/// Passed to everything; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The database.
    pub store: Store,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where ids come from.
    pub ids: Arc<Ids>,
    /// Hashes passwords.
    pub passwords: Passwords,
    /// Signs tokens and cursors.
    pub keys: Arc<Keys>,
    /// Makes HTML of what people write.
    pub markdown: Markdown,
    /// Tells those who look what happens.
    pub live: Live,
    /// Changes with each unit of work that was stored here; other processes are told by it.
    pub written: Arc<watch::Sender<u64>>,
    /// Wakes the job that releases held replies.
    pub held: Arc<Notify>,
    /// Wakes the job that erases people.
    pub erasing: Arc<Notify>,
    /// Wakes the job that hands over what somebody works on.
    pub handing_over: Arc<Notify>,
    /// Wakes the job that goes through what was kept for long enough.
    pub retaining: Arc<Notify>,
    /// Knows how many tickets are open.
    pub open_tickets: Arc<OpenTickets>,
    /// So many people take out their data at a time.
    pub exports: Arc<Semaphore>,
    /// Calls with an `Idempotency-Key` that are running here.
    pub running: Running,
    /// Counts calls, so that nobody makes too many.
    pub limits: Arc<Limits>,
    /// Where else one can sign in.
    pub providers: Arc<Providers>,
    /// Counts for monitoring.
    pub metrics: Metrics,
    /// The connections of clients.
    pub connections: Connections,
    /// Calls webhooks.
    pub webhooks: Caller,
    /// Keeps files.
    pub files: Files,
    /// The settings.
    pub config: Arc<Config>,
}

impl AppState {
    /// Runs one unit of work that changes tickets, and hints at it to those who look.
    ///
    /// # Errors
    /// What the work returns, or a failure of the transaction itself. Nothing is stored then.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'c> FnOnce(&'c Tx) -> Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'c>> + Send + 'static,
        T: Send + 'static,
        E: From<persistence::Error> + Send + 'static,
    {
        let outcome = self.store.write(work).await;
        if outcome.is_ok() {
            self.hint();
        }
        outcome
    }

    /// Wakes those who look for what was written. Whoever writes only when there is something to write says so by this,
    /// lest they wake themselves for ever.
    pub fn hint(&self) {
        self.live.poke();
        self.written.send_modify(|count| *count = count.wrapping_add(1));
    }
}

impl AppState {
    /// Does a piece of work by itself.
    ///
    /// # Errors
    /// What the work returns.
    pub async fn run<T: Send + 'static>(&self, work: Work<T>) -> Result<T, AppError> {
        self.write(move |tx| work.run(tx)).await
    }
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where the machine's clock is read")]
    fn now(&self) -> Timestamp {
        Timestamp::from_offset(time::OffsetDateTime::now_utc())
    }
}

/// The machine's clock, so many hours ahead of it: for tests that want to see time run out.
pub struct AheadClock(pub i64);

impl Clock for AheadClock {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus_seconds(self.0 * 3_600)
    }
}

/// Makes ids that grow: UUID version 7 (RFC 9562), with a counter within a millisecond.
pub struct Ids {
    clock: Arc<dyn Clock>,
    context: Mutex<ContextV7>,
}

impl Ids {
    /// Ids by a clock.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, context: Mutex::new(ContextV7::new()) }
    }

    /// A new id, greater than all before it from here.
    #[must_use]
    pub fn next(&self) -> Uuid {
        let micros = self.clock.now().unix_micros();
        let seconds = u64::try_from(micros.div_euclid(1_000_000)).unwrap_or_default();
        let nanos = u32::try_from(micros.rem_euclid(1_000_000) * 1_000).unwrap_or_default();
        // A panic elsewhere leaves the counter in order: it is only ever replaced whole.
        let context = self.context.lock().unwrap_or_else(PoisonError::into_inner);
        Uuid::new_v7(uuid::Timestamp::from_unix(&*context, seconds, nanos))
    }
}

/// The least id that could have been made at a moment.
#[must_use]
pub fn floor_id(at: Timestamp) -> EventId {
    let millis = u64::try_from(at.unix_micros().div_euclid(1_000)).unwrap_or_default();
    EventId::new(Uuid::from_u64_pair(millis << 16 | 0x7000, 0x8000_0000_0000_0000))
}

/// The least id that could have been made so long before another one.
#[must_use]
pub fn earlier_id(id: EventId, seconds: i64) -> EventId {
    let millis = i64::try_from(id.uuid().as_u64_pair().0 >> 16).unwrap_or(i64::MAX / 1_000);
    let at = Timestamp::from_unix_micros(millis.saturating_mul(1_000));
    floor_id(
        at.map_or_else(|| Timestamp::from_offset(time::OffsetDateTime::UNIX_EPOCH), |at| at.plus_seconds(-seconds)),
    )
}

/// Calls that are running in this process.
#[derive(Clone, Default)]
pub struct Running(Arc<Mutex<HashSet<CallKey>>>);

/// Held while a call runs.
pub struct RunningCall(Running, CallKey);

impl Running {
    /// Begins a call; nothing when the same one is running.
    #[must_use]
    pub fn begin(&self, call: &CallKey) -> Option<RunningCall> {
        let begun = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(call.clone());
        begun.then(|| RunningCall(self.clone(), call.clone()))
    }
}

impl Drop for RunningCall {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

/// A key for an object: random, so that it tells nothing, not even when it was made (RFC 9562, version 4).
#[must_use]
pub fn random_key() -> Uuid {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// A secret of 256 bits from the operating system's generator.
#[must_use]
pub fn random_secret() -> [u8; 32] {
    let mut secret = [0; 32];
    rand::fill(&mut secret);
    secret
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Still;

    impl Clock for Still {
        fn now(&self) -> Timestamp {
            Timestamp::from_unix_micros(1_790_000_000_000_000).expect("in range")
        }
    }

    #[test]
    fn the_least_id_of_a_moment_is_not_greater_than_any_of_it() {
        let now = Still.now();
        let ids = Ids::new(Arc::new(Still));
        let made = EventId::new(ids.next());
        assert!(floor_id(now) <= made && made < floor_id(now.plus_seconds(1)));
        assert_eq!(earlier_id(made, 30), floor_id(now.plus_seconds(-30)));
    }

    #[test]
    fn the_same_call_runs_once_at_a_time() {
        let (running, user) = (Running::default(), domain::id::UserId::new(Uuid::nil()));
        let call = CallKey { user, route: "POST /".to_owned(), key: "a".to_owned() };
        let first = running.begin(&call).expect("begun");
        assert!(running.begin(&call).is_none());
        drop(first);
        assert!(running.begin(&call).is_some());
    }

    #[test]
    fn ids_grow_while_the_clock_stands_still() {
        let ids = Ids::new(Arc::new(Still));
        let made: Vec<_> = (0..10_000).map(|_| ids.next()).collect();
        assert!(made.is_sorted_by(|a, b| a < b));
    }
}
