//! Serving.

use super::{Stop, connect, hash, now, open, print, read_password, refused, stop};
use crate::app::App;
use crate::auth::password::Passwords;
use crate::auth::throttle::Throttle;
use crate::auth::token::{Keys, generate};
use crate::clock::Clock;
use crate::config::{DatabaseKind, LogFormat, Serve, key_beside};
use crate::reads::{self, Reads};
use crate::{demo, http, listen};
use persistence::Store;
use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How much is logged.
pub(super) fn log_filter(level: &str) -> Result<tracing_subscriber::EnvFilter, Stop> {
    tracing_subscriber::EnvFilter::try_new(level).map_err(|error| {
        stop(format!("--log-level (RUST_LOG): {error}; expected something like info or miteinander=debug,info"))
    })
}

fn start_log(format: LogFormat, level: &str) -> Result<(), Stop> {
    let log = tracing_subscriber::fmt()
        .with_env_filter(log_filter(level)?)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // A second start in one process, as in tests, keeps the first log.
    let _ = match format {
        LogFormat::Pretty => log.try_init(),
        LogFormat::Json => log.json().try_init(),
    };
    Ok(())
}

/// Whether the keys that sign tokens can be read; those that will be made on first start need not be there.
pub(super) fn check_keys(settings: &Serve, kind: &DatabaseKind) -> Result<(), Stop> {
    match (&settings.token_key_file, kind) {
        (None, DatabaseKind::Sqlite(database)) if !key_beside(database).exists() => Ok(()),
        _ => keys(settings, kind).map(|_| ()),
    }
}

/// Reads the keys that sign tokens; beside an embedded database they are made on first start.
fn keys(settings: &Serve, kind: &DatabaseKind) -> Result<Keys, Stop> {
    let setting = "--token-key-file (MITEINANDER_TOKEN_KEY_FILE)";
    let path = match (&settings.token_key_file, kind) {
        (Some(path), _) => path.clone(),
        (None, DatabaseKind::Sqlite(database)) => {
            let path = key_beside(database);
            if !path.exists() {
                make_key(&path).map_err(|error| stop(format!("{setting}: {}: {error}", path.display())))?;
            }
            path
        }
        (None, DatabaseKind::Postgres) => {
            return Err(stop(format!(
                "{setting}: PostgreSQL needs it, so that all processes sign alike; make one with: openssl genpkey -algorithm ed25519 -out miteinander.key"
            )));
        }
    };
    let text =
        std::fs::read_to_string(&path).map_err(|error| stop(format!("{setting}: {}: {error}", path.display())))?;
    Keys::from_pem(&text).map_err(|error| stop(format!("{setting}: {}: {error}", path.display())))
}

/// Makes a key that only its owner reads.
fn make_key(path: &Path) -> std::io::Result<()> {
    let pem = generate().map_err(std::io::Error::other)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(pem.as_bytes())?;
    file.sync_all()
}

