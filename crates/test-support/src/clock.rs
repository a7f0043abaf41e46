//! Time and ids for tests: both begin at the same place each time.

use domain::clock::{Clock, Timestamp};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use time::OffsetDateTime;
use uuid::Uuid;

/// 2026-09-21T14:13:20Z.
const BEGINNING: i64 = 1_790_000_000_000_000;

/// A clock that moves only when a test moves it.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl Default for FixedClock {
    fn default() -> Self {
        Self(AtomicI64::new(BEGINNING))
    }
}

impl FixedClock {
    /// Moves it forward.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_micros(self.0.load(Ordering::SeqCst)).expect("a point in time")
    }
}

/// The machine's clock, set forward by a test.
#[derive(Debug, Default)]
pub struct ShiftedClock {
    ahead: AtomicI64,
    /// Where it stands, in microseconds; 0 where it goes.
    held: AtomicI64,
}

impl ShiftedClock {
    /// Sets it forward.
    pub fn advance(&self, seconds: i64) {
        self.ahead.fetch_add(seconds, Ordering::SeqCst);
        if self.held.load(Ordering::SeqCst) != 0 {
            self.held.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
        }
    }

    /// From now on only [`advance`](Self::advance) moves it: for what ends after a few seconds, however slow the machine is.
    pub fn hold(&self) {
        self.held.store(self.now().unix_micros(), Ordering::SeqCst);
    }
}

impl Clock for ShiftedClock {
    #[expect(clippy::disallowed_methods, reason = "tokens and streams of a real server go by the machine's clock")]
    fn now(&self) -> Timestamp {
        match self.held.load(Ordering::SeqCst) {
            0 => Timestamp::from_offset(OffsetDateTime::now_utc()).plus_seconds(self.ahead.load(Ordering::SeqCst)),
            held => Timestamp::from_unix_micros(held).expect("a point in time"),
        }
    }
}

/// Makes ids that grow.
#[derive(Debug, Default)]
pub struct Ids(AtomicU64);

impl Ids {
    /// The next id.
    pub fn next(&self) -> Uuid {
        let number = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        Uuid::from_u64_pair(0x0190_0000_0000_7000, 0x8000_0000_0000_0000 | number)
    }
}
