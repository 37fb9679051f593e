//! Erasing personal data whose time is over.

use super::{Stop, now, print, refused};
use crate::config::DatabaseSettings;

/// Erases it.
pub(super) async fn clean_up(database: &DatabaseSettings) -> Result<(), Stop> {
    let store = super::open_as_it_is(database).await?;
    let erased = store.erase_interests(now()).await.map_err(refused)?;
    print(&format!("{erased} interests in working groups were erased; their time was over."));
    store.close().await.map_err(refused)
}
