//! Freezing reports.

use super::SnapshotNode;
use crate::graphql::caller::{Caller, id};
use crate::graphql::failure::Failure;
use crate::graphql::payload::{answer, payloads};
use crate::graphql::scalar::Date;
use async_graphql::{Context, ID, InputObject, Object};
use domain::access::Deed;
use domain::participation::{ParticipationSnapshot, Period};
use domain::refusal::Refusal;

/// Which report to freeze.
#[derive(InputObject)]
pub struct SnapshotParticipationInput {
    /// The centre.
    centre: ID,
    /// The first day, in Germany.
    from: Date,
    /// The last day, in Germany; at most ten years.
    until: Date,
}

payloads! {
    snapshot: SnapshotNode, "The frozen report; `null` if it was refused.";
    /// The answer of `snapshotParticipation`.
    SnapshotParticipationPayload,
}

/// Freezing reports.
#[derive(Default)]
pub struct ParticipationMutation;

#[Object]
impl ParticipationMutation {
    /// Freezes the report on who took part in a period, as it is at this moment: it stays so, whatever changes. For coordinators.
    async fn snapshot_participation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: SnapshotParticipationInput,
    ) -> Option<Result<SnapshotParticipationPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::SnapshotParticipation, async |tx| {
            let centre = tx.centre(id(&input.centre, "centre")?).await?;
            let period = Period::parse(&input.from.0, &input.until.0).map_err(Refusal::from)?;
            let report = tx.participation(centre.id, period).await?;
            let taken = (period, report);
            tx.save(ParticipationSnapshot::take(caller.new_id()?, &centre, taken, &caller.intent(None))?).await
        });
        Some(answer(done.await.map(SnapshotNode::single), caller.tongue))
    }
}
