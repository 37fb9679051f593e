//! Lists of projects and of what they look for.

use super::enums::ProjectStatus;
use super::need::{NeedNode, need_nodes};
use super::{NeedConnection, ProjectConnection, ProjectNode, project_nodes};
use crate::graphql::caller::Caller;
use crate::graphql::enums::TargetGroup;
use crate::graphql::failure::Failure;
use crate::graphql::load::Batch;
use crate::graphql::message::Tongue;
use crate::graphql::offer::{ids, values};
use crate::graphql::organisation::OrderDirection;
use crate::graphql::page::{Count, PageArguments};
use crate::graphql::scalar::{LanguageTag, MunicipalityKey};
use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::form::Form;
use domain::id::Id;
use domain::place::{CountyKey, MunicipalityKey as Municipality};
use domain::project::{Need, Project, Supply, Term};
use domain::refusal::{Flaw, Problems};
use persistence::{Direction, Page, ProjectList, Slice, Sort};
use std::sync::Arc;

/// Which projects are wanted. Fields are joined by AND, entries of a field by OR; an empty list finds nothing.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ProjectFilter {
    /// In these states.
    status: Option<Vec<ProjectStatus>>,
    /// In which one of these organisations takes part.
    organisation: Option<Vec<ID>>,
    /// Led from one of these centres.
    centre: Option<Vec<ID>>,
    /// Contributing to one of these action fields.
    action_field: Option<Vec<ID>>,
    /// For one of these groups.
    target_group: Option<Vec<TargetGroup>>,
    /// In one of these languages, exactly these.
    language: Option<Vec<LanguageTag>>,
    /// In one of these municipalities.
    municipality: Option<Vec<MunicipalityKey>>,
    /// Coming out of one of these working groups.
    working_group: Option<Vec<ID>>,
    /// In one of these counties: keys of 5 digits.
    county: Option<Vec<String>>,
}

impl ProjectFilter {
    /// Reads it.
    pub(crate) fn read(self, tongue: Tongue) -> Result<persistence::ProjectFilter, Failure> {
        let mut problems = Problems::default();
        let mut form = Form::new(&mut problems);
        let mut form = form.inside("filter");
        fn terms<T>(found: Option<Vec<T>>, term: impl Fn(&T) -> Term) -> Option<Vec<Term>> {
            found.map(|found| found.iter().map(term).collect())
        }
        let municipalities: Option<Vec<Municipality>> = values(&mut form, "municipality", self.municipality);
        let with_predecessors = municipalities
            .map(|keys| keys.iter().flat_map(Municipality::and_predecessors).map(Term::municipality_key).collect());
        let counties: Option<Vec<CountyKey>> = values(&mut form, "county", self.county);
        let groups = self.target_group.map(|groups| groups.into_iter().map(Into::into).collect());
        let found = [
            terms(ids(&mut form, "actionField", self.action_field), |id| Term::action_field(*id)),
            terms(groups, |group| Term::target_group(*group)),
            terms(ids(&mut form, "workingGroup", self.working_group), |id| Term::working_group(*id)),
            terms(values(&mut form, "language", self.language), Term::language),
            with_predecessors,
            terms(counties, Term::county),
        ];
        let filter = persistence::ProjectFilter {
            statuses: self.status.map(|states| states.into_iter().map(Into::into).collect()),
            organisations: ids(&mut form, "organisation", self.organisation),
            centres: ids(&mut form, "centre", self.centre),
            terms: found.into_iter().flatten().collect(),
        };
        let problems = problems.into_vec();
        if problems.is_empty() { Ok(filter) } else { Err(Failure::BadInput(problems, tongue)) }
    }
}

/// What projects can be ordered by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProjectOrderField {
    /// By when they were proposed.
    #[default]
    Newest,
    /// By their title in the primary language, in the order of the Unicode collation.
    Title,
}

/// The order of projects; newest first if not given.
#[derive(InputObject, Clone, Copy, Debug, Default)]
pub struct ProjectOrder {
    /// By what.
    #[graphql(default)]
    field: ProjectOrderField,
    /// Which way; if not given the newest or the first of the alphabet comes first.
    direction: Option<OrderDirection>,
}

impl ProjectOrder {
    fn read(self) -> (Sort, Direction) {
        let (sort, usual) = match self.field {
            ProjectOrderField::Newest => (Sort::Time, Direction::Descending),
            ProjectOrderField::Title => (Sort::Name, Direction::Ascending),
        };
        (sort, self.direction.map_or(usual, Into::into))
    }
}

fn connect(slice: Slice<Project>, count: Count, caller: &Caller) -> ProjectConnection {
    let nodes = project_nodes(slice.values().cloned().collect(), caller);
    ProjectConnection::new(slice, count, |project| nodes[&project.id].clone())
}

