//! The statements by which lists of offers are read.

use super::filter::{Extent, Lead, OfferFilter, Side};
use super::{OfferShape, visible};
use crate::contact;
use crate::near::{Near, Points};
use crate::page::{Keys, Page, Sort};
use domain::access::Scope;
use domain::time::Timestamp;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, JoinType, Query, SelectStatement, UnionType};

/// What a statement reads offers from, first of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The offers themselves.
    Offers,
    /// A side table, of which one entry is asked for.
    Side(Side),
    /// What lies near a point, joined as `near`.
    Near,
}

const POINTS: Points = Points { table: "offer_point", owner: "offer_id" };

impl Source {
    pub(super) fn keys(self, sort: Sort) -> Keys {
        match (sort, self) {
            (Sort::Time, Self::Side(side)) => Keys { key: (side.table, "listed_at"), id: (side.table, "offer_id") },
            (Sort::Time, _) => Keys { key: ("offer", "listed_at"), id: ("offer", "id") },
            (Sort::Name, _) => Keys { key: ("offer", "sort_key"), id: ("offer", "id") },
            (Sort::Distance, _) => Keys { key: ("near", "chord"), id: ("near", "owner") },
        }
    }

    /// Joins offers and their organisations to it. The joins are crossed, which tells SQLite to keep to this order; to
    /// PostgreSQL it is the same as any inner join.
    fn join(self, select: &mut SelectStatement) -> &mut SelectStatement {
        match self {
            Self::Offers => select.from("offer"),
            Self::Side(side) => select
                .from(side.table)
                .cross_join("offer")
                .and_where(Expr::col(("offer", "id")).equals((side.table, "offer_id"))),
            Self::Near => select.cross_join("offer").and_where(Expr::col(("offer", "id")).equals(("near", "owner"))),
        };
        select
            .cross_join("organisation")
            .and_where(Expr::col(("organisation", "id")).equals(("offer", "organisation_id")))
    }
}

/// Offers with their organisations, from what lies near a point if one is given.
pub(super) fn from<'a>(select: &'a mut SelectStatement, near: Option<&Near>) -> &'a mut SelectStatement {
    match near {
        None => Source::Offers.join(select),
        Some(near) => Source::Near.join(select.from_subquery(near.within(POINTS), "near")),
    }
}

const COLUMNS: [&str; 10] = [
    "id",
    "organisation_id",
    "state",
    "content",
    "edited_by",
    "published_at",
    "confirmed_at",
    "created_at",
    "updated_at",
    "revision",
];

/// The columns of offers and of what is one to one with them, of those that a reader sees.
pub(super) fn select(scope: &Scope, now: Timestamp, shape: OfferShape, source: Source) -> SelectStatement {
    let mut select = Query::select();
    for column in COLUMNS {
        select.column(("offer", column));
    }
    if !shape.without_contact {
        for column in contact::COLUMNS {
            select.expr_as(Expr::col(("contact_point", column)), format!("contact_{column}"));
        }
    }
    let organisation: &[&str] = if shape.organisation {
        &["status", "state", "origin", "content", "confirmed_at", "created_at", "updated_at", "revision"]
    } else {
        &["status"]
    };
    for column in organisation {
        select.expr_as(Expr::col(("organisation", *column)), format!("organisation_{column}"));
    }
    let keys = source.keys(Sort::Time);
    select
        .column(("organisation", "centre_id"))
        .column(("organisation", "trust"))
        .column(("centre", "confirmation"))
        .expr_as(Expr::col(keys.key), "listed_at")
        .expr_as(Expr::col(keys.id), "list_id");
    source
        .join(&mut select)
        .cross_join("centre")
        .and_where(Expr::col(("centre", "id")).equals(("organisation", "centre_id")))
        .cond_where(visible(scope, now));
    if !shape.without_contact {
        let point = Expr::col(("contact_point", "id")).equals(("offer", "contact_point_id"));
        select.join(JoinType::LeftJoin, "contact_point", point);
    }
    select
}

/// Which offers are wanted of those a reader sees.
#[derive(Clone, Debug, Default)]
pub struct OfferList {
    /// Such ones.
    pub filter: OfferFilter,
    /// Near there.
    pub near: Option<Near>,
}

impl OfferList {
    /// The statement for a page. A list by time is read in its order: from a side table that the filter leads to, once
    /// for each entry it asks for, or from the offers themselves.
    pub(super) fn page(&self, scope: &Scope, now: Timestamp, page: &Page, shape: OfferShape) -> SelectStatement {
        let lead = self.filter.lead().filter(|_| page.sort == Sort::Time && self.near.is_none());
        let Some(Lead { side, entries }) = lead else {
            let source = if self.near.is_some() { Source::Near } else { Source::Offers };
            let mut select = select(scope, now, shape, source);
            if let Some(near) = &self.near {
                select.from_subquery(near.within(POINTS), "near").expr_as(Expr::col(("near", "chord")), "chord");
            }
            if page.sort == Sort::Name {
                select.column(("offer", "sort_key"));
            }
            let keys = source.keys(page.sort);
            page.bound(select.cond_where(self.filter.condition(now, source, Extent::Page)), keys);
            page.sorted(&mut select, (keys.key, keys.id));
            return select;
        };
        let source = Source::Side(side);
        let keys = source.keys(page.sort);
        let read_by = |index: usize| {
            let mut select = select(scope, now, shape, source);
            select
                .cond_where(self.filter.condition(now, source, Extent::Page))
                .and_where(Expr::col((side.table, side.column)).eq(Expr::val(entries[index].clone())));
            if index > 0 {
                // Each offer once, though several entries lead to it.
                select.and_where(side.has(entries[..index].to_vec(), Extent::Page).not());
            }
            page.bound(&mut select, keys);
            select
        };
        let mut arms = (0..entries.len()).map(|index| {
            let mut arm = read_by(index);
            page.sorted(&mut arm, (keys.key, keys.id));
            arm
        });
        let first = arms.next().unwrap_or_else(|| unreachable!("a lead has entries"));
        if entries.len() == 1 {
            return first;
        }
        // Each arm stops when it has a page, so no more than that is put in order.
        let enough = |mut arm: SelectStatement| {
            page.limited(&mut arm);
            Query::select().column(Asterisk).from_subquery(arm, "arm").take()
        };
        let mut select = enough(first);
        for arm in arms {
            select.union(UnionType::All, enough(arm));
        }
        page.sorted(&mut select, ("listed_at", "list_id"));
        select
    }

    /// Narrows a statement over `offer` and `organisation` to what is wanted and seen.
    pub(super) fn narrow<'a>(
        &self,
        select: &'a mut SelectStatement,
        scope: &Scope,
        now: Timestamp,
    ) -> &'a mut SelectStatement {
        from(select, self.near.as_ref()).cond_where(visible(scope, now)).cond_where(self.filter.condition(
            now,
            Source::Offers,
            Extent::Whole,
        ))
    }
}
