//! Slowing down those who guess: failures are counted per (account, address) and per address, in memory.
//!
//! Only further attempts wait; whoever is signed in already never does. Counts are kept per process.

use domain::refusal::Refusal;
use domain::time::Timestamp;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Mutex;

/// Failures on one account from one address before the first wait.
const FREE_PER_ACCOUNT: u32 = 5;
/// Failures from one address, on whatever accounts, before the first wait.
const FREE_PER_ADDRESS: u32 = 30;
/// Wishes that visitors may utter from one address before the first wait: a club that signs up its members in one evening.
const FREE_WISHES: u32 = 20;
/// The longest wait, in seconds.
const LONGEST: i64 = 15 * 60;
/// After this long without a failure everything is forgotten, in seconds.
const FORGET: i64 = 60 * 60;
/// The most entries kept; when full, those older than an hour go, or all.
const MOST: usize = 100_000;

/// Where a request comes from: an address, for IPv6 its /64, which is what one customer gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(IpAddr);

impl std::fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl From<IpAddr> for ClientAddress {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => {
                let network = address.to_bits() & !u128::from(u64::MAX);
                Self(IpAddr::V6(Ipv6Addr::from_bits(network)))
            }
            address @ IpAddr::V4(_) => Self(address),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Account(ClientAddress, String),
    Address(ClientAddress),
    Wish(ClientAddress, &'static str),
}

impl Key {
    const fn free(&self) -> u32 {
        match self {
            Self::Account(..) => FREE_PER_ACCOUNT,
            Self::Address(_) => FREE_PER_ADDRESS,
            Self::Wish(..) => FREE_WISHES,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    last: Timestamp,
}

/// Counts failed attempts.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<HashMap<Key, Failures>>);

impl Throttle {
    /// Counts an attempt on this account from this address, before it is looked at: so that many at once count as many.
    ///
    /// # Errors
    /// [`Refusal::SlowDown`] with the seconds to wait; such an attempt does not count.
    pub fn attempt(&self, address: ClientAddress, account: &str, now: Timestamp) -> Result<(), Refusal> {
        self.count([Key::Account(address, account.to_owned()), Key::Address(address)], now)
    }

    /// Counts something a visitor asks for without an account, which costs us or others something.
    ///
    /// # Errors
    /// [`Refusal::SlowDown`] with the seconds to wait; such a wish does not count.
    pub fn wish(&self, address: ClientAddress, what: &'static str, now: Timestamp) -> Result<(), Refusal> {
        self.count([Key::Wish(address, what)], now)
    }

    fn count<const N: usize>(&self, keys: [Key; N], now: Timestamp) -> Result<(), Refusal> {
        let mut failures = self.lock();
        let wait = |key: &Key| failures.get(key).map_or(0, |failures| failures.wait(key.free(), now));
        let wait = keys.iter().map(wait).max().unwrap_or(0);
        if wait > 0 {
            return Err(Refusal::SlowDown { retry_after: wait.unsigned_abs() });
        }
        if failures.len() >= MOST {
            let cut = now.plus_seconds(-FORGET);
            failures.retain(|_, failures| failures.last > cut);
        }
        if failures.len() >= MOST {
            // Still full: somebody is attacking from very many addresses. Starting over is better than growing.
            failures.clear();
        }
        for key in keys {
            let entry = failures.entry(key).or_insert(Failures { count: 0, last: now });
            if now.micros() - entry.last.micros() > FORGET * 1_000_000 {
                entry.count = 0;
            }
            entry.count = entry.count.saturating_add(1);
            entry.last = now;
        }
        Ok(())
    }

    /// The attempt was right after all: it does not count, and earlier failures on the account are forgotten.
    pub fn succeeded(&self, address: ClientAddress, account: &str) {
        let mut failures = self.lock();
        failures.remove(&Key::Account(address, account.to_owned()));
        if let Some(entry) = failures.get_mut(&Key::Address(address)) {
            entry.count = entry.count.saturating_sub(1);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Key, Failures>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Failures {
    /// Seconds to wait: one after the free ones are used up, then twice as long each time.
    fn wait(self, free: u32, now: Timestamp) -> i64 {
        if self.count < free {
            return 0;
        }
        let wait = 1_i64.checked_shl((self.count - free).min(20)).map_or(LONGEST, |wait| wait.min(LONGEST));
        let waited = (now.micros() - self.last.micros()) / 1_000_000;
        (wait - waited).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    fn address(text: &str) -> ClientAddress {
        text.parse::<IpAddr>().expect("an address").into()
    }

    #[test]
    fn after_five_failures_each_further_attempt_waits_twice_as_long() {
        let throttle = Throttle::default();
        let home = address("192.0.2.1");
        for _ in 0..5 {
            assert_eq!(throttle.attempt(home, "aylin", NOW), Ok(()));
        }
        assert_eq!(throttle.attempt(home, "aylin", NOW), Err(Refusal::SlowDown { retry_after: 1 }));
        assert_eq!(throttle.attempt(home, "aylin", NOW.plus_seconds(1)), Ok(()));
        assert_eq!(throttle.attempt(home, "aylin", NOW.plus_seconds(1)), Err(Refusal::SlowDown { retry_after: 2 }));
        assert_eq!(throttle.attempt(address("192.0.2.2"), "aylin", NOW), Ok(()), "another address is not held up");
        assert_eq!(throttle.attempt(home, "olena", NOW), Ok(()), "another account is not held up");
    }

    #[test]
    fn success_forgets_the_failures_on_the_account_and_does_not_count_for_the_address() {
        let throttle = Throttle::default();
        let home = address("192.0.2.1");
        for _ in 0..100 {
            assert_eq!(throttle.attempt(home, "aylin", NOW), Ok(()));
            throttle.succeeded(home, "aylin");
        }
    }

    #[test]
    fn one_address_that_tries_many_accounts_waits_too_and_ipv6_counts_by_network() {
        let throttle = Throttle::default();
        for index in 0..30 {
            let attempt = throttle.attempt(address(&format!("2001:db8::{index:x}")), &format!("account {index}"), NOW);
            assert_eq!(attempt, Ok(()));
        }
        assert!(throttle.attempt(address("2001:db8::ffff"), "somebody", NOW).is_err());
        assert!(throttle.attempt(address("2001:db8:0:1::1"), "somebody", NOW).is_ok());
    }
}