/// The same page of adaptations for each of a batch of projects; this is the one of `origin`.
pub(super) async fn connect_adaptations(
    caller: &Arc<Caller>,
    batch: &Arc<Batch<Id<Project>>>,
    origin: Id<Project>,
    page: Page,
) -> Result<ProjectConnection, Failure> {
    let wanted = &page;
    let found: Option<ProjectConnection> = batch
        .load(format!("adaptations {page:?}"), origin, |ids| async move {
            let slices = caller.app.store.adaptations_of(&caller.scope, &ids, wanted).await;
            let slices = slices.map_err(|error| caller.failed(error))?;
            let all = slices.values().flat_map(Slice::values).cloned().collect();
            let nodes = project_nodes(all, caller);
            let connect = |(origin, slice): (Id<Project>, Slice<Project>)| {
                let node = |project: Project| -> ProjectNode { nodes[&project.id].clone() };
                (origin, ProjectConnection::new(slice, count_adaptations(caller, batch, origin), node))
            };
            Ok(slices.into_iter().map(connect).collect())
        })
        .await?;
    Ok(found.unwrap_or_else(|| connect(Slice::empty(), count_adaptations(caller, batch, origin), caller)))
}

fn count_adaptations(caller: &Arc<Caller>, batch: &Arc<Batch<Id<Project>>>, origin: Id<Project>) -> Count {
    let (caller, batch) = (Arc::clone(caller), Arc::clone(batch));
    Arc::new(move || {
        let (caller, batch) = (Arc::clone(&caller), Arc::clone(&batch));
        Box::pin(async move {
            let caller = &caller;
            let counted = batch.load("count of adaptations".to_owned(), origin, |ids| async move {
                let found = caller.app.store.count_adaptations_of(&caller.scope, &ids).await;
                found.map_err(|error| caller.failed(error))
            });
            Ok(counted.await?.unwrap_or(0))
        })
    })
}

/// Reading projects.
#[derive(Default)]
pub struct ProjectQuery;

#[Object]
impl ProjectQuery {
    /// The cooperation projects you see, newest first: the public ones, those open to the network if you belong to it, and
    /// those in which you take part or are asked to. A filter by what a project is about finds no invitations.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, up to 100; 20 if neither `first` nor `last` is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what stands after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, up to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which projects are wanted; all you see if not given.")] filter: Option<ProjectFilter>,
        #[graphql(desc = "In which order; newest first if not given.")] order_by: Option<ProjectOrder>,
    ) -> Result<ProjectConnection, Failure> {
        let caller = Caller::of(ctx);
        let filter = filter.unwrap_or_default().read(caller.tongue)?;
        let order = order_by.unwrap_or_default().read();
        let page = PageArguments { first, after, last, before }.page(order, caller.tongue)?;
        let list = Arc::new(ProjectList { filter });
        let slice = caller.app.store.projects(&caller.scope, &list, &page).await;
        let slice = slice.map_err(|error| caller.failed(error))?;
        let counting = Arc::clone(caller);
        let count: Count = Arc::new(move || {
            let (caller, list) = (Arc::clone(&counting), Arc::clone(&list));
            Box::pin(async move {
                let count = caller.app.store.count_projects(&caller.scope, &list).await;
                count.map_err(|error| caller.failed(error))
            })
        });
        Ok(connect(slice, count, caller))
    }

    /// What projects of others look for and an organisation can meet: by what it shares, the languages people can speak with
    /// it, and where it is. Newest first. For its members and the centre's staff; empty for others.
    async fn matching_needs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organisation.")] organisation: ID,
        #[graphql(desc = "The first so many, up to 100; 20 if neither `first` nor `last` is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what stands after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, up to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<NeedConnection, Failure> {
        let caller = Caller::of(ctx);
        let order = (Sort::Time, Direction::Descending);
        let page = PageArguments { first, after, last, before }.page(order, caller.tongue)?;
        let id = organisation.parse::<Id<domain::organisation::Organisation>>();
        let id = id.map_err(|flaw: Flaw| Failure::argument("organisation", flaw, caller.tongue))?;
        let found = caller.app.store.organisations_by_id(&caller.scope, &[id]).await;
        let mut found = found.map_err(|error| caller.failed(error))?.into_values();
        let inside = found.find(|organisation| caller.scope.is_inside(&organisation.facts));
        let supply = Arc::new(inside.map(|organisation| (organisation.id, Supply::of(&organisation.content))));
        let slice = match &*supply {
            Some((id, supply)) => caller.app.store.matching_needs(&caller.scope, (*id, supply), &page).await,
            None => Ok(Slice::empty()),
        };
        let slice = slice.map_err(|error| caller.failed(error))?;
        let counting = Arc::clone(caller);
        let count: Count = Arc::new(move || {
            let (caller, supply) = (Arc::clone(&counting), Arc::clone(&supply));
            Box::pin(async move {
                let Some((id, supply)) = &*supply else { return Ok(0) };
                let count = caller.app.store.count_matching_needs(&caller.scope, (*id, supply)).await;
                count.map_err(|error| caller.failed(error))
            })
        });
        let nodes = need_nodes(slice.values().cloned());
        Ok(NeedConnection::new(slice, count, |need: Need| -> NeedNode { nodes[&need.id].clone() }))
    }
}
