//! The server itself, in a process of its own, and its databases.

use crate::{Failed, door, index, say};
use api::app::App;
use api::auth::password::{Cost, Passwords};
use api::auth::throttle::Throttle;
use api::auth::token::{Keys, generate};
use api::clock::Clock;
use api::config::Languages;
use api::door::{DoorSettings, Limit, Limits};
use api::reads::Reads;
use axum::routing::get;
use persistence::{Open, Store};
use sqlx::Connection;
use std::sync::Arc;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// The password of all managers.
pub const PASSWORD: &str = "birnbaum-kachel-lampe-tanne";
/// A budget that nobody uses up.
const UNLIMITED: u64 = 1_000_000_000_000;
/// Connections to the database, for both servers.
pub const CONNECTIONS: u32 = 4;

fn passwords() -> Result<Passwords, Failed> {
    Ok(Passwords::new(Cost { memory_kib: 8, passes: 1, lanes: 1 })?)
}

/// Makes a database with so many offers on a server, or in a folder, unless it is there; gives its address.
pub async fn database(server: &str, offers: u64) -> Result<String, Failed> {
    let name = format!("benchmark_{offers}");
    let url = match server.strip_prefix("sqlite://") {
        Some(folder) => format!("sqlite://{folder}/{name}.db?mode=rwc"),
        None => {
            let mut admin = sqlx::PgConnection::connect(&format!("{server}/postgres")).await?;
            let known = sqlx::query("SELECT 1 FROM pg_database WHERE datname = $1").bind(&name);
            if known.fetch_optional(&mut admin).await?.is_none() {
                sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut admin).await?;
            }
            format!("{server}/{name}")
        }
    };
    let store = Store::open(&Open { url: url.clone(), connections: CONNECTIONS, statement_timeout: None }).await?;
    store.migrate().await?;
    if store.is_empty().await? {
        say(&format!("{server}: making {offers} offers"));
        let hash = passwords()?.hash(PASSWORD.to_owned()).await?;
        let start = std::time::Instant::now();
        api::bench::fill(&store, offers, &hash, Clock::System.now(), |_, _| {}).await?;
        say(&format!("{server}: {offers} offers made in {:.0} s", start.elapsed().as_secs_f64()));
    }
    store.close().await?;
    // An earlier run may have stopped in the middle.
    index::silence(&url, false).await?;
    if url.starts_with("postgres") {
        let mut admin = sqlx::PgConnection::connect(&url).await?;
        for statement in without_drafts() {
            sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut admin).await?;
        }
        // It does so by itself, but nobody can wait for that.
        sqlx::query("VACUUM ANALYZE").execute(&mut admin).await?;
    } else {
        let mut admin = sqlx::SqliteConnection::connect(&url).await?;
        for statement in without_drafts() {
            sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut admin).await?;
        }
    }
    Ok(url)
}

/// Takes away what an earlier run has created.
fn without_drafts() -> Vec<String> {
    let tables = ["offer_reach", "offer_language", "offer_text_language", "offer_action_field", "offer_point"];
    let clear = |table| format!("DELETE FROM {table} WHERE offer_id IN (SELECT id FROM offer WHERE status = 'DRAFT')");
    let offers = "DELETE FROM offer WHERE status = 'DRAFT'".to_owned();
    tables.into_iter().map(clear).chain([offers]).collect()
}

/// Serves a database, and prints where.
pub async fn serve(url: &str) -> Result<(), Failed> {
    let store = Store::open(&Open { url: url.to_owned(), connections: CONNECTIONS, statement_timeout: None }).await?;
    let heard = Targets::new().with_target("persistence", Level::DEBUG);
    tracing_subscriber::registry().with(index::Listener.with_filter(heard)).init();
    let keys = Keys::from_pem(&generate()?)?;
    let counted = store.clone();
    let app = App {
        store,
        clock: Clock::System,
        passwords: passwords()?,
        keys,
        throttle: Throttle::default(),
        reads: Reads::default(),
        languages: Languages::default().0,
        is_demo: false,
    };
    let count = get(move || async move { counted.statements().to_string() });
    let app = Arc::new(app);
    // Whoever measures asks for more than anybody else may.
    let limits = Limits::default().with(Limit::VisitorBudget, UNLIMITED).with(Limit::AccountBudget, UNLIMITED);
    let settings = DoorSettings { limits, ..DoorSettings::default() };
    let router = api::http::router(Arc::clone(&app), &settings)?
        .route("/statements", count)
        .route("/indexed", get(async || index::indexed()));
    listen(router.merge(door::past(app))).await
}

/// Listens somewhere and prints where.
pub async fn listen(router: axum::Router) -> Result<(), Failed> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    #[expect(clippy::print_stdout, reason = "whoever started this process reads it")]
    {
        println!("{}", listener.local_addr()?);
    }
    axum::serve(listener, router).await?;
    Ok(())
}
