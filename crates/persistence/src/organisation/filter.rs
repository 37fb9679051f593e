//! Which organisations are wanted, in SQL.

use crate::near::{Near, Points};
use crate::page::{Keys, Sort};
use crate::store::uuids;
use domain::centre::Centre;
use domain::id::Id;
use domain::kind::OfferKind;
use domain::language::LanguageTag;
use domain::organisation::{OrganisationKind, OrganisationStatus, OrganisationTrait, OrganisationTraits};
use domain::place::{CountyKey, MunicipalityKey};
use sea_orm::sea_query::{Cond, Condition, Expr, ExprTrait, Query, SelectStatement};

/// Which organisations are wanted. Fields are joined by AND, entries of a field by OR.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OrganisationFilter {
    /// Of these kinds.
    pub kinds: Option<Vec<OrganisationKind>>,
    /// With whom people can speak one of these languages.
    pub languages: Option<Vec<LanguageTag>>,
    /// With their seat in these municipalities.
    pub municipalities: Option<Vec<MunicipalityKey>>,
    /// With their seat in these counties.
    pub counties: Option<Vec<CountyKey>>,
    /// Known for offers of these kinds or ones below them.
    pub activities: Option<Vec<OfferKind>>,
    /// Of these centres.
    pub centres: Option<Vec<Id<Centre>>>,
    /// In these states.
    pub statuses: Option<Vec<OrganisationStatus>>,
    /// With at least one of each of these sets.
    pub traits: Vec<Vec<OrganisationTrait>>,
    /// With none of these.
    pub lacks: Vec<OrganisationTrait>,
}

/// Which organisations are wanted of those a reader sees.
#[derive(Clone, Debug, Default)]
pub struct OrganisationList {
    /// Such ones.
    pub filter: OrganisationFilter,
    /// Near there.
    pub near: Option<Near>,
}

const POINTS: Points = Points { table: "organisation_point", owner: "organisation_id" };

/// The columns a list is sorted by.
pub(super) fn keys(sort: Sort) -> Keys {
    match sort {
        Sort::Time => Keys { key: ("organisation", "created_at"), id: ("organisation", "id") },
        Sort::Name => Keys { key: ("organisation", "sort_key"), id: ("organisation", "id") },
        Sort::Distance => Keys { key: ("near", "chord"), id: ("near", "owner") },
    }
}

/// That the organisation has one of these entries in a side table.
fn has(table: &'static str, column: &'static str, entries: Vec<String>) -> Expr {
    let ids = Query::select().column("organisation_id").from(table).and_where(Expr::col(column).is_in(entries)).take();
    Expr::col(("organisation", "id")).in_subquery(ids)
}

impl OrganisationFilter {
    pub(super) fn condition(&self) -> Condition {
        let column = |name| Expr::col(("organisation", name));
        let languages = self.languages.as_ref().map(|tags| tags.iter().map(ToString::to_string).collect());
        let activities =
            self.activities.as_ref().map(|kinds| kinds.iter().map(|kind| kind.code().to_owned()).collect());
        let seats = self.municipalities.as_ref().map(|keys| {
            let with_predecessors = keys.iter().flat_map(MunicipalityKey::and_predecessors);
            column("municipality").is_in(with_predecessors)
        });
        let counties = self.counties.as_ref().map(|keys| {
            let never = Cond::any().add(Expr::Constant(false.into()));
            let within = |key: &CountyKey| {
                // The keys of a county's municipalities lie between its own key and the next.
                let (first, last) = (format!("{}000", key.as_str()), format!("{}999", key.as_str()));
                column("municipality").between(first, last)
            };
            keys.iter().fold(never, |any, key| any.add(within(key)))
        });
        let mut all = Cond::all()
            .add_option(self.kinds.as_ref().map(|kinds| column("kind").is_in(kinds.iter().map(|kind| kind.as_str()))))
            .add_option(languages.map(|tags| has("organisation_language", "language", tags)))
            .add_option(activities.map(|kinds| has("organisation_activity", "kind", kinds)))
            .add_option(seats)
            .add_option(counties)
            .add_option(self.centres.as_ref().map(|centres| column("centre_id").is_in(uuids(centres))))
            .add_option(
                self.statuses.as_ref().map(|states| column("status").is_in(states.iter().map(|state| state.as_str()))),
            );
        let has_any = |members: &[OrganisationTrait]| {
            let bits = members.iter().copied().collect::<OrganisationTraits>().number();
            column("traits").bit_and(Expr::Constant(bits.into())).ne(Expr::Constant(0_i64.into()))
        };
        for members in &self.traits {
            all = all.add(has_any(members));
        }
        if self.lacks.is_empty() { all } else { all.add(has_any(&self.lacks).not()) }
    }
}

impl OrganisationList {
    /// Narrows a statement over `organisation` to what is wanted.
    pub(super) fn narrow(&self, select: &mut SelectStatement) {
        select.cond_where(self.filter.condition());
        if let Some(near) = &self.near {
            select
                .from_subquery(near.within(POINTS), "near")
                .and_where(Expr::col(("organisation", "id")).equals(("near", "owner")));
        }
    }

    /// Narrows a statement to what is wanted, and selects what a list sorted so needs. Tells the columns it is sorted by.
    pub(super) fn apply(&self, select: &mut SelectStatement, sort: Sort) -> Keys {
        self.narrow(select);
        if self.near.is_some() {
            select.expr_as(Expr::col(("near", "chord")), "chord");
        }
        let keys = keys(sort);
        if sort == Sort::Name {
            select.column(keys.key);
        }
        keys
    }
}
