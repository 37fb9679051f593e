//! Revisions, and what changed in them; and what happened, told in sentences.

mod entry;
mod sentence;

pub use entry::{HistoryEntry, history};

use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use crate::graphql::load::Batch;
use crate::graphql::scalar::{DateTime, LanguageTag};
use async_graphql::{Context, SimpleObject};
use domain::comparison::{self, compare};
use domain::id::Id;
use persistence::StoredRevision;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// How an object was at some time, and what had changed then.
#[derive(SimpleObject, Clone)]
pub struct Revision {
    /// Its number; the first is 1.
    number: i32,
    /// When it was made.
    created_at: DateTime,
    /// Whether you made it yourself.
    is_mine: bool,
    /// What had changed since the one before, field by field; for the first, all it began with.
    changes: Vec<FieldChange>,
}

/// A field that changed. Structured values are JSON text.
#[derive(SimpleObject, Clone)]
pub struct FieldChange {
    /// The field, as the input names it.
    field: String,
    /// The language, for translatable text.
    language: Option<LanguageTag>,
    /// What it was; `null`: nothing.
    before: Option<String>,
    /// What it became; `null`: nothing.
    after: Option<String>,
}

impl From<comparison::FieldChange> for FieldChange {
    fn from(change: comparison::FieldChange) -> Self {
        Self {
            field: change.field,
            language: change.language.map(LanguageTag),
            before: change.before,
            after: change.after,
        }
    }
}

/// The newest revisions of one of a batch of objects; `None` for who is outside.
pub async fn revisions<T: 'static>(
    ctx: &Context<'_>,
    batch: &Batch<Id<T>>,
    (id, is_inside): (Id<T>, bool),
    first: i32,
) -> Option<Result<Vec<Revision>, Failure>> {
    if is_inside { Some(load(Caller::of(ctx), batch, id, first).await) } else { None }
}

async fn load<T: 'static>(
    caller: &Arc<Caller>,
    batch: &Batch<Id<T>>,
    id: Id<T>,
    first: i32,
) -> Result<Vec<Revision>, Failure> {
    let limit = u64::from(first.clamp(1, crate::graphql::page::MOST).unsigned_abs());
    let stored: Option<Vec<StoredRevision>> = batch
        .load(format!("revisions {limit}"), id, |ids| async move {
            let subjects: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
            // One more than asked for, to compare the oldest with.
            let found = caller.app.store.revisions(&subjects, limit + 1).await.map_err(|error| caller.failed(error))?;
            Ok(found.into_iter().map(|(id, revisions)| (Id::from_uuid(id), revisions)).collect::<HashMap<_, _>>())
        })
        .await?;
    let stored = stored.unwrap_or_default();
    let shown = stored.iter().enumerate().take(usize::try_from(limit).unwrap_or_default());
    Ok(shown
        .map(|(index, revision)| Revision {
            number: revision.number,
            created_at: (&revision.made_at).into(),
            is_mine: revision.made_by.is_some() && revision.made_by == caller.actor.account(),
            changes: {
                let before = stored.get(index + 1).map_or(&serde_json::Value::Null, |older| &older.content);
                compare(before, &revision.content).into_iter().map(FieldChange::from).collect()
            },
        })
        .collect())
}
