//! Connections to SQLite, one a lane. It asks a handler now and then whether to go on; which statement asks is not said, so
//! each connection has a lane of its own with the instant at which what runs there has to end. Setting the handler anew for
//! each statement would be simpler, and costs two changes of threads each time.

use crate::deadline;
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr, RuntimeErr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// After how many steps of its virtual machine SQLite asks whether to go on: well under a millisecond.
const STEPS: i32 = 10_000;

/// Whatever runs may go on.
const NEVER: u64 = u64::MAX;
/// Whatever runs has to end.
const NOW: u64 = 0;

/// One connection, and when what runs there has to end, in microseconds since the lanes were opened.
#[derive(Debug)]
struct Lane {
    db: DatabaseConnection,
    end: Arc<AtomicU64>,
}

/// All connections to a file.
#[derive(Debug)]
pub(crate) struct Lanes {
    all: Vec<Lane>,
    free: Mutex<Vec<usize>>,
    places: Arc<Semaphore>,
    opened: Instant,
}

impl Lanes {
    /// Opens so many connections; `prepare` makes each one ready.
    pub(crate) async fn open(
        options: &ConnectOptions,
        count: u32,
        prepare: impl Fn(&mut DatabaseConnection),
    ) -> Result<Self, DbErr> {
        let opened = Instant::now();
        let mut all = Vec::new();
        for _ in 0..count {
            let end = Arc::new(AtomicU64::new(NEVER));
            let asked = Arc::clone(&end);
            let mut options = options.clone();
            options.max_connections(1).map_sqlx_sqlite_pool_opts(move |pool| {
                let asked = Arc::clone(&asked);
                pool.after_connect(move |connection, _| {
                    let asked = Arc::clone(&asked);
                    Box::pin(async move {
                        let goes_on = move || micros(opened) < asked.load(Ordering::Acquire);
                        connection.lock_handle().await?.set_progress_handler(STEPS, goes_on);
                        Ok(())
                    })
                })
            });
            let mut db = Database::connect(options).await?;
            prepare(&mut db);
            all.push(Lane { db, end });
        }
        let free = Mutex::new((0..all.len()).rev().collect());
        let places = Arc::new(Semaphore::new(all.len()));
        Ok(Self { all, free, places, opened })
    }

    /// The first connection, whoever is on it.
    pub(crate) fn first(&self) -> &DatabaseConnection {
        &self.all[0].db
    }

    /// Closes all connections.
    pub(crate) async fn close(&self) -> Result<(), DbErr> {
        for lane in &self.all {
            lane.db.close_by_ref().await?;
        }
        Ok(())
    }

    /// Waits for a lane; what runs there ends with the work at hand.
    pub(crate) async fn take(self: &Arc<Self>) -> Result<Taken, DbErr> {
        let closed = |_| DbErr::Conn(RuntimeErr::Internal("the database is closed".to_owned()));
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(closed)?;
        let index = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        let end = deadline::end().map_or(NEVER, |end| {
            let micros = end.saturating_duration_since(self.opened).as_micros();
            u64::try_from(micros).unwrap_or(NEVER)
        });
        self.all[index].end.store(end, Ordering::Release);
        Ok(Taken { lanes: Arc::clone(self), index, place: Some(place) })
    }

    fn give_back(&self, index: usize) {
        self.all[index].end.store(NEVER, Ordering::Release);
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(index);
    }
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(NEVER)
}

/// A lane that somebody is on.
#[derive(Debug)]
pub(crate) struct Taken {
    lanes: Arc<Lanes>,
    index: usize,
    place: Option<OwnedSemaphorePermit>,
}

impl Taken {
    /// The connection.
    pub(crate) fn db(&self) -> &DatabaseConnection {
        &self.lanes.all[self.index].db
    }

    /// What was to be done here is done.
    pub(crate) fn done(mut self) {
        self.lanes.give_back(self.index);
        self.place = None;
    }
}

impl Drop for Taken {
    /// Somebody left in the middle of it: what still runs ends now, and until it has the lane is not free.
    fn drop(&mut self) {
        let Some(place) = self.place.take() else { return };
        let (lanes, index) = (Arc::clone(&self.lanes), self.index);
        lanes.all[index].end.store(NOW, Ordering::Release);
        let leave = async move {
            // The connection answers when it has nothing else to do any more.
            let _ = lanes.all[index].db.ping().await;
            lanes.give_back(index);
            drop(place);
        };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(leave);
        }
    }
}
