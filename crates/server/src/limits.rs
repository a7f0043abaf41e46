//! Counting calls (SECURITY.md), by the generic cell rate algorithm: after a pause one may call as often at once as in
//! the whole time, and then at an even pace.

use crate::config::{Limits as Rates, Rate};
use domain::id::UserId;
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

/// The network that a client can change its address in by itself: one address of version 4, 2^64 of version 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Prefix(IpAddr);

impl Prefix {
    /// The network of an address.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => Self(IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)))),
            address @ IpAddr::V4(_) => Self(address),
        }
    }
}

/// What is left after a call that was let through, or how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The limit's name.
    pub name: &'static str,
    /// So many calls…
    pub calls: u32,
    /// …in so many seconds.
    pub seconds: u64,
    /// So many more can be made at once.
    pub left: u32,
    /// So many seconds to wait, where this one was too many.
    pub wait: Option<u64>,
}

/// One limit, counted for each key.
pub struct Limit<K: Hash + Eq + Clone> {
    name: &'static str,
    rate: Rate,
    limiter: RateLimiter<K, DashMapStateStore<K>, DefaultClock, StateInformationMiddleware>,
    clock: DefaultClock,
}

impl<K: Hash + Eq + Clone> Limit<K> {
    fn new(name: &'static str, rate: Rate) -> Self {
        let each = rate.per.checked_div(rate.calls.get()).unwrap_or_default().max(Duration::from_nanos(1));
        let quota = Quota::with_period(each).unwrap_or_else(|| Quota::per_second(rate.calls)).allow_burst(rate.calls);
        let limiter = RateLimiter::dashmap(quota).with_middleware::<StateInformationMiddleware>();
        Self { name, rate, limiter, clock: DefaultClock::default() }
    }

    /// Counts a call.
    pub fn count(&self, key: &K) -> Standing {
        let standing = Standing {
            name: self.name,
            calls: self.rate.calls.get(),
            seconds: self.rate.per.as_secs(),
            left: 0,
            wait: None,
        };
        match self.limiter.check_key(key) {
            Ok(state) => Standing { left: state.remaining_burst_capacity(), ..standing },
            Err(not_until) => {
                let wait = not_until.wait_time_from(self.clock.now());
                Standing { wait: Some(wait.as_secs() + 1), ..standing }
            }
        }
    }

    fn forget(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

/// The same denial is written down once in ten minutes.
const DENIED: Rate = Rate { calls: NonZeroU32::MIN, per: Duration::from_secs(600) };

/// All limits of this process.
pub struct Limits {
    /// Signing in to one account, by its address.
    pub login_account: Limit<String>,
    /// Signing in from one network.
    pub login_prefix: Limit<Prefix>,
    /// Links to reset a password, by address.
    pub reset_address: Limit<String>,
    /// The same, by network.
    pub reset_prefix: Limit<Prefix>,
    /// Signing up, by address.
    pub signup_address: Limit<String>,
    /// The same, by network.
    pub signup_prefix: Limit<Prefix>,
    /// Uploads.
    pub upload: Limit<UserId>,
    /// Calls that change something.
    pub write: Limit<UserId>,
    /// All others.
    pub read: Limit<UserId>,
    /// Entries of the audit log about what was denied, by person and operation.
    pub denied: Limit<(UserId, String)>,
    /// Calls by nobody that is known.
    pub anonymous: Limit<Prefix>,
}

impl Limits {
    /// Limits at these rates.
    #[must_use]
    pub fn new(rates: &Rates) -> Self {
        Self {
            login_account: Limit::new("login_account", rates.login_account),
            login_prefix: Limit::new("login_prefix", rates.login_prefix),
            reset_address: Limit::new("reset", rates.reset),
            reset_prefix: Limit::new("reset", rates.reset),
            signup_address: Limit::new("signup", rates.signup),
            signup_prefix: Limit::new("signup", rates.signup),
            upload: Limit::new("upload", rates.upload),
            write: Limit::new("write", rates.write),
            read: Limit::new("read", rates.read),
            denied: Limit::new("denied", DENIED),
            anonymous: Limit::new("anonymous", rates.read),
        }
    }

    /// Forgets who has not called for so long that it makes no difference.
    pub fn forget(&self) {
        for limit in [&self.login_account, &self.reset_address, &self.signup_address] {
            limit.forget();
        }
        for limit in [&self.login_prefix, &self.reset_prefix, &self.signup_prefix, &self.anonymous] {
            limit.forget();
        }
        for limit in [&self.upload, &self.write, &self.read] {
            limit.forget();
        }
        self.denied.forget();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_version_6_stands_for_its_network() {
        let of = |text: &str| Prefix::of(text.parse().expect("an address"));
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }

    #[test]
    fn a_burst_of_the_whole_rate_is_let_through_and_counted_by_key() {
        let rate = Rate { calls: NonZeroU32::new(3).expect("some"), per: Duration::from_secs(3_600) };
        let limit = Limit::new("x", rate);
        let left: Vec<_> = (0..3).map(|_| limit.count(&"a").left).collect();
        assert_eq!(left, [2, 1, 0]);
        let wait = limit.count(&"a").wait.expect("too many");
        assert!((1_190..=1_201).contains(&wait), "{wait}");
        assert_eq!(limit.count(&"b").wait, None);
        limit.forget();
        assert!(limit.count(&"a").wait.is_some());
    }
}
