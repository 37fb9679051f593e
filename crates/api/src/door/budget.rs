//! What each client may still ask for: a budget that comes back within a minute, as water leaks from a bucket.
//!
//! Where several processes share a database, each takes a tenth of a client's budget at a time from a row there and spends it
//! by itself; so a client gets at most a tenth more per process than it should, when parts are spent late.

use crate::auth::throttle::ClientAddress;
use domain::account::Account;
use domain::id::Id;
use domain::time::Timestamp;
use persistence::{Error, Store};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// In which time a whole budget comes back, in microseconds. Budgets are counted in it.
const WHOLE: i64 = 60_000_000;
/// How much of it a process takes at a time.
const LEASE: i64 = WHOLE / 10;
/// The most clients that are kept apart; when there are more, those that come last share one budget.
const MOST: usize = 100_000;
/// How often those are looked for that have all of their budget, in microseconds.
const SWEEP: i64 = 1_000_000;

/// Whose budget it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Client {
    /// A visitor's.
    Address(ClientAddress),
    /// Of somebody who is signed in, wherever that is.
    Account(Id<Account>),
    /// Of all that are too many to be kept apart.
    Others,
}

impl std::fmt::Display for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Account(account) => account.fmt(f),
            Self::Others => f.write_str("others"),
        }
    }
}

/// What is left of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Cost that may still be asked for.
    pub remaining: u64,
    /// Seconds until all of it is there again.
    pub reset: u64,
}

/// A budget is used up.
#[derive(Debug)]
pub enum Spent {
    /// There will be enough in so many seconds.
    Wait(u64),
    /// Nobody knows.
    Broken(Error),
}

/// What is known of a client.
#[derive(Clone, Copy, Debug, Default)]
struct Use {
    /// When all of the budget will be there again; where it is shared, as the row said last.
    empty_at: i64,
    /// What was taken from the row and is not spent.
    credit: i64,
    /// When that has come back to the row's budget anyway.
    credit_until: i64,
}

impl Use {
    const fn credit(&self, now: i64) -> i64 {
        if now < self.credit_until { self.credit } else { 0 }
    }

    fn is_over(&self, now: i64) -> bool {
        self.empty_at <= now && self.credit(now) == 0
    }

    fn left(&self, capacity: u64, now: i64) -> Left {
        let used = ((self.empty_at - now).max(0) - self.credit(now)).clamp(0, WHOLE);
        let remaining = i128::from(WHOLE - used) * i128::from(capacity) / i128::from(WHOLE);
        Left { remaining: u64::try_from(remaining).unwrap_or(0).min(capacity), reset: seconds(used) }
    }
}

/// Whole seconds that last at least so many microseconds.
fn seconds(micros: i64) -> u64 {
    u64::try_from(micros).unwrap_or(0).div_ceil(1_000_000)
}

/// How long a cost takes to come back.
fn time(cost: u64, capacity: u64) -> i64 {
    let time = (u128::from(cost) * u128::from(WHOLE.unsigned_abs())).div_ceil(u128::from(capacity));
    i64::try_from(time).unwrap_or(i64::MAX / 4).min(i64::MAX / 4)
}

#[derive(Debug, Default)]
struct Clients {
    known: HashMap<Client, Use>,
    swept: i64,
}

impl Clients {
    /// What is known of a client, and under which name.
    fn of(&mut self, client: Client, now: i64) -> (Client, &mut Use) {
        if self.known.len() >= MOST && !self.known.contains_key(&client) {
            if now - self.swept >= SWEEP {
                self.swept = now;
                self.known.retain(|_, used| !used.is_over(now));
            }
            if self.known.len() >= MOST {
                return (Client::Others, self.known.entry(Client::Others).or_default());
            }
        }
        (client, self.known.entry(client).or_default())
    }
}

/// The budgets of all clients of this process.
#[derive(Clone, Debug)]
pub struct Budgets {
    clients: Arc<Mutex<Clients>>,
    shared: Option<Store>,
    /// Held while a part is taken from the row, by clients alike: of what several requests of a client find missing at once,
    /// one brings it.
    taking: Arc<[tokio::sync::Mutex<()>; STRIPES]>,
}

