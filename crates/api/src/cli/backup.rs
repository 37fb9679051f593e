//! Copying an embedded database while it is in use.

use super::{Stop, connect, print, refused, stop};
use crate::config::{DatabaseKind, DatabaseSettings};
use std::path::Path;

/// Copies the database into a new file that only its owner reads.
pub(super) async fn backup(database: &DatabaseSettings, file: &Path) -> Result<(), Stop> {
    match database.kind()? {
        DatabaseKind::Postgres => {
            return Err(stop("backup copies an embedded database (SQLite); for PostgreSQL take pg_dump"));
        }
        DatabaseKind::Sqlite(path) if !path.exists() => {
            return Err(stop(format!("--database-url (DATABASE_URL): {} does not exist", path.display())));
        }
        DatabaseKind::Sqlite(_) => {}
    }
    let wrong = |error: std::io::Error| stop(format!("{}: {error}; nothing was copied", file.display()));
    let path = file.to_str().ok_or_else(|| stop("the file's name has to be UTF-8"))?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let made = options.open(file).map_err(wrong)?;
    let store = connect(database, None).await?;
    if let Err(error) = store.copy_into(path).await {
        // What is there is no backup; nobody is to mistake it for one.
        std::fs::remove_file(file).map_err(wrong)?;
        return Err(refused(error));
    }
    store.close().await.map_err(refused)?;
    made.sync_all().map_err(wrong)?;
    let size = made.metadata().map_err(wrong)?.len();
    print(&format!("{} holds the database as it was a moment ago ({size} bytes).", file.display()));
    print("The key that signs access tokens is a file of its own; keep a copy of it too.");
    Ok(())
}
