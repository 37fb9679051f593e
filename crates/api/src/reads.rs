//! How much things are read: counted here, and written down now and then. Nothing about who reads is kept.

use domain::time::Timestamp;
use persistence::{Error, Store};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// How often counts are written down. What was counted since is lost when the machine fails; it is no more than a hint what
/// to translate first.
pub const INTERVAL: Duration = Duration::from_secs(60);

/// The most things that are counted at a time.
const MOST: usize = 10_000;

/// Counts that are not written down yet.
#[derive(Debug, Default)]
pub struct Reads(Mutex<HashMap<Uuid, u32>>);

impl Reads {
    /// Counts that somebody from outside has read a thing.
    pub fn note(&self, subject: Uuid) {
        self.add(subject, 1);
    }

    fn add(&self, subject: Uuid, more: u32) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() < MOST || counts.contains_key(&subject) {
            let count = counts.entry(subject).or_default();
            *count = count.saturating_add(more);
        }
    }

    /// Writes down what was counted.
    ///
    /// # Errors
    /// The database is broken; what was counted stays to be written.
    pub async fn write_down(&self, store: &Store, now: Timestamp) -> Result<(), Error> {
        let counts = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        // In the order of their ids, so that two processes wait for each other rather than for ever.
        let mut counts: Vec<(Uuid, u32)> = counts.into_iter().collect();
        counts.sort_unstable();
        let written = store.count_reads(&counts, now).await;
        if written.is_err() {
            for (subject, count) in counts {
                self.add(subject, count);
            }
        }
        written
    }
}
