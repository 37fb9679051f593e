//! Opening, migrating, reading, writing.

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
    ActiveModelTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    EntityTrait, FromQueryResult, QueryFilter, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// The database, SQLite or PostgreSQL.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) db: DatabaseConnection,
    statements: Arc<AtomicU64>,
}

/// Which database to open.
#[derive(Clone, Debug)]
pub struct Open {
    /// `sqlite://PATH?mode=rwc` or `postgres://USER:PASSWORD@HOST/DATABASE`.
    pub url: String,
    /// The most connections held at once.
    pub connections: u32,
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
            .map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", "FULL")
                    .pragma("foreign_keys", "ON")
                    .busy_timeout(Duration::from_secs(10))
            });
        let mut db = Database::connect(options).await?;
        let statements = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&statements);
        db.set_metric_callback(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        Ok(Self { db, statements })
    }

    /// Brings the tables up to date.
    ///
    /// # Errors
    /// A migration failed; it left nothing behind.
    pub async fn migrate(&self) -> Result<(), Error> {
        Ok(Migrator::up(&self.db, None).await?)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> Result<(), Error> {
        Ok(self.db.ping().await?)
    }

    /// Closes all connections; on SQLite this also folds the write-ahead log into the file.
    ///
    /// # Errors
    /// A connection could not be closed.
    pub async fn close(self) -> Result<(), Error> {
        Ok(self.db.close().await?)
    }

    /// How many statements were sent since it was opened.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
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
        #[expect(clippy::disallowed_methods, reason = "this is the place where transactions begin")]
        let tx = Tx { tx: self.db.begin_with_options(options).await?, scope: actor.scope() };
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
        journal::record(&self.tx, &event).await?;
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
    revision::keep(tx, event.subject.uuid, event.revision, event, content).await
}