/// How long requests that are running may go on when the program is asked to stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// Opens the database, listens, and serves until asked to stop.
pub(super) async fn serve(settings: Serve) -> Result<(), Stop> {
    start_log(settings.log, &settings.log_level)?;
    let kind = settings.database.kind()?;
    if settings.demo && !settings.listen.ip().is_loopback() && !settings.demo_password {
        return Err(stop(format!(
            "--listen: {} can be reached from outside, where the printed demo passwords must not work; give a password on standard input with --demo-password, or listen on 127.0.0.1",
            settings.listen
        )));
    }
    settings.door.check().map_err(stop)?;
    let store = open(&settings.database).await?;
    let passwords = Passwords::new(settings.passwords.cost()).map_err(|error| stop(error.to_string()))?;
    let is_demo = prepare_demo(&settings, &store, &passwords).await?;
    let is_printed =
        is_demo && demo::has_printed_password(&store, &passwords).await.map_err(|error| stop(error.to_string()))?;
    // What came before may take as long as it needs; from here on statements end with their requests.
    store.close().await.map_err(refused)?;
    let store = connect(&settings.database, Some(Duration::from_secs(settings.door.limits.limit_seconds))).await?;
    let keys = keys(&settings, &kind)?;
    let app = Arc::new(App {
        store: store.clone(),
        clock: Clock::System,
        passwords,
        keys,
        throttle: Throttle::default(),
        reads: Reads::default(),
        languages: settings.languages.0.clone(),
        is_demo,
    });
    // Nobody has to wait for it; whoever searches before waits a little.
    tokio::task::spawn_blocking(domain::search::learn);
    let listener = listen::bind(settings.listen);
    let listener =
        listener.map_err(|error| stop(format!("--listen (MITEINANDER_LISTEN): {}: {error}", settings.listen)))?;
    let address = listener.local_addr().map_err(|error| stop(format!("--listen: {error}")))?;
    welcome(&settings, address, is_printed)?;
    tracing::info!(%address, database = store.database(), demo = is_demo, "listening");
    let router = http::router(Arc::clone(&app), &settings.door).map_err(|error| stop(error.to_string()))?;
    let (stopping, mut asked) = tokio::sync::watch::channel(false);
    let shutdown = async move {
        asked_to_stop().await;
        stopping.send_replace(true);
    };
    let deadline = async {
        // The sender is gone only once the signal has come and the last request was answered.
        if asked.wait_for(|asked| *asked).await.is_ok() {
            tokio::time::sleep(PATIENCE).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    let (serving, ended) = tokio::sync::oneshot::channel();
    let counting = tokio::spawn(write_reads_down(Arc::clone(&app), ended));
    tokio::select! {
        () = listen::serve(listener, router, &settings.door.limits, shutdown) => {
            tracing::info!("stopped; all running requests were answered");
        }
        () = deadline => tracing::warn!("stopped; somebody had not finished sending a request"),
    }
    drop(serving);
    if let Err(error) = counting.await {
        tracing::warn!(%error, "how much was read could not be written down");
    }
    store.close().await.map_err(refused)
}

/// Writes down how much was read, now and then and once more when serving has ended; it never leaves off in the middle, for
/// then what it holds would be lost.
async fn write_reads_down(app: Arc<App>, mut ended: tokio::sync::oneshot::Receiver<()>) {
    let mut times = tokio::time::interval(reads::INTERVAL);
    let mut has_ended = false;
    while !has_ended {
        has_ended = tokio::select! {
            _ = &mut ended => true,
            _ = times.tick() => false,
        };
        if let Err(error) = app.reads.write_down(&app.store, app.clock.now()).await {
            tracing::warn!(%error, "how much was read could not be written down");
        }
    }
}

/// Sees to it that a demo stays a demo, and a real network real.
async fn prepare_demo(settings: &Serve, store: &Store, passwords: &Passwords) -> Result<bool, Stop> {
    let loaded = store.demo_since().await.map_err(refused)?;
    if !settings.demo {
        return match loaded {
            None => Ok(false),
            Some(day) => Err(stop(format!(
                "--demo: this database holds the demo network (loaded {day}); start it with --demo, or give another --database-url"
            ))),
        };
    }
    if loaded.is_none() && !store.is_empty().await.map_err(refused)? {
        return Err(stop(
            "--demo: this database holds a real network; the demo is loaded only into an empty one, give another --database-url",
        ));
    }
    let password = if settings.demo_password { Some(hash(passwords, read_password(&[])?).await?) } else { None };
    if loaded.is_none() {
        tracing::info!("loading the demo network");
        let first = match &password {
            Some(password) => password.clone(),
            None => hash(passwords, demo::PASSWORD.to_owned()).await?,
        };
        demo::load(store, &first, now()).await.map_err(|error| stop(format!("--demo: {error}")))?;
    } else if let Some(password) = &password {
        demo::set_password(store, password, now()).await.map_err(|error| stop(format!("--demo-password: {error}")))?;
    }
    Ok(true)
}

fn welcome(settings: &Serve, address: SocketAddr, is_printed: bool) -> Result<(), Stop> {
    print(&format!("Miteinander listens on {address}"));
    print(&format!("  GraphiQL  http://{address}/graphiql"));
    print(&format!("  endpoint  http://{address}/graphql"));
    if settings.demo {
        let password = if is_printed { demo::PASSWORD } else { "the one given with --demo-password" };
        print(&format!("Demo network. Sign in with (password: {password})"));
        for sign_in in demo::sign_ins().map_err(|error| stop(format!("--demo: {error}")))? {
            print(&format!("  {:<48} {}", sign_in.email_address, sign_in.role));
        }
    }
    Ok(())
}

/// Waits until somebody asks the program to stop: Ctrl-C, or SIGTERM.
async fn asked_to_stop() {
    let interrupt = async {
        // Without a handler there is nothing to wait for; the other signal remains.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
    tracing::info!("stopping: running requests are finished first");
}
