//! Offers, and what they are found by.

mod facets;
mod filter;
mod listing;
mod row;
mod save;

pub use facets::{OfferFacet, OfferFacets};
pub use filter::OfferFilter;
pub(crate) use listing::{list_all_anew, list_anew};
pub(crate) use save::insert_all;

use crate::centre::action_field_ids;
use crate::contact;
use crate::error::Error;
use crate::near::{Near, Points};
use crate::organisation::{ContentRow, exists, is_inside, is_public};
use crate::page::{Entry, Keys, Page, Slice, Sort};
use crate::store::{Count, Store, Tx, fetch, uuids};
use domain::access::Scope;
use domain::id::Id;
use domain::offer::{Offer, OfferContent, OfferStatus, Surroundings};
use domain::organisation::Organisation;
use domain::place::Place;
use domain::refusal::Refusal;
use domain::time::Timestamp;
use filter::{Extent, Lead, Side};
use row::Row;
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{
    Asterisk, Cond, Condition, ExprTrait, JoinType, LockType, Order, Query, SelectStatement, UnionType,
};
use std::collections::HashMap;

/// What is wanted beside the offers themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct OfferShape {
    /// The whole organisation, with the same statement.
    pub organisation: bool,
}

/// An offer, and its organisation if it was asked for.
#[derive(Clone, Debug)]
pub struct OfferRecord {
    /// The offer.
    pub offer: Offer,
    /// The organisation.
    pub organisation: Option<Organisation>,
}

/// [`Scope::sees_offer`] in SQL.
fn visible(scope: &Scope, now: Timestamp) -> Condition {
    let public = Expr::col(("offer", "visible_from"))
        .lte(now.micros())
        .and(Expr::col(("offer", "visible_until")).gt(now.micros()))
        .and(is_public());
    let inside = is_inside(scope);
    if inside.is_empty() {
        return Cond::all().add(public);
    }
    let deleted = Expr::Constant(OfferStatus::Deleted.as_str().into());
    Cond::all().add(Expr::col(("offer", "status")).ne(deleted)).add(exists()).add(inside.add(public))
}

/// What a statement reads offers from, first of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// The offers themselves.
    Offers,
    /// A side table, of which one entry is asked for.
    Side(Side),
    /// What lies near a point, joined as `near`.
    Near,
}

const POINTS: Points = Points { table: "offer_point", owner: "offer_id" };

impl Source {
    fn keys(self, sort: Sort) -> Keys {
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
fn from<'a>(select: &'a mut SelectStatement, near: Option<&Near>) -> &'a mut SelectStatement {
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
fn select(scope: &Scope, now: Timestamp, shape: OfferShape, source: Source) -> SelectStatement {
    let mut select = Query::select();
    for column in COLUMNS {
        select.column(("offer", column));
    }
    for column in contact::COLUMNS {
        select.expr_as(Expr::col(("contact_point", column)), format!("contact_{column}"));
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
        .join(
            JoinType::LeftJoin,
            "contact_point",
            Expr::col(("contact_point", "id")).equals(("offer", "contact_point_id")),
        )
        .cond_where(visible(scope, now))
        .take()
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
    fn page(&self, scope: &Scope, now: Timestamp, page: &Page, shape: OfferShape) -> SelectStatement {
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
    fn narrow<'a>(&self, select: &'a mut SelectStatement, scope: &Scope, now: Timestamp) -> &'a mut SelectStatement {
        from(select, self.near.as_ref()).cond_where(visible(scope, now)).cond_where(self.filter.condition(
            now,
            Source::Offers,
            Extent::Whole,
        ))
    }
}

impl Store {
    /// A page of the offers a reader sees now.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn offers(
        &self,
        scope: &Scope,
        now: Timestamp,
        list: &OfferList,
        page: &Page,
        shape: OfferShape,
    ) -> Result<Slice<OfferRecord>, Error> {
        let mut select = list.page(scope, now, page, shape);
        let rows = page.fetch::<Row>(&self.db, &mut select).await?;
        Ok(page.slice(rows.into_iter().map(|row| row.entry(page.sort)).collect::<Result<_, _>>()?))
    }

