//! Reports that were frozen.

use super::report::ReportNode;
use crate::graphql::caller::Caller;
use crate::graphql::centre::{CentreNode, load_centre};
use crate::graphql::failure::Failure;
use crate::graphql::load::Batch;
use crate::graphql::scalar::{Date, DateTime};
use async_graphql::{Context, ID, Object};
use domain::centre::Centre;
use domain::id::Id;
use domain::participation::ParticipationSnapshot;
use std::collections::HashMap;
use std::sync::Arc;

/// A frozen report among its siblings.
#[derive(Clone)]
pub struct SnapshotNode {
    snapshot: Arc<ParticipationSnapshot>,
    centres: Arc<Batch<Id<Centre>>>,
}

/// Frozen reports that came out of one statement; whoever asks has checked that the reader sees them.
pub(super) fn snapshot_nodes(
    snapshots: Vec<ParticipationSnapshot>,
) -> HashMap<Id<ParticipationSnapshot>, SnapshotNode> {
    let centres = Batch::new(snapshots.iter().map(|snapshot| snapshot.centre).collect());
    let node = |snapshot: ParticipationSnapshot| {
        (snapshot.id, SnapshotNode { snapshot: Arc::new(snapshot), centres: Arc::clone(&centres) })
    };
    snapshots.into_iter().map(node).collect()
}

/// Frozen reports by their ids, those the reader sees.
///
/// # Errors
/// The database is broken.
pub async fn snapshots_by_id(
    caller: &Caller,
    ids: &[Id<ParticipationSnapshot>],
) -> Result<HashMap<Id<ParticipationSnapshot>, SnapshotNode>, Failure> {
    let found = caller.app.store.participation_snapshots(ids).await;
    let mut found = found.map_err(|error| caller.failed(error))?;
    found.retain(|snapshot| snapshot.is_seen_by(&caller.scope));
    Ok(snapshot_nodes(found))
}

impl SnapshotNode {
    /// One alone.
    pub(super) fn single(snapshot: ParticipationSnapshot) -> Self {
        let centres = Batch::new(vec![snapshot.centre]);
        Self { snapshot: Arc::new(snapshot), centres }
    }
}

/// A report on who took part in a period, as it was when it was frozen: what changes later does not reach it. The centre's
/// staff sees it.
#[Object(name = "ParticipationSnapshot")]
impl SnapshotNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.snapshot.id.to_string().into()
    }

    /// The centre.
    async fn centre(&self, ctx: &Context<'_>) -> Option<Result<CentreNode, Failure>> {
        Some(load_centre(ctx, &self.centres, self.snapshot.centre).await)
    }

    /// The first day of the period.
    #[graphql(name = "from")]
    async fn first_day(&self) -> Date {
        (&self.snapshot.period().from()).into()
    }

    /// The last day of the period.
    #[graphql(name = "until")]
    async fn last_day(&self) -> Date {
        (&self.snapshot.period().until()).into()
    }

    /// When it was frozen.
    async fn taken_at(&self) -> DateTime {
        (&self.snapshot.created_at).into()
    }

    /// The report.
    async fn report(&self) -> ReportNode {
        ReportNode::new(self.snapshot.content.clone(), self.snapshot.period())
    }

    /// Always 1: it does not change.
    async fn revision(&self) -> i32 {
        self.snapshot.revision.number()
    }
}
