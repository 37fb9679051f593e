//! Which working groups are wanted, in SQL.

use crate::store::uuids;
use domain::access::Sight;
use domain::centre::{ActionField, Centre};
use domain::id::Id;
use domain::organisation::Organisation;
use domain::working_group::{GroupKind, GroupStatus};
use sea_orm::sea_query::{Cond, Condition, Expr, ExprTrait, Query};

/// Which working groups are wanted. Fields are joined by AND, entries of a field by OR.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupFilter {
    /// In these states.
    pub statuses: Option<Vec<GroupStatus>>,
    /// Of these kinds.
    pub kinds: Option<Vec<GroupKind>>,
    /// Of these centres.
    pub centres: Option<Vec<Id<Centre>>>,
    /// Working on one of these action fields.
    pub action_fields: Option<Vec<Id<ActionField>>>,
    /// With somebody on behalf of one of these organisations.
    pub organisations: Option<Vec<Id<Organisation>>>,
}

/// Which working groups are wanted of those a reader sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupList {
    /// Such ones.
    pub filter: GroupFilter,
}

impl GroupList {
    /// How much of a group the reader has to see to find it so.
    pub(super) fn least(&self) -> Sight {
        if self.filter.action_fields.is_none() { Sight::Invited } else { Sight::Public }
    }

    pub(super) fn condition(&self) -> Condition {
        let filter = &self.filter;
        let column = |name| Expr::col(("working_group", name));
        let works_on = |ids: &Vec<Id<ActionField>>| {
            let found = Query::select()
                .column("working_group_id")
                .from("working_group_action_field")
                .and_where(Expr::col("action_field_id").is_in(uuids(ids)))
                .take();
            column("id").in_subquery(found)
        };
        let has_delegate = |ids: &Vec<Id<Organisation>>| {
            let found = Query::select()
                .column("working_group_id")
                .from("group_member")
                .and_where(Expr::col("organisation_id").is_in(uuids(ids)))
                .and_where(Expr::col("status").eq("ACTIVE"))
                .take();
            column("id").in_subquery(found)
        };
        let statuses = filter.statuses.as_ref().map(|states| states.iter().map(|state| state.as_str()));
        let kinds = filter.kinds.as_ref().map(|kinds| kinds.iter().map(|kind| kind.as_str()));
        Cond::all()
            .add_option(statuses.map(|states| column("status").is_in(states)))
            .add_option(kinds.map(|kinds| column("kind").is_in(kinds)))
            .add_option(filter.centres.as_ref().map(|ids| column("centre_id").is_in(uuids(ids))))
            .add_option(filter.action_fields.as_ref().map(works_on))
            .add_option(filter.organisations.as_ref().map(has_delegate))
    }
}
