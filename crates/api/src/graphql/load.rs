//! Loading for all siblings at once. Objects that came out of one statement share a [`Batch`]; the first of them that is
//! asked for something loads it for all, so that the number of statements follows the query, never the number of rows.
//! No waiting time, no cache beyond the request.

use super::failure::Failure;
use std::any::Any;
use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// The most keys in one statement: SQLite takes 32,766 parameters, PostgreSQL 65,535.
const CHUNK: usize = 1000;

type Loaded = Result<Arc<dyn Any + Send + Sync>, Failure>;

/// The keys of siblings, and what was loaded for them.
pub struct Batch<K> {
    keys: Vec<K>,
    cells: Mutex<HashMap<String, Arc<OnceCell<Loaded>>>>,
}

impl<K: Copy + Ord + Hash + Send + Sync + 'static> Batch<K> {
    /// A batch of these.
    pub fn new(mut keys: Vec<K>) -> Arc<Self> {
        keys.sort_unstable();
        keys.dedup();
        Arc::new(Self { keys, cells: Mutex::default() })
    }

    /// What `fetch` finds for `key`; it is called once for all keys of the batch. `field` names what is loaded,
    /// together with the arguments it depends on.
    pub async fn load<V, F>(&self, field: String, key: K, fetch: impl Fn(Vec<K>) -> F) -> Result<Option<V>, Failure>
    where
        V: Clone + Send + Sync + 'static,
        F: Future<Output = Result<HashMap<K, V>, Failure>>,
    {
        let cell = {
            let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(cells.entry(field).or_default())
        };
        let loaded = cell
            .get_or_init(|| async {
                let mut all = HashMap::new();
                for keys in self.keys.chunks(CHUNK) {
                    all.extend(fetch(keys.to_vec()).await?);
                }
                Ok(Arc::new(all) as Arc<dyn Any + Send + Sync>)
            })
            .await
            .clone()?;
        Ok(loaded.downcast_ref::<HashMap<K, V>>().and_then(|all| all.get(&key).cloned()))
    }
}
