//! Offers, and what they are found by.

mod coverage;
mod facets;
mod filter;
mod list;
mod listing;
mod row;
mod save;

pub use facets::{OfferFacet, OfferFacets};
pub use filter::OfferFilter;
pub use list::OfferList;
pub(crate) use listing::list_anew;
pub(crate) use save::insert_all;

use crate::centre::action_field_ids;
use crate::error::Error;
use crate::organisation::{ContentRow, exists, is_inside, is_public};
use crate::page::{Entry, Page, Slice, Sort};
use crate::store::{Count, Store, Tx, fetch, uuids};
use domain::access::Scope;
use domain::id::Id;
use domain::offer::{Offer, OfferContent, OfferStatus, Surroundings};
use domain::organisation::Organisation;
use domain::place::Place;
use domain::refusal::Refusal;
use domain::time::Timestamp;
use filter::Extent;
use list::{Source, from, select};
use row::Row;
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Cond, Condition, ExprTrait, LockType, Order, Query, SelectStatement};
use std::collections::HashMap;
use std::sync::Arc;

/// What is wanted beside the offers themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct OfferShape {
    /// The whole organisation, with the same statement.
    pub organisation: bool,
    /// Without the contact point, where nothing that is asked rests on it.
    pub without_contact: bool,
}

/// An offer, and its organisation if it was asked for.
#[derive(Clone, Debug)]
pub struct OfferRecord {
    /// The offer.
    pub offer: Arc<Offer>,
    /// The organisation.
    pub organisation: Option<Arc<Organisation>>,
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

/// For `EXISTS`: that this column is the id of an offer which the reader sees.
pub(crate) fn seen_as(own: (&'static str, &'static str), scope: &Scope, now: Timestamp) -> SelectStatement {
    let mut select = Query::select().expr(Expr::Constant(1.into())).take();
    from(&mut select, None).and_where(Expr::col(("offer", "id")).equals(own)).cond_where(visible(scope, now)).take()
}

/// For `EXISTS`: that this column is the id of such an offer.
pub(crate) fn such_as(own: (&'static str, &'static str), filter: &OfferFilter, now: Timestamp) -> SelectStatement {
    let mut select = Query::select().expr(Expr::Constant(1.into())).take();
    let such = filter.condition(now, Source::Offers, Extent::Page);
    from(&mut select, None).and_where(Expr::col(("offer", "id")).equals(own)).cond_where(such).take()
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
        let (_, record) = row.ok_or_else(|| Refusal::not_found("id"))?.read()?;
        let mut offer = Arc::unwrap_or_clone(record.offer);
        if !offer.content.places.is_empty() {
            // While it was over, its organisation may have given up a place.
            let still = self.places_of(offer.organisation.id).await?;
            offer.content.places.retain(|place| still.contains(place));
        }
        Ok(offer)
    }

    /// Which of these offers the actor sees.
    pub(crate) async fn offers_seen(&self, ids: &[Id<Offer>], now: Timestamp) -> Result<Vec<Id<Offer>>, Error> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut select = Query::select();
        select.column(("offer", "id"));
        from(&mut select, None)
            .cond_where(visible(&self.scope, now))
            .and_where(Expr::col(("offer", "id")).is_in(uuids(ids)));
        let rows = self.tx.query_all(&select).await?;
        rows.iter().map(|row| Ok(Id::from_uuid(row.try_get("", "id")?))).collect()
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
