//! A database of its own for every test: a copy of a template that was migrated once.
//!
//! `MITEINANDER_TEST_DATABASE=postgres://…/postgres` runs the suite on that PostgreSQL server; without it, on SQLite.

use persistence::{Open, Store};
use sea_orm::{ConnectionTrait, Database};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;

static NEXT: AtomicU32 = AtomicU32::new(0);
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// The PostgreSQL server to test on, if it is one.
#[expect(clippy::disallowed_methods, reason = "the test suite's one setting")]
fn server() -> Option<String> {
    std::env::var("MITEINANDER_TEST_DATABASE").ok()
}

/// The folder of this run's SQLite files.
pub fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("miteinander-tests-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    folder
}

async fn open(url: String) -> Store {
    Store::open(&Open { url, connections: 8, statement_timeout: None }).await.expect("a database")
}

async fn administer(server: &str, statement: &str) {
    let db = Database::connect(server).await.expect("MITEINANDER_TEST_DATABASE answers");
    db.execute_unprepared(statement).await.expect(statement);
    db.close().await.expect("closed");
}

fn on_server(server: &str, database: &str) -> String {
    let (base, _) = server.rsplit_once('/').expect("MITEINANDER_TEST_DATABASE ends with a database");
    format!("{base}/{database}")
}

async fn template() -> &'static str {
    let make = || async {
        let name = format!("template_{}", std::process::id());
        let url = match server() {
            Some(server) => {
                administer(&server, &format!("CREATE DATABASE {name}")).await;
                on_server(&server, &name)
            }
            None => format!("sqlite://{}?mode=rwc", folder().join("template.db").display()),
        };
        let store = open(url).await;
        store.migrate().await.expect("migrated");
        store.close().await.expect("closed");
        name
    };
    TEMPLATE.get_or_init(make).await
}

/// The address of a fresh, migrated database.
pub async fn fresh_url() -> String {
    let template = template().await;
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    match server() {
        Some(server) => {
            let name = format!("test_{}_{number}", std::process::id());
            administer(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
            on_server(&server, &name)
        }
        None => {
            let path = folder().join(format!("test_{number}.db"));
            std::fs::copy(folder().join("template.db"), &path).expect("copied");
            format!("sqlite://{}?mode=rw", path.display())
        }
    }
}

/// A fresh, migrated database.
pub async fn fresh() -> Store {
    open(fresh_url().await).await
}
