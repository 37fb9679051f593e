//! Lists of offers.

mod facets;
mod filter;
mod order;

pub use filter::OfferFilter;
pub(in crate::graphql) use filter::{ids, values};
pub use order::OfferOrder;

use super::{OfferConnection, offer_nodes};
use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use crate::graphql::load::Batch;
use crate::graphql::near::NearInput;
use crate::graphql::page::{Count, PageArguments};
use async_graphql::{Context, Lookahead, Object};
use domain::id::Id;
use domain::organisation::Organisation;
pub use facets::OfferFacets;
use persistence::{OfferList, OfferRecord, OfferShape, Page, Slice};
use std::sync::Arc;

/// What was selected beside the offers of a connection.
fn shape(selection: &Lookahead<'_>) -> OfferShape {
    let nodes = [selection.field("nodes"), selection.field("edges").field("node")];
    let any = |fields: [&str; 2]| nodes.iter().any(|node| fields.iter().any(|field| node.field(field).exists()));
    // What an offer lacks, which its actions tell, rests on the contact point too.
    OfferShape {
        organisation: any(["organisation", "places"]),
        without_contact: !any(["contactPoint", "availableActions"]),
    }
}

/// Reading offers.
#[derive(Default)]
pub struct OfferQuery;

#[Object]
impl OfferQuery {
    /// The offers you see, newest first: the public ones, and all of your organisations and of the centres you work for.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn offers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, up to 100; 20 if neither `first` nor `last` is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what stands after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, up to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which offers are wanted; all you see if not given.")] filter: Option<OfferFilter>,
        #[graphql(desc = "Only those with a place near there, as outsiders may know it.")] near: Option<NearInput>,
        #[graphql(desc = "In which order; newest first if not given.")] order_by: Option<OfferOrder>,
    ) -> Result<OfferConnection, Failure> {
        let caller = Caller::of(ctx);
        let filter = filter.unwrap_or_default().read(caller.tongue)?;
        let near = near.map(|near| near.read(caller.tongue)).transpose()?;
        let order = order_by.unwrap_or_default().read(near.is_some(), caller.tongue)?;
        let page = PageArguments { first, after, last, before }.page(order, caller.tongue)?;
        let list = Arc::new(OfferList { filter, near });
        let slice = caller.app.store.offers(&caller.scope, caller.now, &list, &page, shape(&ctx.look_ahead())).await;
        let slice = slice.map_err(|error| caller.failed(error))?;
        let (counting, counted) = (Arc::clone(caller), Arc::clone(&list));
        let count: Count = Arc::new(move || {
            let (caller, list) = (Arc::clone(&counting), Arc::clone(&counted));
            Box::pin(async move {
                let count = caller.app.store.count_offers(&caller.scope, caller.now, &list).await;
                count.map_err(|error| caller.failed(error))
            })
        });
        let nodes = offer_nodes(slice.values(), caller);
        let connection = OfferConnection::new(slice, count, |record| nodes[&record.offer.id].clone());
        Ok(connection.with_facets(OfferFacets(list)))
    }
}

/// The same page of offers for each of a batch of organisations; this is the one of `organisation`.
pub async fn connect_offers_of(
    caller: &Arc<Caller>,
    batch: &Arc<Batch<Id<Organisation>>>,
    organisation: Id<Organisation>,
    filter: persistence::OfferFilter,
    page: Page,
) -> Result<OfferConnection, Failure> {
    let count = |organisation| count_offers_of(caller, batch, organisation, filter.clone());
    let (wanted, page) = (&filter, &page);
    let found: Option<OfferConnection> = batch
        .load(format!("offers {page:?} {filter:?}"), organisation, |ids| async move {
            let store = &caller.app.store;
            let slices = store.offers_of_organisations(&caller.scope, caller.now, &ids, wanted, page).await;
            let slices = slices.map_err(|error| caller.failed(error))?;
            let nodes = offer_nodes(slices.values().flat_map(Slice::values), caller);
            let connect = |(id, slice): (Id<Organisation>, Slice<OfferRecord>)| {
                let node = |record: OfferRecord| nodes[&record.offer.id].clone();
                (id, OfferConnection::new(slice, count_offers_of(caller, batch, id, wanted.clone()), node))
            };
            Ok(slices.into_iter().map(connect).collect())
        })
        .await?;
    Ok(found.unwrap_or_else(|| {
        let nobody = |_: OfferRecord| unreachable!("an empty slice has no rows");
        OfferConnection::new(Slice::empty(), count(organisation), nobody)
    }))
}

fn count_offers_of(
    caller: &Arc<Caller>,
    batch: &Arc<Batch<Id<Organisation>>>,
    organisation: Id<Organisation>,
    filter: persistence::OfferFilter,
) -> Count {
    let (caller, batch) = (Arc::clone(caller), Arc::clone(batch));
    Arc::new(move || {
        let (caller, batch, filter) = (Arc::clone(&caller), Arc::clone(&batch), filter.clone());
        Box::pin(async move {
            let (caller, filter) = (&caller, &filter);
            let counted = batch.load(format!("count of offers {filter:?}"), organisation, |ids| async move {
                let found =
                    caller.app.store.count_offers_of_organisations(&caller.scope, caller.now, &ids, filter).await;
                found.map_err(|error| caller.failed(error))
            });
            Ok(counted.await?.unwrap_or(0))
        })
    })
}
