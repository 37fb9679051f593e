//! Lists of organisations.

use super::{OrganisationConnection, organisation_nodes};
use crate::graphql::caller::Caller;
use crate::graphql::enums::{OrganisationKind, OrganisationStatus, ResourceKind};
use crate::graphql::failure::Failure;
use crate::graphql::message::Tongue;
use crate::graphql::near::NearInput;
use crate::graphql::offer::{ids, values};
use crate::graphql::page::{Count, PageArguments};
use crate::graphql::scalar::{LanguageTag, MunicipalityKey};
use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::form::Form;
use domain::organisation::OrganisationTrait;
use domain::refusal::{Flaw, Problems};
use persistence::{Direction, OrganisationList, Sort};
use std::sync::Arc;

/// Which organisations are wanted. Fields are joined by AND, entries of a field by OR; an empty list finds nothing.
#[derive(InputObject, Clone, Debug, Default)]
pub struct OrganisationFilter {
    /// Of these kinds.
    kind: Option<Vec<OrganisationKind>>,
    /// Languages people can speak with it, exactly these.
    language: Option<Vec<LanguageTag>>,
    /// With their seat in these municipalities.
    municipality: Option<Vec<MunicipalityKey>>,
    /// With their seat in these counties: keys of 5 digits.
    county: Option<Vec<String>>,
    /// Codes of kinds of offers it is known for; those below them are found too.
    activity: Option<Vec<String>>,
    /// Whether others may ask it to join in.
    is_open_for_cooperation: Option<bool>,
    /// What it shares with others.
    shares: Option<Vec<ResourceKind>>,
    /// What it seeks from others.
    seeks: Option<Vec<ResourceKind>>,
    /// Of these centres.
    centre: Option<Vec<ID>>,
    /// In these states, as far as you see them.
    status: Option<Vec<OrganisationStatus>>,
}

impl OrganisationFilter {
    /// Reads it.
    pub(crate) fn read(self, tongue: Tongue) -> Result<persistence::OrganisationFilter, Failure> {
        let mut problems = Problems::default();
        let mut form = Form::new(&mut problems);
        let mut form = form.inside("filter");
        let resources = |kinds: Option<Vec<ResourceKind>>, member: fn(domain::organisation::ResourceKind) -> _| {
            kinds.map(|kinds| kinds.into_iter().map(|kind| member(kind.into())).collect())
        };
        let traits = [
            (self.is_open_for_cooperation == Some(true)).then(|| vec![OrganisationTrait::OpenForCooperation]),
            resources(self.shares, OrganisationTrait::Shares),
            resources(self.seeks, OrganisationTrait::Seeks),
        ];
        let closed = self.is_open_for_cooperation == Some(false);
        let filter = persistence::OrganisationFilter {
            kinds: self.kind.map(|kinds| kinds.into_iter().map(Into::into).collect()),
            languages: values(&mut form, "language", self.language),
            municipalities: values(&mut form, "municipality", self.municipality),
            counties: values(&mut form, "county", self.county),
            activities: values(&mut form, "activity", self.activity),
            centres: ids(&mut form, "centre", self.centre),
            statuses: self.status.map(|states| states.into_iter().map(Into::into).collect()),
            traits: traits.into_iter().flatten().collect(),
            lacks: closed.then_some(OrganisationTrait::OpenForCooperation).into_iter().collect(),
        };
        let problems = problems.into_vec();
        if problems.is_empty() { Ok(filter) } else { Err(Failure::BadInput(problems, tongue)) }
    }
}

/// What organisations can be ordered by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrganisationOrderField {
    /// By when they were entered.
    #[default]
    CreatedAt,
    /// By their name, in the order of the Unicode collation.
    Name,
    /// By how far they are from the point of `near`; only together with `near`.
    Distance,
}

/// Which way a list runs.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "Direction")]
pub enum OrderDirection {
    /// The oldest, the nearest, the first of the alphabet first.
    #[graphql(name = "ASC")]
    Ascending,
    /// The newest, the farthest, the last of the alphabet first.
    #[graphql(name = "DESC")]
    Descending,
}

/// The order of organisations; newest first if not given.
#[derive(InputObject, Clone, Copy, Debug, Default)]
pub struct OrganisationOrder {
    /// By what.
    #[graphql(default)]
    field: OrganisationOrderField,
    /// Which way; if not given the newest, the nearest or the first of the alphabet comes first.
    direction: Option<OrderDirection>,
}

impl OrganisationOrder {
    /// Reads it.
    pub(crate) fn read(self, is_near: bool, tongue: Tongue) -> Result<(Sort, Direction), Failure> {
        let (sort, usual) = match self.field {
            OrganisationOrderField::CreatedAt => (Sort::Time, Direction::Descending),
            OrganisationOrderField::Name => (Sort::Name, Direction::Ascending),
            OrganisationOrderField::Distance if is_near => (Sort::Distance, Direction::Ascending),
            OrganisationOrderField::Distance => {
                return Err(Failure::argument("orderBy.field", Flaw::Needs { field: "near" }, tongue));
            }
        };
        Ok((sort, self.direction.map_or(usual, Into::into)))
    }
}

/// Counts such organisations when asked.
fn count(caller: &Arc<Caller>, list: OrganisationList) -> Count {
    let caller = Arc::clone(caller);
    Arc::new(move || {
        let (caller, list) = (Arc::clone(&caller), list.clone());
        Box::pin(async move {
            let count = caller.app.store.count_organisations(&caller.scope, &list).await;
            count.map_err(|error| caller.failed(error))
        })
    })
}

/// Reading organisations.
#[derive(Default)]
pub struct OrganisationQuery;

#[Object]
impl OrganisationQuery {
    /// The organisations you see: the public ones, and those you are a member of or on the centre's staff for.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, up to 100; 20 if neither `first` nor `last` is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what stands after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, up to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which organisations are wanted; all you see if not given.")] filter: Option<
            OrganisationFilter,
        >,
        #[graphql(desc = "Only those with a place near there, as outsiders may know it, or else their seat.")]
        near: Option<NearInput>,
        #[graphql(desc = "In which order; newest first if not given.")] order_by: Option<OrganisationOrder>,
    ) -> Result<OrganisationConnection, Failure> {
        let caller = Caller::of(ctx);
        let filter = filter.unwrap_or_default().read(caller.tongue)?;
        let near = near.map(|near| near.read(caller.tongue)).transpose()?;
        let order = order_by.unwrap_or_default().read(near.is_some(), caller.tongue)?;
        let page = PageArguments { first, after, last, before }.page(order, caller.tongue)?;
        let list = OrganisationList { filter, near };
        let slice = caller.app.store.organisations(&caller.scope, &list, &page).await;
        let slice = slice.map_err(|error| caller.failed(error))?;
        let nodes = organisation_nodes(slice.values().cloned().map(Arc::new).collect(), caller);
        Ok(OrganisationConnection::new(slice, count(caller, list), |row| nodes[&row.id].clone()))
    }
}
