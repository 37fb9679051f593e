//! Opening, migrating, reading, writing.

use crate::budget;
use crate::centre::everything;
use crate::deadline::{self, Timed};
use crate::error::Error;
use crate::journal;
use crate::revision;
use domain::access::Scope;
use domain::actor::Actor;
use domain::change::{Change, Revision};
use domain::event::Event;
use domain::id::Id;
use migration::{Migrator, MigratorTrait};
use sea_orm::sea_query::{Expr, ExprTrait, LockType, Query};
use sea_orm::{
    ActiveModelTrait, ConnectOptions, ConnectionTrait, Database, DatabaseTransaction, DbBackend, EntityTrait,
    FromQueryResult, IntoActiveModel, QueryFilter, SqliteTransactionMode, Statement, TransactionOptions,
};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// The database, SQLite or PostgreSQL.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) db: Timed,
    connections: u32,
    sent: Arc<Sent>,
}

/// What was sent to the database.
#[derive(Debug, Default)]
struct Sent {
    count: AtomicU64,
    is_noted: AtomicBool,
    noted: Mutex<Vec<Statement>>,
}

/// Which database to open.
#[derive(Clone, Debug)]
pub struct Open {
    /// `sqlite://PATH?mode=rwc` or `postgres://USER:PASSWORD@HOST/DATABASE`.
    pub url: String,
    /// The most connections held at once.
    pub connections: u32,
    /// How long a statement may take on PostgreSQL; without, as long as it needs. See [`crate::within`] for one request.
    pub statement_timeout: Option<Duration>,
}

impl Store {
    /// Opens a database.
    ///
    /// # Errors
    /// It cannot be reached, or is neither SQLite nor PostgreSQL.
    pub async fn open(open: &Open) -> Result<Self, Error> {
        let mut options = ConnectOptions::new(open.url.clone());
        options
            .max_connections(open.connections)
            .sqlx_logging(false)
            .acquire_timeout(Duration::from_secs(10))
            .connect_timeout(Duration::from_secs(10))
            // A connection in steady use need not prove each time that it is alive.
            .test_before_acquire_if_idle_for(Duration::from_secs(1))
            .map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", "FULL")
                    .pragma("foreign_keys", "ON")
                    // Kibibytes of pages each connection keeps.
                    .pragma("cache_size", "-16000")
                    .busy_timeout(Duration::from_secs(10))
            });
        if let Some(timeout) = open.statement_timeout {
            options.statement_timeout(timeout);
        }
        deadline::guarded(&mut options);
        let mut db = Database::connect(options).await?;
        let sent = Arc::new(Sent::default());
        let noting = Arc::clone(&sent);
        db.set_metric_callback(move |info| {
            // Budgets are beside what a request is about, and taken now and then.
            if budget::STATEMENTS.contains(&info.statement.sql.as_str()) {
                return;
            }
            noting.count.fetch_add(1, Ordering::Relaxed);
            if noting.is_noted.load(Ordering::Relaxed) {
                noting.noted.lock().unwrap_or_else(PoisonError::into_inner).push(info.statement.clone());
            }
        });
        Ok(Self { db: Timed(db), connections: open.connections, sent })
    }

    /// Brings the tables up to date.
    ///
    /// # Errors
    /// A migration failed; it left nothing behind.
    pub async fn migrate(&self) -> Result<(), Error> {
        Ok(Migrator::up(&self.db.0, None).await?)
    }

    /// How many changes to the tables are still to be made; `None` if there are no tables at all. Changes nothing.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn missing_migrations(&self) -> Result<Option<usize>, Error> {
        self.ping().await?;
        let made = Query::select().expr_as(Expr::cust("count(*)"), "count").from("seaql_migrations").take();
        let Ok(made) = fetch::<Count>(&self.db, &made).await else { return Ok(None) };
        let made = made.first().and_then(|row| usize::try_from(row.count).ok()).unwrap_or_default();
        Ok(Some(Migrator::migrations().len().saturating_sub(made)))
    }

    /// Copies an embedded database into a file that is empty or does not exist, as it is at this moment; others go on reading
    /// and writing meanwhile.
    ///
    /// # Errors
    /// It is no embedded database, or the file cannot be written.
    pub async fn copy_into(&self, path: &str) -> Result<(), Error> {
        let copy = Statement::from_sql_and_values(self.db.get_database_backend(), "VACUUM INTO ?", [path.into()]);
        self.db.execute_raw(copy).await?;
        Ok(())
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> Result<(), Error> {
        Ok(self.db.0.ping().await?)
    }

    /// Closes all connections; on SQLite this also folds the write-ahead log into the file.
    ///
    /// # Errors
    /// A connection could not be closed.
    pub async fn close(self) -> Result<(), Error> {
        Ok(self.db.0.close().await?)
    }

    /// The most connections held at once.
    #[must_use]
    pub fn connections(&self) -> u32 {
        self.connections
    }

    /// How many statements were sent since it was opened.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.sent.count.load(Ordering::Relaxed)
    }

    /// The statements that were sent since this was last asked; the first time it only begins to note them. For tests that
    /// look at how the database goes about them.
    #[must_use]
    pub fn noted_statements(&self) -> Vec<Statement> {
        self.sent.is_noted.store(true, Ordering::Relaxed);
        std::mem::take(&mut *self.sent.noted.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Which database it is, for people: `SQLite` or `PostgreSQL`.
    #[must_use]
    pub fn database(&self) -> &'static str {
        match self.db.get_database_backend() {
            DbBackend::Postgres => "PostgreSQL",
            _ => "SQLite",
        }
    }

    /// Runs a deed in a transaction on behalf of `actor`: committed if it succeeds, rolled back if not.
    ///
    /// SQLite transactions begin `IMMEDIATE`: with the default, a transaction that reads before it writes fails under
    /// concurrency, busy time-out or not.
    ///
    /// # Errors
    /// Whatever the deed says, or the database could not commit.
    pub async fn write<T>(&self, actor: &Actor, deed: impl AsyncFnOnce(&Tx) -> Result<T, Error>) -> Result<T, Error> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = self.db.begin(options).await?;
        // Whoever runs commands on the machine sees all there is.
        let scope = if actor.is_operator() { everything(&tx).await? } else { actor.scope() };
        let tx = Tx { tx, scope };
        match deed(&tx).await {
            Ok(value) => {
                tx.tx.commit().await?;
                Ok(value)
            }
            Err(error) => {
                tx.tx.rollback().await?;
                Err(error)
            }
        }
    }
}

