//! Who is carried out when: so many operations at once, of which no client has more than its share. The others wait before
//! they take any memory, and of each client only so many.

use super::budget::Client;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Semaphore, SemaphorePermit};

/// How many operations are carried out at once for each processor. Most of the time they wait for the database.
const PER_PROCESSOR: usize = 4;

/// The requests that are there.
#[derive(Debug)]
pub struct Turns {
    all: Semaphore,
    share: usize,
    here: Mutex<HashMap<Client, Here>>,
}

/// The requests of a client. Gone with the last one.
#[derive(Debug)]
struct Here {
    count: u64,
    own: Arc<Semaphore>,
}

impl Turns {
    /// Turns for a server with so many connections to its database. A client gets half of what there is, so that whoever asks
    /// for much that takes long does not keep the others waiting.
    #[must_use]
    pub fn new(connections: u32) -> Arc<Self> {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let most = processors * PER_PROCESSOR;
        let connections = usize::try_from(connections).unwrap_or(usize::MAX);
        let share = (most.min(connections) / 2).max(1);
        Arc::new(Self { all: Semaphore::new(most), share, here: Mutex::default() })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Client, Here>> {
        self.here.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a request of a client in; `None` if `most` are there already.
    #[must_use]
    pub fn enter(self: &Arc<Self>, client: Client, most: u64) -> Option<Place> {
        let mut all = self.lock();
        let new = || Here { count: 0, own: Arc::new(Semaphore::new(self.share)) };
        let here = all.entry(client).or_insert_with(new);
        if here.count >= most {
            return None;
        }
        here.count += 1;
        Some(Place { turns: Arc::clone(self), client, own: Arc::clone(&here.own) })
    }
}

/// A request that is there until this is dropped.
#[derive(Debug)]
pub struct Place {
    turns: Arc<Turns>,
    client: Client,
    own: Arc<Semaphore>,
}

/// A request's turn, until this is dropped.
pub struct Turn<'a> {
    _own: Option<SemaphorePermit<'a>>,
    _all: Option<SemaphorePermit<'a>>,
}

impl Place {
    /// Waits for the request's turn: among the client's own, then among all.
    pub async fn turn(&self) -> Turn<'_> {
        // Neither is ever closed.
        let own = self.own.acquire().await.ok();
        let all = self.turns.all.acquire().await.ok();
        Turn { _own: own, _all: all }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut all = self.turns.lock();
        if let Some(here) = all.get_mut(&self.client) {
            here.count = here.count.saturating_sub(1);
            if here.count == 0 {
                all.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv4Addr};

    fn client(number: u8) -> Client {
        Client::Address(IpAddr::V4(Ipv4Addr::new(192, 0, 2, number)).into())
    }

    #[test]
    fn so_many_requests_of_a_client_are_there_at_once_and_no_more() {
        let turns = Turns::new(8);
        let first = turns.enter(client(1), 2).expect("the first");
        let second = turns.enter(client(1), 2).expect("the second");
        assert!(turns.enter(client(1), 2).is_none());
        let other = turns.enter(client(2), 2).expect("another's");
        drop(first);
        drop(turns.enter(client(1), 2).expect("room again"));
        drop((second, other));
        assert!(turns.lock().is_empty(), "nobody is remembered who is gone");
    }

    #[tokio::test]
    async fn one_client_s_requests_never_take_all_turns() {
        let turns = Turns::new(8);
        let places: Vec<_> = (0..20).map(|_| turns.enter(client(1), 20).expect("a place")).collect();
        let mut held = Vec::new();
        for place in &places {
            // What is there at once is there at once; what has to wait does.
            let mut turn = std::pin::pin!(place.turn());
            let polled = std::future::poll_fn(|context| std::task::Poll::Ready(turn.as_mut().poll(context)));
            if let std::task::Poll::Ready(turn) = polled.await {
                held.push(turn);
            }
        }
        assert_eq!(held.len(), turns.share);
        let other = turns.enter(client(2), 20).expect("a place");
        let _turn = other.turn().await;
    }
}
