//! Offers, and what they are found by.

mod filter;
mod row;
mod save;

pub use filter::OfferFilter;
pub(crate) use save::place_anew;

use crate::centre::action_field_ids;
use crate::contact;
use crate::error::Error;
use crate::organisation::{exists, is_inside, is_public};
use crate::page::{Keys, Page, Slice};
use crate::store::{Count, Store, Tx, fetch, uuids};
use domain::access::Scope;
use domain::id::Id;
use domain::offer::{Offer, OfferContent, OfferStatus, Surroundings};
use domain::organisation::Organisation;
use domain::place::Place;
use domain::refusal::Refusal;
use domain::time::Timestamp;
use row::Row;
use save::ContentRow;
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Cond, Condition, ExprTrait, JoinType, LockType, Order, Query, SelectStatement};
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
    Cond::all().add(Expr::col(("offer", "status")).ne("DELETED")).add(exists()).add(is_inside(scope).add(public))
}

fn from(select: &mut SelectStatement) -> &mut SelectStatement {
    select.from("offer").join(
        JoinType::InnerJoin,
        "organisation",
        Expr::col(("organisation", "id")).equals(("offer", "organisation_id")),
    )
}

fn select(scope: &Scope, now: Timestamp, shape: OfferShape) -> SelectStatement {
    let mut select = Query::select();
    let offer = [
        "id",
        "organisation_id",
        "state",
        "content",
        "edited_by",
        "published_at",
        "confirmed_at",
        "listed_at",
        "created_at",
        "updated_at",
        "revision",
    ];
    for column in offer {
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
    select.column(("organisation", "centre_id")).column(("organisation", "trust")).column(("centre", "confirmation"));
    from(&mut select)
        .join(JoinType::InnerJoin, "centre", Expr::col(("centre", "id")).equals(("organisation", "centre_id")))
        .join(
            JoinType::LeftJoin,
            "contact_point",
            Expr::col(("contact_point", "id")).equals(("offer", "contact_point_id")),
        )
        .cond_where(visible(scope, now))
        .take()
}

const KEYS: Keys = Keys { table: "offer", key: "listed_at" };

impl Store {
    /// A page of the offers a reader sees now.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn offers(
        &self,
        scope: &Scope,
        now: Timestamp,
        filter: &OfferFilter,
        page: &Page,
        shape: OfferShape,
    ) -> Result<Slice<OfferRecord>, Error> {
        let mut select = select(scope, now, shape);
        select.cond_where(filter.condition(now));
        page.apply(&mut select, KEYS);
        let rows = fetch::<Row>(&self.db, &select).await?.into_iter().map(Row::read).collect::<Result<_, _>>()?;
        Ok(page.slice(rows))
    }

    /// How many such offers a reader sees now.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_offers(&self, scope: &Scope, now: Timestamp, filter: &OfferFilter) -> Result<i64, Error> {
        let mut select = Query::select();
        select.expr_as(Expr::cust("count(*)"), "count");
        from(&mut select).cond_where(visible(scope, now)).cond_where(filter.condition(now));
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
        let mut select = select(scope, now, OfferShape::default());
        select
            .cond_where(filter.condition(now))
            .and_where(Expr::col(("offer", "organisation_id")).is_in(uuids(organisations)));
        let select = page.apply_per_parent(select, KEYS, ("offer", "organisation_id"));
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for row in fetch::<Row>(&self.db, &select).await? {
            let (cursor, record) = row.read()?;
            found.entry(record.offer.organisation.id).or_default().push((cursor, record));
        }
        Ok(found.into_iter().map(|(organisation, rows)| (organisation, page.slice(rows))).collect())
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
        from(&mut select)
            .cond_where(visible(scope, now))
            .cond_where(filter.condition(now))
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
        let select = select(scope, now, shape).and_where(Expr::col(("offer", "id")).is_in(uuids(ids))).take();
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
        let select =
            select(&self.scope, now, OfferShape::default()).and_where(Expr::col(("offer", "id")).eq(id.uuid())).take();
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
