//! Statements that end in time, so that nobody who has given up waiting keeps the database busy.
//!
//! SQLite asks now and then whether to go on. PostgreSQL ends a statement by itself: each connection knows how long one may
//! take at the most, and one of a request that has used up some of its time gets what is left.

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::sqlx::sqlite::SqliteConnection;
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, Statement, TransactionOptions, TransactionTrait,
};
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

/// Does work of a request that began then; all its statements end when its time is over.
pub async fn within<T>(begun: Instant, time: Duration, work: impl Future<Output = T>) -> T {
    // A time without end is none.
    match begun.checked_add(time) {
        Some(end) => DEADLINE.scope(Deadline { begun, end }, work).await,
        None => work.await,
    }
}

/// The same of a part of the request that may take only so long, or as long as the whole has, if that is less.
pub(crate) async fn at_most<T>(time: Duration, work: impl Future<Output = T>) -> T {
    let now = Instant::now();
    let end = now.checked_add(time).unwrap_or(now);
    let whole = DEADLINE.try_with(|deadline| *deadline).ok();
    let deadline = whole.map_or(Deadline { begun: now, end }, |whole| Deadline { end: whole.end.min(end), ..whole });
    DEADLINE.scope(deadline, work).await
}

/// What is left of the time of the work at hand, in milliseconds, if it has an end.
pub(crate) fn milliseconds_left() -> Option<u128> {
    let end = DEADLINE.try_with(|deadline| deadline.end).ok()?;
    // None at all would be for ever.
    Some(end.saturating_duration_since(Instant::now()).as_millis().max(1))
}

/// After how many steps of its virtual machine SQLite asks whether to go on: well under a millisecond.
const STEPS: i32 = 10_000;

/// Has SQLite ask for the request that takes the connection. If somebody left in the middle of a statement, this waits until
/// it has ended, which it does in that one's time.
async fn guard(connection: &mut SqliteConnection) -> Result<(), sea_orm::sqlx::Error> {
    let end = DEADLINE.try_with(|deadline| deadline.end).ok();
    let mut handle = connection.lock_handle().await?;
    match end {
        Some(end) => handle.set_progress_handler(STEPS, move || Instant::now() < end),
        None => handle.remove_progress_handler(),
    }
    Ok(())
}

/// Has every connection to SQLite end its statements in time.
pub(crate) fn guarded(options: &mut ConnectOptions) {
    options
        .map_sqlx_sqlite_pool_opts(|pool| pool.after_connect(|connection, _| Box::pin(guard(connection))))
        .map_sqlx_sqlite_before_acquire(|connection, _| {
            Box::pin(async move {
                guard(connection).await?;
                Ok(true)
            })
        });
}

/// As long as a request is younger, what connections know of themselves is exact enough.
const YOUNG: Duration = Duration::from_secs(1);

/// How long a statement may take that begins now, in milliseconds, where the connection does not know it.
fn left() -> Option<u128> {
    let begun = DEADLINE.try_with(|deadline| deadline.begun).ok()?;
    let is_young = begun.elapsed() < YOUNG;
    milliseconds_left().filter(|_| !is_young)
}

/// The database, whose statements end in time.
#[derive(Clone, Debug)]
pub(crate) struct Timed(pub(crate) DatabaseConnection);

impl Timed {
    /// What is left for a statement, in milliseconds, where PostgreSQL has to be told.
    fn left(&self) -> Option<u128> {
        left().filter(|_| self.0.get_database_backend() == DbBackend::Postgres)
    }

    /// Begins a transaction.
    #[expect(
        clippy::disallowed_methods,
        reason = "what Store::write begins, begins here, as do readings with little time"
    )]
    pub(crate) async fn begin(&self, options: TransactionOptions) -> Result<DatabaseTransaction, DbErr> {
        let tx = self.0.begin_with_options(options).await?;
        if let Some(milliseconds) = self.left() {
            tx.execute_unprepared(&format!("SET LOCAL statement_timeout = {milliseconds}")).await?;
        }
        Ok(tx)
    }

    /// Runs a statement in a transaction that knows what time is left, and is over with it.
    async fn hurry<T>(&self, run: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, DbErr>) -> Result<T, DbErr> {
        let tx = self.begin(TransactionOptions::default()).await?;
        let done = run(&tx).await?;
        tx.commit().await?;
        Ok(done)
    }
}

#[async_trait]
impl ConnectionTrait for Timed {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self.left() {
            Some(_) => self.hurry(async |tx| tx.execute_raw(statement).await).await,
            None => self.0.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self.left() {
            Some(_) => self.hurry(async |tx| tx.execute_unprepared(sql).await).await,
            None => self.0.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self.left() {
            Some(_) => self.hurry(async |tx| tx.query_one_raw(statement).await).await,
            None => self.0.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self.left() {
            Some(_) => self.hurry(async |tx| tx.query_all_raw(statement).await).await,
            None => self.0.query_all_raw(statement).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::at_most;
    use crate::{Error, Open, Store, within};
    use sea_orm::{ConnectionTrait, Statement};
    use std::time::{Duration, Instant};

    #[tokio::test]
    async fn a_statement_on_sqlite_ends_with_the_time_of_its_request_and_the_next_one_notices_nothing() {
        let file = std::env::temp_dir().join(format!("miteinander-deadline-{}.db", std::process::id()));
        let url = format!("sqlite://{}?mode=rwc", file.display());
        let store = Store::open(&Open { url, connections: 1, statement_timeout: None }).await.expect("a database");
        let endless = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT max(n) AS n FROM n";
        let run = |sql: &str| {
            let (db, statement) = (store.db.clone(), Statement::from_string(store.db.get_database_backend(), sql));
            async move { db.query_one_raw(statement).await.map(|row| row.is_some()) }
        };
        let begun = Instant::now();
        let ended = within(Instant::now(), Duration::from_millis(100), run(endless)).await.expect_err("ended");
        assert!(matches!(Error::from(ended), Error::Late), "and it says so");
        // A part of a request may have less time than the whole, and never more.
        let part = at_most(Duration::from_millis(50), run(endless));
        assert!(within(Instant::now(), Duration::from_secs(60), part).await.is_err());
        let part = at_most(Duration::from_secs(60), run(endless));
        assert!(within(Instant::now(), Duration::from_millis(50), part).await.is_err());
        // Somebody who leaves in the middle of it does not keep the connection either.
        let left = tokio::time::timeout(
            Duration::from_millis(50),
            within(Instant::now(), Duration::from_millis(100), run(endless)),
        );
        assert!(left.await.is_err());
        assert!(within(Instant::now(), Duration::from_secs(60), run("SELECT 1")).await.expect("a row"));
        assert!(run("SELECT 1").await.expect("a row"), "without a request");
        assert!(begun.elapsed() < Duration::from_secs(30), "nothing went on for ever");
        store.close().await.expect("closed");
        std::fs::remove_file(file).expect("removed");
    }
}
