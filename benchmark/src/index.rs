//! What the index adds to the cost of a write, its part of the commit with it.
//!
//! The same write is measured by turns as it is and with an index that keeps nothing but the row of the document: its statements
//! run, and the database leaves the other rows out. What those statements still take, the program's own span tells; without it
//! is the rest of the write.

use crate::Failed;
use sqlx::{AssertSqlSafe, Connection};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tracing::span::{Attributes, Id};
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// How often the two take turns.
pub const ROUNDS: usize = 5;
/// The tables whose rows are left out. That of documents is not: its numbers are asked for.
const TABLES: [&str; 4] = ["search_posting", "search_word", "search_slip", "search_source"];

/// What the index adds to a write at a size on a database.
pub struct Indexed {
    pub database: &'static str,
    pub offers: u64,
    /// How long `createOffer` takes, in milliseconds.
    pub write: f64,
    /// How long it would take without the index, but for the document's part of the commit, in milliseconds.
    pub rest: f64,
}

/// Has the index keep nothing from now on, or keep what is written again.
pub async fn silence(url: &str, is_silent: bool) -> Result<(), Failed> {
    let statements = TABLES.iter().map(|table| match (url.starts_with("sqlite:"), is_silent) {
        (true, true) => {
            format!("CREATE TRIGGER silent_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(IGNORE); END")
        }
        (true, false) => format!("DROP TRIGGER IF EXISTS silent_{table}"),
        (false, true) => format!(
            "CREATE FUNCTION silent_{table}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; \
             CREATE TRIGGER silent BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION silent_{table}()"
        ),
        (false, false) => format!("DROP FUNCTION IF EXISTS silent_{table} CASCADE"),
    });
    let script = AssertSqlSafe(statements.collect::<Vec<_>>().join(";\n"));
    if url.starts_with("sqlite:") {
        sqlx::raw_sql(script).execute(&mut sqlx::SqliteConnection::connect(url).await?).await?;
    } else {
        sqlx::raw_sql(script).execute(&mut sqlx::PgConnection::connect(url).await?).await?;
    }
    Ok(())
}

/// How long the spans called `index` took in this process, in microseconds, and how many there were.
static INDEXED: (AtomicU64, AtomicU64) = (AtomicU64::new(0), AtomicU64::new(0));

/// Listens to the program's own spans; nothing else costs anything.
pub struct Listener;

struct Begun(Instant);

impl<S: tracing::Subscriber + for<'a> LookupSpan<'a>> tracing_subscriber::Layer<S> for Listener {
    fn on_new_span(&self, _: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id).filter(|span| span.name() == "index") {
            span.extensions_mut().insert(Begun(Instant::now()));
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        if let Some(Begun(begun)) = span.extensions().get() {
            INDEXED.0.fetch_add(u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
            INDEXED.1.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// What [`Listener`] has heard: microseconds and times.
pub fn indexed() -> String {
    format!("{} {}", INDEXED.0.load(Ordering::Relaxed), INDEXED.1.load(Ordering::Relaxed))
}

/// Reads what [`indexed`] told.
pub fn read_indexed(text: &str) -> Result<(f64, f64), Failed> {
    let (spent, times) = text.split_once(' ').ok_or("not two numbers")?;
    Ok((spent.parse()?, times.parse()?))
}
