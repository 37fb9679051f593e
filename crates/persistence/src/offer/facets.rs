//! How many offers of a list there are of each kind, language and so on: one statement each, only when asked.

use super::OfferList;
use super::filter::{LANGUAGE, REACH, Side};
use crate::error::Error;
use crate::store::{Store, fetch};
use domain::access::Scope;
use domain::offer::{EVERYWHERE, Trait, Traits};
use domain::time::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef, Query};
use uuid::Uuid;

/// By what offers are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferFacet {
    /// Their kind.
    Kind,
    /// The languages they are given in.
    Language,
    /// The municipalities and counties they reach.
    Area,
}

/// Counts of offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfferFacets {
    /// How many there are of each, most first.
    pub counts: Vec<(String, i64)>,
    /// How many are everywhere: those that are online for everybody. Only of areas; there each counts besides.
    pub everywhere: i64,
}

#[derive(FromQueryResult)]
struct TextRow {
    entry: Option<String>,
    count: i64,
}

#[derive(FromQueryResult)]
struct IdRow {
    entry: Uuid,
    count: i64,
}

#[derive(FromQueryResult)]
struct BitRow {
    bits: i64,
    count: i64,
}

/// The most organisations that are counted.
const MOST_ORGANISATIONS: u64 = 100;

impl Store {
    /// How many offers of a list there are of each kind, or in each language or area.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn offer_facets(
        &self,
        scope: &Scope,
        now: Timestamp,
        list: &OfferList,
        facet: OfferFacet,
    ) -> Result<OfferFacets, Error> {
        let mut select = Query::select();
        list.narrow(select.expr_as(Expr::cust("count(*)"), "count"), scope, now);
        let mut group = |column: (&'static str, &'static str)| {
            let column = column.into_column_ref();
            select.expr_as(Expr::col(column.clone()), "entry").add_group_by([Expr::col(column)]);
        };
        let join = |Side { table, column }: Side| (table, column);
        match facet {
            OfferFacet::Kind => group(("offer", "kind")),
            OfferFacet::Language => group(join(LANGUAGE)),
            OfferFacet::Area => group(join(REACH)),
        }
        if let OfferFacet::Language | OfferFacet::Area = facet {
            let (table, _) = join(if facet == OfferFacet::Area { REACH } else { LANGUAGE });
            select.cross_join(table).and_where(Expr::col((table, "offer_id")).equals(("offer", "id")));
        }
        let mut facets = OfferFacets::default();
        for row in fetch::<TextRow>(&self.db, &select).await? {
            match row.entry {
                Some(entry) if entry == EVERYWHERE => facets.everywhere = row.count,
                Some(entry) => facets.counts.push((entry, row.count)),
                None => {}
            }
        }
        facets.counts.sort_by(|(one, count), (other, than)| than.cmp(count).then_with(|| one.cmp(other)));
        Ok(facets)
    }

    /// How many offers of a list each organisation leads: those with the most, at most a hundred.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn offers_by_organisation(
        &self,
        scope: &Scope,
        now: Timestamp,
        list: &OfferList,
    ) -> Result<Vec<(Uuid, i64)>, Error> {
        let mut select = Query::select();
        list.narrow(select.expr_as(Expr::cust("count(*)"), "count"), scope, now)
            .expr_as(Expr::col(("offer", "organisation_id")), "entry")
            .group_by_col(("offer", "organisation_id"))
            .order_by_expr(Expr::cust("count(*)"), sea_orm::sea_query::Order::Desc)
            .order_by(("offer", "organisation_id"), sea_orm::sea_query::Order::Asc)
            .limit(MOST_ORGANISATIONS);
        let rows = fetch::<IdRow>(&self.db, &select).await?;
        Ok(rows.into_iter().map(|row| (row.entry, row.count)).collect())
    }

    /// How many offers of a list have each of these traits, or the one that stands for all of them.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn offers_by_trait(
        &self,
        scope: &Scope,
        now: Timestamp,
        list: &OfferList,
        members: &[Trait],
        for_all: Option<Trait>,
    ) -> Result<Vec<(Trait, i64)>, Error> {
        let all = for_all.into_iter().collect::<Traits>().number();
        let mask = members.iter().copied().collect::<Traits>().number() | all;
        let bits = || Expr::col(("offer", "traits")).bit_and(Expr::Constant(mask.into()));
        let mut select = Query::select();
        list.narrow(select.expr_as(Expr::cust("count(*)"), "count").expr_as(bits(), "bits"), scope, now)
            .add_group_by([bits()]);
        let rows = fetch::<BitRow>(&self.db, &select).await?;
        let count = |member: &Trait| {
            let bit = 1_i64 << member.bit() | all;
            (*member, rows.iter().filter(|row| row.bits & bit != 0).map(|row| row.count).sum())
        };
        Ok(members.iter().map(count).filter(|(_, count)| *count > 0).collect())
    }
}