    /// How many such offers a reader sees now.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_offers(&self, scope: &Scope, now: Timestamp, list: &OfferList) -> Result<i64, Error> {
        let mut select = Query::select();
        list.narrow(select.expr_as(Expr::cust("count(*)"), "count"), scope, now);
        Ok(fetch::<Count>(&self.db, &select).await?.first().map_or(0, |row| row.count))
    }

    /// The same page of offers for each of these organisations, in one statement.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn offers_of_organisations(
        &self,
        scope: &Scope,
        now: Timestamp,
        organisations: &[Id<Organisation>],
        filter: &OfferFilter,
        page: &Page,
    ) -> Result<HashMap<Id<Organisation>, Slice<OfferRecord>>, Error> {
        let parent = ("offer", "organisation_id");
        let mut select = select(scope, now, OfferShape::default(), Source::Offers);
        select.cond_where(filter.condition(now, Source::Offers, Extent::Page));
        if page.sort == Sort::Name {
            select.column(("offer", "sort_key"));
        }
        let rows: Vec<Row> = page
            .fetch_per_parent(&self.db, select, Source::Offers.keys(page.sort), (parent, &uuids(organisations)))
            .await?;
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows {
            let entry: Entry<OfferRecord> = row.entry(page.sort)?;
            found.entry(entry.value.offer.organisation.id).or_default().push(entry);
        }
        Ok(found.into_iter().map(|(organisation, entries)| (organisation, page.slice(entries))).collect())
    }

    /// How many such offers a reader sees now, for each of these organisations.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_offers_of_organisations(
        &self,
        scope: &Scope,
        now: Timestamp,
        organisations: &[Id<Organisation>],
        filter: &OfferFilter,
    ) -> Result<HashMap<Id<Organisation>, i64>, Error> {
        #[derive(FromQueryResult)]
        struct CountRow {
            organisation_id: Uuid,
            count: i64,
        }
        let mut select = Query::select();
        select.column(("offer", "organisation_id")).expr_as(Expr::cust("count(*)"), "count");
        from(&mut select, None)
            .cond_where(visible(scope, now))
            .cond_where(filter.condition(now, Source::Offers, Extent::Page))
            .and_where(Expr::col(("offer", "organisation_id")).is_in(uuids(organisations)))
            .group_by_col(("offer", "organisation_id"));
        let rows = fetch::<CountRow>(&self.db, &select).await?;
        Ok(rows.into_iter().map(|row| (Id::from_uuid(row.organisation_id), row.count)).collect())
    }

    /// Offers by their ids, those a reader sees now.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn offers_by_id(
        &self,
        scope: &Scope,
        now: Timestamp,
        ids: &[Id<Offer>],
        shape: OfferShape,
    ) -> Result<HashMap<Id<Offer>, OfferRecord>, Error> {
        let mut select = select(scope, now, shape, Source::Offers);
        select.and_where(Expr::col(("offer", "id")).is_in(uuids(ids)));
        let rows = fetch::<Row>(&self.db, &select).await?;
        rows.into_iter().map(|row| row.read().map(|(_, record)| (record.offer.id, record))).collect()
    }
}

impl Tx {
    /// An offer that the actor sees, locked.
    ///
    /// # Errors
    /// There is none for this actor, or the database is broken.
    pub async fn offer(&self, id: Id<Offer>, now: Timestamp) -> Result<Offer, Error> {
        self.lock("offer", id.uuid()).await?;
        let mut select = select(&self.scope, now, OfferShape::default(), Source::Offers);
        select.and_where(Expr::col(("offer", "id")).eq(id.uuid()));
        let row = fetch::<Row>(&self.tx, &select).await?.pop();
        let mut offer = row.ok_or_else(|| Refusal::not_found("id"))?.read()?.1.offer;
        if !offer.content.places.is_empty() {
            // While it was over, its organisation may have given up a place.
            let still = self.places_of(offer.organisation.id).await?;
            offer.content.places.retain(|place| still.contains(place));
        }
        Ok(offer)
    }

    /// Locks all offers of an organisation that the actor is inside of. Whoever changes an offer locks it before its
    /// organisation, so whoever changes all of them has to as well.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn lock_offers_of(&self, organisation: Id<Organisation>) -> Result<(), Error> {
        let inside = Query::select()
            .column(("organisation", "id"))
            .from("organisation")
            .and_where(Expr::col(("organisation", "id")).eq(organisation.uuid()))
            .cond_where(is_inside(&self.scope))
            .take();
        let mut select = Query::select();
        select.column("id").from("offer").and_where(Expr::col("organisation_id").in_subquery(inside));
        self.tx.query_all(select.order_by("id", Order::Asc).lock(LockType::NoKeyUpdate)).await?;
        Ok(())
    }

    /// The places of an organisation that offers need which are not over.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn places_in_use(&self, organisation: Id<Organisation>) -> Result<Vec<Id<Place>>, Error> {
        let over = [OfferStatus::Ended, OfferStatus::Rejected, OfferStatus::Deleted].map(OfferStatus::as_str);
        let select = Query::select()
            .column("content")
            .from("offer")
            .and_where(Expr::col("organisation_id").eq(organisation.uuid()))
            .and_where(Expr::col("status").is_not_in(over))
            .take();
        let mut places = Vec::new();
        for row in fetch::<ContentRow>(&self.tx, &select).await? {
            places.extend(serde_json::from_str::<OfferContent>(&row.content)?.places);
        }
        Ok(places)
    }

    /// Everything an offer of this organisation may refer to, as the actor sees it.
    ///
    /// # Errors
    /// The actor does not see the organisation, or the database is broken.
    pub async fn surroundings(
        &self,
        organisation: Id<Organisation>,
        joint: &[Id<Organisation>],
    ) -> Result<Surroundings, Error> {
        let organisation = self.organisation(organisation, "organisation").await?;
        Ok(Surroundings {
            contact_points: self.contact_points_of(organisation.id).await?,
            action_fields: action_field_ids(&self.tx, organisation.facts.centre).await?,
            joint_organisations: self.seen(joint).await?,
            organisation,
        })
    }
}
