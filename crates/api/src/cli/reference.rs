//! Reference data: what the operator puts in the place of what comes with the program.

use super::{Stop, now, print, refused, show_progress, stop};
use crate::config::DatabaseSettings;
use domain::actor::Actor;
use domain::place::{self, ReferenceFiles};
use persistence::Store;
use std::path::Path;

/// Puts the data that the database holds in force, if it holds any.
pub(super) async fn install(store: &Store) -> Result<(), Stop> {
    let Some(files) = store.reference_files().await.map_err(refused)? else { return Ok(()) };
    let reference = files.read().map_err(|error| stop(format!("the reference data in the database: {error}")))?;
    // In one process a second database, as in tests, keeps the first one's.
    let _ = place::install(reference);
    Ok(())
}

fn read(option: &str, path: Option<&Path>) -> Result<Option<String>, Stop> {
    let read = |path: &Path| {
        std::fs::read_to_string(path).map_err(|error| stop(format!("{option}: {}: {error}", path.display())))
    };
    path.map(read).transpose()
}

/// Takes newer files.
pub(super) async fn update(
    database: &DatabaseSettings,
    municipalities: Option<&Path>,
    postal_codes: Option<&Path>,
) -> Result<(), Stop> {
    let municipalities = read("--municipalities", municipalities)?;
    let postal_codes = read("--postal-codes", postal_codes)?;
    let store = super::open_as_it_is(database).await?;
    let before = store.reference_files().await.map_err(refused)?.unwrap_or_else(ReferenceFiles::built_in);
    let wrong = |error: place::WrongReference| stop(format!("{error}; nothing was changed"));
    let (files, ended) = before.updated(municipalities.as_deref(), postal_codes.as_deref()).map_err(wrong)?;
    let _ = place::install(files.read().map_err(wrong)?);
    let operator = Actor::operator();
    let written = store.write(&operator, async |tx| tx.set_reference_files(&files, now()).await);
    written.await.map_err(refused)?;
    let mut show = show_progress("Computing anew what is found");
    store.list_all_anew(|done, total| show("organisations", done, total)).await.map_err(refused)?;
    print(&format!("{} municipalities are in force.", place::municipalities().count()));
    for municipality in ended {
        print(&format!("{municipality} has ended; its key goes on resolving."));
    }
    print("Restart the server, so that it takes them up.");
    store.close().await.map_err(refused)
}
