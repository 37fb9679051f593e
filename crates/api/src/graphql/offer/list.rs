//! Lists of offers.

use super::{OfferConnection, offer_nodes};
use crate::graphql::caller::Caller;
use crate::graphql::enums::OfferStatus;
use crate::graphql::failure::Failure;
use crate::graphql::load::Batch;
use crate::graphql::message::Tongue;
use crate::graphql::organisation::OrderDirection;
use crate::graphql::page::{Count, PageArguments};
use crate::graphql::scalar::{LanguageTag, MunicipalityKey};
use async_graphql::{Context, Enum, ID, InputObject, Lookahead, Object};
use domain::form::{Form, Patch};
use domain::id::Id;
use domain::organisation::Organisation;
use domain::refusal::Problems;
use domain::text::Value;
use persistence::{Direction, OfferRecord, OfferShape, Page, Slice};
use std::sync::Arc;

/// Which offers are wanted. Fields are joined by AND, entries of a field by OR.
#[derive(InputObject, Clone, Debug, Default)]
pub struct OfferFilter {
    /// Codes of kinds; those below them are found too.
    kind: Option<Vec<String>>,
    /// Languages of delivery, exactly these: whoever wants all of Kurdish asks for `ku`, `kmr` and `ckb`.
    language: Option<Vec<LanguageTag>>,
    /// Municipalities it has a place in or reaches; what is online for everybody is found too.
    municipality: Option<Vec<MunicipalityKey>>,
    /// Lead organisations.
    organisation: Option<Vec<ID>>,
    /// States, as far as you see them.
    status: Option<Vec<OfferStatus>>,
}

fn read_list<T: Value + PartialEq>(form: &mut Form<'_>, field: &str, texts: Option<Vec<String>>) -> Option<Vec<T>> {
    let mut read = Vec::new();
    form.list(&mut read, field, &Patch::Set(texts?));
    Some(read)
}

impl OfferFilter {
    /// Reads it.
    pub(crate) fn read(self, tongue: Tongue) -> Result<persistence::OfferFilter, Failure> {
        let mut problems = Problems::default();
        let mut form = Form::new(&mut problems);
        let mut form = form.inside("filter");
        let text = |list: Vec<LanguageTag>| list.into_iter().map(Into::into).collect();
        let keys = |list: Vec<MunicipalityKey>| list.into_iter().map(Into::into).collect();
        let kinds = read_list(&mut form, "kind", self.kind);
        let languages = read_list(&mut form, "language", self.language.map(text));
        let municipalities = read_list(&mut form, "municipality", self.municipality.map(keys));
        let organisations = self.organisation.map(|ids| {
            let mut read: Vec<Id<Organisation>> = Vec::new();
            form.objects(&mut read, "organisation", &Patch::Set(ids), |form, id: &ID| form.here(id.parse()));
            read
        });
        let problems = problems.into_vec();
        if !problems.is_empty() {
            return Err(Failure::BadInput(problems, tongue));
        }
        let statuses = self.status.map(|states| states.into_iter().map(Into::into).collect());
        Ok(persistence::OfferFilter { kinds, languages, municipalities, organisations, statuses })
    }
}

/// What offers can be ordered by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OfferOrderField {
    /// By when they became news: published, or else drafted.
    #[default]
    Newest,
}

/// The order of offers; newest first if not given.
#[derive(InputObject, Clone, Copy, Debug, Default)]
pub struct OfferOrder {
    /// By what.
    #[graphql(default)]
    field: OfferOrderField,
    /// Which way; newest first if not given.
    #[graphql(default)]
    direction: OrderDirection,
}

impl OfferOrder {
    /// Which way.
    pub(crate) fn direction(self) -> Direction {
        match self.field {
            OfferOrderField::Newest => self.direction.into(),
        }
    }
}

/// What was selected beside the offers of a connection.
fn shape(selection: &Lookahead<'_>) -> OfferShape {
    let nodes = [selection.field("nodes"), selection.field("edges").field("node")];
    let organisation = nodes.iter().any(|node| node.field("organisation").exists() || node.field("places").exists());
    OfferShape { organisation }
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
        #[graphql(desc = "In which order; newest first if not given.")] order_by: Option<OfferOrder>,
    ) -> Result<OfferConnection, Failure> {
        let caller = Caller::of(ctx);
        let filter = filter.unwrap_or_default().read(caller.tongue)?;
        let page = PageArguments { first, after, last, before }
            .page(order_by.unwrap_or_default().direction(), caller.tongue)?;
        let slice = caller.app.store.offers(&caller.scope, caller.now, &filter, &page, shape(&ctx.look_ahead())).await;
        let slice = slice.map_err(|error| caller.failed(error))?;
        let counting = Arc::clone(caller);
        let count: Count = Arc::new(move || {
            let (caller, filter) = (Arc::clone(&counting), filter.clone());
            Box::pin(async move {
                let count = caller.app.store.count_offers(&caller.scope, caller.now, &filter).await;
                count.map_err(|error| caller.failed(error))
            })
        });
        let nodes = offer_nodes(slice.rows.iter().map(|(_, record)| record), caller);
        Ok(OfferConnection::new(slice, count, |record| nodes[&record.offer.id].clone()))
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
    let wanted = &filter;
    let found: Option<OfferConnection> = batch
        .load(format!("offers {page:?} {filter:?}"), organisation, |ids| async move {
            let store = &caller.app.store;
            let slices = store.offers_of_organisations(&caller.scope, caller.now, &ids, wanted, &page).await;
            let slices = slices.map_err(|error| caller.failed(error))?;
            let nodes =
                offer_nodes(slices.values().flat_map(|slice| slice.rows.iter().map(|(_, record)| record)), caller);
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