/// A writing transaction.
#[derive(Debug)]
pub struct Tx {
    pub(crate) tx: DatabaseTransaction,
    pub(crate) scope: Scope,
}

/// What [`Tx::save`] can write.
pub(crate) trait Save {
    /// Writes the rows; `replaces` is the revision that must still be there.
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error>;
}

#[expect(private_bounds, reason = "only what this crate knows how to write can be saved")]
impl Tx {
    /// Saves a decided change and its event, and gives back the object as it is now.
    ///
    /// # Errors
    /// Somebody else changed it first, something unique exists already, or the database is broken.
    pub async fn save<T: Save>(&self, change: Change<T>) -> Result<T, Error> {
        let (entity, replaces, event) = change.into_parts();
        entity.save(&self.tx, replaces, &event).await?;
        journal::record(&self.tx, &[&event]).await?;
        Ok(entity)
    }

    /// Takes the lock on a row, where the database has row locks (`NO KEY UPDATE`, so that rows which only refer to it are
    /// not held up); SQLite's transaction holds the only one there is.
    pub(crate) async fn lock(&self, table: &'static str, id: Uuid) -> Result<(), Error> {
        let select = Query::select()
            .column("id")
            .from(table)
            .and_where(Expr::col("id").eq(id))
            .lock(LockType::NoKeyUpdate)
            .take();
        self.tx.query_one(&select).await?;
        Ok(())
    }
}

/// Writes a row: inserts it, or replaces the one with that revision.
pub(crate) async fn put<A>(
    tx: &DatabaseTransaction,
    mut row: A,
    id: Uuid,
    replaces: Option<Revision>,
) -> Result<(), Error>
where
    A: ActiveModelTrait,
{
    let Some(revision) = replaces else {
        <A::Entity as EntityTrait>::insert(row.reset_all()).exec_without_returning(tx).await?;
        return Ok(());
    };
    row = row.reset_all();
    let done = <A::Entity as EntityTrait>::update_many()
        .set(row)
        .filter(Expr::col("id").eq(id))
        .filter(Expr::col("revision").eq(revision.number()))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(Error::Refused(domain::refusal::Refusal::Stale)) }
}

/// Writes rows that are new, in chunks that every database takes.
pub(crate) async fn put_new<M, A>(tx: &DatabaseTransaction, rows: Vec<M>) -> Result<(), Error>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    let mut rows = rows.into_iter().map(|row| row.into_active_model().reset_all()).peekable();
    while rows.peek().is_some() {
        let chunk: Vec<A> = rows.by_ref().take(150).collect();
        <A::Entity as EntityTrait>::insert_many(chunk).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Runs a built statement and reads its rows.
pub(crate) async fn fetch<R: FromQueryResult>(
    db: &impl ConnectionTrait,
    select: &sea_orm::sea_query::SelectStatement,
) -> Result<Vec<R>, Error> {
    let statement: Statement = db.get_database_backend().build(select);
    Ok(R::find_by_statement(statement).all(db).await?)
}

/// Numbers of ids, for `IN`.
pub(crate) fn uuids<T>(ids: &[Id<T>]) -> Vec<Uuid> {
    ids.iter().map(|id| id.uuid()).collect()
}

/// A count, as `SELECT count(*) AS count`.
#[derive(FromQueryResult)]
pub(crate) struct Count {
    pub(crate) count: i64,
}

/// Keeps the content of a revision.
pub(crate) async fn keep(
    tx: &DatabaseTransaction,
    event: &Event,
    content: &impl serde::Serialize,
) -> Result<(), Error> {
    revision::keep(tx, vec![revision::row(event.subject.uuid, event.revision, event, content)?]).await
}
