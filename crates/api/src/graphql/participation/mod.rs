//! Who takes part: a centre's report on a period, as data and as a table, and such reports frozen.

mod csv;
mod label;
mod mutation;
mod query;
mod report;
mod snapshot;

pub use mutation::ParticipationMutation;
pub use query::ParticipationQuery;
pub use report::ReportNode;
pub use snapshot::{SnapshotNode, snapshots_by_id};

use crate::graphql::page::connection;

connection!(
    ParticipationSnapshotConnection,
    ParticipationSnapshotEdge,
    SnapshotNode,
    "frozen reports on who takes part"
);
