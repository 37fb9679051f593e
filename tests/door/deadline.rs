//! Statements that are held up end with their request, on the database's side too.

use crate::support::database;
use domain::access::Scope;
use domain::time::Timestamp;
use persistence::{OfferList, OfferShape, Open, Page, Store, within};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbBackend, Statement};
use std::time::{Duration, Instant};

/// PostgreSQL holds up readings of a table that somebody has for oneself; SQLite never does, and what it ends by itself is
/// tested beside its handler.
#[tokio::test]
async fn a_reading_that_is_held_up_ends_in_time_wherever_in_its_request_it_begins() {
    let url = database::fresh_url().await;
    let open = Open { url: url.clone(), connections: 2, statement_timeout: Some(Duration::from_secs(2)) };
    let store = Store::open(&open).await.expect("a database");
    // One connection, on which the lock stays.
    let mut alone = ConnectOptions::new(url);
    alone.max_connections(1);
    let other = Database::connect(alone).await.expect("the same database");
    let is_postgresql = other.get_database_backend() == DbBackend::Postgres;
    let (scope, now) = (Scope::default(), Timestamp::from_micros(0));
    let (list, page) = (OfferList::default(), Page::first(1));
    let read = || store.offers(&scope, now, &list, &page, OfferShape::default());
    let lock = if is_postgresql { "BEGIN; LOCK TABLE offer IN ACCESS EXCLUSIVE MODE" } else { "BEGIN IMMEDIATE" };
    other.execute_unprepared(lock).await.expect("the lock");
    let begun = Instant::now();
    let early = within(Instant::now(), Duration::from_secs(2), read()).await;
    assert_eq!(early.is_err(), is_postgresql);
    // A request that has used up most of its time already: what is left is less than what the connection knows.
    let (long_ago, late) = (Instant::now() - Duration::from_millis(1_100), Instant::now());
    let is_ended = within(long_ago, Duration::from_millis(1_300), read()).await.is_err();
    let took = late.elapsed();
    assert_eq!(is_ended, is_postgresql);
    assert!(took < Duration::from_millis(1_500), "{took:?}");
    assert!(begun.elapsed() < Duration::from_secs(20), "nothing waited for ever");
    if is_postgresql {
        let waiting = "SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let row = other.query_one_raw(Statement::from_string(DbBackend::Postgres, waiting)).await.expect("a row");
        assert_eq!(row.expect("a row").try_get::<i64>("", "count").expect("a count"), 0, "nobody waits any more");
    }
    other.execute_unprepared("ROLLBACK").await.expect("unlocked");
    assert!(within(Instant::now(), Duration::from_secs(2), read()).await.is_ok());
}
