//! Telling which settings are in force, and whether they work.

use super::{Stop, connect, print, refused, serve, stop};
use crate::config::{DatabaseKind, InForce, Serve, Settled};

/// Reads everything as `serve` does, and looks at the database without changing it.
pub(super) async fn check(settings: &Serve, settled: &Settled) -> Result<(), Stop> {
    match &settled.file {
        Some(path) => print(&format!("settings file: {}", path.display())),
        None => print("settings file: none"),
    }
    let in_force = settled.in_force();
    let width = in_force.iter().map(|setting| setting.name.len()).max().unwrap_or(0);
    for InForce { name, value, source } in in_force {
        print(&format!("{name:<width$} {:<60} {source}", value.as_deref().unwrap_or("-")));
    }
    settings.door.check().map_err(stop)?;
    serve::log_filter(&settings.log_level)?;
    let kind = settings.database.kind()?;
    serve::check_keys(settings, &kind)?;
    if let DatabaseKind::Sqlite(path) = &kind
        && !path.exists()
    {
        print(&format!("database: {} does not exist yet; the first verb makes it", path.display()));
        return Ok(());
    }
    let store = connect(&settings.database, None).await?;
    let told = match store.missing_migrations().await.map_err(refused)? {
        None => "no tables yet; the first verb makes them".to_owned(),
        Some(0) => "the tables are up to date".to_owned(),
        Some(missing) => format!("{missing} changes to the tables are due; the next start makes them"),
    };
    print(&format!("database: {} answers; {told}", store.database()));
    store.close().await.map_err(refused)
}
