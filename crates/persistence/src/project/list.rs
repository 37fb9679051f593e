//! Which projects are wanted, in SQL.

use crate::store::uuids;
use domain::access::Sight;
use domain::centre::Centre;
use domain::id::Id;
use domain::organisation::Organisation;
use domain::project::{PartnershipStatus, ProjectStatus, Term};
use sea_orm::sea_query::{Cond, Condition, Expr, ExprTrait, Query};

/// Which projects are wanted. Fields are joined by AND, entries of a field by OR.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectFilter {
    /// In these states.
    pub statuses: Option<Vec<ProjectStatus>>,
    /// In which one of these organisations takes part.
    pub organisations: Option<Vec<Id<Organisation>>>,
    /// Led from these centres.
    pub centres: Option<Vec<Id<Centre>>>,
    /// Found by one of each of these sets.
    pub terms: Vec<Vec<Term>>,
}

/// Which projects are wanted of those a reader sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectList {
    /// Such ones.
    pub filter: ProjectFilter,
}

impl ProjectList {
    /// How much of a project the reader has to see to find it so: whoever is only asked to join does not know what it is
    /// found by.
    pub(super) fn least(&self) -> Sight {
        if self.filter.terms.is_empty() { Sight::Invited } else { Sight::Public }
    }

    pub(super) fn condition(&self) -> Condition {
        let filter = &self.filter;
        let column = |name| Expr::col(("project", name));
        let has_partner = |ids: &Vec<Id<Organisation>>| {
            let theirs = Query::select()
                .column("project_id")
                .from("partnership")
                .and_where(Expr::col("organisation_id").is_in(uuids(ids)))
                .and_where(Expr::col("status").eq(PartnershipStatus::Accepted.as_str()))
                .take();
            column("id").in_subquery(theirs)
        };
        let has_term = |terms: &[Term]| {
            let found = Query::select()
                .expr(Expr::Constant(1.into()))
                .from("project_term")
                .and_where(Expr::col(("project_term", "project_id")).equals(("project", "id")))
                .and_where(Expr::col(("project_term", "term")).is_in(terms.iter().map(ToString::to_string)))
                .take();
            Expr::exists(found)
        };
        let statuses = filter.statuses.as_ref().map(|states| states.iter().map(|state| state.as_str()));
        let mut all = Cond::all()
            .add_option(statuses.map(|states| column("status").is_in(states)))
            .add_option(filter.organisations.as_ref().map(has_partner))
            .add_option(filter.centres.as_ref().map(|ids| Expr::col(("organisation", "centre_id")).is_in(uuids(ids))));
        for terms in &filter.terms {
            all = all.add(has_term(terms));
        }
        all
    }
}
