//! Reading who takes part.

use super::ParticipationSnapshotConnection;
use super::report::ReportNode;
use super::snapshot::snapshot_nodes;
use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use crate::graphql::page::{Count, PageArguments};
use crate::graphql::scalar::Date;
use async_graphql::{Context, ID, Object};
use domain::centre::Centre;
use domain::id::Id;
use domain::participation::Period;
use domain::refusal::Flaw;
use persistence::{Direction, Slice, Sort};
use std::sync::Arc;

fn read_centre(caller: &Caller, centre: &ID) -> Result<Id<Centre>, Failure> {
    centre.parse().map_err(|flaw: Flaw| Failure::argument("centre", flaw, caller.tongue))
}

/// The report, for the staff of the centre; `None` for others.
async fn report(caller: &Caller, centre: &ID, from: &Date, until: &Date) -> Result<Option<ReportNode>, Failure> {
    let centre = read_centre(caller, centre)?;
    let period = Period::parse(&from.0, &until.0).map_err(|problems| Failure::BadInput(problems, caller.tongue))?;
    if !caller.scope.centres.contains(&centre) {
        return Ok(None);
    }
    let report = caller.app.store.participation(centre, period).await.map_err(|error| caller.failed(error))?;
    Ok(Some(ReportNode::new(report, period)))
}

/// Reading who takes part.
#[derive(Default)]
pub struct ParticipationQuery;

#[Object]
impl ParticipationQuery {
    /// Who took part in a period of up to ten years, as it is known now. For the staff of the centre; for others `null`.
    async fn participation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The centre.")] centre: ID,
        #[graphql(desc = "The first day, in Germany.")] from: Date,
        #[graphql(desc = "The last day, in Germany.")] until: Date,
    ) -> Option<Result<ReportNode, Failure>> {
        report(Caller::of(ctx), &centre, &from, &until).await.transpose()
    }

    /// The reports that a centre has frozen, newest first. For the staff of the centre; for others there are none.
    async fn participation_snapshots(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The centre.")] centre: ID,
        #[graphql(desc = "The first so many, up to 100; 20 if neither `first` nor `last` is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what stands after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, up to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<ParticipationSnapshotConnection, Failure> {
        let caller = Caller::of(ctx);
        let centre = read_centre(caller, &centre)?;
        let page =
            PageArguments { first, after, last, before }.page((Sort::Time, Direction::Descending), caller.tongue)?;
        let is_staff = caller.scope.centres.contains(&centre);
        let slice = if is_staff {
            let found = caller.app.store.participation_snapshots_of(centre, &page).await;
            found.map_err(|error| caller.failed(error))?
        } else {
            Slice::empty()
        };
        let counting = Arc::clone(caller);
        let count: Count = Arc::new(move || {
            let caller = Arc::clone(&counting);
            Box::pin(async move {
                if !is_staff {
                    return Ok(0);
                }
                let count = caller.app.store.count_participation_snapshots_of(centre).await;
                count.map_err(|error| caller.failed(error))
            })
        });
        let nodes = snapshot_nodes(slice.values().cloned().collect());
        Ok(ParticipationSnapshotConnection::new(slice, count, |snapshot| nodes[&snapshot.id].clone()))
    }
}
