//! Organisations as nodes among their siblings.

use super::OrganisationNode;
use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use crate::graphql::load::Batch;
use async_graphql::Context;
use domain::id::Id;
use domain::organisation::Organisation;
use std::collections::HashMap;
use std::sync::Arc;

/// Organisations that came out of one statement, as the reader may see them.
pub fn organisation_nodes(
    organisations: Vec<Arc<Organisation>>,
    caller: &Caller,
) -> HashMap<Id<Organisation>, OrganisationNode> {
    let batch = Batch::new(organisations.iter().map(|organisation| organisation.id).collect());
    let centres = Batch::new(organisations.iter().map(|organisation| organisation.facts.centre).collect());
    let node = |organisation: Arc<Organisation>| {
        let organisation = Organisation::shared_seen_by(organisation, &caller.scope);
        (organisation.id, OrganisationNode { organisation, batch: Arc::clone(&batch), centres: Arc::clone(&centres) })
    };
    organisations.into_iter().map(node).collect()
}

/// Loads one of a batch of organisations; `None` if the reader does not see it.
pub async fn load_organisation(
    ctx: &Context<'_>,
    batch: &Batch<Id<Organisation>>,
    id: Id<Organisation>,
) -> Result<Option<OrganisationNode>, Failure> {
    let caller = Caller::of(ctx);
    let found = batch.load("organisation".to_owned(), id, |ids| async move {
        let found =
            caller.app.store.organisations_by_id(&caller.scope, &ids).await.map_err(|error| caller.failed(error))?;
        let resolved: HashMap<_, _> = found.iter().map(|(asked, organisation)| (*asked, organisation.id)).collect();
        let nodes = organisation_nodes(found.into_values().map(Arc::new).collect(), caller);
        Ok(resolved.into_iter().map(|(asked, id)| (asked, nodes[&id].clone())).collect())
    });
    found.await
}
