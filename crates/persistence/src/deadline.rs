//! Statements that end in time, so that nobody who has given up waiting keeps the database busy.
//!
//! PostgreSQL ends a statement by itself: each connection knows how long one may take at the most, and one of a request that
//! has used up some of its time gets what is left. SQLite asks now and then whether to go on, see [`crate::lane`].

use crate::lane::{Lanes, Taken};
use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
    TransactionOptions, TransactionTrait,
};
use std::sync::Arc;
use std::time::{Duration, Instant};

tokio::task_local! {
    static DEADLINE: Deadline;
}

/// When a request began and when it has to be over.
#[derive(Clone, Copy, Debug)]
struct Deadline {
    begun: Instant,
    end: Instant,
}

/// Does work all of whose statements end when the time is over, from now on.
pub async fn within<T>(time: Duration, work: impl Future<Output = T>) -> T {
    let begun = Instant::now();
    // A time without end is none.
    match begun.checked_add(time) {
        Some(end) => DEADLINE.scope(Deadline { begun, end }, work).await,
        None => work.await,
    }
}

/// When the work at hand has to be over.
pub(crate) fn end() -> Option<Instant> {
    DEADLINE.try_with(|deadline| deadline.end).ok()
}

/// As long as a request is younger, what connections know of themselves is exact enough.
const YOUNG: Duration = Duration::from_secs(1);

/// How long a statement may take that begins now, in milliseconds, where the connection does not know it.
fn left() -> Option<u128> {
    let deadline = DEADLINE.try_with(|deadline| *deadline).ok()?;
    let now = Instant::now();
    let is_young = now.duration_since(deadline.begun) < YOUNG;
    // None at all would be for ever.
    (!is_young).then(|| deadline.end.saturating_duration_since(now).as_millis().max(1))
}

async fn shorten(tx: &DatabaseTransaction, milliseconds: u128) -> Result<(), DbErr> {
    tx.execute_unprepared(&format!("SET LOCAL statement_timeout = {milliseconds}")).await?;
    Ok(())
}

/// The database, whose statements end in time.
#[derive(Clone, Debug)]
pub(crate) enum Timed {
    /// PostgreSQL.
    Pool(DatabaseConnection),
    /// SQLite.
    Lanes(Arc<Lanes>),
}

/// A transaction that was begun, and the lane it is on.
pub(crate) struct Begun {
    pub(crate) tx: DatabaseTransaction,
    pub(crate) lane: Option<Taken>,
}

#[expect(
    clippy::disallowed_methods,
    reason = "what Store::write begins, begins here, and readings that end with their statement"
)]
async fn begin(db: &DatabaseConnection, options: TransactionOptions) -> Result<DatabaseTransaction, DbErr> {
    db.begin_with_options(options).await
}

impl Timed {
    /// A connection for what is no statement of a request: migrations, pings.
    pub(crate) fn plain(&self) -> &DatabaseConnection {
        match self {
            Self::Pool(db) => db,
            Self::Lanes(lanes) => lanes.first(),
        }
    }

    /// Closes all connections.
    pub(crate) async fn close(self) -> Result<(), DbErr> {
        match self {
            Self::Pool(db) => db.close().await,
            Self::Lanes(lanes) => lanes.close().await,
        }
    }

    /// Begins a transaction.
    pub(crate) async fn begin(&self, options: TransactionOptions) -> Result<Begun, DbErr> {
        match self {
            Self::Pool(db) => {
                let tx = begin(db, options).await?;
                if let Some(left) = left() {
                    shorten(&tx, left).await?;
                }
                Ok(Begun { tx, lane: None })
            }
            Self::Lanes(lanes) => {
                let lane = lanes.take().await?;
                let tx = begin(lane.db(), options).await?;
                Ok(Begun { tx, lane: Some(lane) })
            }
        }
    }

    /// Runs a statement, on a connection or in a transaction that is over with it.
    async fn run<T>(
        &self,
        plain: impl AsyncFnOnce(&DatabaseConnection) -> Result<T, DbErr>,
        inside: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, DbErr>,
    ) -> Result<T, DbErr> {
        match (self, left()) {
            (Self::Pool(db), None) => plain(db).await,
            (Self::Pool(db), Some(left)) => {
                let tx = begin(db, TransactionOptions::default()).await?;
                shorten(&tx, left).await?;
                let done = inside(&tx).await?;
                tx.commit().await?;
                Ok(done)
            }
            (Self::Lanes(lanes), _) => {
                let lane = lanes.take().await?;
                let done = plain(lane.db()).await;
                lane.done();
                done
            }
        }
    }
}

#[async_trait]
impl ConnectionTrait for Timed {
    fn get_database_backend(&self) -> DbBackend {
        self.plain().get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let again = statement.clone();
        self.run(async |db| db.execute_raw(statement).await, async |tx| tx.execute_raw(again).await).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.run(async |db| db.execute_unprepared(sql).await, async |tx| tx.execute_unprepared(sql).await).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let again = statement.clone();
        self.run(async |db| db.query_one_raw(statement).await, async |tx| tx.query_one_raw(again).await).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let again = statement.clone();
        self.run(async |db| db.query_all_raw(statement).await, async |tx| tx.query_all_raw(again).await).await
    }
}
