//! What every request can reach: the database, the clock, and the sources of ids and randomness.

use crate::config::Config;
use crate::keys::Keys;
use crate::passwords::Passwords;
use domain::clock::{Clock, Timestamp};
use persistence::Store;
use std::sync::{Arc, Mutex, PoisonError};
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
    /// The settings.
    pub config: Arc<Config>,
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where the machine's clock is read")]
    fn now(&self) -> Timestamp {
        Timestamp::from_offset(time::OffsetDateTime::now_utc())
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
    fn ids_grow_while_the_clock_stands_still() {
        let ids = Ids::new(Arc::new(Still));
        let made: Vec<_> = (0..10_000).map(|_| ids.next()).collect();
        assert!(made.is_sorted_by(|a, b| a < b));
    }
}
