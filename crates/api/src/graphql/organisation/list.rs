//! Lists of organisations.

use super::{OrganisationConnection, organisation_nodes};
use crate::graphql::caller::Caller;
use crate::graphql::enums::{OrganisationKind, OrganisationStatus};
use crate::graphql::failure::Failure;
use crate::graphql::message::Tongue;
use crate::graphql::page::{Count, PageArguments};
use crate::graphql::scalar::MunicipalityKey;
use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::form::{Form, Patch};
use domain::refusal::Problems;
use persistence::Direction;
use std::sync::Arc;

/// Which organisations are wanted. Fields are joined by AND, entries of a field by OR.
#[derive(InputObject, Clone, Debug, Default)]
pub struct OrganisationFilter {
    /// Of these kinds.
    kind: Option<Vec<OrganisationKind>>,
    /// With their seat in these municipalities.
    municipality: Option<Vec<MunicipalityKey>>,
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
        let municipalities = self.municipality.map(|keys| {
            let mut read = Vec::new();
            form.list(&mut read, "municipality", &Patch::Set(keys.into_iter().map(Into::into).collect()));
            read
        });
        let centres = self.centre.map(|ids| {
            let mut read = Vec::new();
            form.objects(&mut read, "centre", &Patch::Set(ids), |form, id: &ID| form.here(id.parse()));
            read
        });
        let problems = problems.into_vec();
        if !problems.is_empty() {
            return Err(Failure::BadInput(problems, tongue));
        }
        Ok(persistence::OrganisationFilter {
            kinds: self.kind.map(|kinds| kinds.into_iter().map(Into::into).collect()),
            municipalities,
            centres,
            statuses: self.status.map(|states| states.into_iter().map(Into::into).collect()),
        })
    }
}

/// What organisations can be ordered by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrganisationOrderField {
    /// By when they were entered.
    #[default]
    CreatedAt,
}

/// Which way a list runs.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
#[graphql(remote = "Direction")]
pub enum OrderDirection {
    /// Oldest first.
    #[graphql(name = "ASC")]
    Ascending,
    /// Newest first.
    #[default]
    #[graphql(name = "DESC")]
    Descending,
}

/// The order of organisations; newest first if not given.
#[derive(InputObject, Clone, Copy, Debug, Default)]
pub struct OrganisationOrder {
    /// By what.
    #[graphql(default)]
    field: OrganisationOrderField,
    /// Which way; newest first if not given.
    #[graphql(default)]
    direction: OrderDirection,
}

impl OrganisationOrder {
    /// Which way.
    pub(crate) fn direction(self) -> Direction {
        match self.field {
            OrganisationOrderField::CreatedAt => self.direction.into(),
        }
    }
}

/// Counts such organisations when asked.
fn count(caller: &Arc<Caller>, filter: persistence::OrganisationFilter) -> Count {
    let caller = Arc::clone(caller);
    Arc::new(move || {
        let (caller, filter) = (Arc::clone(&caller), filter.clone());
        Box::pin(async move {
            let count = caller.app.store.count_organisations(&caller.scope, &filter).await;
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
        #[graphql(desc = "In which order; newest first if not given.")] order_by: Option<OrganisationOrder>,
    ) -> Result<OrganisationConnection, Failure> {
        let caller = Caller::of(ctx);
        let filter = filter.unwrap_or_default().read(caller.tongue)?;
        let page = PageArguments { first, after, last, before }
            .page(order_by.unwrap_or_default().direction(), caller.tongue)?;
        let slice = caller.app.store.organisations(&caller.scope, &filter, &page).await;
        let slice = slice.map_err(|error| caller.failed(error))?;
        let nodes = organisation_nodes(slice.rows.iter().map(|(_, row)| row.clone()).collect(), caller);
        Ok(OrganisationConnection::new(slice, count(caller, filter), |row| nodes[&row.id].clone()))
    }
}