fn taking() -> Arc<[tokio::sync::Mutex<()>; STRIPES]> {
    Arc::new(std::array::from_fn(|_| tokio::sync::Mutex::default()))
}

/// How many clients can take a part at once, if chance will have it.
const STRIPES: usize = 64;

impl Budgets {
    /// Budgets that are kept here alone, or shared through a database that others use too.
    #[must_use]
    pub fn new(store: &Store) -> Self {
        let shared = store.is_shared().then(|| store.clone());
        Self { clients: Arc::default(), shared, taking: taking() }
    }

    fn lock(&self) -> MutexGuard<'_, Clients> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a cost from a client's budget of `capacity` per minute.
    ///
    /// # Errors
    /// There is not enough left.
    pub async fn spend(&self, client: Client, cost: u64, capacity: u64, now: Timestamp) -> Result<Left, Spent> {
        let (at, time) = (now.micros(), time(cost, capacity));
        let client = {
            let mut clients = self.lock();
            let (client, used) = clients.of(client, at);
            if self.shared.is_some() {
                if used.credit(at) >= time {
                    used.credit -= time;
                    return Ok(used.left(capacity, at));
                }
            } else {
                let empty_at = used.empty_at.max(at) + time;
                if empty_at > at + WHOLE {
                    return Err(Spent::Wait(seconds(empty_at - at - WHOLE)));
                }
                used.empty_at = empty_at;
                return Ok(used.left(capacity, at));
            }
            client
        };
        match &self.shared {
            Some(store) => self.take(store, client, time, now).await.map(|used| used.left(capacity, at)),
            None => Err(Spent::Wait(1)),
        }
    }

    /// Takes a part from the row, or just what is needed if no whole part is left there.
    async fn take(&self, store: &Store, client: Client, time: i64, now: Timestamp) -> Result<Use, Spent> {
        let (name, at) = (client.to_string(), now.micros());
        let stripe = name.bytes().fold(0, |sum, byte| (sum * 31 + usize::from(byte)) % STRIPES);
        let _one_at_a_time = self.taking[stripe].lock().await;
        {
            let mut clients = self.lock();
            let (_, used) = clients.of(client, at);
            if used.credit(at) >= time {
                used.credit -= time;
                return Ok(*used);
            }
        }
        self.sweep(store, now).await.map_err(Spent::Broken)?;
        let needed = (time - self.lock().of(client, at).1.credit(at)).max(0);
        let mut part = needed.max(LEASE);
        let mut leased = store.lease(&name, part, now).await.map_err(Spent::Broken)?;
        if leased.is_none() && part > needed {
            part = needed;
            leased = store.lease(&name, part, now).await.map_err(Spent::Broken)?;
        }
        let Some(empty_at) = leased else {
            let until = store.leased_until(&name).await.map_err(Spent::Broken)?.map_or(at, Timestamp::micros);
            return Err(Spent::Wait(seconds(until.max(at) + needed - at - WHOLE).max(1)));
        };
        let mut clients = self.lock();
        let (_, used) = clients.of(client, at);
        *used = Use {
            empty_at: empty_at.micros(),
            credit: used.credit(at) + part - time,
            credit_until: used.credit_until.max(at + part),
        };
        Ok(*used)
    }

    /// Forgets in the database, now and then, who has all of the budget.
    async fn sweep(&self, store: &Store, now: Timestamp) -> Result<(), Error> {
        let is_due = {
            let mut clients = self.lock();
            let is_due = now.micros() - clients.swept >= WHOLE;
            if is_due {
                clients.swept = now.micros();
                clients.known.retain(|_, used| !used.is_over(now.micros()));
            }
            is_due
        };
        if is_due { store.forget_budgets(now).await } else { Ok(()) }
    }

    /// Gives back what was not needed after all, or takes what was needed beyond, and tells what is left then.
    pub fn settle(&self, client: Client, (taken, needed): (u64, u64), capacity: u64, now: Timestamp) -> Left {
        let (at, spared) = (now.micros(), time(taken, capacity) - time(needed, capacity));
        let mut clients = self.lock();
        let (_, used) = clients.of(client, at);
        if self.shared.is_none() {
            used.empty_at -= spared;
        } else if used.credit_until > at {
            used.credit += spared;
        }
        used.left(capacity, at)
    }
}

#[cfg(test)]
mod tests;
