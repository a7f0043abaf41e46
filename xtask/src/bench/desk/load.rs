//! Load: so many connections, each of which sends its next request when the last one is answered.
//!
//! The client is the plain one of the other measurements, on a thread for each connection, and not `wrk` or `oha`: requests differ
//! in paths, people and bodies, which `wrk` wants in Lua and `oha` does not know, and every answer has to be looked at. What it
//! costs itself is in the report: the same load on an address that asks no database.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::server::{Answer, Connection};

pub(super) const CONNECTIONS: usize = 16;
/// What is made once is made before anything is measured.
const WARM_UP: Duration = Duration::from_secs(2);

/// A request.
pub(super) struct Request {
    pub(super) method: &'static str,
    pub(super) path: String,
    /// Whose token it carries.
    pub(super) token: String,
    /// A body in JSON, or nothing.
    pub(super) body: String,
}

impl Request {
    pub(super) fn send(&self, connection: &mut Connection) -> Result<Answer> {
        let Self { method, path, token, body } = self;
        let head = format!("Authorization: Bearer {token}\r\nContent-Type: application/json\r\n");
        connection.send(method, path, &head, &[body.as_bytes()])
    }
}

/// What was measured.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    pub(super) per_second: f64,
    times: Vec<Duration>,
}

impl Measured {
    /// How long the given share of requests took at most, in milliseconds.
    pub(super) fn percentile(&self, percent: usize) -> f64 {
        let place = (self.times.len() * percent / 100).min(self.times.len().saturating_sub(1));
        self.times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
    }
}

/// Sends what `next` makes of a running number for as long as is asked for.
pub(super) fn load(address: &str, each: Duration, next: &(dyn Fn(u64) -> Request + Sync)) -> Result<Measured> {
    let numbers = AtomicU64::new(0);
    let begun = Instant::now();
    let (from, until) = (begun + WARM_UP, begun + WARM_UP + each);
    let one = || -> Result<Vec<Duration>> {
        let mut connection = Connection::open(address)?;
        let mut times = Vec::new();
        loop {
            let request = next(numbers.fetch_add(1, Ordering::Relaxed));
            let sent = Instant::now();
            if sent >= until {
                return Ok(times);
            }
            let answer = request.send(&mut connection)?;
            answer.ok().with_context(|| format!("{} {}", request.method, request.path))?;
            if sent >= from {
                times.push(sent.elapsed());
            }
        }
    };
    let mut times = thread::scope(|scope| {
        let all: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(one)).collect();
        let mut times = Vec::new();
        for one in all {
            times.extend(one.join().unwrap_or_else(|_| bail!("a connection panicked"))?);
        }
        anyhow::Ok(times)
    })?;
    times.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let per_second = times.len() as f64 / each.as_secs_f64();
    Ok(Measured { per_second, times })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let times = (1..=200).map(Duration::from_millis).collect();
        let measured = Measured { per_second: 0.0, times };
        assert_eq!([50, 95, 99, 100].map(|percent| measured.percentile(percent)), [101.0, 191.0, 199.0, 200.0]);
        assert_eq!(Measured { per_second: 0.0, times: Vec::new() }.percentile(50), 0.0);
    }
}
