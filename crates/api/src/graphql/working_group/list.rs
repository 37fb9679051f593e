//! Lists of working groups.

use super::enums::{GroupKind, GroupStatus};
use super::{GroupConnection, group_nodes};
use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use crate::graphql::message::Tongue;
use crate::graphql::offer::ids;
use crate::graphql::organisation::OrderDirection;
use crate::graphql::page::{Count, PageArguments};
use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::form::Form;
use domain::refusal::Problems;
use persistence::{Direction, GroupList, Sort};
use std::sync::Arc;

/// Which working groups are wanted. Fields are joined by AND, entries of a field by OR; an empty list finds nothing.
#[derive(InputObject, Clone, Debug, Default)]
#[graphql(name = "WorkingGroupFilter")]
pub struct GroupFilter {
    /// In these states.
    status: Option<Vec<GroupStatus>>,
    /// Of these kinds.
    kind: Option<Vec<GroupKind>>,
    /// Of these centres.
    centre: Option<Vec<ID>>,
    /// Working on one of these action fields.
    action_field: Option<Vec<ID>>,
    /// With somebody on behalf of one of these organisations.
    organisation: Option<Vec<ID>>,
}

impl GroupFilter {
    fn read(self, tongue: Tongue) -> Result<persistence::GroupFilter, Failure> {
        let mut problems = Problems::default();
        let mut form = Form::new(&mut problems);
        let mut form = form.inside("filter");
        let filter = persistence::GroupFilter {
            statuses: self.status.map(|states| states.into_iter().map(Into::into).collect()),
            kinds: self.kind.map(|kinds| kinds.into_iter().map(Into::into).collect()),
            centres: ids(&mut form, "centre", self.centre),
            action_fields: ids(&mut form, "actionField", self.action_field),
            organisations: ids(&mut form, "organisation", self.organisation),
        };
        let problems = problems.into_vec();
        if problems.is_empty() { Ok(filter) } else { Err(Failure::BadInput(problems, tongue)) }
    }
}

/// What working groups can be ordered by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
#[graphql(name = "WorkingGroupOrderField")]
pub enum GroupOrderField {
    /// By when they were proposed.
    #[default]
    Newest,
    /// By their name in the primary language, in the order of the Unicode collation.
    Name,
}

/// The order of working groups; newest first if not given.
#[derive(InputObject, Clone, Copy, Debug, Default)]
#[graphql(name = "WorkingGroupOrder")]
pub struct GroupOrder {
    /// By what.
    #[graphql(default)]
    field: GroupOrderField,
    /// Which way; if not given the newest or the first of the alphabet comes first.
    direction: Option<OrderDirection>,
}

impl GroupOrder {
    fn read(self) -> (Sort, Direction) {
        let (sort, usual) = match self.field {
            GroupOrderField::Newest => (Sort::Time, Direction::Descending),
            GroupOrderField::Name => (Sort::Name, Direction::Ascending),
        };
        (sort, self.direction.map_or(usual, Into::into))
    }
}

/// Reading working groups.
#[derive(Default)]
pub struct GroupQuery;

#[Object]
impl GroupQuery {
    /// The working groups you see, newest first: the public ones, those open to the network if you belong to it, and those you
    /// are in or asked into.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn working_groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, up to 100; 20 if neither `first` nor `last` is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what stands after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, up to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which groups are wanted; all you see if not given.")] filter: Option<GroupFilter>,
        #[graphql(desc = "In which order; newest first if not given.")] order_by: Option<GroupOrder>,
    ) -> Result<GroupConnection, Failure> {
        let caller = Caller::of(ctx);
        let filter = filter.unwrap_or_default().read(caller.tongue)?;
        let order = order_by.unwrap_or_default().read();
        let page = PageArguments { first, after, last, before }.page(order, caller.tongue)?;
        let list = Arc::new(GroupList { filter });
        let slice = caller.app.store.working_groups(&caller.scope, &list, &page).await;
        let slice = slice.map_err(|error| caller.failed(error))?;
        let counting = Arc::clone(caller);
        let count: Count = Arc::new(move || {
            let (caller, list) = (Arc::clone(&counting), Arc::clone(&list));
            Box::pin(async move {
                let count = caller.app.store.count_working_groups(&caller.scope, &list).await;
                count.map_err(|error| caller.failed(error))
            })
        });
        let nodes = group_nodes(slice.values().cloned().collect(), caller);
        Ok(GroupConnection::new(slice, count, |group| nodes[&group.id].clone()))
    }
}
